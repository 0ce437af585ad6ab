/** Tasks: the call, its answer, and what callbacks and timers make of it. */
import { type Json, SECONDS_MAX, type TaskState } from './asl.ts';
import { hexFrom, uuidFrom } from './aws-functions.ts';
import { reasonOf, tooLarge } from './errors.ts';
import { evaluate, evaluateWhole, type Scope } from './evaluate.ts';
import type { Call, Failure, Thread } from './execution.ts';
import { fail, guarded, StateFailure } from './interpret-failures.ts';
import { leave } from './interpret-leaving.ts';
import { type Resource, resourceOf, taskResult } from './resources.ts';
import { taskToken } from './task-token.ts';
import { isTooLarge, NOT_TRUNCATED, sized, type WorkingCopy } from './working-copy.ts';

const named = ({ action, type }: Resource): object => ({ resource: action, resourceType: type });

export async function call(copy: WorkingCopy, thread: Thread, state: TaskState): Promise<void> {
  const resource = resourceOf(state.Resource);
  const token = taskToken(copy.execution.arn, copy.execution.nextCall++, hexFrom(copy.random, 16));
  const scope = copy.scope(thread, resource.pattern === 'token' ? { Task: { Token: token } } : {});
  const given = state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, scope, 'Arguments');
  const parameters = sized(given);
  const timeout = await secondsOf(state.TimeoutSeconds, scope, 'TimeoutSeconds');
  const heartbeat = await secondsOf(state.HeartbeatSeconds, scope, 'HeartbeatSeconds');
  requireMembers(given, resource);
  const scheduled = copy.record('TaskScheduled', thread.lastEvent, {
    taskScheduledEventDetails: {
      ...named(resource),
      region: copy.execution.arn.split(':')[3],
      parameters,
      ...(timeout !== undefined && { timeoutInSeconds: timeout }),
      ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
    },
  });
  const lastEvent = copy.record('TaskStarted', scheduled, { taskStartedEventDetails: named(resource) });
  const made: Call = {
    token,
    resource: state.Resource,
    arguments: given,
    phase: 'calling',
    ...(timeout !== undefined && { timeout: copy.timerIn(timeout * 1000) }),
    ...(heartbeat !== undefined && { heartbeat: { ...copy.timerIn(heartbeat * 1000), seconds: heartbeat } }),
  };
  copy.put({ ...thread, lastEvent, doing: { kind: 'calling', call: made } });
  copy.calls.push(made);
}

async function secondsOf(
  template: number | string | undefined,
  scope: Scope,
  field: string,
): Promise<number | undefined> {
  return template === undefined ? undefined : evaluateWhole(template, { min: 1, max: SECONDS_MAX }, scope, field);
}

function requireMembers(given: Json, { required }: Resource): void {
  const missing = required.find(
    (name) => typeof given !== 'object' || given === null || Array.isArray(given) || given[name] === undefined,
  );
  if (missing)
    throw new StateFailure('States.Runtime', `The field '${missing}' is required but was missing from the Arguments.`);
}

/** The service answered: the end of a plain call, the submission of one that is called back. */
export async function callAnswered(copy: WorkingCopy, token: string, answer: Json): Promise<void> {
  const thread = copy.threadOf(token);
  if (!thread || thread.doing.call.phase === 'waiting') return copy.refuse();
  const { call } = thread.doing;
  const resource = resourceOf(call.resource);
  const result = taskResult(resource, answer, uuidFrom(copy.random));
  if (resource.pattern === 'answer') return taskSucceeded(copy, token, result);
  const details = { output: JSON.stringify(result), outputDetails: NOT_TRUNCATED, ...named(resource) };
  const lastEvent = copy.record('TaskSubmitted', thread.lastEvent, { taskSubmittedEventDetails: details });
  copy.put({ ...thread, lastEvent, doing: { kind: 'calling', call: { ...call, phase: 'waiting' } } });
}

export async function taskSucceeded(copy: WorkingCopy, token: string, output: Json): Promise<void> {
  const thread = copy.threadOf(token);
  if (!thread) return copy.refuse();
  const resource = resourceOf(thread.doing.call.resource);
  const text = JSON.stringify(output);
  if (isTooLarge(text)) return taskFailed(copy, token, tooLarge(resource.type));
  const details = { output: text, outputDetails: NOT_TRUNCATED, ...named(resource) };
  const lastEvent = copy.record('TaskSucceeded', thread.lastEvent, { taskSucceededEventDetails: details });
  const done = copy.put({ ...thread, lastEvent, doing: { kind: 'entering' } });
  await guarded(copy, done, () => leave(copy, done, copy.stateOf(done) as TaskState, output, { result: output }));
}

export async function taskFailed(
  copy: WorkingCopy,
  token: string,
  failure: Failure,
  type: 'TaskFailed' | 'TaskTimedOut' = 'TaskFailed',
): Promise<void> {
  const thread = copy.threadOf(token);
  if (!thread) return copy.refuse();
  const details = { ...reasonOf(failure), ...named(resourceOf(thread.doing.call.resource)) };
  const field = type === 'TaskFailed' ? 'taskFailedEventDetails' : 'taskTimedOutEventDetails';
  const lastEvent = copy.record(type, thread.lastEvent, { [field]: details });
  const failed = copy.put({ ...thread, lastEvent, doing: { kind: 'entering' } });
  await fail(copy, failed, { name: failure.name, ...reasonOf(failure) });
}

export function heartbeat(copy: WorkingCopy, token: string): void {
  const thread = copy.threadOf(token);
  if (!thread) {
    copy.refuse();
    return;
  }
  const { call } = thread.doing;
  if (!call.heartbeat) return;
  const { seconds } = call.heartbeat;
  const next = { ...copy.timerIn(seconds * 1000), seconds };
  copy.put({ ...thread, doing: { kind: 'calling', call: { ...call, heartbeat: next } } });
}
