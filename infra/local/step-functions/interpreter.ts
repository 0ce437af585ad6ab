/**
 * The Amazon States Language as a pure function: (execution, event) to (execution, history, calls).
 * It knows no clock, no storage and no network: time and chance come with the event, calls are answered by later events.
 * An execution is a tree of threads: a Parallel or Map state waits in one while its children run in others.
 */
import type {
  Catcher,
  ChoiceRule,
  Json,
  Machine,
  MapState,
  ParallelState,
  Retrier,
  State,
  TaskState,
  WaitState,
} from './asl.ts';
import { hexFrom, randomFrom, uuidFrom } from './aws-functions.ts';
import { heartbeatMissed, indexOfMatch, retryDelay, timedOut } from './errors.ts';
import { EvaluationError, evaluate, evaluateAs, evaluateWhole, type Scope } from './evaluate.ts';
import type { Call, Event, Execution, Failure, HistoryEvent, Step, Thread, Timer } from './execution.ts';
import { resourceOf, taskResult } from './resources.ts';
import { taskToken } from './task-token.ts';
import { parseTimestamp } from './timestamps.ts';

/** AWS's limits. */
export const EVENTS_MAX = 25_000;
export const PAYLOAD_BYTES_MAX = 262_144;
const SECONDS_MAX = 99_999_999;
const WAIT_MS_MAX = 2 ** 31 * 1000;
const CONCURRENCY_DEFAULT = 40;

/** States entered in one step, so that a loop without a wait lets others go on. */
const ENTRIES_PER_STEP_MAX = 500;

export async function advance(machine: Machine, execution: Execution, event: Event): Promise<Step> {
  const step = new Run(machine, execution, event);
  await step.happen(event);
  return step.result();
}

type Result = { Output?: Json; Assign?: { [name: string]: Json } };
type Guards = { Retry?: Retrier[]; Catch?: Catcher[] };

/** Ends the step: the history is full. */
class HistoryFull extends Error {}

class PayloadTooLarge extends Error {}

/** One step at work. `execution` is a copy whose threads are replaced, never changed. */
class Run {
  readonly #machine: Machine;
  readonly #at: number;
  readonly #random: () => number;
  readonly #history: HistoryEvent[] = [];
  readonly #calls: Call[] = [];
  #execution: Execution;
  #order: number;
  #entries = 0;
  #unfinished = false;
  #refused = false;

  constructor(machine: Machine, execution: Execution, event: Event) {
    this.#machine = machine;
    this.#execution = { ...execution, threads: { ...execution.threads } };
    this.#at = event.at;
    this.#random = randomFrom(event.seed);
    this.#order = event.order;
  }

  result(): Step {
    const open = this.#execution.status === 'RUNNING';
    return {
      execution: this.#execution,
      history: this.#history,
      calls: open ? this.#calls.filter((call) => this.#threadOf(call.token)) : [],
      order: this.#order,
      unfinished: open && this.#unfinished,
      refused: this.#refused,
    };
  }

