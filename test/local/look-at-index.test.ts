/** What a tick of the schedule would find, kept from the table's changes. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { createLookAtIndex } from '../../infra/local/look-at-index.ts';
import { keys } from '../../shared/contracts/table.ts';

const lookAt = '2027-01-04T16:00:00.000Z';
const at = Date.parse(lookAt);
/** What the reconciler is to find is two minutes overdue. */
const overdueAt = at + 2 * 60_000 + 1;

it.each([
  ['a run', keys.run('demo', 'prg_1', { kind: 'program' }), { runs: overdueAt, staff: null }],
  ['a group that somebody has not followed', keys.group('demo', 'grp_1'), { runs: overdueAt, staff: null }],
  ['a task with a message that is due', keys.task('demo', 'prg_1', 'prg_1-t1'), { runs: null, staff: at }],
  ['a hand-over', keys.handover('demo', 'stf_1'), { runs: null, staff: at }],
  ['a morning list', keys.digestClock('demo'), { runs: null, staff: at }],
])('%s is found by whose work it is, until it is done', async (_what, key, due) => {
  let item: Record<string, unknown> = { ...key, lookAt };
  const db = { send: async () => ({ Responses: { table: [item] } }) } as unknown as DynamoDBDocumentClient;
  const index = createLookAtIndex(db, 'table');
  index.changed([key]);
  expect(await index.earliest()).toEqual(due);
  item = { ...key };
  index.changed([key]);
  expect(await index.earliest()).toEqual({ runs: null, staff: null });
});
