/** How a state is left: its Assign and Output, and what comes next; how an execution ends. */
import type { Json, Outcome } from './asl.ts';
import { reasonOf } from './errors.ts';
import { evaluate } from './evaluate.ts';
import type { Failure, Status, Thread } from './execution.ts';
import { NOT_TRUNCATED, sized, type WorkingCopy } from './working-copy.ts';

/** `prefix` is where Assign and Output stand in the state: in a rule of a Choice, in a catcher. */
type Leaving = { result?: Json; errorOutput?: Json; prefix?: string };

/** What it throws fails the state: nothing has changed by then. */
export async function leave(
  copy: WorkingCopy,
  thread: Thread,
  to: { Next?: string } & Outcome,
  fallback: Json,
  { prefix = '', ...reserved }: Leaving = {},
): Promise<void> {
  const scope = copy.scope(thread, {}, reserved);
  const assigned =
    to.Assign === undefined
      ? undefined
      : ((await evaluate(to.Assign, scope, `${prefix}Assign`)) as { [name: string]: Json });
  const output = to.Output === undefined ? fallback : await evaluate(to.Output, scope, `${prefix}Output`);
  if (assigned) sized(assigned);
  const text = sized(output);
  const lastEvent = recordExit(copy, thread, text, assigned);
  copy.dropChildren(thread);
  const left = { ...thread, lastEvent, variables: assigned ? { ...thread.variables, ...assigned } : thread.variables };
  if (to.Next !== undefined) {
    copy.put({ ...left, state: to.Next, input: output, entryEvent: 0, attempts: [], doing: { kind: 'entering' } });
  } else if (left.parent) {
    copy.ended.push({ child: left, output });
  } else {
    close(copy, 'SUCCEEDED', { output: text }, lastEvent);
  }
}

function recordExit(
  copy: WorkingCopy,
  thread: Thread,
  output: string,
  assigned: { [name: string]: Json } | undefined,
): number {
  const assignedVariables =
    assigned && Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
  return copy.record(`${copy.stateOf(thread).Type}StateExited`, thread.lastEvent, {
    stateExitedEventDetails: {
      ...(assignedVariables && { assignedVariables, assignedVariablesDetails: NOT_TRUNCATED }),
      name: thread.state,
      output,
      outputDetails: NOT_TRUNCATED,
    },
  });
}

/** `after` is the event that the last one of the history follows in its chain. */
export function close(
  copy: WorkingCopy,
  status: Exclude<Status, 'RUNNING'>,
  end: { output?: string } & Partial<Failure>,
  after = 0,
): void {
  const { output } = end;
  const reason = reasonOf(end);
  copy.execution = { ...copy.execution, status, stoppedAt: copy.at, ...(output !== undefined && { output }) };
  switch (status) {
    case 'SUCCEEDED':
      copy.recordLast('ExecutionSucceeded', after, {
        executionSucceededEventDetails: { output, outputDetails: NOT_TRUNCATED },
      });
      copy.execution.threads = {};
      return;
    case 'TIMED_OUT':
      // AWS answers no error for an execution that timed out: only its last event names it.
      copy.recordLast('ExecutionTimedOut', after, { executionTimedOutEventDetails: { error: 'States.Timeout' } });
      return;
    case 'ABORTED':
      Object.assign(copy.execution, reason);
      copy.recordLast('ExecutionAborted', after, { executionAbortedEventDetails: reason });
      return;
    case 'FAILED':
      Object.assign(copy.execution, reason);
      copy.recordLast('ExecutionFailed', after || copy.execution.events, { executionFailedEventDetails: reason });
      return;
  }
}
