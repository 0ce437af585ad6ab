import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Stage } from '../../infra/cloud/stages.ts';
import { scriptChance } from './chance.ts';
import { roll } from './roll.ts';
import { neededOutputs, stackName } from './stacks.ts';

/** Of whatever table the stage has now. */
export async function rollStage({ name, region }: Stage): Promise<void> {
  const { TableName = '' } = await neededOutputs(region, stackName(name, 'data'), ['TableName']);
  const marshallOptions = { removeUndefinedValues: true };
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region }), { marshallOptions });
  const rolled = await roll(db, TableName, {
    now: () => new Date().toISOString(),
    chance: scriptChance,
    onProgress: ({ programs }) => {
      if (programs > 0 && programs % 100 === 0) console.log(`  ${programs} programs`);
    },
  });
  console.log(`${rolled.programs} programs and ${rolled.sessions} sessions have a new run.`);
  if (rolled.failed.length > 0) throw new Error(`Too busy, try --roll again: ${rolled.failed.join(', ')}`);
}
