/** What an attacker, a race or an accident would try. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createClock } from '../../../infra/local/clock.ts';
import { startStepFunctions } from '../../../infra/local/step-functions/server.ts';
import { Storage } from '../../../infra/local/step-functions/storage.ts';
import { ROLE, START, VirtualHome } from './virtual-home.ts';

type Fields = { [field: string]: unknown };

const folder = mkdtempSync(join(tmpdir(), 'engine-robust-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machine = (states: Fields): object => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
});
const task = (fields: Fields = {}): Fields => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...fields,
});
const ask = (fields: Fields = {}): Fields =>
  task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
    Output: '{% $states.result %}',
    ...fields,
  });
const end = (output: unknown): Fields => ({ Type: 'Pass', Output: output, End: true });
const map = (states: Fields, fields: Fields = {}): Fields => ({
  Type: 'Map',
  ItemProcessor: { StartAt: Object.keys(states)[0], States: states },
  End: true,
  ...fields,
});
const failing = (errorType: string) => ({ throw: { errorType, errorMessage: 'no' } });
const nameOf = (error: Error): string => error.name;

async function asking(fields: Fields = {}): Promise<{ home: VirtualHome; executionArn: string; taskToken: string }> {
  const home = new VirtualHome();
  const { payloads } = home.script('ask', [{ return: {} }]);
  const executionArn = await home.start(await home.create(machine({ T: ask(fields) })));
  await home.quiet();
  return { home, executionArn, taskToken: (payloads[0] as { token: string }).token };
}

describe('races', () => {
  test('a machine that is deleted while an execution starts is deleted after its end', async () => {
    const home = new VirtualHome();
    const stateMachineArn = await home.create(machine({ W: { Type: 'Wait', Seconds: 60, End: true } }));
    const [started] = await Promise.all([
      home.call('StartExecution', { stateMachineArn, name: 'run' }),
      home.call('DeleteStateMachine', { stateMachineArn }),
    ]);
    expect(await home.describe(String(started.executionArn))).toMatchObject({ status: 'RUNNING' });
    expect(await home.call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ status: 'DELETING' });
    await home.passUntil(() => false);
    await expect(home.call('DescribeStateMachine', { stateMachineArn })).rejects.toThrow('Does Not Exist');
    expect(await home.create(machine({ A: end(1) }))).toBe(stateMachineArn);
  });

  test('of two redrives at once one is taken', async () => {
    const home = new VirtualHome();
    const { payloads } = home.script('f', [failing('E'), { return: 1 }]);
    const { executionArn } = await home.run(machine({ T: task() }));
    const outcomes = await Promise.allSettled([1, 2].map(() => home.call('RedriveExecution', { executionArn })));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await home.quiet();
    expect(await home.describe(String(executionArn))).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(payloads.length).toBe(2);
  });

  test('the same redrive twice, by its token, is one redrive: for fifteen minutes', async () => {
    const home = new VirtualHome();
    const { payloads } = home.script('f', [failing('E'), failing('E'), failing('E')]);
    const { executionArn } = await home.run(machine({ T: task() }));
    const redrive = () => home.call('RedriveExecution', { executionArn, clientToken: 'one' });
    const [first, second] = await Promise.all([redrive(), redrive()]);
    expect(second).toEqual(first);
    await home.quiet();
    expect(await redrive()).toEqual(first);
    expect(payloads.length).toBe(2);
    home.now += 15 * 60_000 + 1;
    await redrive();
    await home.quiet();
    expect(await home.describe(String(executionArn))).toMatchObject({ status: 'FAILED', redriveCount: 2 });
    expect(payloads.length).toBe(3);
  });

  test('an execution of a machine that is being deleted is not redriven', async () => {
    const home = new VirtualHome();
    home.script('f', [failing('E')]);
    const stateMachineArn = await home.create(
      machine({
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.wait %}', Next: 'W' }], Default: 'T' },
        W: { Type: 'Wait', Seconds: 9, End: true },
        T: task(),
      }),
    );
    const failed = await home.start(stateMachineArn, { wait: false }, 'failed');
    await home.start(stateMachineArn, { wait: true }, 'waits');
    await home.quiet();
    await home.call('DeleteStateMachine', { stateMachineArn });
    expect(await home.call('RedriveExecution', { executionArn: failed }).catch(nameOf)).toBe('StateMachineDeleting');
  });

  test('a token and a stop at once: one of them wins, and the history says which', async () => {
    const { home, executionArn, taskToken } = await asking();
    const [stopped, sent] = await Promise.allSettled([
      home.call('StopExecution', { executionArn }),
      home.call('SendTaskSuccess', { taskToken, output: '1' }),
    ]);
    expect([stopped.status, sent.status]).toEqual(['fulfilled', 'rejected']);
    expect((await home.history(executionArn)).filter(({ type }) => /^Execution(?!Started)/.test(type))).toHaveLength(1);
  });

  test('a token used twice at once completes once', async () => {
    const { home, executionArn, taskToken } = await asking();
    const sent = await Promise.allSettled(
      ['1', '2'].map((output) => home.call('SendTaskSuccess', { taskToken, output })),
    );
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await home.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  test('an update while an execution runs changes the next one only', async () => {
    const home = new VirtualHome();
    const wait = { Type: 'Wait', Seconds: 5, Next: 'A' };
    const stateMachineArn = await home.create(machine({ W: wait, A: end('old') }));
    const old = await home.start(stateMachineArn, {}, 'old');
    await home.call('UpdateStateMachine', {
      stateMachineArn,
      definition: JSON.stringify(machine({ W: wait, A: end('new') })),
    });
    const next = await home.start(stateMachineArn, {}, 'new');
    await home.passUntil(() => false);
    expect([(await home.describe(old)).output, (await home.describe(next)).output]).toEqual(['"old"', '"new"']);
  });
});

describe('requests', () => {
  const server = () =>
    startStepFunctions({
      port: 0,
      file: ':memory:',
      clock: createClock({ load: () => undefined, save: () => {}, realNow: () => START, startAt: START }),
      invoke: async () => 1,
    });
  const post = async (url: string, operation: string, body: string): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
      body,
    });
    return [response.status, ((await response.json()) as { __type?: string }).__type];
  };

  test('of any size and depth are answered, and the engine lives on', async () => {
    const engine = await server();
    const definition = JSON.stringify(machine({ A: { Type: 'Pass', End: true } }));
    expect(
      await post(engine.url, 'CreateStateMachine', JSON.stringify({ name: 'm', definition, roleArn: ROLE })),
    ).toEqual([200, undefined]);
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
    const start = (input: string) => post(engine.url, 'StartExecution', JSON.stringify({ stateMachineArn, input }));
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(await post(engine.url, 'StartExecution', `"${'x'.repeat(20_000_000)}"`)).toEqual([
      413,
      'RequestEntityTooLargeException',
    ]);
    expect(await start(nested(100_000))).toEqual([400, 'InvalidExecutionInput']);
    expect(await start(nested(1_001))).toEqual([400, 'InvalidExecutionInput']);
    expect(await start(nested(900))).toEqual([200, undefined]);
    expect(await start(`"${'ä'.repeat(131_072)}"`)).toEqual([400, 'ValidationException']);
    expect(await post(engine.url, 'StartExecution', nested(500_000))).toEqual([400, 'SerializationException']);
    const deep = { name: 'd', definition: nested(300_000), roleArn: ROLE };
    expect(await post(engine.url, 'CreateStateMachine', JSON.stringify(deep))).toEqual([400, 'InvalidDefinition']);
    const deepOutput = definition.replace('"End"', `"Output":${nested(100_000)},"End"`);
    expect(await post(engine.url, 'CreateStateMachine', JSON.stringify({ ...deep, definition: deepOutput }))).toEqual([
      400,
      'InvalidDefinition',
    ]);
    expect(await start('{"__proto__":{"a":1}}')).toEqual([200, undefined]);
    await engine.close();
  });

  test('keep members named like those of every object', async () => {
    const home = new VirtualHome();
    const input = JSON.parse('{"__proto__":1,"constructor":2,"toString":3}') as unknown;
    expect(
      (await home.run(machine({ A: { Type: 'Pass', Output: '{% $states.input %}', End: true } }), input)).output,
    ).toBe('{"__proto__":1,"constructor":2,"toString":3}');
  });

  test('refuse a token that was altered, and one of another execution', async () => {
    const { home, taskToken } = await asking();
    const send = (token: string) => home.call('SendTaskHeartbeat', { taskToken: token }).catch(nameOf);
    expect(await send(`${taskToken.slice(0, -3)}abc`)).toBe('InvalidToken');
    expect(await send('x')).toBe('InvalidToken');
    expect(await send('{}')).toBe('InvalidToken');
  });
});

test('a file is of one engine at a time', () => {
  const file = join(folder, 'shared.sqlite');
  const first = new Storage(file);
  expect(() => new Storage(file)).toThrow(`The data file ${file} is in use by another engine.`);
  first.close();
  new Storage(file).close();
});

describe('payloads over the limit', () => {
  const large = '{% $states.input.a & $states.input.a %}';
  const input = { a: 'x'.repeat(140_000) };

  test.each([
    ['Output', { Output: large }],
    ['Assign', { Assign: { x: large } }],
  ])('fail the state in %s', async (_title, fields) => {
    const home = new VirtualHome();
    const { status, error, cause } = await home.run(machine({ A: { Type: 'Pass', ...fields, End: true } }), input);
    expect({ status, error, cause }).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  test('fail a task in its result, which the history does not hold', async () => {
    const home = new VirtualHome();
    home.script('f', [{ return: 'é'.repeat(131_072) }]);
    const executionArn = await home.start(await home.create(machine({ T: task() })));
    await home.passUntil(() => false);
    const [failed] = (await home.history(executionArn)).slice(-2);
    expect(failed).toMatchObject({
      id: 5,
      previousEventId: 4,
      type: 'TaskFailed',
      taskFailedEventDetails: {
        error: 'States.DataLimitExceeded',
        cause:
          "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
      },
    });
  });

  test('fail a task in its Arguments before the function is called', async () => {
    const home = new VirtualHome();
    const { payloads } = home.script('f', [{ return: 1 }]);
    const { error } = await home.run(machine({ T: task({ Arguments: { FunctionName: 'f', Payload: large } }) }), input);
    expect([error, payloads.length]).toEqual(['States.DataLimitExceeded', 0]);
  });

  test('fail a Map that joins them', async () => {
    const home = new VirtualHome();
    const items = { xs: Array.from({ length: 9 }, () => 'x'.repeat(20_000)) };
    const { error } = await home.run(
      machine({ M: map({ I: end('{% $states.input & $states.input %}') }, { Items: '{% $states.input.xs %}' }) }),
      items,
    );
    expect(error).toBe('States.DataLimitExceeded');
  });
});

describe('scopes', () => {
  test('the Assign of a Choice rule, of its Default and of a catcher belong to the path that was taken', async () => {
    const home = new VirtualHome();
    home.script('f', [failing('E')]);
    const definition = machine({
      A: { Type: 'Pass', Assign: { x: 'a', y: 'a' }, Next: 'C' },
      C: {
        Type: 'Choice',
        Choices: [
          { Condition: false, Assign: { x: 'never' }, Next: 'Z' },
          { Condition: true, Assign: { x: "{% $x & 'b' %}" }, Next: 'T' },
        ],
        Assign: { x: 'default' },
        Default: 'Z',
      },
      T: task({
        Assign: { y: 'not on failure' },
        Catch: [{ ErrorEquals: ['E'], Assign: { y: '{% $y & $states.errorOutput.Error %}' }, Next: 'Z' }],
        End: undefined,
        Next: 'Z',
      }),
      Z: end(['{% $x %}', '{% $y %}']),
    });
    expect((await home.run(definition)).output).toBe('["ab","aE"]');
  });

  test('the Assign of a catcher of a Map sees the outer variables, and not those of an iteration', async () => {
    const home = new VirtualHome();
    home.script('f', [failing('E')]);
    const states = { I: { Type: 'Pass', Assign: { inner: 1 }, Next: 'T' }, T: task() };
    const definition = machine({
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: map(states, {
        Items: [1],
        Catch: [
          { ErrorEquals: ['States.ALL'], Assign: { x: '{% $x + 1 %}', inside: '{% $exists($inner) %}' }, Next: 'Z' },
        ],
      }),
      Z: end(['{% $x %}', '{% $inside %}']),
    });
    expect((await home.run(definition)).output).toBe('[2,false]');
  });
});

describe('Parallel and Map', () => {
  test('a Map without items ends at once, with its Assign and Output', async () => {
    const home = new VirtualHome();
    const state = map(
      { I: end(1) },
      {
        Items: [],
        Assign: { n: '{% $count($states.result) %}' },
        Output: { all: '{% $states.result %}' },
        End: undefined,
        Next: 'Z',
      },
    );
    const { output } = await home.run(machine({ M: state, Z: end(['{% $states.input %}', '{% $n %}']) }));
    expect(output).toBe('[{"all":[]},0]');
  });

  test('a failure deep inside is caught by the first state around it that can', async () => {
    const home = new VirtualHome();
    home.script('f', [failing('E')]);
    const inner = {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'T', States: { T: task() } },
        { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } },
      ],
      End: true,
    };
    const state = map({ P: inner }, { Items: [1, 2], MaxConcurrency: 1, Catch: [{ ErrorEquals: ['E'], Next: 'Z' }] });
    const outer = {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'M', States: { M: state, Z: end('caught') } },
        { StartAt: 'W2', States: { W2: { Type: 'Wait', Seconds: 5, Output: 'waited', End: true } } },
      ],
      End: true,
    };
    const { status, output, startDate, stopDate } = await home.run(machine({ O: outer }));
    expect([status, output, Number(stopDate) - Number(startDate)]).toEqual(['SUCCEEDED', '["caught","waited"]', 5]);
  });

  test('a Map whose ItemSelector fails once goes on after a redrive with the items that had not begun', async () => {
    const home = new VirtualHome();
    let fails = true;
    home.onInvoke = (_name, payload) => {
      if (fails && payload === 1) throw Object.assign(new Error('no'), { name: 'E' });
      return payload;
    };
    const state = map({ I: task() }, { Items: [0, 1, 2, 3], MaxConcurrency: 2 });
    const executionArn = await home.start(await home.create(machine({ M: state })));
    await home.passUntil(() => false);
    expect((await home.describe(executionArn)).status).toBe('FAILED');
    fails = false;
    await home.call('RedriveExecution', { executionArn });
    await home.passUntil(() => false);
    expect(await home.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[0,1,2,3]' });
  });

  test('a Map that could not begin an item fails again after a redrive, and hangs never', async () => {
    const home = new VirtualHome();
    const selector = { ItemSelector: "{% $states.context.Map.Item.Value = 1 ? $error('no') : 0 %}" };
    const state = map(
      { W: { Type: 'Wait', Seconds: 5, End: true } },
      { Items: [0, 1], MaxConcurrency: 2, ...selector },
    );
    const executionArn = await home.start(await home.create(machine({ M: state })));
    await home.passUntil(() => false);
    expect((await home.describe(executionArn)).status).toBe('FAILED');
    await home.call('RedriveExecution', { executionArn });
    await home.passUntil(() => false);
    expect((await home.describe(executionArn)).status).toBe('FAILED');
  });
});

test('a redrive counts retries anew', async () => {
  const home = new VirtualHome();
  const { payloads } = home.script('f', [failing('E')]);
  const Arguments = {
    FunctionName: 'f',
    Payload: ['{% $states.context.State.RetryCount %}', '{% $states.context.Execution.RedriveCount %}'],
  };
  const { executionArn } = await home.run(
    machine({ T: task({ Arguments, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }) }),
  );
  await home.call('RedriveExecution', { executionArn });
  await home.passUntil(() => false);
  expect(payloads).toEqual([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
});

test('the context object has the fields that AWS documents', async () => {
  const home = new VirtualHome();
  const { payloads } = home.script('ask', [{ return: {} }]);
  const states = {
    T: ask({
      Arguments: {
        FunctionName: 'ask',
        Payload: { token: '{% $states.context.Task.Token %}', all: '{% $states.context %}' },
      },
      TimeoutSeconds: 5,
    }),
  };
  await home.run(machine({ M: map(states, { Items: ['a'] }) }), { in: 1 });
  const { token, all } = payloads[0] as { token: string; all: Fields };
  expect(all).toEqual({
    Execution: {
      Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:run',
      Input: { in: 1 },
      Name: 'run',
      RoleArn: ROLE,
      StartTime: '2027-01-04T09:00:00.000Z',
      RedriveCount: 0,
    },
    StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
    State: { Name: 'T', EnteredTime: '2027-01-04T09:00:00.000Z', RetryCount: 0 },
    Map: { Item: { Index: 0, Value: 'a' } },
    Task: { Token: token },
  });
});
