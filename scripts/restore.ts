/**
 * `npm run restore -- --stage prod --from RESTORED --writes-are-stopped`: the stage's table becomes what a table holds that
 * was restored to a point in time. docs/runbook.md, "Restore", says what has to be stopped before.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { copyTable } from './deploy/copy-table.ts';
import { neededOutputs, stackName } from './deploy/stacks.ts';
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
  const { region, name } = stage;
  const { TableName = '' } = await neededOutputs(region, stackName(name, 'data'), ['TableName']);
  const marshallOptions = { removeUndefinedValues: true };
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region }), { marshallOptions });
  const { written, deleted, same } = await copyTable(db, values.from, TableName);
  console.log(`${TableName}: ${written} items written, ${deleted} deleted, ${same} were the same.`);
}