  async happen(event: Event): Promise<void> {
    try {
      await this.#handle(event);
      await this.#runReady();
    } catch (error) {
      if (!(error instanceof HistoryFull)) throw error;
      this.#close('FAILED', {
        error: 'States.Runtime',
        cause: `The execution reached the maximum number of history events (${EVENTS_MAX}).`,
      });
    }
  }

  async #handle(event: Event): Promise<void> {
    if (event.type === 'redrive') return this.#redrive();
    if (this.#execution.status !== 'RUNNING') return this.#refuse();
    switch (event.type) {
      case 'start':
        return this.#start();
      case 'continue':
        return;
      case 'timer':
        return this.#timer(event.timer);
      case 'stop':
        return this.#close('ABORTED', event);
      case 'heartbeat':
        return this.#heartbeat(event.token);
      case 'call-answered':
        return this.#callAnswered(event.token, event.output);
      case 'call-failed':
        return this.#taskFailed(event.token, { name: event.error, error: event.error, cause: event.cause });
      case 'task-succeeded':
        return this.#taskSucceeded(event.token, event.output);
      case 'task-failed':
        return this.#taskFailed(event.token, { ...event, name: event.error ?? '' });
    }
  }

  #refuse(): void {
    this.#refused = true;
  }

  // ---- the start and the end

  #start(): void {
    const { input, roleArn } = this.#execution;
    const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn };
    this.#record('ExecutionStarted', 0, { executionStartedEventDetails: details });
    const seconds = this.#machine.definition.TimeoutSeconds;
    if (seconds !== undefined) this.#execution.timeout = this.#timerIn(seconds * 1000);
    this.#begin(this.#machine.definition.StartAt, input, { lastEvent: 0 });
  }

  #close(status: Execution['status'], end: { output?: string; error?: string; cause?: string }, after = 0): void {
    const { error, cause } = end;
    const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    this.#execution = {
      ...this.#execution,
      status,
      stoppedAt: this.#at,
      ...(end.output !== undefined && { output: end.output }),
    };
    // AWS answers no error for an execution that timed out: only its last event names it.
    if (status === 'TIMED_OUT')
      this.#recordLast('ExecutionTimedOut', after, { executionTimedOutEventDetails: { error: 'States.Timeout' } });
    else Object.assign(this.#execution, reason);
    if (status === 'ABORTED') this.#recordLast('ExecutionAborted', after, { executionAbortedEventDetails: reason });
    if (status === 'FAILED')
      this.#recordLast('ExecutionFailed', after || this.#execution.events, { executionFailedEventDetails: reason });
    if (status === 'SUCCEEDED') {
      const details = { output: end.output, outputDetails: { truncated: false } };
      this.#recordLast('ExecutionSucceeded', after, { executionSucceededEventDetails: details });
      this.#execution.threads = {};
    }
  }

  /** Goes on at the states that had not ended, each with the input it had. What had succeeded stays. */
  #redrive(): void {
    const {
      stoppedAt: _stopped,
      output: _output,
      error: _error,
      cause: _cause,
      timeout: _timeout,
      ...rest
    } = this.#execution;
    const redriveCount = rest.redriveCount + 1;
    this.#execution = { ...rest, status: 'RUNNING', redriveCount, redrivenAt: this.#at };
    const id = this.#record('ExecutionRedriven', rest.events, { executionRedrivenEventDetails: { redriveCount } });
    const seconds = this.#machine.definition.TimeoutSeconds;
    if (seconds !== undefined) this.#execution.timeout = this.#timerIn(seconds * 1000);
    for (const thread of Object.values(this.#execution.threads)) {
      const attempts: number[] = [];
      if (thread.doing.kind === 'joining' && this.#childrenOf(thread).length > 0) this.#put({ ...thread, attempts });
      else this.#put({ ...thread, attempts, lastEvent: id, doing: { kind: 'entering' } });
    }
  }

  // ---- threads

  #put(thread: Thread): Thread {
    this.#execution.threads[thread.id] = thread;
    return thread;
  }

  #begin(state: string, input: Json, given: Pick<Thread, 'lastEvent' | 'parent' | 'item'>): void {
    const id = this.#execution.nextThread;
    this.#execution.nextThread = id + 1;
    this.#put({
      id,
      ...given,
      state,
      input,
      variables: {},
      enteredAt: this.#at,
      entryEvent: 0,
      beforeEntry: 0,
      attempts: [],
      doing: { kind: 'entering' },
    });
  }

  #threadOf(token: string): (Thread & { doing: { kind: 'calling' } }) | undefined {
    return Object.values(this.#execution.threads).find(
      (thread): thread is Thread & { doing: { kind: 'calling'; call: Call } } =>
        thread.doing.kind === 'calling' && thread.doing.call.token === token,
    );
  }

  #childrenOf(parent: Thread): Thread[] {
    return Object.values(this.#execution.threads).filter((thread) => thread.parent?.thread === parent.id);
  }

  #parentOf(thread: Thread): Thread | undefined {
    return thread.parent && this.#execution.threads[thread.parent.thread];
  }

  #dropChildren(thread: Thread): void {
    for (const child of this.#childrenOf(thread)) {
      this.#dropChildren(child);
      delete this.#execution.threads[child.id];
    }
  }

  /** Runs threads, the oldest first, until each waits for something. */
  async #runReady(): Promise<void> {
    while (this.#execution.status === 'RUNNING') {
      const ready = Object.values(this.#execution.threads).find((thread) => thread.doing.kind === 'entering');
      if (!ready) return;
      if (this.#entries++ >= ENTRIES_PER_STEP_MAX) {
        this.#unfinished = true;
        return;
      }
      await this.#enter(ready);
    }
  }

  // ---- states

  #stateOf(thread: Thread): State {
    const state = this.#machine.states.get(thread.state);
    if (!state) throw new Error(`the definition was checked, but has no state ${thread.state}`);
    return state;
  }

  async #enter(waiting: Thread): Promise<void> {
    const state = this.#stateOf(waiting);
    const thread = waiting.entryEvent === 0 ? this.#recordEntry(waiting, state) : waiting;
    await this.#guarded(thread, () => this.#execute(thread, state));
  }

  #recordEntry(thread: Thread, state: State): Thread {
    const details = { input: JSON.stringify(thread.input), inputDetails: { truncated: false }, name: thread.state };
    const entryEvent = this.#record(`${state.Type}StateEntered`, thread.lastEvent, {
      stateEnteredEventDetails: details,
    });
    return this.#put({
      ...thread,
      enteredAt: this.#at,
      entryEvent,
      beforeEntry: thread.lastEvent,
      lastEvent: entryEvent,
    });
  }

  async #execute(thread: Thread, state: State): Promise<void> {
    switch (state.Type) {
      case 'Pass':
        return this.#leave(thread, state, state, thread.input);
      case 'Succeed':
        return this.#leave(thread, state, state, thread.input);
      case 'Wait':
        return this.#wait(thread, state);
      case 'Choice':
        return this.#choose(thread, state.Choices, state);
      case 'Fail':
        return this.#failByDefinition(thread, state);
      case 'Task':
        return this.#call(thread, state);
      case 'Parallel':
        return this.#fork(thread, state);
      case 'Map':
        return this.#forkItems(thread, state);
    }
  }

  async #wait(thread: Thread, state: WaitState): Promise<void> {
    const until = await this.#waitUntil(thread, state);
    if (until - this.#at > WAIT_MS_MAX) throw new RuntimeFailure('Wait state delay is too long.');
    if (until <= this.#at) return this.#leave(thread, state, state, thread.input);
    this.#put({ ...thread, doing: { kind: 'waiting', timer: this.#timerAt(until) } });
  }

  async #waitUntil(thread: Thread, state: WaitState): Promise<number> {
    const scope = this.#scope(thread);
    if (state.Seconds !== undefined) {
      return (
        thread.enteredAt + 1000 * (await evaluateWhole(state.Seconds, { min: 0, max: SECONDS_MAX }, scope, 'Seconds'))
      );
    }
    const text = await evaluateAs('string', state.Timestamp ?? null, scope, 'Timestamp');
    const at = parseTimestamp(text);
    if (at === undefined) {
      const said = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
      throw Object.assign(new EvaluationError('Timestamp', said), { afterEntry: true });
    }
    return at;
  }

  async #choose(thread: Thread, rules: ChoiceRule[], fallback: Result & { Default?: string }): Promise<void> {
    const scope = this.#scope(thread);
    for (const [index, rule] of rules.entries()) {
      const condition = await evaluateAs('boolean', rule.Condition, scope, `Choices[${index}]/Condition`);
      if (condition)
        return this.#leave(thread, { Next: rule.Next }, rule, thread.input, { prefix: `Choices[${index}]/` });
    }
    if (fallback.Default !== undefined) return this.#leave(thread, { Next: fallback.Default }, fallback, thread.input);
    return this.#fail(
      thread,
      this.#prefixed(
        thread,
        'States.NoChoiceMatched',
        'Failed to transition out of the state. The state does not point to a next state.',
      ),
    );
  }

  async #failByDefinition(thread: Thread, state: { Error?: string; Cause?: string }): Promise<void> {
    const scope = this.#scope(thread);
    const error = state.Error === undefined ? undefined : await evaluateAs('string', state.Error, scope, 'Error');
    const cause = state.Cause === undefined ? undefined : await evaluateAs('string', state.Cause, scope, 'Cause');
    await this.#fail(thread, {
      name: error ?? '',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }

  // ---- tasks

  async #call(thread: Thread, state: TaskState): Promise<void> {
    const resource = resourceOf(state.Resource);
    const token = taskToken(this.#execution.arn, this.#execution.nextCall++, hexFrom(this.#random, 16));
    const scope = this.#scope(thread, resource.pattern === 'token' ? { Task: { Token: token } } : {});
    const given = state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, scope, 'Arguments');
    const parameters = this.#sized(given);
    const timeout = await this.#seconds(state.TimeoutSeconds, scope, 'TimeoutSeconds');
    const heartbeat = await this.#seconds(state.HeartbeatSeconds, scope, 'HeartbeatSeconds');
    const missing = resource.required.find(
      (name) => typeof given !== 'object' || given === null || Array.isArray(given) || given[name] === undefined,
    );
    if (missing) throw new RuntimeFailure(`The field '${missing}' is required but was missing from the Arguments.`);
    const named = { resource: resource.action, resourceType: resource.type };
    const scheduled = this.#record('TaskScheduled', thread.lastEvent, {
      taskScheduledEventDetails: {
        ...named,
        region: this.#execution.arn.split(':')[3],
        parameters,
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
        ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
      },
    });
    const lastEvent = this.#record('TaskStarted', scheduled, { taskStartedEventDetails: named });
    const call: Call = {
      token,
      resource: state.Resource,
      arguments: given,
      phase: 'calling',
      ...(timeout !== undefined && { timeout: this.#timerIn(timeout * 1000) }),
      ...(heartbeat !== undefined && { heartbeat: { ...this.#timerIn(heartbeat * 1000), seconds: heartbeat } }),
    };
    this.#put({ ...thread, lastEvent, doing: { kind: 'calling', call } });
    this.#calls.push(call);
  }

  async #seconds(template: number | string | undefined, scope: Scope, field: string): Promise<number | undefined> {
    return template === undefined ? undefined : evaluateWhole(template, { min: 1, max: SECONDS_MAX }, scope, field);
  }

  /** The service answered: the end of a plain call, the submission of one that is called back. */
  async #callAnswered(token: string, answer: Json): Promise<void> {
    const thread = this.#threadOf(token);
    if (thread?.doing.kind !== 'calling' || thread.doing.call.phase === 'waiting') return this.#refuse();
    const { call } = thread.doing;
    const resource = resourceOf(call.resource);
    const result = taskResult(resource, answer, uuidFrom(this.#random));
    if (resource.pattern === 'answer') return this.#taskSucceeded(token, result);
    const details = {
      output: JSON.stringify(result),
      outputDetails: { truncated: false },
      resource: resource.action,
      resourceType: resource.type,
    };
    const lastEvent = this.#record('TaskSubmitted', thread.lastEvent, { taskSubmittedEventDetails: details });
    this.#put({ ...thread, lastEvent, doing: { kind: 'calling', call: { ...call, phase: 'waiting' } } });
  }

  async #taskSucceeded(token: string, output: Json): Promise<void> {
    const thread = this.#threadOf(token);
    if (thread?.doing.kind !== 'calling') return this.#refuse();
    const { action, type } = resourceOf(thread.doing.call.resource);
    const text = JSON.stringify(output);
    const details = { output: text, outputDetails: { truncated: false }, resource: action, resourceType: type };
    const lastEvent = this.#record('TaskSucceeded', thread.lastEvent, { taskSucceededEventDetails: details });
    const done = this.#put({ ...thread, lastEvent, doing: { kind: 'entering' } });
    const state = this.#stateOf(done) as TaskState;
    await this.#guarded(done, async () => {
      this.#sized(output, text);
      await this.#leave(done, state, state, output, { result: output });
    });
  }

  async #taskFailed(
    token: string,
    failure: Failure,
    type: 'TaskFailed' | 'TaskTimedOut' = 'TaskFailed',
  ): Promise<void> {
    const thread = this.#threadOf(token);
    if (thread?.doing.kind !== 'calling') return this.#refuse();
    const resource = resourceOf(thread.doing.call.resource);
    const { error, cause } = failure;
    const details = {
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      resource: resource.action,
      resourceType: resource.type,
    };
    const field = type === 'TaskFailed' ? 'taskFailedEventDetails' : 'taskTimedOutEventDetails';
    const lastEvent = this.#record(type, thread.lastEvent, { [field]: details });
    await this.#fail(this.#put({ ...thread, lastEvent, doing: { kind: 'entering' } }), {
      name: failure.name,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }

  #heartbeat(token: string): void {
    const thread = this.#threadOf(token);
    if (thread?.doing.kind !== 'calling') {
      this.#refuse();
      return;
    }
    const { call } = thread.doing;
    if (!call.heartbeat) return;
    const { seconds } = call.heartbeat;
    this.#put({
      ...thread,
      doing: { kind: 'calling', call: { ...call, heartbeat: { ...this.#timerIn(seconds * 1000), seconds } } },
    });
  }

  // ---- Parallel and Map

  async #fork(thread: Thread, state: ParallelState): Promise<void> {
    const input =
      state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, this.#scope(thread), 'Arguments');
    this.#sized(input);
    const lastEvent = this.#record('ParallelStateStarted', thread.lastEvent, {});
    const total = state.Branches.length;
    const parent = this.#put({
      ...thread,
      lastEvent,
      doing: { kind: 'joining', total, started: total, concurrency: total, results: {} },
    });
    for (const [index, branch] of state.Branches.entries())
      this.#begin(branch.StartAt, input, { lastEvent, parent: { thread: parent.id, index } });
  }

  async #forkItems(thread: Thread, state: MapState): Promise<void> {
    const scope = this.#scope(thread);
    const items = state.Items === undefined ? thread.input : await evaluateAs('array', state.Items, scope, 'Items');
    if (!Array.isArray(items))
      throw new EvaluationError('', `Map state input must be an array but was: ${JSON.stringify(items)}`);
    const concurrency =
      state.MaxConcurrency === undefined
        ? 0
        : await evaluateWhole(state.MaxConcurrency, { min: 0, max: SECONDS_MAX }, scope, 'MaxConcurrency');
    const lastEvent = this.#record('MapStateStarted', thread.lastEvent, {
      mapStateStartedEventDetails: { length: items.length },
    });
    const doing = {
      kind: 'joining',
      total: items.length,
      started: 0,
      concurrency: concurrency || CONCURRENCY_DEFAULT,
      items,
      results: {},
    } as const;
    const parent = this.#put({ ...thread, lastEvent, doing });
    if (items.length === 0) return this.#joined(parent, []);
    for (let slot = 0; slot < doing.concurrency && slot < items.length; slot++)
      await this.#beginItem(parent.id, lastEvent);
  }

  async #beginItem(parentId: number, after: number): Promise<void> {
    const parent = this.#execution.threads[parentId];
    if (parent?.doing.kind !== 'joining') return;
    const { items = [], started: index } = parent.doing;
    const state = this.#stateOf(parent) as MapState;
    const item = items[index] ?? null;
    const lastEvent = this.#record('MapIterationStarted', after, {
      mapIterationStartedEventDetails: { index, name: parent.state },
    });
    this.#put({ ...parent, doing: { ...parent.doing, started: index + 1 } });
    const scope = this.#scope(parent, { Map: { Item: { Index: index, Value: item } } });
    const input = state.ItemSelector === undefined ? item : await evaluate(state.ItemSelector, scope, 'ItemSelector');
    this.#sized(input);
    this.#begin(state.ItemProcessor.StartAt, input, { lastEvent, parent: { thread: parentId, index }, item });
  }

  /** A child ended. Like AWS, the state is left in the chain of events of the child that ended last. */
  async #childEnded(child: Thread, output: Json): Promise<void> {
    const parent = this.#parentOf(child);
    if (parent?.doing.kind !== 'joining' || !child.parent)
      throw new Error(`thread ${child.id} has no parent that waits for it`);
    delete this.#execution.threads[child.id];
    const { index } = child.parent;
    const state = this.#stateOf(parent);
    const doing = { ...parent.doing, results: { ...parent.doing.results, [index]: output } };
    const done = Object.keys(doing.results).length;
    let lastEvent = child.lastEvent;
    if (state.Type === 'Map') {
      const id = this.#record('MapIterationSucceeded', lastEvent, {
        mapIterationSucceededEventDetails: { index, name: parent.state },
      });
      if (done === doing.total) lastEvent = id;
    }
    const joined = this.#put({ ...parent, lastEvent, doing });
    if (done === doing.total) {
      const results = Array.from({ length: doing.total }, (_, at) => doing.results[at] ?? null);
      return this.#guarded(joined, () => this.#joined(joined, results));
    }
    if (doing.items && doing.started < doing.total)
      await this.#guarded(joined, () => this.#beginItem(joined.id, child.lastEvent));
  }

  async #joined(thread: Thread, results: Json[]): Promise<void> {
    const state = this.#stateOf(thread) as ParallelState | MapState;
    const text = JSON.stringify(results);
    this.#record(`${state.Type}StateSucceeded`, thread.lastEvent, {});
    this.#sized(results, text);
    await this.#leave(thread, state, state, results, { result: results });
  }

  // ---- leaving a state

  async #leave(
    thread: Thread,
    to: { Next?: string; End?: boolean; Type?: string },
    fields: Result,
    fallback: Json,
    more: { result?: Json; errorOutput?: Json; prefix?: string } = {},
  ): Promise<void> {
    const { prefix = '', ...reserved } = more;
    const scope = this.#scope(thread, {}, reserved);
    const assigned =
      fields.Assign === undefined
        ? undefined
        : ((await evaluate(fields.Assign, scope, `${prefix}Assign`)) as { [name: string]: Json });
    const output = fields.Output === undefined ? fallback : await evaluate(fields.Output, scope, `${prefix}Output`);
    if (assigned) this.#sized(assigned);
    const text = this.#sized(output);
    const variables =
      assigned && Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
    const details = {
      ...(variables && { assignedVariables: variables, assignedVariablesDetails: { truncated: false } }),
      name: thread.state,
      output: text,
      outputDetails: { truncated: false },
    };
    const lastEvent = this.#record(`${this.#stateOf(thread).Type}StateExited`, thread.lastEvent, {
      stateExitedEventDetails: details,
    });
    this.#dropChildren(thread);
    const left: Thread = {
      ...thread,
      lastEvent,
      variables: assigned ? { ...thread.variables, ...assigned } : thread.variables,
    };
    if (to.Next !== undefined) {
      this.#put({ ...left, state: to.Next, input: output, entryEvent: 0, attempts: [], doing: { kind: 'entering' } });
    } else if (left.parent) {
      await this.#childEnded(left, output);
    } else {
      this.#close('SUCCEEDED', { output: text }, lastEvent);
    }
  }

  // ---- failing

  /** Runs a part of a state; what goes wrong in it fails the state as AWS names it. */
  async #guarded(thread: Thread, part: () => Promise<void>): Promise<void> {
    try {
      await part();
    } catch (error) {
      if (error instanceof HistoryFull) throw error;
      const current = this.#execution.threads[thread.id] ?? thread;
      const failure = this.#failureOf(current, error);
      await this.#fail(this.#execution.threads[thread.id] ?? thread, failure);
    }
  }

  #failureOf(thread: Thread, error: unknown): Failure {
    if (error instanceof EvaluationError) {
      const failure = this.#prefixed(thread, 'States.QueryEvaluationError', error.message);
      const details = {
        cause: failure.cause,
        error: failure.error,
        ...(error.location && { location: error.location }),
        state: thread.state,
      };
      // AWS chains the event to the one before the state's entry, unless the state had got any further.
      const after =
        thread.lastEvent === thread.entryEvent && !('afterEntry' in error) ? thread.beforeEntry : thread.lastEvent;
      const lastEvent = this.#record('EvaluationFailed', after, { evaluationFailedEventDetails: details });
      this.#put({ ...thread, lastEvent });
      return failure;
    }
    if (error instanceof PayloadTooLarge) {
      return this.#prefixed(
        thread,
        'States.DataLimitExceeded',
        `The state/task '${thread.state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
    if (error instanceof RuntimeFailure) return this.#prefixed(thread, 'States.Runtime', error.message);
    throw error;
  }

  #prefixed(thread: Thread, name: string, said: string): Failure {
    const cause = `An error occurred while executing the state '${thread.state}' (entered at the event id #${thread.entryEvent}). ${said}`;
    return { name, error: name, cause };
  }

  /** Retry, else Catch, else the state around it, else the execution. */
  async #fail(thread: Thread, failure: Failure): Promise<void> {
    const state = this.#stateOf(thread);
    const guards: Guards = 'Retry' in state || 'Catch' in state ? state : {};
    if (this.#retry(thread, failure, guards.Retry ?? [])) return;
    let failed = thread;
    if (state.Type === 'Parallel' || state.Type === 'Map') {
      failed = this.#put({ ...thread, lastEvent: this.#record(`${state.Type}StateFailed`, thread.lastEvent, {}) });
    }
    const index = indexOfMatch(guards.Catch, failure);
    const catcher = guards.Catch?.[index];
    if (catcher) return this.#caught(failed, catcher, index, failure);
    await this.#bubble(failed, failure);
  }

  #retry(thread: Thread, failure: Failure, retriers: Retrier[]): boolean {
    const index = indexOfMatch(retriers, failure);
    const retrier = retriers[index];
    if (!retrier) return false;
    const attempts = [...thread.attempts];
    const delay = retryDelay(retrier, attempts[index] ?? 0, this.#random);
    if (delay === undefined) return false;
    for (let at = 0; at <= index; at++) attempts[at] ??= 0;
    attempts[index] = (attempts[index] ?? 0) + 1;
    this.#dropChildren(thread);
    this.#put({
      ...thread,
      attempts,
      doing: delay === 0 ? { kind: 'entering' } : { kind: 'retrying', timer: this.#timerIn(delay) },
    });
    return true;
  }

  async #caught(thread: Thread, catcher: Catcher, index: number, failure: Failure): Promise<void> {
    const errorOutput = { Error: failure.error ?? null, Cause: failure.cause ?? null };
    try {
      await this.#leave(thread, catcher, catcher, errorOutput, { errorOutput, prefix: `Catch[${index}]/` });
    } catch (error) {
      if (error instanceof HistoryFull) throw error;
      const current = this.#failureOf(thread, error);
      await this.#bubble(this.#execution.threads[thread.id] ?? thread, current);
    }
  }

  async #bubble(thread: Thread, failure: Failure): Promise<void> {
    const parent = this.#parentOf(thread);
    if (!parent || !thread.parent) return this.#close('FAILED', failure, thread.lastEvent);
    const isMap = this.#stateOf(parent).Type === 'Map';
    if (isMap)
      this.#record('MapIterationFailed', thread.lastEvent, {
        mapIterationFailedEventDetails: { index: thread.parent.index, name: parent.state },
      });
    for (const child of this.#childrenOf(parent)) this.#recordAborted(child, thread, isMap ? parent.state : undefined);
    await this.#fail(this.#put({ ...parent, lastEvent: thread.lastEvent }), failure);
  }

  #recordAborted(child: Thread, failed: Thread, mapName: string | undefined): void {
    const { Type } = this.#stateOf(child);
    if (child.id === failed.id && (Type !== 'Task' || mapName !== undefined)) return;
    for (const inner of this.#childrenOf(child)) this.#recordAborted(inner, failed, undefined);
    if (child.entryEvent > 0) this.#record(`${Type}StateAborted`, failed.lastEvent, {});
    if (mapName !== undefined) {
      this.#record('MapIterationAborted', failed.lastEvent, {
        mapIterationAbortedEventDetails: { index: child.parent?.index, name: mapName },
      });
    }
  }

  // ---- timers

  #timerIn(milliseconds: number): Timer {
    return this.#timerAt(this.#at + milliseconds);
  }

  #timerAt(at: number): Timer {
    return { at, order: this.#order++ };
  }

  async #timer(order: number): Promise<void> {
    if (this.#execution.timeout?.order === order) return this.#close('TIMED_OUT', {});
    for (const thread of Object.values(this.#execution.threads)) {
      const { doing } = thread;
      if (doing.kind === 'waiting' && doing.timer.order === order) {
        const state = this.#stateOf(thread) as WaitState;
        return this.#guarded(thread, () => this.#leave(thread, state, state, thread.input));
      }
      if (doing.kind === 'retrying' && doing.timer.order === order) {
        this.#put({ ...thread, doing: { kind: 'entering' } });
        return;
      }
      if (doing.kind === 'calling' && doing.call.timeout?.order === order)
        return this.#taskFailed(doing.call.token, timedOut, 'TaskTimedOut');
      if (doing.kind === 'calling' && doing.call.heartbeat?.order === order)
        return this.#taskFailed(doing.call.token, heartbeatMissed, 'TaskTimedOut');
    }
    this.#refuse();
  }

  // ---- what expressions see

  #scope(
    thread: Thread,
    context: { [name: string]: Json } = {},
    reserved: { result?: Json; errorOutput?: Json } = {},
  ): Scope {
    return {
      states: { input: thread.input, context: { ...this.#context(thread), ...context }, ...reserved },
      variables: this.#variables(thread),
      now: this.#at,
      random: this.#random,
    };
  }

  #variables(thread: Thread): { [name: string]: Json } {
    const parent = this.#parentOf(thread);
    return parent ? { ...this.#variables(parent), ...thread.variables } : thread.variables;
  }

  #context(thread: Thread): { [name: string]: Json } {
    const { arn, input, name, roleArn, startedAt, redriveCount, redrivenAt, machineArn, machineName } = this.#execution;
    const retries = thread.attempts.reduce((sum, count) => sum + count, 0);
    const guarded = ['Task', 'Parallel', 'Map'].includes(this.#stateOf(thread).Type);
    const item = this.#item(thread);
    return {
      Execution: {
        Id: arn,
        Input: input,
        Name: name,
        RoleArn: roleArn,
        StartTime: new Date(startedAt).toISOString(),
        RedriveCount: redriveCount,
        ...(redrivenAt !== undefined && { RedriveTime: new Date(redrivenAt).toISOString() }),
      },
      StateMachine: { Id: machineArn, Name: machineName },
      State: {
        Name: thread.state,
        EnteredTime: new Date(thread.enteredAt).toISOString(),
        ...(guarded && { RetryCount: retries }),
      },
      ...(item && { Map: { Item: item } }),
    };
  }

  #item(thread: Thread): { Index: number; Value: Json } | undefined {
    if (thread.item !== undefined && thread.parent) return { Index: thread.parent.index, Value: thread.item };
    const parent = this.#parentOf(thread);
    return parent && this.#item(parent);
  }

  // ---- history

  #record(type: string, previousEventId: number, details: object): number {
    if (this.#execution.events >= EVENTS_MAX - 1) throw new HistoryFull();
    return this.#recordLast(type, previousEventId, details);
  }

  #recordLast(type: string, previousEventId: number, details: object): number {
    const id = this.#execution.events + 1;
    this.#execution.events = id;
    this.#history.push({ id, previousEventId, type, timestamp: this.#at, ...details });
    return id;
  }

  /** The JSON of a payload, refused where AWS would refuse its size. */
  #sized(value: Json, text = JSON.stringify(value)): string {
    // Four bytes at most for each UTF-16 unit: most payloads need no count.
    if (text.length > PAYLOAD_BYTES_MAX / 4 && Buffer.byteLength(text) > PAYLOAD_BYTES_MAX) throw new PayloadTooLarge();
    return text;
  }
}

class RuntimeFailure extends Error {}
