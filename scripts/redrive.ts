/** `npm run redrive -- --stage prod --function on-mail-event`: hands dead letters in again, once what failed is repaired. */
import { parseArgs } from 'node:util';
import { stages } from '../infra/cloud/stages.ts';
import { redrive } from './deploy/redrive.ts';
import { stageOf } from './deploy/stage-of.ts';

const { values } = parseArgs({ options: { stage: { type: 'string' }, function: { type: 'string' } } });
const stage = stageOf(values.stage);
const { function: name } = values;
if (!stage || !name) {
  console.error(`npm run redrive -- --stage ${Object.keys(stages).join('|')} --function NAME`);
  process.exitCode = 1;
} else {
  const { handedIn, failed } = await redrive(stage, name);
  console.log(`${handedIn} handed in again, ${failed} failed again and stay in the queue.`);
  if (failed > 0) process.exitCode = 1;
}
