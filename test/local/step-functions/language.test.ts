import { describe, expect, test } from 'vitest';
import { type Mock, START, VirtualHome } from './virtual-home.ts';

const QUERY = { QueryLanguage: 'JSONata' };
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';
type Fields = { [field: string]: unknown };

const machine = (states: Fields, startAt = Object.keys(states)[0]): object => ({
  ...QUERY,
  StartAt: startAt,
  States: states,
});
const pass = (output: unknown): object => machine({ A: { Type: 'Pass', Output: output, End: true } });
const task = (fields: Fields = {}): Fields => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: ARN, Payload: '{% $states.input %}' },
  End: true,
  ...fields,
});
const waiting = (fields: Fields = {}): Fields =>
  task({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: ARN, Payload: { token: '{% $states.context.Task.Token %}' } },
    ...fields,
  });
const end = (output: unknown): Fields => ({ Type: 'Pass', Output: output, End: true });
const fails = (errorType: string): Mock => ({ throw: { errorType, errorMessage: 'no' } });

type Ended = { status: unknown; output?: unknown; error?: unknown; seconds: number; calls: number; cause?: unknown };

async function run(definition: object, input: unknown = {}, answers: Mock[] = [{ return: {} }]): Promise<Ended> {
  const home = new VirtualHome();
  const script = home.script('f', answers);
  const { status, output, error, cause, startDate, stopDate } = await home.run(definition, input);
  return {
    status,
    seconds: Math.round((Number(stopDate) - Number(startDate)) * 1000) / 1000,
    calls: script.payloads.length,
    ...(output !== undefined && { output: JSON.parse(String(output)) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

const outputOf = async (definition: object, input: unknown = {}, answers?: Mock[]): Promise<unknown> => {
  const { output, error, cause } = await run(definition, input, answers);
  return error === undefined ? output : { error, cause };
};
const errorOf = async (definition: object, input: unknown = {}, answers?: Mock[]): Promise<unknown> =>
  (await run(definition, input, answers)).error;

describe('Pass, Choice, Wait, Succeed and Fail', () => {
  test.each([
    ['keeps an array of expressions an array', ['{% $states.input.a %}', [1]], { a: 1 }, [1, [1]]],
    ['keeps null inside an object', { a: '{% $states.input.a %}' }, { a: null }, { a: null }],
    ['gives an empty array for an empty constructor', '{% [] %}', {}, []],
    ['writes an infinite number as AWS does', '{% [1/0, -1/0] %}', {}, ['Infinity', '-Infinity']],
    ['reads a whole condition', "{% $states.input.a ? 'y' : 'n' %}", { a: true }, 'y'],
    ['runs functions over arrays', '{% $map($states.input.a, function($v){ $v * 2 }) %}', { a: [1, 2] }, [2, 4]],
    ['knows the step of a range', '{% $range(0, 6, 2) %}', {}, [0, 2, 4, 6]],
    ['counts a range down', '{% $range(3, 1, -1) %}', {}, [3, 2, 1]],
    ['cuts the arguments of a range towards zero', '{% $range(-1.7, 2, 1) %}', {}, [-1, 0, 1, 2]],
    ['draws as java.util.Random from a seed', '{% $random(42) %}', {}, 0.7275636800328681],
    ['draws below 1', '{% $random() < 1 and $random() >= 0 %}', {}, true],
    ['hashes with SHA-512', "{% $length($hash('x', 'SHA-512')) %}", {}, 128],
    ['gives a new id each time', '{% $uuid() != $uuid() %}', {}, true],
    ['tells the clock of the engine', '{% $millis() %}', {}, START],
    ['writes the clock of the engine', '{% $now() %}', {}, '2027-01-04T09:00:00.000Z'],
    ['parses a JSON text', "{% $parse('[1,2]') %}", {}, [1, 2]],
  ])('%s', async (_title, output, input, want) => {
    expect(await outputOf(pass(output), input)).toEqual(want);
  });

  test.each([
    ['a missing field in Output', { a: '{% $states.input.missing %}' }],
    ['a function as a result', '{% $sum %}'],
    ['a lambda as a result', '{% function($x){ $x } %}'],
    ['a JSON text that is none', "{% $parse('{') %}"],
    ['an algorithm that is none', "{% $hash('x', 'CRC') %}"],
    ['a hash without an algorithm', "{% $hash('x') %}"],
    ['an empty range', '{% $range(1, 3, -1) %}'],
    ['a chunk size of zero', '{% $partition([1], 0) %}'],
    ['an empty filter', '{% $states.input.a[$ > 5] %}'],
    ['too deep an expression', `{% 1${'+1'.repeat(200)} %}`],
    ['an error that the expression raises', "{% $error('stop') %}"],
  ])('fails on %s', async (_title, output) => {
    expect(await errorOf(pass(output), { a: [1] })).toBe('States.QueryEvaluationError');
  });

  test('names the expression and its field in the cause', async () => {
    const { cause } = await run(
      machine({ A: { Type: 'Pass', Output: { l: [1, '{% $states.input.x %}'] }, End: true } }),
    );
    expect(cause).toBe(
      "An error occurred while executing the state 'A' (entered at the event id #2). " +
        "The JSONata expression '$states.input.x' specified for the field 'Output/l[1]' returned nothing (undefined).",
    );
  });

  const choice = (fields: Fields): object =>
    machine({
      C: { Type: 'Choice', ...fields },
      A: end({ a: '{% $states.input %}', w: '{% $exists($w) ? $w : 0 %}' }),
      B: end('B'),
    });

  test('takes the first rule that holds, with its own Assign and Output', async () => {
    const rules = [
      { Condition: '{% false %}', Next: 'B' },
      { Condition: '{% $states.input.v = 1 %}', Next: 'A', Assign: { w: 1 }, Output: { o: '{% $states.input.v %}' } },
      { Condition: '{% true %}', Next: 'B' },
    ];
    expect(await outputOf(choice({ Choices: rules }), { v: 1 })).toEqual({ a: { o: 1 }, w: 1 });
  });

  test('evaluates no condition after the one that holds', async () => {
    const rules = [
      { Condition: true, Next: 'B' },
      { Condition: '{% $states.input.missing %}', Next: 'A' },
    ];
    expect(await outputOf(choice({ Choices: rules }))).toBe('B');
  });

  test.each([["'yes'"], ['1'], ['null'], ['{}']])('fails on a condition that is %s', async (condition) => {
    const rules = [
      { Condition: `{% ${condition} %}`, Next: 'A' },
      { Condition: '{% true %}', Next: 'B' },
    ];
    expect(await errorOf(choice({ Choices: rules }))).toBe('States.QueryEvaluationError');
  });

  const wait = (fields: Fields): object => machine({ W: { Type: 'Wait', End: true, ...fields } });

  test.each([
    ['a number of seconds', { Seconds: 90 }, 90],
    ['seconds from an expression', { Seconds: '{% $states.input.n %}' }, 3],
    ['13 months, without an overflow', { Timestamp: '2028-02-04T09:00:00Z' }, 396 * 86_400],
    ['an instant with an offset', { Timestamp: '2027-01-04T10:00:05+01:00' }, 5],
    ['an instant with nanoseconds', { Timestamp: '2027-01-04T09:00:01.500000000Z' }, 1.5],
    ['not at all when the instant has passed', { Timestamp: '2016-03-14T01:59:00Z' }, 0],
  ])('waits for %s', async (_title, fields, seconds) => {
    expect(await run(wait(fields), { n: 3 })).toEqual({ status: 'SUCCEEDED', output: { n: 3 }, seconds, calls: 0 });
  });

  test.each([
    ['negative seconds', { Seconds: '{% -1 %}' }],
    ['a fraction of a second', { Seconds: '{% 1.5 %}' }],
    ['more seconds than AWS takes', { Seconds: '{% 100000000 %}' }],
    ['missing seconds', { Seconds: '{% $states.input.x %}' }],
    ['a time without T', { Timestamp: "{% '2016-12-05 21:29:29Z' %}" }],
    ['the 30th of February', { Timestamp: "{% '2027-02-30T00:00:00Z' %}" }],
    ['25 o’clock', { Timestamp: "{% '2027-02-01T25:00:00Z' %}" }],
    ['a number for a time', { Timestamp: '{% 5 %}' }],
  ])('fails on %s', async (_title, fields) => {
    expect(await errorOf(wait(fields))).toBe('States.QueryEvaluationError');
  });

  test('fails without an error or a cause when a Fail state names none', async () => {
    expect(await run(machine({ F: { Type: 'Fail' } }))).toEqual({ status: 'FAILED', seconds: 0, calls: 0 });
  });

  test('fails with the error and cause that a Fail state names', async () => {
    expect(await run(machine({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } }))).toEqual({
      status: 'FAILED',
      error: 'E',
      cause: 'c',
      seconds: 0,
      calls: 0,
    });
  });

  test('ends TIMED_OUT without an error at the timeout of the machine', async () => {
    const definition = { ...wait({ Seconds: 60 }), TimeoutSeconds: 5 };
    expect(await run(definition)).toEqual({ status: 'TIMED_OUT', seconds: 5, calls: 0 });
  });
});

describe('variables', () => {
  test('replaces a whole variable and keeps the others', async () => {
    const definition = machine({
      A: { Type: 'Pass', Assign: { x: { a: 1 }, y: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: { b: '{% $x.a + 1 %}' } }, Next: 'C' },
      C: end(['{% $x %}', '{% $y %}']),
    });
    expect(await outputOf(definition)).toEqual([{ b: 2 }, 1]);
  });

  test('are not seen outside of the branch that assigned them', async () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, End: true } } };
    const definition = machine({ P: { Type: 'Parallel', Branches: [branch], Next: 'B' }, B: end('{% $exists($x) %}') });
    expect(await outputOf(definition)).toBe(false);
  });
});

