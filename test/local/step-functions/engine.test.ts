import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Storage } from '../../../infra/local/step-functions/storage.ts';
import { START, VirtualHome } from './virtual-home.ts';

const machine = (states: object): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});
const task = (FunctionName: string, fields: object = { End: true }): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload: '{% $states.context.Execution.Name %}' },
  ...fields,
});

test('timers of one instant fire in the order in which they were set, over all executions', async () => {
  const home = new VirtualHome();
  const { payloads } = home.script('f', [{ return: 1 }]);
  const arn = await home.create(
    machine({ W: { Type: 'Wait', Timestamp: '2027-01-05T09:00:00Z', Next: 'T' }, T: task('f') }),
  );
  for (const name of ['c', 'a', 'b']) await home.start(arn, {}, name);
  await home.passUntil(() => false);
  expect(payloads).toEqual(['c', 'a', 'b']);
});

test('work that a timer starts and that falls due inside a jump runs inside it, at its time', async () => {
  const home = new VirtualHome();
  const twice = machine({
    W: { Type: 'Wait', Seconds: 3600, Next: 'V' },
    V: { Type: 'Wait', Seconds: 3600, Output: '{% $millis() %}', End: true },
  });
  const executionArn = await home.start(await home.create(twice));
  await home.passUntil(() => false, START + 5 * 3_600_000);
  expect(await home.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: String(START + 7_200_000) });
  expect(home.now).toBe(START + 5 * 3_600_000);
});

test('a redrive runs the branches that had not succeeded, and no other', async () => {
  const home = new VirtualHome();
  const good = home.script('good', [{ return: 'good' }]);
  const bad = home.script('bad', [{ throw: { errorType: 'E', errorMessage: 'no' } }, { return: 'better' }]);
  const branch = (name: string, wait: number): object => ({
    StartAt: `Wait ${name}`,
    States: {
      [`Wait ${name}`]: { Type: 'Wait', Seconds: wait, Next: name },
      [name]: task(name, { Output: '{% $states.result.Payload %}', End: true }),
    },
  });
  const definition = machine({ P: { Type: 'Parallel', Branches: [branch('good', 1), branch('bad', 2)], End: true } });
  const executionArn = await home.start(await home.create(definition));
  await home.passUntil(() => false);
  expect((await home.describe(executionArn)).status).toBe('FAILED');
  await home.call('RedriveExecution', { executionArn });
  await home.passUntil(() => false);
  expect(await home.describe(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '["good","better"]',
    redriveCount: 1,
  });
  expect([good.payloads.length, bad.payloads.length]).toEqual([1, 2]);
});

test('an iteration that fails aborts the others in the history, in the chain that AWS gives them', async () => {
  const home = new VirtualHome();
  home.script('f', [{ throw: { errorType: 'E', errorMessage: 'no' } }, { return: 1, delayMs: 1000 }]);
  const map = { Type: 'Map', Items: [1, 2], ItemProcessor: { StartAt: 'T', States: { T: task('f') } }, End: true };
  const executionArn = await home.start(await home.create(machine({ M: map })));
  await home.passUntil(() => false);
  expect((await home.chain(executionArn)).slice(2)).toEqual([
    '3<-2 MapStateStarted',
    '4<-3 MapIterationStarted',
    '5<-3 MapIterationStarted',
    '6<-4 TaskStateEntered',
    '7<-6 TaskScheduled',
    '8<-7 TaskStarted',
    '9<-5 TaskStateEntered',
    '10<-9 TaskScheduled',
    '11<-10 TaskStarted',
    '12<-8 TaskFailed',
    '13<-12 MapIterationFailed',
    '14<-12 TaskStateAborted',
    '15<-12 MapIterationAborted',
    '16<-12 MapStateFailed',
    '17<-16 ExecutionFailed',
  ]);
});

test('a status change is delivered again until the bus takes it, in order', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const home = new VirtualHome();
  const told: string[] = [];
  let refusals = 3;
  home.onEvent = ({ detail }) => {
    if (refusals-- > 0) throw new Error('the bus is down');
    told.push(detail.status);
  };
  await home.start(await home.create(machine({ A: { Type: 'Succeed' } })));
  await home.engine.quiet();
  const drained = home.engine.drain();
  expect(home.engine.busy()).toBe(
    'the delivery of RUNNING of arn:aws:states:us-east-1:000000000000:execution:machine:run',
  );
  await vi.advanceTimersByTimeAsync(1000);
  await drained;
  expect(told).toEqual(['RUNNING', 'SUCCEEDED']);
});

test('an answer that comes after its state machine was deleted is left aside', async () => {
  const home = new VirtualHome();
  home.script('slow', [{ return: 1, delayMs: 1000 }]);
  const stateMachineArn = await home.create(machine({ T: task('slow') }));
  const executionArn = await home.start(stateMachineArn);
  await home.call('StopExecution', { executionArn });
  await home.call('DeleteStateMachine', { stateMachineArn });
  await home.passUntil(() => false);
  expect(await home.call('ListStateMachines', {})).toEqual({ stateMachines: [] });
  expect(await home.start(await home.create(machine({ A: { Type: 'Succeed' } })))).toBe(executionArn);
});

test('a fault of the engine ends the execution that met it, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-fault-'));
  const file = join(folder, 'x.sqlite');
  const before = new VirtualHome({ storage: new Storage(file) });
  const broken = await before.create(machine({ T: task('f') }), 'broken');
  const whole = await before.create(machine({ A: { Type: 'Succeed' } }), 'whole');
  before.engine.close();
  before.storage.close();
  const database = new DatabaseSync(file);
  database.exec(
    "UPDATE revisions SET definition = replace(definition, 'lambda:invoke', 'no:such') WHERE machine LIKE '%broken'",
  );
  database.close();
  const home = new VirtualHome({ storage: new Storage(file) });
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const [first, second] = [await home.start(broken), await home.start(whole)];
  expect(said).toHaveBeenCalledOnce();
  said.mockRestore();
  expect(await home.describe(first)).toMatchObject({
    status: 'ABORTED',
    error: 'States.Runtime',
    cause: expect.stringMatching(/^The engine failed: /),
  });
  expect(await home.describe(second)).toMatchObject({ status: 'SUCCEEDED' });
  home.engine.close();
  home.storage.close();
  rmSync(folder, { recursive: true });
});
