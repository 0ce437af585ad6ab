/** The services that a Task can call, what their arguments are, and what a call's answer looks like to the state. */
import type { Json } from './asl.ts';

export type Pattern = 'answer' | 'token' | 'child' | 'child-parsed';
export type Resource = {
  /** As history events name them. */
  type: 'lambda' | 'states' | 'events';
  action: string;
  pattern: Pattern;
  required: string[];
  optional: string[];
};

const LAMBDA = {
  type: 'lambda',
  required: ['FunctionName'],
  optional: ['Payload', 'InvocationType', 'LogType', 'ClientContext', 'Qualifier'],
} as const;
const CHILD = { type: 'states', required: ['StateMachineArn'], optional: ['Input', 'Name', 'TraceHeader'] } as const;
const EVENTS = { type: 'events', required: ['Entries'], optional: [] } as const;

const resource = (
  base: { type: Resource['type']; required: readonly string[]; optional: readonly string[] },
  action: string,
  pattern: Pattern,
): Resource => ({
  type: base.type,
  action,
  pattern,
  required: [...base.required],
  optional: [...base.optional],
});

export const RESOURCES: ReadonlyMap<string, Resource> = new Map(
  [
    resource(LAMBDA, 'invoke', 'answer'),
    resource(LAMBDA, 'invoke.waitForTaskToken', 'token'),
    resource(CHILD, 'startExecution', 'answer'),
    resource(CHILD, 'startExecution.waitForTaskToken', 'token'),
    resource(CHILD, 'startExecution.sync', 'child'),
    resource(CHILD, 'startExecution.sync:2', 'child-parsed'),
    resource(EVENTS, 'putEvents', 'answer'),
    resource(EVENTS, 'putEvents.waitForTaskToken', 'token'),
  ].map((entry) => [`arn:aws:states:::${entry.type}:${entry.action}`, entry]),
);

export function resourceOf(arn: string): Resource {
  const found = RESOURCES.get(arn);
  if (!found) throw new Error(`the definition was checked, but ${arn} is not a known resource`);
  return found;
}

/** The bare name out of a name, a partial ARN or an ARN, with or without a qualifier. */
export function functionNameOf(text: string): string {
  const parts = text.split(':');
  const at = parts.indexOf('function');
  return (at >= 0 ? parts[at + 1] : parts[0]) ?? text;
}

function metadata(requestId: string): { [key: string]: Json } {
  return {
    SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: { 'x-amzn-RequestId': requestId }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** What AWS makes of a service's answer: the result of the task. */
export function taskResult({ type }: Resource, answer: Json, requestId: string): Json {
  if (type === 'lambda')
    return { ExecutedVersion: '$LATEST', Payload: answer, ...metadata(requestId), StatusCode: 200 };
  return { ...(answer as { [key: string]: Json }), ...metadata(requestId) };
}
