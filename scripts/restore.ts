/**
 * `npm run restore -- --stage prod --from RESTORED --writes-are-stopped`: the stage's table becomes what a table holds that
 * was restored to a point in time. docs/runbook.md, "Restore", says what has to be stopped before.
 */
import { parseArgs } from 'node:util';
import { copyTable } from './deploy/copy-table.ts';
import { tableOf } from './deploy/stacks.ts';
import { stageOf } from './deploy/stage-of.ts';

const { values } = parseArgs({
  options: { stage: { type: 'string' }, from: { type: 'string' }, 'writes-are-stopped': { type: 'boolean' } },
});
const stage = stageOf(values.stage);
if (!stage || !values.from || !values['writes-are-stopped']) {
  console.error(
    'npm run restore -- --stage STAGE --from RESTORED-TABLE --writes-are-stopped   (docs/runbook.md, "Restore")',
  );
  process.exitCode = 1;
} else {
  const { db, tableName } = await tableOf(stage);
  const { written, deleted, same } = await copyTable(db, values.from, tableName);
  console.log(`${tableName}: ${written} items written, ${deleted} deleted, ${same} were the same.`);
}
