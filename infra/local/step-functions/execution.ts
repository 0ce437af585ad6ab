/** What an execution is at one instant, and what can happen to it: the only place that names its states. */
import type { Json } from './asl.ts';

/** `order` is the order of creation over all executions: timers of one instant fire in it. */
export type Timer = { at: number; order: number };

/** `name` is what Retry and Catch match; `error` and `cause` are what is reported, absent where AWS reports none. */
export type Failure = { name: string; error?: string; cause?: string };

export type Call = {
  /** Stays the same when a task in flight is called again after a crash. Given to callbacks as the task token. */
  token: string;
  resource: string;
  arguments: Json;
  /** `waiting`: the call was answered, and a callback or the end of the child execution is awaited. */
  phase: 'calling' | 'waiting';
  timeout?: Timer;
  heartbeat?: Timer & { seconds: number };
};

export type Doing =
  | { kind: 'entering' }
  | { kind: 'waiting'; timer: Timer }
  | { kind: 'retrying'; timer: Timer }
  | { kind: 'calling'; call: Call }
  | {
      kind: 'joining';
      total: number;
      started: number;
      concurrency: number;
      items?: Json[];
      results: { [index: number]: Json };
    };

/** One line of states: the execution itself, a branch of a Parallel or an iteration of a Map. */
export type Thread = {
  id: number;
  parent?: { thread: number; index: number };
  /** The item of the Map iteration that this thread is. */
  item?: Json;
  state: string;
  input: Json;
  variables: { [name: string]: Json };
  enteredAt: number;
  /** Ids of events: the last one of this thread, the one of its state's entry, and the one before that entry. */
  lastEvent: number;
  entryEvent: number;
  beforeEntry: number;
  /** Retries so far, one counter for each retrier of the state. */
  attempts: number[];
  doing: Doing;
};

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export type Execution = {
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  roleArn: string;
  input: Json;
  startedAt: number;
  status: Status;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redrivenAt?: number;
  /** Of its last redrives, the newest at the end: the same request again is no other redrive. */
  redriveTokens?: { token: string; at: number }[];
  /** The instant of its last step: none of its events is earlier than one before it. */
  at: number;
  /** The id of the last event of its history. */
  events: number;
  nextThread: number;
  nextCall: number;
  timeout?: Timer;
  /** Kept after a failure: a redrive goes on from them. */
  threads: { [id: number]: Thread };
};

export type Happening =
  | { type: 'start' }
  | { type: 'timer'; timer: number }
  /** The function, the event bus or StartExecution answered. */
  | { type: 'call-answered'; token: string; output: Json }
  | { type: 'call-failed'; token: string; error: string; cause: string }
  /** The callback, or the end of a child execution. */
  | { type: 'task-succeeded'; token: string; output: Json }
  | { type: 'task-failed'; token: string; error?: string; cause?: string }
  | { type: 'heartbeat'; token: string }
  | { type: 'stop'; error?: string; cause?: string }
  | { type: 'redrive'; clientToken?: string }
  /** Goes on where the bound on the states of one step cut it. */
  | { type: 'continue' };

/** Time, chance and the order of timers come with the event, so that a step can be repeated exactly. */
export type Event = Happening & { at: number; seed: readonly [number, number]; order: number };

export type HistoryEvent = {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: number;
  [details: string]: unknown;
};

export type Step = {
  execution: Execution;
  history: HistoryEvent[];
  /** Calls to make now, after the execution is on disk. */
  calls: Call[];
  /** The next free number for timers. */
  order: number;
  /** The step stopped at its bound: it needs a `continue`. */
  unfinished: boolean;
  /** The event met an execution that no longer waits for it: nothing changed. */
  refused: boolean;
};

export function newExecution(
  given: Pick<Execution, 'arn' | 'name' | 'machineArn' | 'machineName' | 'roleArn' | 'input' | 'startedAt'>,
): Execution {
  return {
    ...given,
    at: given.startedAt,
    status: 'RUNNING',
    redriveCount: 0,
    events: 0,
    nextThread: 1,
    nextCall: 1,
    threads: {},
  };
}

function timersOf(thread: Thread): Timer[] {
  const { doing } = thread;
  switch (doing.kind) {
    case 'waiting':
    case 'retrying':
      return [doing.timer];
    case 'calling':
      return [doing.call.timeout, doing.call.heartbeat].filter((timer) => timer !== undefined);
    case 'entering':
    case 'joining':
      return [];
  }
}

/** The timer of a running execution that is due first. */
export function earliestTimer(execution: Execution): Timer | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  let first = execution.timeout;
  for (const thread of Object.values(execution.threads)) {
    for (const timer of timersOf(thread)) {
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
  }
  return first && { at: first.at, order: first.order };
}

/** Calls whose answer or child is still awaited: made again, with the same input and token, after a restart. */
export function openCalls(execution: Execution): Call[] {
  if (execution.status !== 'RUNNING') return [];
  return Object.values(execution.threads).flatMap(({ doing }) => (doing.kind === 'calling' ? [doing.call] : []));
}
