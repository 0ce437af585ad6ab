/** An execution's own time while the clock runs: the real time is moved by hand. */
import { expect, test } from 'vitest';
import { START, VirtualHome } from './virtual-home.ts';

const machine = (states: object): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});
const task = (fields: object = { End: true }): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f' },
  ...fields,
});
const RETRIED = machine({ T: task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }], End: true }) });

/** Every call takes some real time. */
function running(callMs: number, answer: () => unknown = () => ({})): VirtualHome {
  const home = new VirtualHome();
  home.mode = 'running';
  home.onInvoke = () => {
    home.now += callMs;
    return answer();
  };
  return home;
}

const fail = (): never => {
  throw Object.assign(new Error('no'), { name: 'E' });
};

/** Real timers ring late. */
async function passLate(home: VirtualHome, lateMs: number): Promise<void> {
  for (;;) {
    await home.quiet();
    const timer = home.engine.nextTimer();
    if (!timer) return;
    home.now = Math.max(home.now, timer.at) + lateMs;
    home.engine.fireTimer();
  }
}

async function times(home: VirtualHome, executionArn: string): Promise<number[]> {
  return (await home.history(executionArn)).map(({ timestamp }) => Math.round(Number(timestamp) * 1000 - START));
}

const isRising = (values: number[]): boolean => values.every((value, at) => value >= (values[at - 1] ?? 0));

test('prompt answers and timers that ring late take no time of the execution', async () => {
  const home = running(40, fail);
  const executionArn = await home.start(await home.create(RETRIED));
  await passLate(home, 30);
  expect([...new Set(await times(home, executionArn))]).toEqual([0, 1000, 3000]);
});

test('a slow answer takes the time it took', async () => {
  const home = running(250, fail);
  const executionArn = await home.start(await home.create(RETRIED));
  await passLate(home, 0);
  expect([...new Set(await times(home, executionArn))]).toEqual([0, 250, 1250, 1500, 3500, 3750]);
});

test('calls in a row stay near the clock, so that a timeout of a second has most of it', async () => {
  const home = running(100);
  const names = Array.from({ length: 9 }, (_, at) => `T${at}`);
  const states = names.map((name, at) => [
    name,
    task({ TimeoutSeconds: 1, ...(at < 8 ? { Next: names[at + 1] } : { End: true }) }),
  ]);
  const left: number[] = [];
  const { onInvoke } = home;
  home.onInvoke = (...call) => {
    left.push((home.engine.nextTimer()?.at ?? 0) - home.now);
    return onInvoke?.(...call);
  };
  const executionArn = await home.start(await home.create(machine(Object.fromEntries(states))));
  await home.quiet();
  expect((await home.describe(executionArn)).status).toBe('SUCCEEDED');
  expect(Math.min(...left)).toBeGreaterThan(750);
  const seen = await times(home, executionArn);
  expect(isRising(seen)).toBe(true);
  expect(home.now - START - Number(seen.at(-1))).toBeLessThan(250);
});

test('time never goes back when a prompt answer follows a callback', async () => {
  const home = new VirtualHome();
  home.mode = 'running';
  let token = '';
  let answer: (value: unknown) => void = () => {};
  home.onInvoke = (name, payload) => {
    if (name === 'f') return new Promise((resolve) => (answer = resolve));
    token = (payload as { token: string }).token;
    return {};
  };
  const ask = task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
    End: true,
  });
  const branches = [task(), ask].map((state, at) => ({ StartAt: `B${at}`, States: { [`B${at}`]: state } }));
  const definition = machine({ P: { Type: 'Parallel', Branches: branches, End: true } });
  const executionArn = await home.start(await home.create(definition));
  await home.quiet();
  home.now += 100;
  await home.call('SendTaskSuccess', { taskToken: token, output: '1' });
  home.now += 100;
  answer({});
  await home.quiet();
  const seen = await times(home, executionArn);
  expect([seen[0], seen.at(-1), isRising(seen)]).toEqual([0, 100, true]);
});
