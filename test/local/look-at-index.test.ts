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

it('what changes while it is read is read again, also where a read has failed or left it out; what is deleted is forgotten', async () => {
  const key = keys.run('demo', 'prg_1', { kind: 'program' });
  const answers: (() => Promise<unknown>)[] = [];
  const db = { send: () => answers.shift()?.() } as unknown as DynamoDBDocumentClient;
  const index = createLookAtIndex(db, 'table');
  const found = async (lookAtNow: string) => ({ Responses: { table: [{ ...key, lookAt: lookAtNow }] } });
  answers.push(
    () => {
      index.changed([key]);
      return found('2027-01-04T15:00:00.000Z');
    },
    () => found(lookAt),
  );
  index.changed([key]);
  expect(await index.earliest()).toEqual({ runs: overdueAt, staff: null });

  answers.push(
    () => Promise.reject(new Error('the table is away')),
    async () => ({ Responses: { table: [] } }),
  );
  index.changed([key]);
  await expect(index.earliest()).rejects.toThrow('away');
  expect(await index.earliest()).toEqual({ runs: null, staff: null });

  answers.push(
    async () => ({ Responses: { table: [] }, UnprocessedKeys: { table: { Keys: [key] } } }),
    () => found(lookAt),
  );
  index.changed([key]);
  expect(await index.earliest()).toEqual({ runs: overdueAt, staff: null });
});
