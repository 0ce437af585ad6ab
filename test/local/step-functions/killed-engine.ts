/**
 * Engines that are there to be killed, each with a file of its own: they start executions one after the other, answer their
 * tokens, and say on the output what was answered to them. `killed-engine.ts work FILE…` works until it dies; `finish` ends
 * what there is and describes it.
 */
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../infra/local/clock.ts';
import { realClock } from '../../../infra/local/clock-real.ts';
import { Api } from '../../../infra/local/step-functions/api.ts';
import { Engine } from '../../../infra/local/step-functions/engine.ts';
import { Storage } from '../../../infra/local/step-functions/storage.ts';

const [order, ...files] = process.argv.slice(2);
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

type Listed = { executions: { name: string; executionArn: string }[]; nextToken?: string };

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);

class Home {
  readonly #call: (operation: Parameters<Api['call']>[0], request: object) => Promise<object>;
  readonly #engine: Engine;
  readonly #tokensFile: string;
  readonly #answeredFile: string;
  /** On disk too, as callers keep it: not every token of all lives before is sent again. */
  readonly #answered: Set<string>;
  readonly #newId: () => string;
  #stateMachineArn = '';

  constructor(file: string, index: number, clock: Clock) {
    let ids = 0;
    this.#newId = () => `${process.pid}-${index}-${ids++}`;
    this.#tokensFile = `${file}.tokens`;
    this.#answeredFile = `${file}.answered`;
    this.#answered = new Set(linesOf(this.#answeredFile));
    const storage = new Storage(file);
    this.#engine = new Engine({
      storage,
      clock,
      invoke: async (name, payload) => {
        const { n, token } = payload as { n: number; token?: string };
        if (name === 'double') return { n: n * 2 };
        // The outside world notes the token before it answers, as a handler does in its table.
        appendFileSync(this.#tokensFile, `${token} ${n}\n`);
        return {};
      },
      publish: async ({ detail }) => say(`event ${detail.name} ${detail.status}`),
      random: () => 0.5,
      newId: this.#newId,
    });
    const api = new Api({
      storage,
      engine: this.#engine,
      newId: this.#newId,
      now: () => clock.now(),
      region: 'us-east-1',
      accountId: '000000000000',
    });
    this.#call = (operation, request) => api.call(operation, JSON.stringify(request));
    clock.addSource({ name: file, next: () => this.#engine.nextTimer(), fire: () => this.#engine.fireTimer() });
    this.#engine.resume();
  }

  async prepare(): Promise<void> {
    const { stateMachineArn } = (await this.#call('CreateStateMachine', {
      name: 'm',
      definition: JSON.stringify(DEFINITION),
      roleArn: 'arn:aws:iam::000000000000:role/x',
    })) as { stateMachineArn: string };
    this.#stateMachineArn = stateMachineArn;
  }

  async work(): Promise<never> {
    for (let turn = 0; ; turn++) {
      const name = `run-${this.#newId()}-${turn}`;
      await this.#call('StartExecution', {
        stateMachineArn: this.#stateMachineArn,
        name,
        input: `{"n":${turn}}`,
      });
      say(`started ${name}`);
      if (turn % 4 === 3) await this.#answerTokens();
    }
  }

  async finish(): Promise<void> {
    while ((await this.#running()) > 0) {
      await this.#answerTokens();
      await sleep(2);
    }
    await this.#engine.drain();
    let nextToken: string | undefined;
    do {
      const page = await this.#list(nextToken === undefined ? {} : { nextToken });
      for (const { executionArn } of page.executions) {
        const { name, status, output } = (await this.#call('DescribeExecution', { executionArn })) as {
          [field: string]: string;
        };
        say(`ended ${name} ${status} ${output}`);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #answerTokens(): Promise<void> {
    const lines = linesOf(this.#tokensFile);
    await Promise.all(
      lines.map(async (line) => {
        const [taskToken, n] = line.split(' ');
        if (!taskToken || !n || this.#answered.has(taskToken)) return;
        this.#answered.add(taskToken);
        await this.#call('SendTaskSuccess', { taskToken, output: n }).catch((error: Error) => {
          if (error.name !== 'TaskTimedOut') throw error;
        });
        appendFileSync(this.#answeredFile, `${taskToken}\n`);
      }),
    );
  }

  async #running(): Promise<number> {
    return (await this.#list({ statusFilter: 'RUNNING' })).executions.length;
  }

  async #list(more: object): Promise<Listed> {
    return (await this.#call('ListExecutions', {
      stateMachineArn: this.#stateMachineArn,
      maxResults: 1000,
      ...more,
    })) as Listed;
  }
}

const clock = realClock();
const homes = files.map((file, index) => new Home(file, index, clock));
await clock.start();
await Promise.all(homes.map((home) => home.prepare()));
if (order === 'finish') {
  await Promise.all(homes.map((home) => home.finish()));
  process.exit(0);
}
say('ready');
await Promise.all(homes.map((home) => home.work()));
