import type { Stage } from '../../infra/cloud/stages.ts';
import { scriptChance } from './chance.ts';
import { roll } from './roll.ts';
import { tableOf } from './stacks.ts';

export async function rollStage(stage: Stage, lostSince: string | undefined): Promise<void> {
  const { db, tableName } = await tableOf(stage);
  const rolled = await roll(db, tableName, {
    now: () => new Date().toISOString(),
    chance: scriptChance,
    ...(lostSince === undefined ? {} : { lostSince }),
    onProgress: ({ programs }) => {
      if (programs > 0 && programs % 100 === 0) console.log(`  ${programs} programs`);
    },
  });
  console.log(`${rolled.programs} programs and ${rolled.sessions} sessions have a new run.`);
  if (rolled.failed.length > 0) throw new Error(`Too busy, try --roll again: ${rolled.failed.join(', ')}`);
}
