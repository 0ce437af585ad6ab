/** The API as clients meet it: through the real SDK, over HTTP. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, createClock } from '../../../infra/local/clock.ts';
import { FunctionError } from '../../../infra/local/step-functions/calls.ts';
import { type StepFunctions, startStepFunctions } from '../../../infra/local/step-functions/server.ts';
import type { StatusChangeEvent } from '../../../infra/local/step-functions/status-change.ts';

const START = Date.parse('2027-01-04T09:00:00Z');
const roleArn = 'arn:aws:iam::000000000000:role/x';
const ARN = 'arn:aws:states:us-east-1:000000000000';
const states = (States: object): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States });
const PASS = states({ A: { Type: 'Pass', Output: '{% $states.input.n + 1 %}', End: true } });
const WAIT = states({ W: { Type: 'Wait', Seconds: 60, End: true } });
const FAIL = states({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } });
const ASK = states({
  Ask: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
    HeartbeatSeconds: 60,
    End: true,
  },
});

let engine: StepFunctions;
let client: SFNClient;
let clock: Clock;
let events: StatusChangeEvent[];
let token: string;

async function open(file = ':memory:'): Promise<void> {
  events = [];
  clock = createClock({ load: () => undefined, save: () => {}, realNow: () => START, startAt: START });
  engine = await startStepFunctions({
    port: 0,
    file,
    clock,
    invoke: async (name, payload) => {
      if (name === 'flaky') throw new FunctionError('Busy', 'later');
      token = (payload as { token: string }).token;
      return {};
    },
    publish: async (event) => void events.push(event),
  });
  clock.addSource(engine.source);
  clock.addWorker(engine.worker);
  await clock.start();
  client = new SFNClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

beforeEach(() => open());
afterEach(async () => {
  client.destroy();
  await engine.close();
});

const create = async (definition: string, name = 'm'): Promise<string> => {
  const { stateMachineArn = '' } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return stateMachineArn;
};
const start = async (stateMachineArn: string, name = 'run', input = '{"n":1}'): Promise<string> => {
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return executionArn;
};
const refusal = async (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'accepted',
    (error: Error) => `${error.name}: ${error.message}`,
  );
const historyOf = async (executionArn: string): Promise<string[]> => {
  const { events: found = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  return found.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);
};

describe('state machines', () => {
  test('are created, described, listed, updated and deleted', async () => {
    const stateMachineArn = await create(PASS);
    expect(stateMachineArn).toBe(`${ARN}:stateMachine:m`);
    await create(WAIT, 'n');
    const { definition, status, type, creationDate } = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    expect({ definition, status, type, creationDate }).toEqual({
      definition: PASS,
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: new Date(START),
    });
    const page = await client.send(new ListStateMachinesCommand({ maxResults: 1 }));
    const rest = await client.send(new ListStateMachinesCommand({ maxResults: 1, nextToken: page.nextToken }));
    expect([page, rest].map(({ stateMachines }) => stateMachines?.map(({ name }) => name))).toEqual([['m'], ['n']]);
    expect(rest.nextToken).toBeUndefined();
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: WAIT }));
    expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(WAIT);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect(await refusal(client.send(new DescribeStateMachineCommand({ stateMachineArn })))).toMatch(
      /^StateMachineDoesNotExist: State Machine Does Not Exist/,
    );
  });

  test('are created once for the same definition, and not for another one', async () => {
    const arn = await create(PASS);
    expect(await create(PASS)).toBe(arn);
    expect(await refusal(create(WAIT))).toBe(`StateMachineAlreadyExists: State Machine Already Exists: '${arn}'`);
  });

  test('have a revision once they are updated, another one only when something changed', async () => {
    const stateMachineArn = await create(PASS);
    const described = async (): Promise<string | undefined> =>
      (await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).revisionId;
    expect(await described()).toBeUndefined();
    const update = async (definition: string): Promise<string | undefined> =>
      (await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }))).revisionId;
    const [first, again, other] = [await update(WAIT), await update(WAIT), await update(PASS)];
    expect([first, again === first, other === first]).toEqual([expect.any(String), true, false]);
    expect(await described()).toBe(other);
  });

  test('keep the definition of what runs when they are updated', async () => {
    const stateMachineArn = await create(WAIT);
    const executionArn = await start(stateMachineArn);
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: FAIL }));
    expect((await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).definition).toBe(WAIT);
    await clock.advanceTo(START + 60_000);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('SUCCEEDED');
  });

  test('are deleted when their last execution has ended', async () => {
    const stateMachineArn = await create(WAIT);
    const executionArn = await start(stateMachineArn);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).status).toBe('DELETING');
    expect(await refusal(start(stateMachineArn, 'other'))).toMatch(/^StateMachineDeleting/);
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(await refusal(client.send(new DescribeStateMachineCommand({ stateMachineArn })))).toMatch(
      /^StateMachineDoesNotExist/,
    );
    expect(await refusal(client.send(new DescribeExecutionCommand({ executionArn })))).toMatch(
      /^ExecutionDoesNotExist/,
    );
  });

  test('are validated without being created', async () => {
    const answer = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition: states({ A: { Type: 'Nap' } }) }),
    );
    expect(answer).toMatchObject({
      result: 'FAIL',
      truncated: false,
      diagnostics: [
        { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/States/A/Type' },
        { code: 'MISSING_END_STATE' },
      ],
    });
    expect(await client.send(new ValidateStateMachineDefinitionCommand({ definition: PASS }))).toMatchObject({
      result: 'OK',
      diagnostics: [],
    });
  });

  test.each([
    ['a bad name', { name: 'a b', definition: PASS, roleArn }, "InvalidName: Invalid Name: 'a b'"],
    [
      'a name of 81 characters',
      { name: 'n'.repeat(81), definition: PASS, roleArn },
      /^ValidationException: 1 validation error detected: .* at 'name' .*less than or equal to 80$/,
    ],
    [
      'a definition that AWS refuses',
      { name: 'm', definition: '{"States":{}}', roleArn },
      /^InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: \[StartAt\] at \//,
    ],
    [
      'a role that is no ARN',
      { name: 'm', definition: PASS, roleArn: 'me' },
      "InvalidArn: Invalid Arn: 'Invalid ARN prefix: me'",
    ],
    [
      'an express machine',
      { name: 'm', definition: PASS, roleArn, type: 'EXPRESS' as const },
      /^StateMachineTypeNotSupported/,
    ],
  ])('are refused for %s, and nothing is made', async (_title, request, want) => {
    const said = await refusal(client.send(new CreateStateMachineCommand(request)));
    expect(said).toMatch(typeof want === 'string' ? new RegExp(`^${want.replace(/[()]/g, '\\$&')}$`) : want);
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
  });
});

describe('executions', () => {
  test('run to their end, and tell it', async () => {
    const executionArn = await start(await create(PASS));
    const { $metadata: _, ...described } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toEqual({
      executionArn: `${ARN}:execution:m:run`,
      stateMachineArn: `${ARN}:stateMachine:m`,
      name: 'run',
      status: 'SUCCEEDED',
      startDate: new Date(START),
      stopDate: new Date(START),
      input: '{"n":1}',
      inputDetails: { included: true },
      output: '2',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    await clock.settle();
    expect(events.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(events[1]).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: '000000000000',
      time: '2027-01-04T09:00:00Z',
      region: 'us-east-1',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: `${ARN}:stateMachine:m`,
        name: 'run',
        status: 'SUCCEEDED',
        startDate: START,
        stopDate: START,
        input: '{"n":1}',
        output: '2',
        inputDetails: { included: true },
        outputDetails: { included: true },
        error: null,
        cause: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
      },
    });
  });

  test('have the history that AWS gives them', async () => {
    const executionArn = await start(await create(PASS));
    const { events: found = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(found).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        timestamp: new Date(START),
        executionStartedEventDetails: { input: '{"n":1}', inputDetails: { truncated: false }, roleArn },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'PassStateEntered',
        timestamp: new Date(START),
        stateEnteredEventDetails: { name: 'A', input: '{"n":1}', inputDetails: { truncated: false } },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        timestamp: new Date(START),
        stateExitedEventDetails: { name: 'A', output: '2', outputDetails: { truncated: false } },
      },
      {
        id: 4,
        previousEventId: 3,
        type: 'ExecutionSucceeded',
        timestamp: new Date(START),
        executionSucceededEventDetails: { output: '2', outputDetails: { truncated: false } },
      },
    ]);
  });

  test('page their history in both directions, with or without data', async () => {
    const executionArn = await start(await create(PASS));
    const pages: (number | undefined)[][] = [];
    for (const reverseOrder of [false, true]) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 3, reverseOrder, nextToken }),
        );
        pages.push((page.events ?? []).map(({ id }) => id));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    expect(pages).toEqual([[1, 2, 3], [4], [4, 3, 2], [1]]);
    const bare = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 2, includeExecutionData: false }),
    );
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'A' });
  });

  test('answer the same to the same start while they run, and refuse the name for another input or after the end', async () => {
    const stateMachineArn = await create(WAIT);
    const executionArn = await start(stateMachineArn);
    expect(await start(stateMachineArn)).toBe(executionArn);
    expect(await refusal(start(stateMachineArn, 'run', '{}'))).toBe(
      `ExecutionAlreadyExists: Execution Already Exists: '${executionArn}'`,
    );
    await clock.advanceTo(START + 60_000);
    expect(await refusal(start(stateMachineArn))).toBe(
      `ExecutionAlreadyExists: Execution Already Exists: '${executionArn}'`,
    );
    expect(await historyOf(executionArn)).toHaveLength(4);
  });

  test('are one when the same start is asked twice at once', async () => {
    const stateMachineArn = await create(WAIT);
    const arns = await Promise.all([start(stateMachineArn), start(stateMachineArn), start(stateMachineArn)]);
    expect(new Set(arns).size).toBe(1);
    expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toHaveLength(1);
  });

  test('are listed newest first, by status, in pages', async () => {
    const stateMachineArn = await create(WAIT);
    for (const name of ['a', 'b', 'c']) await start(stateMachineArn, name);
    await client.send(new StopExecutionCommand({ executionArn: `${ARN}:execution:m:b` }));
    const names = async (more: object): Promise<unknown[]> => {
      const { executions = [], nextToken } = await client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
      return [...executions.map(({ name }) => name), nextToken === undefined ? 'end' : nextToken];
    };
    expect(await names({})).toEqual(['c', 'b', 'a', 'end']);
    expect(await names({ statusFilter: 'RUNNING' })).toEqual(['c', 'a', 'end']);
    expect(await names({ statusFilter: 'ABORTED' })).toEqual(['b', 'end']);
    const [first, second, nextToken] = await names({ maxResults: 2 });
    expect([first, second, ...(await names({ maxResults: 2, nextToken }))]).toEqual(['c', 'b', 'a', 'end']);
  });

  test('are stopped with an error and a cause, once', async () => {
    const executionArn = await start(await create(WAIT));
    await client.send(new StopExecutionCommand({ executionArn, error: 'E', cause: 'c' }));
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'E',
      cause: 'c',
    });
    await client.send(new StopExecutionCommand({ executionArn, error: 'F' }));
    expect(await historyOf(executionArn)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 WaitStateEntered',
      '3<-0 ExecutionAborted',
    ]);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).error).toBe('E');
  });

  test('are redriven from the state that failed, with its input and a new count of retries', async () => {
    const flaky = states({
      A: { Type: 'Pass', Output: { n: 2 }, Next: 'T' },
      T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'flaky' }, End: true },
    });
    const executionArn = await start(await create(flaky));
    await clock.settle();
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      error: 'Busy',
      redriveStatus: 'REDRIVABLE',
    });
    await client.send(new RedriveExecutionCommand({ executionArn }));
    await clock.settle();
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      redriveCount: 1,
    });
    expect((await historyOf(executionArn)).slice(7)).toEqual([
      '8<-7 ExecutionFailed',
      '9<-8 ExecutionRedriven',
      '10<-9 TaskScheduled',
      '11<-10 TaskStarted',
      '12<-11 TaskFailed',
      '13<-12 ExecutionFailed',
    ]);
    await clock.advanceTo(START + 15 * 86_400_000);
    expect(await refusal(client.send(new RedriveExecutionCommand({ executionArn })))).toMatch(
      /^ExecutionNotRedrivable: Execution ended more than 14 days ago/,
    );
  });

  test.each([
    [
      'an input that is no JSON',
      { name: 'x', input: '{' },
      /^InvalidExecutionInput: Invalid State Machine Execution Input: /,
    ],
    [
      'an input of more than 256 KiB',
      { name: 'x', input: `"${'x'.repeat(262_144)}"` },
      /^ValidationException: .*262144$/,
    ],
    [
      'an input of more than 256 KiB in UTF-8',
      { name: 'x', input: `"${'é'.repeat(140_000)}"` },
      /^ValidationException: .*262144$/,
    ],
    ['a bad name', { name: 'a/b' }, "InvalidName: Invalid Name: 'a/b'"],
    [
      'an unknown machine',
      { stateMachineArn: `${ARN}:stateMachine:none` },
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${ARN}:stateMachine:none'`,
    ],
    ['what is no ARN', { stateMachineArn: 'none' }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: none'"],
  ])('are not started with %s', async (_title, more, want) => {
    const stateMachineArn = await create(WAIT);
    const said = await refusal(client.send(new StartExecutionCommand({ stateMachineArn, ...more })));
    if (typeof want === 'string') expect(said).toBe(want);
    else expect(said).toMatch(want);
    expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toEqual([]);
  });
});

describe('task tokens', () => {
  const answer = (taskToken: string, output = '"yes"'): Promise<string> =>
    refusal(client.send(new SendTaskSuccessCommand({ taskToken, output })));

  async function asked(name = 'run'): Promise<string> {
    const executionArn = await start(await create(ASK), name);
    await clock.settle();
    return executionArn;
  }

  test('complete a task once', async () => {
    const executionArn = await asked();
    expect(await answer(token)).toBe('accepted');
    expect(await answer(token)).toBe("TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'");
    expect(await historyOf(executionArn)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSubmitted',
      '6<-5 TaskSucceeded',
      '7<-6 TaskStateExited',
      '8<-7 ExecutionSucceeded',
    ]);
  });

  test('fail a task with an error and a cause', async () => {
    const executionArn = await asked();
    await client.send(new SendTaskFailureCommand({ taskToken: token, error: 'No', cause: 'c' }));
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'c',
    });
  });

  test('keep a task alive with heartbeats', async () => {
    const executionArn = await asked();
    await clock.advanceTo(START + 50_000);
    await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await clock.advanceTo(START + 100_000);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
    await clock.advanceTo(START + 110_000);
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      error: 'States.Timeout',
    });
    expect(await refusal(client.send(new SendTaskHeartbeatCommand({ taskToken: token })))).toMatch(/^TaskTimedOut/);
  });

  test('are told apart: no token, a token of what is gone, an output that is no JSON', async () => {
    const executionArn = await asked();
    expect(await answer('nonsense')).toBe("InvalidToken: Invalid Token: 'Invalid token'");
    expect(await answer(token, '{')).toMatch(/^InvalidOutput: /);
    expect(await answer(token, `"${'x'.repeat(262_144)}"`)).toMatch(/^ValidationException/);
    await client.send(new StopExecutionCommand({ executionArn }));
    expect(await answer(token)).toMatch(/^TaskTimedOut/);
    await client.send(new DeleteStateMachineCommand({ stateMachineArn: `${ARN}:stateMachine:m` }));
    expect(await answer(token)).toBe("TaskDoesNotExist: Task Does Not Exist: 'Task does not exist'");
  });
});

describe('requests', () => {
  const post = async (target: string, body: string): Promise<unknown> => {
    const response = await fetch(engine.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    return { status: response.status, body: await response.json() };
  };

  test.each([
    ['broken JSON', 'AWSStepFunctions.ListStateMachines', '{', 'SerializationException'],
    ['a list', 'AWSStepFunctions.ListStateMachines', '[]', 'SerializationException'],
    ['a number for a text', 'AWSStepFunctions.DescribeExecution', '{"executionArn":1}', 'SerializationException'],
    ['an unknown member', 'AWSStepFunctions.ListStateMachines', '{"max":1}', 'ValidationException'],
    ['a missing member', 'AWSStepFunctions.DescribeExecution', '{}', 'ValidationException'],
    ['a page too large', 'AWSStepFunctions.ListStateMachines', '{"maxResults":1001}', 'ValidationException'],
    ['a page token of something else', 'AWSStepFunctions.ListStateMachines', '{"nextToken":"eyJ"}', 'InvalidToken'],
    ['an unknown operation', 'AWSStepFunctions.CreateActivity', '{}', 'UnknownOperationException'],
    ['another service', 'DynamoDB_20120810.ListTables', '{}', 'UnknownOperationException'],
  ])('with %s are refused with 400', async (_title, target, body, name) => {
    expect(await post(target, body)).toEqual({ status: 400, body: { __type: name, message: expect.any(String) } });
  });
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-file-'));
  const options = {
    port: 0,
    clock: createClock({ load: () => undefined, save: () => {}, realNow: () => START, startAt: START }),
    invoke: async () => 1,
  };

  test('keeps everything from one process to the next', async () => {
    const file = join(folder, 'kept.sqlite');
    await engine.close();
    await open(file);
    const executionArn = await start(await create(WAIT));
    await engine.close();
    await open(file);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
    await clock.advanceTo(START + 60_000);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('SUCCEEDED');
  });

  test('is refused in a sentence when it is damaged or newer', async () => {
    const [damaged, newer] = [join(folder, 'damaged.sqlite'), join(folder, 'newer.sqlite')];
    writeFileSync(damaged, 'no database '.repeat(1000));
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(startStepFunctions({ ...options, file: damaged })).rejects.toThrow(
      /^The data file .*damaged.sqlite cannot be read: file is not a database/,
    );
    await expect(startStepFunctions({ ...options, file: newer })).rejects.toThrow(
      /^The data file .*newer.sqlite was written by a newer version \(form 99/,
    );
    rmSync(folder, { recursive: true });
  });

  test('is not touched when the port is taken', async () => {
    const port = Number(new URL(engine.url).port);
    await expect(startStepFunctions({ ...options, port, file: ':memory:' })).rejects.toThrow(
      `Port ${port} of 127.0.0.1, for Step Functions, is taken by another program.`,
    );
  });
});

const hasBotocore = spawnSync('python3', ['-c', 'import botocore'], { stdio: 'ignore' }).status === 0;

test.runIf(hasBotocore)('botocore speaks to it too', async () => {
  const script = `
import botocore.session, json, sys
client = botocore.session.get_session().create_client('stepfunctions', region_name='us-east-1', endpoint_url=sys.argv[1], aws_access_key_id='test', aws_secret_access_key='test')
arn = client.create_state_machine(name='py', definition=sys.argv[2], roleArn='${roleArn}')['stateMachineArn']
run = client.start_execution(stateMachineArn=arn, input='{"n":1}')['executionArn']
print(client.describe_execution(executionArn=run)['output'])`;
  const output = await new Promise<string>((resolve, reject) => {
    execFile('python3', ['-c', script, engine.url, PASS], (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  expect(output.trim()).toBe('2');
});
