/** The figures of the Step Functions engine, against those of docs/step-functions.md. Medians; everything is on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { realClock } from '../../infra/local/clock-real.ts';
import { Api } from '../../infra/local/step-functions/api.ts';
import { Engine } from '../../infra/local/step-functions/engine.ts';
import { startStepFunctions } from '../../infra/local/step-functions/server.ts';
import { Storage } from '../../infra/local/step-functions/storage.ts';

const ROUNDS = 5;
const CHAIN = 53;
const EXECUTIONS = 200;
const WAITING = 100_000;
const CALLBACKS = 200;
const ROLE = 'arn:aws:iam::000000000000:role/bench';

type Figure = { what: string; measured: number; unit: string; toReach: string; reached: boolean };

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const machine = (states: object): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });

/** 53 Pass states, each with an expression that adds one. */
const chain = machine(
  Object.fromEntries(
    Array.from({ length: CHAIN }, (_, at) => [
      `S${at}`,
      {
        Type: 'Pass',
        Output: { n: '{% $states.input.n + 1 %}' },
        ...(at + 1 < CHAIN ? { Next: `S${at + 1}` } : { End: true }),
      },
    ]),
  ),
);
const waiting = machine({ W: { Type: 'Wait', Timestamp: '2050-01-01T00:00:00Z', End: true } });
const asking = machine({
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
    End: true,
  },
});

type Home = {
  engine: Engine;
  storage: Storage;
  call(operation: Parameters<Api['call']>[0], request: object): Promise<{ [field: string]: unknown }>;
};

function open(file: string): Home {
  const clock = realClock();
  const storage = new Storage(file);
  let ids = 0;
  const newId = (): string => `bench-${process.pid}-${ids++}`;
  const engine = new Engine({
    storage,
    clock,
    invoke: async () => ({}),
    publish: async () => {},
    random: () => 0.5,
    newId,
  });
  const api = new Api({
    storage,
    engine,
    newId,
    now: () => clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
  });
  engine.resume();
  return {
    engine,
    storage,
    call: async (operation, request) =>
      (await api.call(operation, JSON.stringify(request))) as { [field: string]: unknown },
  };
}

async function close({ engine, storage }: Home): Promise<void> {
  await engine.drain();
  engine.close();
  storage.close();
}

const create = async (home: Home, name: string, definition: string): Promise<string> =>
  String((await home.call('CreateStateMachine', { name, definition, roleArn: ROLE })).stateMachineArn);

async function measureChains(folder: string): Promise<{ perSecond: number; one: number }> {
  const home = open(join(folder, 'chains.sqlite'));
  const stateMachineArn = await create(home, 'chain', chain);
  const input = '{"n":0}';
  const run = async (): Promise<void> => {
    await home.call('StartExecution', { stateMachineArn, input });
  };
  await run();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await Promise.all(Array.from({ length: EXECUTIONS }, run));
    await home.engine.drain();
    rates.push((EXECUTIONS * CHAIN * 1000) / (performance.now() - began));
  }
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const began = performance.now();
    await run();
    await home.engine.drain();
    times.push(performance.now() - began);
  }
  await close(home);
  return { perSecond: median(rates), one: median(times) };
}

async function measureWaiting(folder: string): Promise<{ bytesEach: number; restartSeconds: number; timers: number }> {
  const file = join(folder, 'waiting.sqlite');
  const home = open(file);
  const stateMachineArn = await create(home, 'waiting', waiting);
  collectGarbage();
  const before = process.memoryUsage().rss;
  for (let started = 0; started < WAITING; started += 1000) {
    await Promise.all(
      Array.from({ length: 1000 }, () => home.call('StartExecution', { stateMachineArn, input: '{"id":"x"}' })),
    );
  }
  await home.engine.drain();
  collectGarbage();
  const bytesEach = (process.memoryUsage().rss - before) / WAITING;
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  await close(home);
  const began = performance.now();
  const again = open(file);
  await again.engine.drain();
  const restartSeconds = (performance.now() - began) / 1000;
  if (again.engine.nextTimer() === undefined) throw new Error('no timer survived the restart');
  await close(again);
  return { bytesEach, restartSeconds, timers };
}

function collectGarbage(): void {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
}

const clientOf = (endpoint: string): SFNClient => {
  const config: SFNClientConfig = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  return new SFNClient(config);
};

/** From sending SendTaskSuccess to reading SUCCEEDED, through the SDK. */
async function measureCallbacks(folder: string): Promise<number> {
  const tokens: string[] = [];
  const server = await startStepFunctions({
    port: 0,
    file: join(folder, 'callbacks.sqlite'),
    clock: realClock(),
    invoke: async (_name, payload) => void tokens.push((payload as { token: string }).token),
    publish: async () => {},
  });
  const client = clientOf(server.url);
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'asking', definition: asking, roleArn: ROLE }),
  );
  const times: number[] = [];
  for (let round = 0; round < CALLBACKS; round++) {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await server.worker.drain();
    const began = performance.now();
    await client.send(new SendTaskSuccessCommand({ taskToken: tokens.pop(), output: '{}' }));
    for (;;) {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'SUCCEEDED') break;
    }
    times.push(performance.now() - began);
  }
  client.destroy();
  await server.close();
  return median(times.slice(20));
}

/** The chains on another endpoint (MiniStack): MINISTACK_URL names it. Over HTTP, as it can be reached in no other way. */
async function measurePeer(endpoint: string): Promise<number> {
  const client = clientOf(endpoint);
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: `chain-${process.pid}`, definition: chain, roleArn: ROLE }),
  );
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const starts = Array.from({ length: EXECUTIONS }, () =>
      client.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":0}' })),
    );
    for (const { executionArn } of await Promise.all(starts)) {
      while ((await client.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING') await sleep(5);
    }
    rates.push((EXECUTIONS * CHAIN * 1000) / (performance.now() - began));
  }
  client.destroy();
  return median(rates);
}

export async function runEngineBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  const figures: Figure[] = [];
  const add = (what: string, measured: number, unit: string, limit: number, most: boolean): void => {
    figures.push({
      what,
      measured,
      unit,
      toReach: `${most ? 'at most' : 'at least'} ${limit}`,
      reached: most ? measured <= limit : measured >= limit,
    });
  };
  try {
    const { perSecond, one } = await measureChains(folder);
    add(`JSONata transitions, ${EXECUTIONS} executions of ${CHAIN} at once`, perSecond, '/s', 10_000, false);
    add(`one execution of ${CHAIN} transitions`, one, 'ms', 15, true);
    add(`SendTaskSuccess to SUCCEEDED over HTTP`, await measureCallbacks(folder), 'ms', 3, true);
    const { bytesEach, restartSeconds, timers } = await measureWaiting(folder);
    add(`memory of each of ${WAITING} waiting executions`, bytesEach / 1024, 'KB', 4, true);
    add(`restart with them`, restartSeconds, 's', 5, true);
    add('real timers for them', timers, '', 1, true);
    const peer = process.env.MINISTACK_URL;
    if (peer === undefined) console.log('No peer measured: MINISTACK_URL names none.');
    else {
      const theirs = await measurePeer(peer);
      add(`times the transitions of the peer at ${peer} (${Math.round(theirs)} /s)`, perSecond / theirs, '×', 3, false);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const { what, measured, unit, toReach, reached } of figures) {
    console.log(
      `${reached ? 'reached' : 'MISSED '}  ${what}: ${measured.toFixed(measured < 100 ? 2 : 0)} ${unit} (${toReach})`,
    );
  }
  if (figures.some(({ reached }) => !reached)) process.exitCode = 1;
}
