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
import { hexFrom, uuidFrom } from './aws-functions.ts';
import { heartbeatMissed, indexOfMatch, retryDelay, timedOut } from './errors.ts';
import { EvaluationError, evaluate, evaluateAs, evaluateWhole, type Scope } from './evaluate.ts';
import type { Call, Event, Execution, Failure, Step, Thread } from './execution.ts';
import { resourceOf, taskResult } from './resources.ts';
import { taskToken } from './task-token.ts';
import { parseTimestamp } from './timestamps.ts';
import { EVENTS_MAX, HistoryFull, PayloadTooLarge, sized, WorkingCopy } from './working-copy.ts';

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

/** One step at work. */
class Run {
  readonly #copy: WorkingCopy;
  readonly #calls: Call[] = [];
  #entries = 0;
  #unfinished = false;
  #refused = false;

  constructor(machine: Machine, execution: Execution, event: Event) {
    this.#copy = new WorkingCopy(machine, execution, event);
  }

  result(): Step {
    const open = this.#copy.execution.status === 'RUNNING';
    return {
      execution: this.#copy.execution,
      history: this.#copy.history,
      calls: open ? this.#calls.filter((call) => this.#copy.threadOf(call.token)) : [],
      order: this.#copy.order,
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
    if (this.#copy.execution.status !== 'RUNNING') return this.#refuse();
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
    const { input, roleArn } = this.#copy.execution;
    const details = { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn };
    this.#copy.record('ExecutionStarted', 0, { executionStartedEventDetails: details });
    const seconds = this.#copy.machine.definition.TimeoutSeconds;
    if (seconds !== undefined) this.#copy.execution.timeout = this.#copy.timerIn(seconds * 1000);
    this.#copy.begin(this.#copy.machine.definition.StartAt, input, { lastEvent: 0 });
  }

  #close(status: Execution['status'], end: { output?: string; error?: string; cause?: string }, after = 0): void {
    const { error, cause } = end;
    const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    this.#copy.execution = {
      ...this.#copy.execution,
      status,
      stoppedAt: this.#copy.at,
      ...(end.output !== undefined && { output: end.output }),
    };
    // AWS answers no error for an execution that timed out: only its last event names it.
    if (status === 'TIMED_OUT')
      this.#copy.recordLast('ExecutionTimedOut', after, { executionTimedOutEventDetails: { error: 'States.Timeout' } });
    else Object.assign(this.#copy.execution, reason);
    if (status === 'ABORTED')
      this.#copy.recordLast('ExecutionAborted', after, { executionAbortedEventDetails: reason });
    if (status === 'FAILED')
      this.#copy.recordLast('ExecutionFailed', after || this.#copy.execution.events, {
        executionFailedEventDetails: reason,
      });
    if (status === 'SUCCEEDED') {
      const details = { output: end.output, outputDetails: { truncated: false } };
      this.#copy.recordLast('ExecutionSucceeded', after, { executionSucceededEventDetails: details });
      this.#copy.execution.threads = {};
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
    } = this.#copy.execution;
    const redriveCount = rest.redriveCount + 1;
    this.#copy.execution = { ...rest, status: 'RUNNING', redriveCount, redrivenAt: this.#copy.at };
    const id = this.#copy.record('ExecutionRedriven', rest.events, { executionRedrivenEventDetails: { redriveCount } });
    const seconds = this.#copy.machine.definition.TimeoutSeconds;
    if (seconds !== undefined) this.#copy.execution.timeout = this.#copy.timerIn(seconds * 1000);
    for (const thread of Object.values(this.#copy.execution.threads)) {
      const attempts: number[] = [];
      if (thread.doing.kind === 'joining' && this.#copy.childrenOf(thread).length > 0)
        this.#copy.put({ ...thread, attempts });
      else this.#copy.put({ ...thread, attempts, lastEvent: id, doing: { kind: 'entering' } });
    }
  }

  // ---- threads

  /** Runs threads, the oldest first, until each waits for something. */
  async #runReady(): Promise<void> {
    while (this.#copy.execution.status === 'RUNNING') {
      const ready = Object.values(this.#copy.execution.threads).find((thread) => thread.doing.kind === 'entering');
      if (!ready) return;
      if (this.#entries++ >= ENTRIES_PER_STEP_MAX) {
        this.#unfinished = true;
        return;
      }
      await this.#enter(ready);
    }
  }

  // ---- states

  async #enter(waiting: Thread): Promise<void> {
    const state = this.#copy.stateOf(waiting);
    const thread = waiting.entryEvent === 0 ? this.#recordEntry(waiting, state) : waiting;
    await this.#guarded(thread, () => this.#execute(thread, state));
  }

