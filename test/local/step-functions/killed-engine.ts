/**
 * An engine that is there to be killed: starts executions one after the other, answers their tokens, and says on its output
 * what was answered to it. `killed-engine.ts FILE` works until it dies; with `finish` it ends what there is and describes it.
 */
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { realClock } from '../../../infra/local/clock-real.ts';
import { Api } from '../../../infra/local/step-functions/api.ts';
import { Engine } from '../../../infra/local/step-functions/engine.ts';
import { Storage } from '../../../infra/local/step-functions/storage.ts';

const [file = '', order] = process.argv.slice(2);
const tokensFile = `${file}.tokens`;
const say = (line: string): void => void writeSync(1, `${line}\n`);

const invoke = (FunctionName: string, more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload: { n: '{% $states.input.n %}' } },
  ...more,
});
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Double',
  States: {
    Double: invoke('double', { Output: '{% $states.result.Payload %}', Next: 'Pause' }),
    Pause: {
      Type: 'Wait',
      Timestamp: '{% $fromMillis($toMillis($states.context.State.EnteredTime) + 3) %}',
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: {
        FunctionName: 'ask',
        Payload: { token: '{% $states.context.Task.Token %}', n: '{% $states.input.n %}' },
      },
      End: true,
    },
  },
};

const clock = realClock();
const storage = new Storage(file);
let ids = 0;
const newId = (): string => `${process.pid}-${ids++}`;
const engine = new Engine({
  storage,
  clock,
  invoke: async (name, payload) => {
    const { n, token } = payload as { n: number; token?: string };
    if (name === 'double') return { n: n * 2 };
    // The outside world notes the token before it answers, as a handler does in its table.
    appendFileSync(tokensFile, `${token} ${n}\n`);
    return {};
  },
  publish: async ({ detail }) => say(`event ${detail.name} ${detail.status}`),
  random: () => 0.5,
  newId,
});
const api = new Api({ storage, engine, newId, now: () => clock.now(), region: 'us-east-1', accountId: '000000000000' });
const call = (operation: Parameters<Api['call']>[0], request: object): Promise<object> =>
  api.call(operation, JSON.stringify(request));
clock.addSource({ name: 'engine', next: () => engine.nextTimer(), fire: () => engine.fireTimer() });
engine.resume();
await clock.start();

const { stateMachineArn } = (await call('CreateStateMachine', {
  name: 'm',
  definition: JSON.stringify(DEFINITION),
  roleArn: 'arn:aws:iam::000000000000:role/x',
})) as { stateMachineArn: string };
const answered = new Set<string>();

async function answerTokens(): Promise<void> {
  const lines = existsSync(tokensFile) ? readFileSync(tokensFile, 'utf8').split('\n') : [];
  await Promise.all(
    lines.map(async (line) => {
      const [taskToken, n] = line.split(' ');
      if (!taskToken || !n || answered.has(taskToken)) return;
      answered.add(taskToken);
      await call('SendTaskSuccess', { taskToken, output: n }).catch((error: Error) => {
        if (error.name !== 'TaskTimedOut') throw error;
      });
    }),
  );
}

type Listed = { executions: { name: string; executionArn: string }[]; nextToken?: string };

async function running(): Promise<number> {
  return ((await call('ListExecutions', { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 })) as Listed)
    .executions.length;
}

if (order === 'finish') {
  while ((await running()) > 0) {
    await answerTokens();
    await sleep(2);
  }
  await engine.drain();
  let nextToken: string | undefined;
  do {
    const page = (await call('ListExecutions', {
      stateMachineArn,
      maxResults: 1000,
      ...(nextToken !== undefined && { nextToken }),
    })) as Listed;
    for (const { executionArn } of page.executions) {
      const { name, status, output } = (await call('DescribeExecution', { executionArn })) as {
        [field: string]: string;
      };
      say(`ended ${name} ${status} ${output}`);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  process.exit(0);
}

say('ready');
for (let turn = 0; ; turn++) {
  const name = `run-${newId()}-${turn}`;
  await call('StartExecution', { stateMachineArn, name, input: `{"n":${turn}}` });
  say(`started ${name}`);
  if (turn % 4 === 3) await answerTokens();
}