describe('Parallel and Map', () => {
  const map = (fields: Fields, states: Fields = { I: end('{% $states.input %}') }): Fields => ({
    Type: 'Map',
    ItemProcessor: { StartAt: Object.keys(states)[0], States: states },
    Items: '{% $states.input.xs %}',
    End: true,
    ...fields,
  });
  const items = { xs: [1, 2, 3] };

  test('give branches the Arguments of the state', async () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
    const definition = machine({
      P: { Type: 'Parallel', Arguments: { a: '{% $states.input.v %}' }, Branches: [branch], End: true },
    });
    expect(await outputOf(definition, { v: 7 })).toEqual([{ a: 7 }]);
  });

  test('retry a failed branch from the start, then catch its error', async () => {
    const branch = { StartAt: 'T', States: { T: task() } };
    const guards = {
      Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 2, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }],
    };
    const definition = machine({
      P: { Type: 'Parallel', Branches: [branch], ...guards, End: true },
      H: end('{% $states.input.Error %}'),
    });
    expect(await run(definition, {}, [fails('E')])).toEqual({ status: 'SUCCEEDED', output: 'E', seconds: 2, calls: 2 });
  });

  test.each([
    ['nothing for no items', map({}), { xs: [] }, []],
    [
      'items by a selector with index and value',
      map({
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          all: '{% $count($states.input.xs) %}',
        },
      }),
      { xs: ['a'] },
      [{ i: 0, v: 'a', all: 1 }],
    ],
    ['the index inside an iteration', map({}, { I: end('{% $states.context.Map.Item.Index %}') }), items, [0, 1, 2]],
  ])('give %s', async (_title, state, input, want) => {
    expect(await outputOf(machine({ M: state }), input)).toEqual(want);
  });

  test.each([
    [0, 1],
    [1, 3],
    [2, 2],
  ])('run with a concurrency of %i in %i seconds', async (concurrency, seconds) => {
    const state = map({ MaxConcurrency: concurrency }, { W: { Type: 'Wait', Seconds: 1, End: true } });
    expect(await run(machine({ M: state }), items)).toEqual({
      status: 'SUCCEEDED',
      output: [1, 2, 3],
      seconds,
      calls: 0,
    });
  });

  test('run 40 iterations at once when nothing is said', async () => {
    const state = map({}, { W: { Type: 'Wait', Seconds: 1, Output: 0, End: true } });
    expect((await run(machine({ M: state }), { xs: Array.from({ length: 41 }, () => 1) })).seconds).toBe(2);
  });

  test.each([["'text'"], ['true'], ['null'], ['{}'], ['$sum']])('refuse %s as items', async (value) => {
    expect(await errorOf(machine({ M: map({ Items: `{% ${value} %}` }) }), items)).toBe('States.QueryEvaluationError');
  });

  test.each([
    ['ToleratedFailureCount', -1],
    ['ToleratedFailureCount', '1'],
    ['ToleratedFailurePercentage', 100.1],
    ['ToleratedFailurePercentage', '1'],
  ])('refuse a %s of %j', async (field, value) => {
    const state = map({ [field]: '{% $states.input.value %}' });
    expect(await errorOf(machine({ M: state }), { ...items, value })).toBe('States.QueryEvaluationError');
  });

  test('refuse an input that is no array', async () => {
    const state = map({});
    delete state.Items;
    expect(await errorOf(machine({ M: state }), { a: 1 })).toBe('States.QueryEvaluationError');
  });

  test('catch the error of an iteration, and start no further one', async () => {
    const state = map({ MaxConcurrency: 1, Catch: [{ ErrorEquals: ['E'], Next: 'H' }] }, { T: task() });
    const definition = machine({ M: state, H: end('caught') });
    expect(await run(definition, items, [{ return: 1 }, fails('E')])).toEqual({
      status: 'SUCCEEDED',
      output: 'caught',
      seconds: 0,
      calls: 2,
    });
  });

  test('nest', async () => {
    const inner = map({ Items: '{% $states.input %}' }, { I: end('{% $states.input + 1 %}') });
    expect(await outputOf(machine({ M: map({}, { N: inner }) }), { xs: [[1, 2], [3]] })).toEqual([[2, 3], [4]]);
  });
});

