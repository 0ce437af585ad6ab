/** Kill the engine at every write in turn: nothing is lost, nothing happens twice in a history, tokens and inputs stay. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Storage } from '../../../infra/local/step-functions/storage.ts';
import { ROLE, START, VirtualHome } from './virtual-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'engine-crash-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lambda = (name: string, fields: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: {
    FunctionName: name,
    Payload: { id: '{% $states.input.id %}', attempt: '{% $states.context.State.RetryCount %}' },
  },
  Output: '{% $states.result.Payload %}',
  Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 60 }],
  ...fields,
});
const CHILD = {
  QueryLanguage: 'JSONata',
  StartAt: 'Doze',
  States: { Doze: { Type: 'Wait', Seconds: 30, Output: 'rested', End: true } },
};
const PARENT = {
  QueryLanguage: 'JSONata',
  StartAt: 'Look',
  States: {
    Look: lambda('look', { Next: 'Wait' }),
    Wait: { Type: 'Wait', Timestamp: '2028-02-04T09:00:00Z', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
              TimeoutSeconds: 86_400,
              End: true,
            },
          },
        },
        {
          StartAt: 'Child',
          States: {
            Child: {
              Type: 'Task',
              Resource: 'arn:aws:states:::states:startExecution.sync:2',
              Arguments: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:child' },
              Output: '{% $states.result.Output %}',
              End: true,
            },
          },
        },
      ],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

class Killed extends Error {}

/** What is outside of the engine, and outlives it: the functions, the callers, the bus. */
class World {
  now = START;
  readonly calls = new Set<string>();
  readonly tokens = new Set<string>();
  readonly answered = new Set<string>();
  readonly events: string[] = [];

  open(file: string, beforeWrite: () => void): VirtualHome {
    const home = new VirtualHome({ storage: new Storage(file, beforeWrite), now: this.now });
    home.onInvoke = (name, payload) => this.#invoke(name, payload);
    home.onEvent = ({ detail }) =>
      void this.events.push(`${detail.stateMachineArn.split(':').at(-1)} ${detail.status}`);
    home.engine.resume();
    return home;
  }

  #invoke(name: string, payload: unknown): unknown {
    this.calls.add(`${name} ${JSON.stringify(payload)}`);
    if (name === 'ask') this.tokens.add((payload as { token: string }).token);
    if (name !== 'look') return {};
    if ((payload as { attempt: number }).attempt === 0) throw Object.assign(new Error('not yet'), { name: 'E' });
    return { seen: true };
  }

  /** Goes on until the end, as callers do who repeat what was not answered. */
  async live(home: VirtualHome): Promise<void> {
    await home.call('CreateStateMachine', { name: 'child', definition: JSON.stringify(CHILD), roleArn: ROLE });
    const { stateMachineArn } = await home.call('CreateStateMachine', {
      name: 'parent',
      definition: JSON.stringify(PARENT),
      roleArn: ROLE,
    });
    await home
      .call('StartExecution', { stateMachineArn, name: 'run', input: '{"id":1}' })
      .catch(unlessNamed('ExecutionAlreadyExists'));
    for (let open = true; open; ) {
      await home.passUntil(() => this.#unanswered().length > 0);
      open = this.#unanswered().length > 0;
      for (const taskToken of this.#unanswered()) {
        await home.call('SendTaskSuccess', { taskToken, output: '"yes"' }).catch(unlessNamed('TaskTimedOut'));
        this.answered.add(taskToken);
      }
      this.now = home.now;
    }
  }

  #unanswered(): string[] {
    return [...this.tokens].filter((token) => !this.answered.has(token));
  }
}

const unlessNamed = (name: string) => (error: Error) => {
  if (error.name !== name) throw error;
};

const RUN = 'arn:aws:states:us-east-1:000000000000:execution:parent:run';

/** Runs with a death at one write; answers what came of it and how many writes there were. */
async function surviving(dieAt: number): Promise<{ writes: number; died: boolean; seen: object }> {
  const file = join(folder, `${dieAt}.sqlite`);
  const world = new World();
  let [writes, died] = [0, false];
  const count = (): void => {
    if (died || ++writes === dieAt) {
      died = true;
      throw new Killed(`killed at write ${dieAt}`);
    }
  };
  const first = world.open(file, count);
  await world.live(first).catch((error: unknown) => {
    if (!died) throw error;
  });
  world.now = first.now;
  first.engine.close();
  first.storage.close();
  const home = world.open(file, () => {});
  await world.live(home);
  const { status, output } = await home.describe(RUN);
  const history = await home.history(RUN);
  const seen = {
    status,
    output,
    history: history.map(({ id, type }) => `${id} ${type}`),
    lasted: Number(history.at(-1)?.timestamp) - START / 1000,
    calls: [...world.calls].map((call) => call.replace(/"token":".*"/, 'token')),
    tokens: world.tokens.size,
    events: [...new Set(world.events)].sort(),
  };
  home.engine.close();
  home.storage.close();
  return { writes, died, seen };
}

describe('killed at any write', async () => {
  const undisturbed = await surviving(Number.POSITIVE_INFINITY);

  test('the undisturbed run meets every kind of state', () => {
    expect(undisturbed.seen).toMatchObject({
      status: 'SUCCEEDED',
      output: '["yes","rested"]',
      calls: ['look {"id":1,"attempt":0}', 'look {"id":1,"attempt":1}', 'ask {token}'],
      tokens: 1,
      events: ['child RUNNING', 'child SUCCEEDED', 'parent RUNNING', 'parent SUCCEEDED'],
    });
    expect(undisturbed.writes).toBeGreaterThan(40);
  });

  test('an execution goes on as if nothing had happened', async () => {
    for (let write = 1; write <= undisturbed.writes; write++) {
      const { died, seen } = await surviving(write);
      expect({ write, died, seen }).toEqual({ write, died: true, seen: undisturbed.seen });
    }
  });
});
