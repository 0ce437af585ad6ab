/** Makes the calls of Task states: functions, the event bus, child executions. */
import { createHash, randomUUID } from 'node:crypto';
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

/** The answer of the service, as Json. A call that is made again after a crash has the same input, token and child name. */
export async function makeCall(call: Call, executionArn: string, services: Services): Promise<Json> {
  const given = call.arguments as Arguments;
  switch (resourceOf(call.resource).type) {
    case 'lambda': {
      const answer = await services.invoke(functionNameOf(String(given.FunctionName)), given.Payload ?? {}, {
        executionArn,
      });
      return answer === undefined ? null : (JSON.parse(JSON.stringify(answer)) as Json);
    }
    case 'events':
      return putEvents(given.Entries ?? [], executionArn, services.putEvents);
    case 'states': {
      const child = await services.startChild({ ...childOf(call), startedBy: call.token });
      return { ExecutionArn: child.arn, StartDate: child.startedAt };
    }
  }
}

export function childOf(call: Call): { machineArn: string; name: string; input: string } {
  const { StateMachineArn, Name, Input } = call.arguments as Arguments;
  const input = typeof Input === 'string' ? Input : JSON.stringify(Input ?? {});
  return { machineArn: String(StateMachineArn), name: typeof Name === 'string' ? Name : nameFrom(call.token), input };
}

/** A UUID that is the same whenever the call is made. */
function nameFrom(token: string): string {
  return createHash('sha256')
    .update(token)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

async function putEvents(entries: Json, executionArn: string, put: PutEvents): Promise<Json> {
  const sent = (Array.isArray(entries) ? entries : [entries]).map((entry) => {
    const { Detail, Resources, ...rest } = entry as Arguments;
    const detail = typeof Detail === 'string' ? Detail : JSON.stringify(Detail ?? {});
    return { ...rest, Detail: detail, Resources: [...(Array.isArray(Resources) ? Resources : []), executionArn] };
  });
  await put(sent);
  return { Entries: sent.map(() => ({ EventId: randomUUID() })), FailedEntryCount: 0 };
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
