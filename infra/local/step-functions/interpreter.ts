/**
 * The Amazon States Language as a pure function: (execution, event) to (execution, history, calls).
 * It knows no clock, no storage and no network: time and chance come with the event, calls are answered by later events.
 * An execution is a tree of threads: a Parallel or Map state waits in one while its children run in others.
 *
 * In the order in which a state lives: this file takes events and enters states; interpret-states, interpret-tasks and
 * interpret-children do what each type does; interpret-leaving goes on to the next; interpret-failures retries and catches.
 */
import type { Machine, State, WaitState } from './asl.ts';
import { heartbeatMissed, timedOut } from './errors.ts';
import type { Event, Execution, Step, Thread } from './execution.ts';
import { beginBranches, beginIterations, join } from './interpret-children.ts';
import { guarded } from './interpret-failures.ts';
import { close, leave } from './interpret-leaving.ts';
import { choose, failByDefinition, wait } from './interpret-states.ts';
import { call, callAnswered, heartbeat, taskFailed, taskSucceeded } from './interpret-tasks.ts';
import { EVENTS_MAX, HistoryFull, NOT_TRUNCATED, WorkingCopy } from './working-copy.ts';

/** States entered in one step, so that a loop without a wait lets others go on. */
const ENTRIES_PER_STEP_MAX = 500;
/** AWS knows the last ten again. */
const REDRIVE_TOKENS_MAX = 10;

export async function advance(machine: Machine, execution: Execution, event: Event): Promise<Step> {
  const copy = new WorkingCopy(machine, execution, event);
  let unfinished = false;
  try {
    await take(copy, event);
    unfinished = await runReady(copy);
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    close(copy, 'FAILED', {
      error: 'States.Runtime',
      cause: `The execution reached the maximum number of history events (${EVENTS_MAX}).`,
    });
  }
  const open = copy.execution.status === 'RUNNING';
  return {
    execution: copy.execution,
    history: copy.history,
    calls: open ? copy.calls.filter(({ token }) => copy.threadOf(token)) : [],
    order: copy.order,
    unfinished: open && unfinished,
    refused: copy.refused,
  };
}

async function take(copy: WorkingCopy, event: Event): Promise<void> {
  const { status } = copy.execution;
  if (event.type === 'redrive')
    return status === 'RUNNING' || status === 'SUCCEEDED' ? copy.refuse() : redrive(copy, event.clientToken);
  if (status !== 'RUNNING') return copy.refuse();
  switch (event.type) {
    case 'start':
      return start(copy);
    case 'continue':
      return;
    case 'timer':
      return timer(copy, event.timer);
    case 'stop':
      return close(copy, 'ABORTED', event);
    case 'heartbeat':
      return heartbeat(copy, event.token);
    case 'call-answered':
      return callAnswered(copy, event.token, event.output);
    case 'call-failed':
      return taskFailed(copy, event.token, { name: event.error, error: event.error, cause: event.cause });
    case 'task-succeeded':
      return taskSucceeded(copy, event.token, event.output);
    case 'task-failed':
      return taskFailed(copy, event.token, { ...event, name: event.error ?? '' });
  }
}

// ---- the start, and the start again

function start(copy: WorkingCopy): void {
  const { input, roleArn } = copy.execution;
  const details = { input: JSON.stringify(input), inputDetails: NOT_TRUNCATED, roleArn };
  copy.record('ExecutionStarted', 0, { executionStartedEventDetails: details });
  setMachineTimeout(copy);
  copy.begin(copy.machine.definition.StartAt, input, { lastEvent: 0 });
}

function setMachineTimeout(copy: WorkingCopy): void {
  const seconds = copy.machine.definition.TimeoutSeconds;
  if (seconds !== undefined) copy.execution.timeout = copy.timerIn(seconds * 1000);
}

