/**
 * Runs executions: takes what happens to them in order, lets the interpreter decide, writes, then acts.
 * Several steps share one write (group commit). Nothing is called, answered or told before it is on disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TimerHeap } from '../timer-heap.ts';
import type { StartChild } from './calls.ts';
import { EngineCalls } from './engine-calls.ts';
import { type Outgoing, StepGroup } from './engine-group.ts';
import { EngineMemory } from './engine-memory.ts';
import type { EngineOptions } from './engine-options.ts';
import { EngineSteps, type Outcome, type Taken } from './engine-steps.ts';
import { type Execution, earliestTimer, type Happening, newExecution, openCalls } from './execution.ts';
import { Outbox } from './outbox.ts';
import type { StatusChangeEvent } from './status-change.ts';
import type { EngineStorage, StoredExecution } from './storage.ts';

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

type Job = Taken & {
  settle?: (outcome: Outcome) => void;
  fail?: (error: unknown) => void;
};
/** How long one group of steps may grow: others wait for its write. */
const GROUP_MS = 10;
const GROUP_JOBS_MAX = 256;

export class Engine {
  readonly #options: EngineOptions;
  readonly #storage: EngineStorage;
  readonly #heap = new TimerHeap<number>();
  readonly #memory: EngineMemory;
  readonly #steps: EngineSteps;
  readonly #calls: EngineCalls;
  readonly #outbox: Outbox | undefined;
  #jobs: Job[] = [];
  #delivered: number[] = [];
  #working = false;
  #stopped = false;
  #broken: Error | undefined;
  #nextId: number;
  #done = 0;
  #reported = 0;
  #atRest: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#memory = new EngineMemory(options.storage);
    this.#steps = new EngineSteps(options, this.#memory);
    const { invoke, putEvents = async () => {} } = options;
    const startChild: StartChild = (request) => this.startChild(request);
    this.#calls = new EngineCalls({ invoke, putEvents, startChild }, options.storage, (id, happening, cause) => {
      this.#enqueue({ id, happening, cause });
      this.#tellRest();
    });
    this.#nextId = this.#storage.nextExecutionId();
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
      const stored = this.#memory.execution(id);
      if (!stored) continue;
      for (const call of openCalls(stored.execution)) {
        if (call.phase === 'calling') this.#calls.make(stored, call);
        else this.#calls.awaitChild(id, call);
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

  /**
   * Like drain(), but calls in flight may stay: their answers may depend on time that has still to pass. Answers whether there
   * was anything to wait for.
   */
  async quiet(): Promise<boolean> {
    const worked = this.#working;
    while (this.#working) await this.#rest();
    return worked;
  }

  busy(): string | undefined {
    if (this.#broken) return `nothing more: ${this.#broken.message}`;
    const inFlight = this.#calls.busy();
    if (inFlight !== undefined) return inFlight;
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
    const group = new StepGroup();
    const settled: (() => void)[] = [];
    const jobs: Job[] = [];
    const until = performance.now() + GROUP_MS;
    try {
      while (jobs.length < GROUP_JOBS_MAX && (jobs.length === 0 || performance.now() < until)) {
        const job = this.#jobs.shift();
        if (!job) break;
        jobs.push(job);
        const outcome = await this.#steps.take(job, group);
        settled.push(() => job.settle?.(outcome));
      }
      const outbox = this.#steps.write(group, this.#delivered.splice(0));
      this.#done += jobs.length;
      this.#act(group, outbox);
    } catch (error) {
      for (const job of jobs) job.fail?.(error);
      throw error;
    }
    for (const tell of settled) tell();
  }

  /** After the write: calls go out, timers are set, events leave, parents hear of their children. */
  #act(group: StepGroup, outbox: Outgoing[]): void {
    for (const { stored, calls, unfinished } of group.touched()) {
      const { id, execution, startedBy } = stored;
      this.#memory.remember(stored);
      this.#heap.set(id, earliestTimer(execution));
      const open = new Set(openCalls(execution).map((call) => call.token));
      for (const call of calls) if (open.has(call.token)) this.#calls.make(stored, call);
      for (const call of openCalls(execution)) if (call.phase === 'waiting') this.#calls.awaitChild(id, call);
      if (unfinished) this.#enqueue({ id, cause: execution.at, happening: { type: 'continue' } });
      if (execution.status !== 'RUNNING' && startedBy !== undefined) this.#calls.tellParent(startedBy, stored);
    }
    for (const { id, event } of outbox) this.#outbox?.add(id, event);
    this.#options.clock.wake();
  }

  /** Set by the API, which knows the rules of names and machines. */
  startChild: StartChild = async () => {
    throw new Error('no state machines here');
  };

  /** State machines were deleted with their executions. */
  forget(): void {
    this.#memory.forgetExecutions();
  }
}
