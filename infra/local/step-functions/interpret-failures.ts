/** What fails in a state: Retry, else Catch, else the state around it, else the execution. */
import type { Catcher, Guards, Json, Retrier } from './asl.ts';
import { indexOfMatch, retryDelay, tooLarge } from './errors.ts';
import { EvaluationError } from './evaluate.ts';
import type { Failure, Thread } from './execution.ts';
import { close, leave } from './interpret-leaving.ts';
import { PayloadTooLarge, type WorkingCopy } from './working-copy.ts';

/** Thrown by a part of a state: fails it with an error of AWS's. */
export class StateFailure extends Error {
  constructor(name: `States.${string}`, message: string) {
    super(message);
    this.name = name;
  }
}

/** Runs a part of a state; what goes wrong in it fails the state as AWS names it. */
export async function guarded(copy: WorkingCopy, thread: Thread, part: () => Promise<void>): Promise<void> {
  try {
    await part();
  } catch (error) {
    const failure = failureOf(copy, copy.latest(thread), error);
    await fail(copy, copy.latest(thread), failure);
  }
}

function failureOf(copy: WorkingCopy, thread: Thread, error: unknown): Failure {
  if (error instanceof EvaluationError) return evaluationFailed(copy, thread, error);
  if (error instanceof PayloadTooLarge) return tooLarge(thread.state);
  if (error instanceof StateFailure) return stateFailure(thread, error.name, error.message);
  throw error;
}

function evaluationFailed(copy: WorkingCopy, thread: Thread, error: EvaluationError): Failure {
  const failure = stateFailure(thread, 'States.QueryEvaluationError', error.message);
  const details = {
    cause: failure.cause,
    error: failure.error,
    ...(error.location && { location: error.location }),
    state: thread.state,
  };
  // AWS chains the event to the one before the state's entry, unless the state had got any further.
  const after =
    thread.lastEvent === thread.entryEvent && !('afterEntry' in error) ? thread.beforeEntry : thread.lastEvent;
  const lastEvent = copy.record('EvaluationFailed', after, { evaluationFailedEventDetails: details });
  copy.put({ ...thread, lastEvent });
  return failure;
}

function stateFailure(thread: Thread, name: string, said: string): Failure {
  const cause = `An error occurred while executing the state '${thread.state}' (entered at the event id #${thread.entryEvent}). ${said}`;
  return { name, error: name, cause };
}

export async function fail(copy: WorkingCopy, thread: Thread, failure: Failure): Promise<void> {
  const state = copy.stateOf(thread);
  const guards: Guards = 'Retry' in state || 'Catch' in state ? state : {};
  if (retry(copy, thread, failure, guards.Retry ?? [])) return;
  let failed = thread;
  if (state.Type === 'Parallel' || state.Type === 'Map') {
    failed = copy.put({ ...thread, lastEvent: copy.record(`${state.Type}StateFailed`, thread.lastEvent, {}) });
  }
  const index = indexOfMatch(guards.Catch, failure);
  const catcher = guards.Catch?.[index];
  if (catcher) return takeCatcher(copy, failed, catcher, index, failure);
  await failAround(copy, failed, failure);
}

function retry(copy: WorkingCopy, thread: Thread, failure: Failure, retriers: Retrier[]): boolean {
  const index = indexOfMatch(retriers, failure);
  const retrier = retriers[index];
  if (!retrier) return false;
  const attempts = [...thread.attempts];
  const delay = retryDelay(retrier, attempts[index] ?? 0, copy.random);
  if (delay === undefined) return false;
  for (let at = 0; at <= index; at++) attempts[at] ??= 0;
  attempts[index] = (attempts[index] ?? 0) + 1;
  copy.dropChildren(thread);
  copy.put({
    ...thread,
    attempts,
    doing: delay === 0 ? { kind: 'entering' } : { kind: 'retrying', timer: copy.timerIn(delay) },
  });
  return true;
}

async function takeCatcher(
  copy: WorkingCopy,
  thread: Thread,
  catcher: Catcher,
  index: number,
  { error = null, cause = null }: { error?: Json; cause?: Json },
): Promise<void> {
  const errorOutput = { Error: error, Cause: cause };
  try {
    await leave(copy, thread, catcher, errorOutput, { errorOutput, prefix: `Catch[${index}]/` });
  } catch (thrown) {
    const failure = failureOf(copy, thread, thrown);
    await failAround(copy, copy.latest(thread), failure);
  }
}

/** The state did not help itself: the Parallel or Map around it fails, or the execution. */
async function failAround(copy: WorkingCopy, thread: Thread, failure: Failure): Promise<void> {
  const parent = copy.parentOf(thread);
  if (!parent || !thread.parent) return close(copy, 'FAILED', failure, thread.lastEvent);
  const isMap = copy.stateOf(parent).Type === 'Map';
  if (isMap)
    copy.record('MapIterationFailed', thread.lastEvent, {
      mapIterationFailedEventDetails: { index: thread.parent.index, name: parent.state },
    });
  for (const child of copy.childrenOf(parent)) recordAborted(copy, child, thread, isMap ? parent.state : undefined);
  await fail(copy, copy.put({ ...parent, lastEvent: thread.lastEvent }), failure);
}

function recordAborted(copy: WorkingCopy, child: Thread, failed: Thread, mapName: string | undefined): void {
  const { Type } = copy.stateOf(child);
  if (child.id === failed.id && (Type !== 'Task' || mapName !== undefined)) return;
  for (const inner of copy.childrenOf(child)) recordAborted(copy, inner, failed, undefined);
  if (child.entryEvent > 0) copy.record(`${Type}StateAborted`, failed.lastEvent, {});
  if (mapName !== undefined) {
    copy.record('MapIterationAborted', failed.lastEvent, {
      mapIterationAbortedEventDetails: { index: child.parent?.index, name: mapName },
    });
  }
}
