/** Makes the calls of Task states: functions, the event bus, child executions. */
import { createHash } from 'node:crypto';
import type { Json } from './asl.ts';
import type { Call, Execution } from './execution.ts';
import { functionNameOf, resourceOf } from './resources.ts';

/** Rejects with an error whose name is the error type that Retry and Catch see. */
export type InvokeFunction = (
  functionName: string,
  payload: unknown,
  invocation: { executionArn: string },
) => Promise<unknown>;
export type PutEvents = (entries: unknown[]) => Promise<void>;

/** What a function throws. `payload` is its answer as Lambda would give it, when there is one: it becomes the cause. */
export class FunctionError extends Error {
  readonly payload?: string;
  constructor(errorType: string, message: string, payload?: string) {
    super(message);
    this.name = errorType;
    if (payload !== undefined) this.payload = payload;
  }
}

export type StartChild = (request: {
  machineArn: string;
  name: string;
  input: string;
  startedBy: string;
}) => Promise<Execution>;
export type Services = { invoke: InvokeFunction; putEvents: PutEvents; startChild: StartChild };

type Arguments = { [name: string]: Json };
type Caller = Pick<Execution, 'arn' | 'machineArn'>;

/** The answer of the service, as Json. A call that is made again after a crash has the same input, token and child name. */
export async function makeCall(call: Call, execution: Caller, services: Services): Promise<Json> {
  const given = call.arguments as Arguments;
  switch (resourceOf(call.resource).type) {
    case 'lambda': {
      const answer = await services.invoke(functionNameOf(String(given.FunctionName)), given.Payload ?? {}, {
        executionArn: execution.arn,
      });
      return answer === undefined ? null : (JSON.parse(JSON.stringify(answer)) as Json);
    }
    case 'events':
      return putEvents(call, execution, services.putEvents);
    case 'states': {
      const child = await services.startChild({ ...childOf(call), startedBy: call.token });
      return { ExecutionArn: child.arn, StartDate: child.startedAt };
    }
  }
}

export function childOf(call: Call): { machineArn: string; name: string; input: string } {
  const { StateMachineArn, Name, Input } = call.arguments as Arguments;
  const input = asText(Input ?? {});
  return { machineArn: String(StateMachineArn), name: typeof Name === 'string' ? Name : uuidOf(call.token), input };
}

/** A UUID that is the same whenever the call is made. */
function uuidOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Entries that EventBridge takes are sent although others fail the task. */
async function putEvents(call: Call, { arn, machineArn }: Caller, put: PutEvents): Promise<Json> {
  const { Entries: entries = [] } = call.arguments as Arguments;
  const given = (Array.isArray(entries) ? entries : [entries]).map((entry) => {
    const { Detail, Resources, ...rest } = entry as Arguments;
    const resources = [...(Array.isArray(Resources) ? Resources : []), machineArn, arn];
    return { ...rest, ...(Detail !== undefined && { Detail: asText(Detail) }), Resources: resources };
  });
  const answers = given.map((entry, index) => entryRefusal(entry) ?? { EventId: uuidOf(`${call.token} ${index}`) });
  await put(given.filter((entry) => !entryRefusal(entry)));
  const answer = { Entries: answers, FailedEntryCount: answers.filter((each) => 'ErrorCode' in each).length };
  if (answer.FailedEntryCount === 0) return answer;
  const cause = JSON.stringify(answer);
  throw new FunctionError('EventBridge.FailedEntry', cause, cause);
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What EventBridge answers for an entry that it does not take. */
function entryRefusal(entry: Arguments): { ErrorCode: string; ErrorMessage: string } | undefined {
  const missing = ['Source', 'DetailType', 'Detail'].find((name) => !entry[name]);
  if (missing) {
    const ErrorMessage = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  return isObjectText(String(entry.Detail))
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The error and cause of a failed call, as AWS reports them. */
export function failureOf(thrown: unknown): { error: string; cause: string } {
  if (thrown instanceof FunctionError && thrown.payload !== undefined)
    return { error: thrown.name, cause: thrown.payload };
  if (!(thrown instanceof Error)) return { error: 'Lambda.Unknown', cause: String(thrown) };
  return { error: thrown.name, cause: JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message }) };
}

/** What the end of a child gives the state that waits for it: its description, the payloads as JSON from `.sync:2` on. */
export function childResult(
  child: Execution,
  inputText: string,
  parsed: boolean,
): { output: Json } | { error: string; cause: string } {
  const { output, error, cause } = child;
  const text = (value: string): Json => (parsed ? (JSON.parse(value) as Json) : value);
  const described = {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: child.arn,
    Input: text(inputText),
    InputDetails: { Included: true },
    Name: child.name,
    ...(output !== undefined && { Output: text(output), OutputDetails: { Included: true } }),
    StartDate: child.startedAt,
    StateMachineArn: child.machineArn,
    Status: child.status,
    StopDate: child.stoppedAt ?? null,
  };
  if (child.status === 'SUCCEEDED') return { output: described };
  return { error: 'States.TaskFailed', cause: JSON.stringify({ ...described, Input: inputText }) };
}
