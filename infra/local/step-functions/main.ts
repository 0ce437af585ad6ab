/** The engine on its own: `npm run step-functions -- --port 4602 --lambda-endpoint http://127.0.0.1:PORT [--data DIR] [--memory]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realClock } from '../clock-real.ts';
import { invokeOverHttp } from './lambda-endpoint.ts';
import { startStepFunctions } from './server.ts';

const USAGE = 'npm run step-functions -- --port 4602 --lambda-endpoint http://127.0.0.1:PORT [--data DIR] [--memory]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4602' },
      'lambda-endpoint': { type: 'string' },
      data: { type: 'string', default: '.local' },
      memory: { type: 'boolean', default: false },
    },
  });
  const port = /^\d+$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`--port takes a number from 0 to 65535, not '${values.port}'`);
  const endpoint = values['lambda-endpoint'];
  if (endpoint === undefined || !URL.canParse(endpoint) || new URL(endpoint).protocol !== 'http:')
    throw new Error('--lambda-endpoint takes the http URL of a Lambda Invoke API');
  if (!values.memory) mkdirSync(values.data, { recursive: true });
  const clock = realClock();
  const engine = await startStepFunctions({
    port,
    file: values.memory ? ':memory:' : join(values.data, 'step-functions.sqlite'),
    clock,
    invoke: invokeOverHttp(endpoint),
  });
  clock.addSource(engine.source);
  clock.addWorker(engine.worker);
  await clock.start();
  console.log(
    `Step Functions at ${engine.url}, ${values.memory ? 'in memory' : `data in ${values.data}`}, functions at ${endpoint}`,
  );
}

try {
  await main();
} catch (error) {
  console.error(`${(error as Error).message}\nUsage: ${USAGE}`);
  process.exitCode = 1;
}