/** Goes on at the states that had not ended, each with the input it had. What had succeeded stays. */
function redrive(copy: WorkingCopy, clientToken: string | undefined): void {
  const {
    stoppedAt: _stopped,
    output: _output,
    error: _error,
    cause: _cause,
    timeout: _timeout,
    ...rest
  } = copy.execution;
  const redriveCount = rest.redriveCount + 1;
  copy.execution = { ...rest, status: 'RUNNING', redriveCount, redrivenAt: copy.at };
  if (clientToken !== undefined)
    copy.execution.redriveTokens = [...(rest.redriveTokens ?? []), { token: clientToken, at: copy.at }].slice(
      -REDRIVE_TOKENS_MAX,
    );
  const id = copy.record('ExecutionRedriven', rest.events, { executionRedrivenEventDetails: { redriveCount } });
  setMachineTimeout(copy);
  for (const thread of Object.values(copy.execution.threads)) {
    const attempts: number[] = [];
    if (thread.doing.kind === 'joining' && copy.childrenOf(thread).length > 0) copy.put({ ...thread, attempts });
    else copy.put({ ...thread, attempts, lastEvent: id, doing: { kind: 'entering' } });
  }
}

// ---- threads

/** Runs threads, the oldest first, until each waits for something. True when the bound of a step came first. */
async function runReady(copy: WorkingCopy): Promise<boolean> {
  for (let entries = 0; copy.execution.status === 'RUNNING'; ) {
    const end = copy.ended.shift();
    if (end) {
      await join(copy, end.child, end.output);
      continue;
    }
    const ready = Object.values(copy.execution.threads).find((thread) => thread.doing.kind === 'entering');
    if (!ready) return false;
    if (entries++ >= ENTRIES_PER_STEP_MAX) return true;
    await enter(copy, ready);
  }
  return false;
}

/** A state that is retried or redriven is not entered again. */
async function enter(copy: WorkingCopy, ready: Thread): Promise<void> {
  const state = copy.stateOf(ready);
  const thread = ready.entryEvent === 0 ? recordEntry(copy, ready, state) : ready;
  await guarded(copy, thread, () => execute(copy, thread, state));
}

function recordEntry(copy: WorkingCopy, thread: Thread, state: State): Thread {
  const details = { input: JSON.stringify(thread.input), inputDetails: NOT_TRUNCATED, name: thread.state };
  const entryEvent = copy.record(`${state.Type}StateEntered`, thread.lastEvent, { stateEnteredEventDetails: details });
  return copy.put({
    ...thread,
    enteredAt: copy.at,
    entryEvent,
    beforeEntry: thread.lastEvent,
    lastEvent: entryEvent,
  });
}

async function execute(copy: WorkingCopy, thread: Thread, state: State): Promise<void> {
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return leave(copy, thread, state, thread.input);
    case 'Wait':
      return wait(copy, thread, state);
    case 'Choice':
      return choose(copy, thread, state);
    case 'Fail':
      return failByDefinition(copy, thread, state);
    case 'Task':
      return call(copy, thread, state);
    case 'Parallel':
      return beginBranches(copy, thread, state);
    case 'Map':
      return beginIterations(copy, thread, state);
  }
}

// ---- timers

/** `order` tells timers apart: one that was set anew since is another. */
async function timer(copy: WorkingCopy, order: number): Promise<void> {
  if (copy.execution.timeout?.order === order) return close(copy, 'TIMED_OUT', {});
  for (const thread of Object.values(copy.execution.threads)) {
    const { doing } = thread;
    if (doing.kind === 'waiting' && doing.timer.order === order) {
      const state = copy.stateOf(thread) as WaitState;
      return guarded(copy, thread, () => leave(copy, thread, state, thread.input));
    }
    if (doing.kind === 'retrying' && doing.timer.order === order) {
      copy.put({ ...thread, doing: { kind: 'entering' } });
      return;
    }
    if (doing.kind === 'calling' && doing.call.timeout?.order === order)
      return taskFailed(copy, doing.call.token, timedOut, 'TaskTimedOut');
    if (doing.kind === 'calling' && doing.call.heartbeat?.order === order)
      return taskFailed(copy, doing.call.token, heartbeatMissed, 'TaskTimedOut');
  }
  copy.refuse();
}
