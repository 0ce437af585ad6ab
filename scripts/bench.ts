/** `npm run bench -- KIND`: measures one part of the system, on disk as `npm start` runs it. */
import { runApiBench } from './bench/api.ts';
import { runCloudBench } from './bench/cloud.ts';
import { runConsoleBench } from './bench/console.ts';
import { runEngineBench } from './bench/engine.ts';
import { runSimulateBench } from './bench/simulate.ts';

const KINDS: { [kind: string]: (options: string[]) => Promise<void> } = {
  api: runApiBench,
  cloud: runCloudBench,
  console: runConsoleBench,
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
