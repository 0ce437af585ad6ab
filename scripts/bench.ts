/** `npm run bench -- KIND`: measures one part of the system, on disk as `npm start` runs it. */
import { runApiBench } from './bench/api.ts';
import { runCloudBench } from './bench/cloud.ts';
import { runEngineBench } from './bench/engine.ts';
import { runSimulateBench } from './bench/simulate.ts';

const KINDS: { [kind: string]: (options: string[]) => Promise<void> } = {
  api: runApiBench,
  cloud: runCloudBench,
  engine: runEngineBench,
  simulate: runSimulateBench,
};

const [kind = '', ...options] = process.argv.slice(2);
const run = KINDS[kind];
if (run) await run(options);
else {
  console.error(`npm run bench -- KIND, where KIND is one of: ${Object.keys(KINDS).join(', ')}`);
  process.exitCode = 1;
}
