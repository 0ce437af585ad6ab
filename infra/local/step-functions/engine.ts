/**
 * Runs executions: takes what happens to them in order, lets the interpreter decide, writes, then acts.
 * Several steps share one write (group commit). Nothing is called, answered or told before it is on disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { type Definition, type Machine, prepareMachine } from './asl.ts';
import { childOf, childResult, failureOf, type InvokeFunction, makeCall, type PutEvents } from './calls.ts';
import {
  type Call,
  type Execution,
  earliestTimer,
  type Happening,
  type HistoryEvent,
  newExecution,
  openCalls,
  type Step,
} from './execution.ts';
import { advance } from './interpreter.ts';
import { Outbox, type Publish } from './outbox.ts';
import { resourceOf } from './resources.ts';
import { type StatusChangeEvent, statusChange } from './status-change.ts';
import type { Storage, StoredExecution } from './storage.ts';
import { TimerHeap } from './timer-heap.ts';

export type EngineClock = Pick<Clock, 'now' | 'state' | 'wake'>;
export type EngineOptions = {
  storage: Storage;
  clock: EngineClock;
  invoke: InvokeFunction;
  publish?: Publish;
  putEvents?: PutEvents;
  random: () => number;
  newId: () => string;
};

export type NewExecution = {
  machineArn: string;
  machineName: string;
  revision: number;
  roleArn: string;
  arn: string;
  name: string;
  inputText: string;
  startedBy?: string;
};

/** Not accepted: the execution no longer waited for what happened, or is gone. */
export type Outcome = { accepted: boolean; execution?: Execution };

type Job = {
  id: number;
  happening: Happening;
  /** The instant of what it follows from: a timer, the call that it answers, the step that it goes on from. */
  cause?: number;
  fresh?: StoredExecution;
  settle?: (outcome: Outcome) => void;
  fail?: (error: unknown) => void;
};
type Touched = {
  stored: StoredExecution;
  fresh: boolean;
  history: HistoryEvent[];
  calls: Call[];
  changes: StatusChangeEvent[];
  unfinished: boolean;
  changed: boolean;
};

/** How long one group of steps may grow: others wait for its write. */
const GROUP_MS = 10;
const GROUP_JOBS_MAX = 256;
/**
 * On a running clock, what follows from a timer or a call happens at the instant of its cause when it comes this promptly:
 * how long one machine takes to answer itself means nothing. Never so much that a timeout of a second would miss it.
 */
const PROMPT_MS = 250;
const CACHED_MAX = 1_000;
/** Numbers of timers are taken from the file in blocks: after a crash the next block goes on above. */
const ORDERS_PER_BLOCK = 100_000;