describe('Retry and Catch', () => {
  const retried = (retrier: Fields, more: Fields = {}): object =>
    machine({ T: task({ Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }], ...more }) });

  test.each([
    ['1, 2 and 4 seconds by default', {}, 7, 4],
    ['no longer than MaxDelaySeconds', { MaxDelaySeconds: 2, MaxAttempts: 4 }, 7, 5],
    ['at a constant rate', { BackoffRate: 1, IntervalSeconds: 3, MaxAttempts: 2, JitterStrategy: 'NONE' }, 6, 3],
  ])('waits %s', async (_title, retrier, seconds, calls) => {
    expect(await run(retried(retrier), {}, [fails('E')])).toMatchObject({
      status: 'FAILED',
      error: 'E',
      seconds,
      calls,
    });
  });

  test('spreads retries over the delay with full jitter, the same for the same seed', async () => {
    const definition = retried({ IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' });
    const [first, second] = [await run(definition, {}, [fails('E')]), await run(definition, {}, [fails('E')])];
    expect(first.seconds).toBeGreaterThan(0);
    expect(first.seconds).toBeLessThan(100);
    expect(second).toEqual(first);
  });

  test('goes on when a retry succeeds', async () => {
    expect(await run(retried({}, { Output: '{% $states.result.Payload %}' }), {}, [fails('E'), { return: 5 }])).toEqual(
      { status: 'SUCCEEDED', output: 5, seconds: 1, calls: 2 },
    );
  });

  test('counts the attempts of each retrier apart', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 1 },
    ];
    expect(await run(machine({ T: task({ Retry }) }), {}, [fails('A'), fails('B'), fails('A')])).toMatchObject({
      error: 'A',
      calls: 3,
      seconds: 2,
    });
  });

  test('starts counting again when the state is entered again', async () => {
    const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const definition = machine({
      T: task({ Retry, Next: 'C', Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' }, End: undefined }),
      C: { Type: 'Choice', Choices: [{ Condition: '{% $n = 2 %}', Next: 'Z' }], Default: 'T' },
      Z: end('done'),
    });
    expect(await run(definition, {}, [fails('E'), { return: 1 }, fails('E'), { return: 1 }])).toMatchObject({
      output: 'done',
      calls: 4,
    });
  });

  test('gives the error and its cause to the next state', async () => {
    const definition = machine({
      T: task({ Catch: [{ ErrorEquals: ['E'], Next: 'H' }] }),
      H: { Type: 'Pass', End: true },
    });
    expect(await outputOf(definition, {}, [fails('E')])).toEqual({
      Error: 'E',
      Cause: '{"errorType":"E","errorMessage":"no"}',
    });
  });

  const caughtBy = (errorEquals: string[], fields: Fields = {}): object =>
    machine({ T: task({ ...fields, Catch: [{ ErrorEquals: errorEquals, Next: 'H' }] }), H: end('caught') });
  const large = { return: 'x'.repeat(262_144) };
  const late = { return: 1, delayMs: 5000 };

  test.each([
    ['States.Timeout meets a timeout', ['States.Timeout'], { TimeoutSeconds: 1 }, late, 'caught'],
    ['States.ALL meets a timeout', ['States.ALL'], { TimeoutSeconds: 1 }, late, 'caught'],
    ['States.TaskFailed meets no timeout', ['States.TaskFailed'], { TimeoutSeconds: 1 }, late, 'States.Timeout'],
    [
      'States.HeartbeatTimeout meets no timeout of the task',
      ['States.HeartbeatTimeout'],
      { TimeoutSeconds: 1 },
      late,
      'States.Timeout',
    ],
    ['States.ALL meets no result that is too large', ['States.ALL'], {}, large, 'States.DataLimitExceeded'],
    [
      'States.TaskFailed meets no result that is too large',
      ['States.TaskFailed'],
      {},
      large,
      'States.DataLimitExceeded',
    ],
    ['States.DataLimitExceeded meets it by its name', ['States.DataLimitExceeded'], {}, large, 'caught'],
    ['a name meets the same name only', ['e'], {}, fails('E'), 'E'],
    [
      'States.QueryEvaluationError meets a wrong Assign',
      ['States.QueryEvaluationError'],
      { Assign: { x: '{% $states.result.none %}' } },
      { return: 1 },
      'caught',
    ],
    [
      'States.QueryEvaluationError meets a wrong TimeoutSeconds',
      ['States.QueryEvaluationError'],
      { TimeoutSeconds: "{% 'x' %}" },
      { return: 1 },
      'caught',
    ],
    [
      'Lambda.ResourceNotFoundException meets a function that is not there',
      ['Lambda.ResourceNotFoundException'],
      { Arguments: { FunctionName: 'none' } },
      { return: 1 },
      'caught',
    ],
  ])('%s', async (_title, errorEquals, fields, answer, want) => {
    const { output, error } = await run(caughtBy(errorEquals, fields), {}, [answer]);
    expect(output ?? error).toBe(want);
  });

  test('fails for good when the Output of a catcher is wrong', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'H', Output: '{% $states.input.none %}' }];
    expect(await errorOf(machine({ T: task({ Catch }), H: end(1) }), {}, [fails('E')])).toBe(
      'States.QueryEvaluationError',
    );
  });

  test('fails with States.Runtime at 25,000 events, the last of which says so', async () => {
    const home = new VirtualHome();
    const definition = machine({
      A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Z' }], Default: 'A' },
      Z: { Type: 'Succeed' },
    });
    const executionArn = await home.start(await home.create(definition));
    await home.passUntil(() => false);
    const cause = 'The execution reached the maximum number of history events (25000).';
    expect(await home.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause });
    const { events } = await home.call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 2 });
    expect(events).toMatchObject([
      {
        id: 25_000,
        previousEventId: 24_999,
        type: 'ExecutionFailed',
        executionFailedEventDetails: { error: 'States.Runtime', cause },
      },
      { id: 24_999, previousEventId: 24_998, type: 'ChoiceStateExited' },
    ]);
  });
});