  #recordEntry(thread: Thread, state: State): Thread {
    const details = { input: JSON.stringify(thread.input), inputDetails: { truncated: false }, name: thread.state };
    const entryEvent = this.#copy.record(`${state.Type}StateEntered`, thread.lastEvent, {
      stateEnteredEventDetails: details,
    });
    return this.#copy.put({
      ...thread,
      enteredAt: this.#copy.at,
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
    if (until - this.#copy.at > WAIT_MS_MAX) throw new RuntimeFailure('Wait state delay is too long.');
    if (until <= this.#copy.at) return this.#leave(thread, state, state, thread.input);
    this.#copy.put({ ...thread, doing: { kind: 'waiting', timer: this.#copy.timerAt(until) } });
  }

  async #waitUntil(thread: Thread, state: WaitState): Promise<number> {
    const scope = this.#copy.scope(thread);
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
    const scope = this.#copy.scope(thread);
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
    const scope = this.#copy.scope(thread);
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
    const token = taskToken(this.#copy.execution.arn, this.#copy.execution.nextCall++, hexFrom(this.#copy.random, 16));
    const scope = this.#copy.scope(thread, resource.pattern === 'token' ? { Task: { Token: token } } : {});
    const given = state.Arguments === undefined ? thread.input : await evaluate(state.Arguments, scope, 'Arguments');
    const parameters = sized(given);
    const timeout = await this.#seconds(state.TimeoutSeconds, scope, 'TimeoutSeconds');
    const heartbeat = await this.#seconds(state.HeartbeatSeconds, scope, 'HeartbeatSeconds');
    const missing = resource.required.find(
      (name) => typeof given !== 'object' || given === null || Array.isArray(given) || given[name] === undefined,
    );
    if (missing) throw new RuntimeFailure(`The field '${missing}' is required but was missing from the Arguments.`);
    const named = { resource: resource.action, resourceType: resource.type };
    const scheduled = this.#copy.record('TaskScheduled', thread.lastEvent, {
      taskScheduledEventDetails: {
        ...named,
        region: this.#copy.execution.arn.split(':')[3],
        parameters,
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
        ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
      },
    });
    const lastEvent = this.#copy.record('TaskStarted', scheduled, { taskStartedEventDetails: named });
    const call: Call = {
      token,
      resource: state.Resource,
      arguments: given,
      phase: 'calling',
      ...(timeout !== undefined && { timeout: this.#copy.timerIn(timeout * 1000) }),
      ...(heartbeat !== undefined && { heartbeat: { ...this.#copy.timerIn(heartbeat * 1000), seconds: heartbeat } }),
    };
    this.#copy.put({ ...thread, lastEvent, doing: { kind: 'calling', call } });
    this.#calls.push(call);
  }

  async #seconds(template: number | string | undefined, scope: Scope, field: string): Promise<number | undefined> {
    return template === undefined ? undefined : evaluateWhole(template, { min: 1, max: SECONDS_MAX }, scope, field);
  }

  /** The service answered: the end of a plain call, the submission of one that is called back. */
  async #callAnswered(token: string, answer: Json): Promise<void> {
    const thread = this.#copy.threadOf(token);
    if (thread?.doing.kind !== 'calling' || thread.doing.call.phase === 'waiting') return this.#refuse();
    const { call } = thread.doing;
    const resource = resourceOf(call.resource);
    const result = taskResult(resource, answer, uuidFrom(this.#copy.random));
    if (resource.pattern === 'answer') return this.#taskSucceeded(token, result);
    const details = {
      output: JSON.stringify(result),
      outputDetails: { truncated: false },
      resource: resource.action,
      resourceType: resource.type,
    };
    const lastEvent = this.#copy.record('TaskSubmitted', thread.lastEvent, { taskSubmittedEventDetails: details });
    this.#copy.put({ ...thread, lastEvent, doing: { kind: 'calling', call: { ...call, phase: 'waiting' } } });
  }

  async #taskSucceeded(token: string, output: Json): Promise<void> {
    const thread = this.#copy.threadOf(token);
    if (thread?.doing.kind !== 'calling') return this.#refuse();
    const { action, type } = resourceOf(thread.doing.call.resource);
    const text = JSON.stringify(output);
    const details = { output: text, outputDetails: { truncated: false }, resource: action, resourceType: type };
    const lastEvent = this.#copy.record('TaskSucceeded', thread.lastEvent, { taskSucceededEventDetails: details });
    const done = this.#copy.put({ ...thread, lastEvent, doing: { kind: 'entering' } });
    const state = this.#copy.stateOf(done) as TaskState;
    await this.#guarded(done, async () => {
      sized(output, text);
      await this.#leave(done, state, state, output, { result: output });
    });
  }

  async #taskFailed(
    token: string,
    failure: Failure,
    type: 'TaskFailed' | 'TaskTimedOut' = 'TaskFailed',
  ): Promise<void> {
    const thread = this.#copy.threadOf(token);
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
    const lastEvent = this.#copy.record(type, thread.lastEvent, { [field]: details });
    await this.#fail(this.#copy.put({ ...thread, lastEvent, doing: { kind: 'entering' } }), {
      name: failure.name,
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
  }

  #heartbeat(token: string): void {
    const thread = this.#copy.threadOf(token);
    if (thread?.doing.kind !== 'calling') {
      this.#refuse();
      return;
    }
    const { call } = thread.doing;
    if (!call.heartbeat) return;
    const { seconds } = call.heartbeat;
    this.#copy.put({
      ...thread,
      doing: { kind: 'calling', call: { ...call, heartbeat: { ...this.#copy.timerIn(seconds * 1000), seconds } } },
    });
  }

  // ---- Parallel and Map

  async #fork(thread: Thread, state: ParallelState): Promise<void> {
    const input =
      state.Arguments === undefined
        ? thread.input
        : await evaluate(state.Arguments, this.#copy.scope(thread), 'Arguments');
    sized(input);
    const lastEvent = this.#copy.record('ParallelStateStarted', thread.lastEvent, {});
    const total = state.Branches.length;
    const parent = this.#copy.put({
      ...thread,
      lastEvent,
      doing: { kind: 'joining', total, started: total, concurrency: total, results: {} },
    });
    for (const [index, branch] of state.Branches.entries())
      this.#copy.begin(branch.StartAt, input, { lastEvent, parent: { thread: parent.id, index } });
  }

  async #forkItems(thread: Thread, state: MapState): Promise<void> {
    const scope = this.#copy.scope(thread);
    const items = state.Items === undefined ? thread.input : await evaluateAs('array', state.Items, scope, 'Items');
    if (!Array.isArray(items))
      throw new EvaluationError('', `Map state input must be an array but was: ${JSON.stringify(items)}`);
    const concurrency =
      state.MaxConcurrency === undefined
        ? 0
        : await evaluateWhole(state.MaxConcurrency, { min: 0, max: SECONDS_MAX }, scope, 'MaxConcurrency');
    const lastEvent = this.#copy.record('MapStateStarted', thread.lastEvent, {
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
    const parent = this.#copy.put({ ...thread, lastEvent, doing });
    if (items.length === 0) return this.#joined(parent, []);
    for (let slot = 0; slot < doing.concurrency && slot < items.length; slot++)
      await this.#beginItem(parent.id, lastEvent);
  }

  async #beginItem(parentId: number, after: number): Promise<void> {
    const parent = this.#copy.execution.threads[parentId];
    if (parent?.doing.kind !== 'joining') return;
    const { items = [], started: index } = parent.doing;
    const state = this.#copy.stateOf(parent) as MapState;
    const item = items[index] ?? null;
    const lastEvent = this.#copy.record('MapIterationStarted', after, {
      mapIterationStartedEventDetails: { index, name: parent.state },
    });
    this.#copy.put({ ...parent, doing: { ...parent.doing, started: index + 1 } });
    const scope = this.#copy.scope(parent, { Map: { Item: { Index: index, Value: item } } });
    const input = state.ItemSelector === undefined ? item : await evaluate(state.ItemSelector, scope, 'ItemSelector');
    sized(input);
    this.#copy.begin(state.ItemProcessor.StartAt, input, { lastEvent, parent: { thread: parentId, index }, item });
  }

  /** A child ended. Like AWS, the state is left in the chain of events of the child that ended last. */
  async #childEnded(child: Thread, output: Json): Promise<void> {
    const parent = this.#copy.parentOf(child);
    if (parent?.doing.kind !== 'joining' || !child.parent)
      throw new Error(`thread ${child.id} has no parent that waits for it`);
    delete this.#copy.execution.threads[child.id];
    const { index } = child.parent;
    const state = this.#copy.stateOf(parent);
    const doing = { ...parent.doing, results: { ...parent.doing.results, [index]: output } };
    const done = Object.keys(doing.results).length;
    let lastEvent = child.lastEvent;
    if (state.Type === 'Map') {
      const id = this.#copy.record('MapIterationSucceeded', lastEvent, {
        mapIterationSucceededEventDetails: { index, name: parent.state },
      });
      if (done === doing.total) lastEvent = id;
    }
    const joined = this.#copy.put({ ...parent, lastEvent, doing });
    if (done === doing.total) {
      const results = Array.from({ length: doing.total }, (_, at) => doing.results[at] ?? null);
      return this.#guarded(joined, () => this.#joined(joined, results));
    }
    if (doing.items && doing.started < doing.total)
      await this.#guarded(joined, () => this.#beginItem(joined.id, child.lastEvent));
  }

  async #joined(thread: Thread, results: Json[]): Promise<void> {
    const state = this.#copy.stateOf(thread) as ParallelState | MapState;
    const text = JSON.stringify(results);
    this.#copy.record(`${state.Type}StateSucceeded`, thread.lastEvent, {});
    sized(results, text);
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
    const scope = this.#copy.scope(thread, {}, reserved);
    const assigned =
      fields.Assign === undefined
        ? undefined
        : ((await evaluate(fields.Assign, scope, `${prefix}Assign`)) as { [name: string]: Json });
    const output = fields.Output === undefined ? fallback : await evaluate(fields.Output, scope, `${prefix}Output`);
    if (assigned) sized(assigned);
    const text = sized(output);
    const variables =
      assigned && Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
    const details = {
      ...(variables && { assignedVariables: variables, assignedVariablesDetails: { truncated: false } }),
      name: thread.state,
      output: text,
      outputDetails: { truncated: false },
    };
    const lastEvent = this.#copy.record(`${this.#copy.stateOf(thread).Type}StateExited`, thread.lastEvent, {
      stateExitedEventDetails: details,
    });
    this.#copy.dropChildren(thread);
    const left: Thread = {
      ...thread,
      lastEvent,
      variables: assigned ? { ...thread.variables, ...assigned } : thread.variables,
    };
    if (to.Next !== undefined) {
      this.#copy.put({
        ...left,
        state: to.Next,
        input: output,
        entryEvent: 0,
        attempts: [],
        doing: { kind: 'entering' },
      });
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
      const current = this.#copy.execution.threads[thread.id] ?? thread;
      const failure = this.#failureOf(current, error);
      await this.#fail(this.#copy.execution.threads[thread.id] ?? thread, failure);
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
      const lastEvent = this.#copy.record('EvaluationFailed', after, { evaluationFailedEventDetails: details });
      this.#copy.put({ ...thread, lastEvent });
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
    const state = this.#copy.stateOf(thread);
    const guards: Guards = 'Retry' in state || 'Catch' in state ? state : {};
    if (this.#retry(thread, failure, guards.Retry ?? [])) return;
    let failed = thread;
    if (state.Type === 'Parallel' || state.Type === 'Map') {
      failed = this.#copy.put({
        ...thread,
        lastEvent: this.#copy.record(`${state.Type}StateFailed`, thread.lastEvent, {}),
      });
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
    const delay = retryDelay(retrier, attempts[index] ?? 0, this.#copy.random);
    if (delay === undefined) return false;
    for (let at = 0; at <= index; at++) attempts[at] ??= 0;
    attempts[index] = (attempts[index] ?? 0) + 1;
    this.#copy.dropChildren(thread);
    this.#copy.put({
      ...thread,
      attempts,
      doing: delay === 0 ? { kind: 'entering' } : { kind: 'retrying', timer: this.#copy.timerIn(delay) },
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
      await this.#bubble(this.#copy.execution.threads[thread.id] ?? thread, current);
    }
  }

  async #bubble(thread: Thread, failure: Failure): Promise<void> {
    const parent = this.#copy.parentOf(thread);
    if (!parent || !thread.parent) return this.#close('FAILED', failure, thread.lastEvent);
    const isMap = this.#copy.stateOf(parent).Type === 'Map';
    if (isMap)
      this.#copy.record('MapIterationFailed', thread.lastEvent, {
        mapIterationFailedEventDetails: { index: thread.parent.index, name: parent.state },
      });
    for (const child of this.#copy.childrenOf(parent))
      this.#recordAborted(child, thread, isMap ? parent.state : undefined);
    await this.#fail(this.#copy.put({ ...parent, lastEvent: thread.lastEvent }), failure);
  }

  #recordAborted(child: Thread, failed: Thread, mapName: string | undefined): void {
    const { Type } = this.#copy.stateOf(child);
    if (child.id === failed.id && (Type !== 'Task' || mapName !== undefined)) return;
    for (const inner of this.#copy.childrenOf(child)) this.#recordAborted(inner, failed, undefined);
    if (child.entryEvent > 0) this.#copy.record(`${Type}StateAborted`, failed.lastEvent, {});
    if (mapName !== undefined) {
      this.#copy.record('MapIterationAborted', failed.lastEvent, {
        mapIterationAbortedEventDetails: { index: child.parent?.index, name: mapName },
      });
    }
  }

  // ---- timers

  async #timer(order: number): Promise<void> {
    if (this.#copy.execution.timeout?.order === order) return this.#close('TIMED_OUT', {});
    for (const thread of Object.values(this.#copy.execution.threads)) {
      const { doing } = thread;
      if (doing.kind === 'waiting' && doing.timer.order === order) {
        const state = this.#copy.stateOf(thread) as WaitState;
        return this.#guarded(thread, () => this.#leave(thread, state, state, thread.input));
      }
      if (doing.kind === 'retrying' && doing.timer.order === order) {
        this.#copy.put({ ...thread, doing: { kind: 'entering' } });
        return;
      }
      if (doing.kind === 'calling' && doing.call.timeout?.order === order)
        return this.#taskFailed(doing.call.token, timedOut, 'TaskTimedOut');
      if (doing.kind === 'calling' && doing.call.heartbeat?.order === order)
        return this.#taskFailed(doing.call.token, heartbeatMissed, 'TaskTimedOut');
    }
    this.#refuse();
  }
}

class RuntimeFailure extends Error {}