export class Engine {
  readonly #options: EngineOptions;
  readonly #storage: Storage;
  readonly #heap = new TimerHeap();
  readonly #machines = new Map<number, Machine>();
  readonly #cache = new Map<number, StoredExecution>();
  readonly #inFlight = new Map<string, string>();
  /** Tokens of states that wait for a child execution. */
  readonly #awaited = new Map<string, { id: number; parsed: boolean }>();
  readonly #outbox: Outbox | undefined;
  #jobs: Job[] = [];
  #delivered: number[] = [];
  #working = false;
  #stopped = false;
  #broken: Error | undefined;
  #nextId: number;
  #order: number;
  #orderLimit: number;
  #done = 0;
  #reported = 0;
  #atRest: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#nextId = this.#storage.nextExecutionId();
    this.#order = Number(this.#storage.setting('orders') ?? 0);
    this.#orderLimit = this.#order;
    const { publish } = options;
    if (publish) {
      this.#outbox = new Outbox(publish, (id) => {
        this.#delivered.push(id);
        this.#kick();
      });
    }
  }

  /** Takes up what a former process left: timers, calls in flight, states to finish, events to deliver. */
  resume(): void {
    for (const { id, timer, pending } of this.#storage.running()) {
      this.#heap.set(id, timer);
      if (!pending) continue;
      const stored = this.#find(id);
      if (!stored) continue;
      for (const call of openCalls(stored.execution)) {
        if (call.phase === 'calling') this.#call(stored, call);
        else this.#awaitChild(id, call);
      }
      this.#enqueue({ id, happening: { type: 'continue' } });
    }
    for (const { id, event } of this.#storage.outbox()) this.#outbox?.add(id, event as StatusChangeEvent);
    this.#options.clock.wake();
  }

  close(): void {
    this.#stopped = true;
    this.#outbox?.close();
    for (const job of this.#jobs.splice(0)) job.fail?.(new Error('the engine is closed'));
  }

  // ---- what the API asks for

  async start(request: NewExecution): Promise<Execution> {
    const { inputText, revision, startedBy, arn, name, machineArn, machineName, roleArn } = request;
    const input = JSON.parse(inputText);
    const execution = newExecution({ arn, name, machineArn, machineName, roleArn, input, startedAt: this.#now() });
    const id = this.#nextId++;
    const fresh = { id, revision, inputText, execution, ...(startedBy !== undefined && { startedBy }) };
    const outcome = await this.#happen(id, { type: 'start' }, { fresh, cause: execution.startedAt });
    return outcome.execution ?? execution;
  }

  happen(id: number, happening: Happening): Promise<Outcome> {
    return this.#happen(id, happening);
  }

  #happen(id: number, happening: Happening, more: Pick<Job, 'fresh' | 'cause'> = {}): Promise<Outcome> {
    return new Promise((settle, fail) => {
      this.#enqueue({ id, happening, settle, fail, ...more });
    });
  }

  /** As it stands on disk. */
  read(id: number): StoredExecution | undefined {
    return this.#storage.execution(id);
  }

  // ---- timers and rest, for the clock

  nextTimer(): { at: number; order: number } | undefined {
    const first = this.#heap.first();
    return first && { at: first.at, order: first.order };
  }

  fireTimer(): void {
    const first = this.#heap.first();
    if (!first) return;
    this.#heap.set(first.owner, undefined);
    this.#enqueue({ id: first.owner, cause: first.at, happening: { type: 'timer', timer: first.order } });
  }

  /** Waits until nothing is under way, and answers how much was done since it was asked last. */
  async drain(): Promise<number> {
    while (this.busy() !== undefined) {
      if (this.#broken) throw this.#broken;
      await this.#rest();
    }
    const done = this.#done - this.#reported;
    this.#reported = this.#done;
    return done;
  }

  /** Like drain(), but calls in flight may stay: their answers may depend on time that has still to pass. */
  async quiet(): Promise<void> {
    while (this.#working) await this.#rest();
  }

  busy(): string | undefined {
    if (this.#broken) return `nothing more: ${this.#broken.message}`;
    const inFlight = [...this.#inFlight.values()];
    if (inFlight.length > 0) return inFlight.slice(0, 10).join(', ');
    if (this.#working || this.#jobs.length > 0) return `${this.#jobs.length} steps`;
    return this.#outbox?.busy();
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => this.#atRest.push(resolve));
  }

  #tellRest(): void {
    for (const resolve of this.#atRest.splice(0)) resolve();
  }

  // ---- the work

  #now(): number {
    return Math.floor(this.#options.clock.now());
  }

  #enqueue(job: Job): void {
    if (this.#broken || this.#stopped) {
      job.fail?.(this.#broken ?? new Error('the engine is closed'));
      return;
    }
    this.#jobs.push(job);
    this.#kick();
  }

  #kick(): void {
    if (this.#working || this.#stopped || this.#broken) return;
    this.#working = true;
    queueMicrotask(() => void this.#work());
  }

  async #work(): Promise<void> {
    try {
      while ((this.#jobs.length > 0 || this.#delivered.length > 0) && !this.#stopped) {
        await this.#workGroup();
        await nextTurn();
      }
    } catch (error) {
      this.#broken = error as Error;
      for (const job of this.#jobs.splice(0)) job.fail?.(error);
    } finally {
      this.#working = false;
      this.#tellRest();
    }
  }

  async #workGroup(): Promise<void> {
    const touched = new Map<number, Touched>();
    const settled: (() => void)[] = [];
    const jobs: Job[] = [];
    const until = performance.now() + GROUP_MS;
    try {
      while (jobs.length < GROUP_JOBS_MAX && (jobs.length === 0 || performance.now() < until)) {
        const job = this.#jobs.shift();
        if (!job) break;
        jobs.push(job);
        const outcome = await this.#step(job, touched);
        settled.push(() => job.settle?.(outcome));
      }
      const outbox = this.#commit(touched);
      this.#done += jobs.length;
      this.#act(touched, outbox);
    } catch (error) {
      for (const job of jobs) job.fail?.(error);
      throw error;
    }
    for (const tell of settled) tell();
  }

  async #step(job: Job, touched: Map<number, Touched>): Promise<Outcome> {
    const entry = this.#touch(job, touched);
    // A late answer may find its execution deleted with its state machine.
    if (!entry) return { accepted: false };
    const { stored } = entry;
    const before = stored.execution;
    const step = await this.#decide(stored, job);
    this.#order = step.order;
    if (step.refused) return { accepted: false, execution: before };
    entry.stored = { ...stored, execution: step.execution };
    entry.history.push(...step.history);
    entry.calls.push(...step.calls);
    entry.unfinished = step.unfinished;
    entry.changed = true;
    if (this.#outbox) this.#noteChanges(entry, job.happening.type === 'start' || job.happening.type === 'redrive');
    return { accepted: true, execution: step.execution };
  }

  async #decide({ execution, revision }: StoredExecution, job: Job): Promise<Step> {
    const { random } = this.#options;
    const seed: [number, number] = [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)];
    const moment = { at: this.#timeOf(job), seed, order: this.#order };
    const machine = this.#machine(revision);
    try {
      return await advance(machine, execution, { ...job.happening, ...moment });
    } catch (error) {
      // A fault of this engine ends the one execution that met it, visibly, and no other.
      console.error(`step-functions: ${execution.arn}: ${String(error)}`);
      return advance(machine, execution, {
        type: 'stop',
        error: 'States.Runtime',
        cause: `The engine failed: ${String(error)}`,
        ...moment,
      });
    }
  }

  #timeOf({ cause }: Job): number {
    const now = this.#now();
    if (cause === undefined || this.#options.clock.state().mode === 'standing') return now;
    return now - cause < PROMPT_MS ? Math.min(cause, now) : now;
  }

  #touch(job: Job, touched: Map<number, Touched>): Touched | undefined {
    const known = touched.get(job.id);
    if (known) return known;
    const stored = job.fresh ?? this.#find(job.id);
    if (!stored) return undefined;
    const entry = {
      stored,
      fresh: job.fresh !== undefined,
      history: [],
      calls: [],
      changes: [],
      unfinished: false,
      changed: false,
    };
    touched.set(job.id, entry);
    return entry;
  }

  #noteChanges({ stored, changes }: Touched, began: boolean): void {
    const { execution, inputText } = stored;
    const note = (of: Execution): number =>
      changes.push(statusChange(of, inputText, this.#now(), this.#options.newId()));
    if (began) {
      const { output: _output, error: _error, cause: _cause, stoppedAt: _stopped, ...running } = execution;
      note({ ...running, status: 'RUNNING' });
    }
    if (execution.status !== 'RUNNING') note(execution);
  }

  #commit(touched: Map<number, Touched>): { id: number; event: StatusChangeEvent }[] {
    const outbox: { id: number; event: StatusChangeEvent }[] = [];
    const delivered = this.#delivered.splice(0);
    this.#storage.transaction(() => {
      for (const id of delivered) this.#storage.removeFromOutbox(id);
      if (this.#order > this.#orderLimit) {
        this.#orderLimit = this.#order + ORDERS_PER_BLOCK;
        this.#storage.setSetting('orders', this.#orderLimit);
      }
      for (const [id, { stored, fresh, history, changes, unfinished, changed }] of touched) {
        if (!changed) continue;
        if (fresh) this.#storage.addExecution(stored);
        this.#storage.addHistory(id, history);
        this.#storage.saveExecution(
          id,
          stored.execution,
          earliestTimer(stored.execution),
          unfinished || needsCare(stored.execution),
        );
        for (const event of changes) outbox.push({ id: this.#storage.addToOutbox(event), event });
      }
    });
    return outbox;
  }

  /** After the write: calls go out, timers are set, events leave, parents hear of their children. */
  #act(touched: Map<number, Touched>, outbox: { id: number; event: StatusChangeEvent }[]): void {
    for (const [id, { stored, calls, unfinished }] of touched) {
      const { execution, startedBy } = stored;
      this.#remember(stored);
      this.#heap.set(id, earliestTimer(execution));
      const open = new Set(openCalls(execution).map((call) => call.token));
      for (const call of calls) if (open.has(call.token)) this.#call(stored, call);
      for (const call of openCalls(execution)) if (call.phase === 'waiting') this.#awaitChild(id, call);
      if (unfinished) this.#enqueue({ id, cause: execution.at, happening: { type: 'continue' } });
      if (execution.status !== 'RUNNING' && startedBy !== undefined) this.#tellParent(startedBy, stored);
    }
    for (const { id, event } of outbox) this.#outbox?.add(id, event);
    this.#options.clock.wake();
  }

  // ---- calls and children

  #call(stored: StoredExecution, call: Call): void {
    const { arn, at: cause } = stored.execution;
    if (this.#inFlight.has(call.token)) return;
    this.#inFlight.set(call.token, `${resourceOf(call.resource).type}:${resourceOf(call.resource).action} of ${arn}`);
    const services = {
      invoke: this.#options.invoke,
      putEvents: this.#options.putEvents ?? (async () => {}),
      startChild: this.#startChild,
    };
    const answer = makeCall(call, arn, services).then(
      (output): Happening => ({ type: 'call-answered', token: call.token, output }),
      (error: unknown): Happening => ({ type: 'call-failed', token: call.token, ...failureOf(error) }),
    );
    void answer.then((happening) => {
      this.#inFlight.delete(call.token);
      this.#enqueue({ id: stored.id, cause, happening });
      this.#tellRest();
    });
  }

  /** Set by the API, which knows the rules of names and machines. */
  startChild: Parameters<typeof makeCall>[2]['startChild'] = async () => {
    throw new Error('no state machines here');
  };

  readonly #startChild: Parameters<typeof makeCall>[2]['startChild'] = (request) => this.startChild(request);

  #awaitChild(id: number, call: Call): void {
    const { pattern } = resourceOf(call.resource);
    if ((pattern !== 'child' && pattern !== 'child-parsed') || this.#awaited.has(call.token)) return;
    this.#awaited.set(call.token, { id, parsed: pattern === 'child-parsed' });
    const { machineArn, name } = childOf(call);
    const childId = this.#storage.executionId(`${machineArn.replace(':stateMachine:', ':execution:')}:${name}`);
    const child = childId === undefined ? undefined : this.#storage.execution(childId);
    if (child && child.execution.status !== 'RUNNING') this.#tellParent(call.token, child);
  }

  #tellParent(token: string, child: StoredExecution): void {
    const parent = this.#awaited.get(token);
    if (!parent) return;
    this.#awaited.delete(token);
    const result = childResult(child.execution, child.inputText, parent.parsed);
    const happening: Happening =
      'output' in result ? { type: 'task-succeeded', token, ...result } : { type: 'task-failed', token, ...result };
    this.#enqueue({ id: parent.id, happening, cause: child.execution.at });
  }

  // ---- what is kept in memory

  #find(id: number): StoredExecution | undefined {
    return this.#cache.get(id) ?? this.#storage.execution(id);
  }

  #remember(stored: StoredExecution): void {
    this.#cache.delete(stored.id);
    this.#cache.set(stored.id, stored);
    if (this.#cache.size <= CACHED_MAX) return;
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined) this.#cache.delete(oldest);
  }

  forget(): void {
    this.#cache.clear();
  }

  #machine(revision: number): Machine {
    const known = this.#machines.get(revision);
    if (known) return known;
    const row = this.#storage.revision(revision);
    if (!row) throw new Error(`revision ${revision} of a state machine is not on disk`);
    // It was checked when it was created: what an older program took goes on under this one.
    const machine = prepareMachine(JSON.parse(row.definition) as Definition);
    this.#machines.set(revision, machine);
    return machine;
  }
}

/** After a restart: calls to make again, or children to ask for. */
function needsCare(execution: Execution): boolean {
  return openCalls(execution).some((call) => {
    const { pattern } = resourceOf(call.resource);
    return call.phase === 'calling' || pattern === 'child' || pattern === 'child-parsed';
  });
}