describe('tasks that wait for a token', () => {
  const callback = (given: NonNullable<Mock['callback']>): Mock[] => [{ callback: given }];

  test('live on while heartbeats come', async () => {
    const definition = machine({ T: waiting({ HeartbeatSeconds: 2 }) });
    expect(await run(definition, {}, callback({ success: 1, afterMs: 7000, heartbeatEveryMs: 1500 }))).toEqual({
      status: 'SUCCEEDED',
      output: 1,
      seconds: 7,
      calls: 1,
    });
  });

  test.each([['States.Timeout'], ['States.ALL'], ['States.HeartbeatTimeout']])(
    'end in %s when a heartbeat is missed',
    async (name) => {
      const definition = machine({
        T: waiting({ HeartbeatSeconds: 2, Catch: [{ ErrorEquals: [name], Next: 'H' }] }),
        H: end('caught'),
      });
      expect(await run(definition, {}, callback({}))).toEqual({
        status: 'SUCCEEDED',
        output: 'caught',
        seconds: 2,
        calls: 1,
      });
    },
  );

  test('time out although heartbeats come', async () => {
    const definition = machine({ T: waiting({ HeartbeatSeconds: 2, TimeoutSeconds: 5 }) });
    expect(await run(definition, {}, callback({ success: 1, afterMs: 9000, heartbeatEveryMs: 1000 }))).toMatchObject({
      error: 'States.Timeout',
      seconds: 5,
    });
  });

  test('fail without an error when the callback names none', async () => {
    expect(await run(machine({ T: waiting() }), {}, callback({ failure: {}, afterMs: 1 }))).toEqual({
      status: 'FAILED',
      seconds: 0.001,
      calls: 1,
    });
  });

  test('may be retried: each attempt has a token of its own', async () => {
    const home = new VirtualHome();
    const script = home.script('f', [
      { callback: { failure: { error: 'E' }, afterMs: 1 } },
      { callback: { success: 'ok', afterMs: 1 } },
    ]);
    await home.run(machine({ T: waiting({ Retry: [{ ErrorEquals: ['E'] }] }) }));
    const tokens = script.payloads.map((payload) => (payload as { token: string }).token);
    expect(new Set(tokens).size).toBe(2);
  });
});

describe('other services', () => {
  const child = machine({ W: { Type: 'Wait', Seconds: 5, Output: { done: '{% $states.input.n %}' }, End: true } });
  const childArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
  const call = (action: string, more: Fields = {}): object =>
    machine({
      T: {
        Type: 'Task',
        Resource: `arn:aws:states:::states:${action}`,
        Arguments: { StateMachineArn: childArn, Input: { n: 1 }, ...more },
        End: true,
      },
    });

  async function withChild(definition: object, of: object = child): Promise<{ [field: string]: unknown }> {
    const home = new VirtualHome();
    await home.create(of, 'child');
    return home.run(definition);
  }

  test('startExecution does not wait', async () => {
    const { status, startDate, stopDate } = await withChild(call('startExecution', { Name: 'one' }));
    expect({ status, seconds: Number(stopDate) - Number(startDate) }).toEqual({ status: 'SUCCEEDED', seconds: 0 });
  });

  test('startExecution.sync:2 waits, and gives the output as JSON', async () => {
    const { output } = await withChild(call('startExecution.sync:2', { Name: 'one' }));
    expect(JSON.parse(String(output))).toMatchObject({
      Status: 'SUCCEEDED',
      Name: 'one',
      Output: { done: 1 },
      Input: { n: 1 },
    });
  });

  test('startExecution.sync:2 fails with States.TaskFailed when the child does', async () => {
    const failing = machine({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } });
    const { status, error, cause } = await withChild(call('startExecution.sync:2'), failing);
    expect({ status, error, cause: JSON.parse(String(cause)) }).toMatchObject({
      status: 'FAILED',
      error: 'States.TaskFailed',
      cause: { Error: 'E', Cause: 'c', Status: 'FAILED' },
    });
  });

  test('startExecution of an unknown machine names the exception of the service', async () => {
    const home = new VirtualHome();
    expect((await home.run(call('startExecution'))).error).toBe('StepFunctions.StateMachineDoesNotExistException');
  });

  const putEvents = (Entries: unknown): object =>
    machine({ T: { Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Arguments: { Entries }, End: true } });

  test('putEvents sends entries with their detail as text, the machine and the execution last of the resources', async () => {
    const home = new VirtualHome();
    const Entries = [{ Source: 's', DetailType: 't', Detail: { a: '{% $states.input.a %}' }, Resources: ['r'] }];
    const { executionArn, stateMachineArn } = await home.run(putEvents(Entries), { a: 1 });
    const Resources = ['r', stateMachineArn, executionArn];
    expect(home.entries).toEqual([{ Source: 's', DetailType: 't', Detail: '{"a":1}', Resources }]);
  });

  test('putEvents fails for entries that EventBridge refuses, and sends the others', async () => {
    const home = new VirtualHome();
    const taken = { Source: 's', DetailType: 't', Detail: '{}' };
    const Entries = [taken, { ...taken, Source: '' }, { ...taken, Detail: '"text"' }];
    const { error, cause } = await home.run(putEvents(Entries));
    expect({ error, cause: JSON.parse(String(cause)), sent: home.entries.length }).toEqual({
      error: 'EventBridge.FailedEntry',
      cause: {
        Entries: [
          { EventId: expect.any(String) },
          {
            ErrorCode: 'InvalidArgument',
            ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
          },
          { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        ],
        FailedEntryCount: 2,
      },
      sent: 1,
    });
  });
});

test('the same seed and input give the same history', async () => {
  const definition = machine({
    T: task({
      Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', IntervalSeconds: 60 }],
      Next: 'E',
      End: undefined,
    }),
    E: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [{ Source: 's', DetailType: 't', Detail: {} }] },
      Next: 'P',
    },
    P: { Type: 'Pass', Output: ['{% $uuid() %}', '{% $random() %}'], End: true },
  });
  const histories: unknown[] = [];
  for (const _ of [1, 2]) {
    const home = new VirtualHome({ seed: 7 });
    home.script('f', [fails('E'), fails('E'), { return: 1 }]);
    const executionArn = await home.start(await home.create(definition));
    await home.passUntil(() => false);
    histories.push(await home.history(executionArn));
  }
  expect(histories[1]).toEqual(histories[0]);
});
