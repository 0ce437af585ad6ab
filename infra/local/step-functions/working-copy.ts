/**
 * The execution while one step changes it: a copy whose threads are replaced and never changed, so that the step stays a function.
 * It writes the history, numbers timers, and knows what expressions see.
 */
import type { Json, Machine, State } from './asl.ts';
import { randomFrom } from './aws-functions.ts';
import type { Scope } from './evaluate.ts';
import type { Call, Event, Execution, HistoryEvent, Thread, Timer } from './execution.ts';

/** AWS's limits. */
export const EVENTS_MAX = 25_000;
export const PAYLOAD_BYTES_MAX = 262_144;

/** Of every payload in the history: this engine cuts none. */
export const NOT_TRUNCATED = { truncated: false };

/** Ends the step: the history is full. */
export class HistoryFull extends Error {}

export class PayloadTooLarge extends Error {}

type Calling = Thread & { doing: { kind: 'calling'; call: Call } };

/** Four bytes at most for each UTF-16 unit: most payloads need no count. */
export const isTooLarge = (text: string): boolean =>
  text.length > PAYLOAD_BYTES_MAX / 4 && Buffer.byteLength(text) > PAYLOAD_BYTES_MAX;

/** The JSON of a payload, refused where AWS would refuse its size. */
export function sized(value: Json, text = JSON.stringify(value)): string {
  if (isTooLarge(text)) throw new PayloadTooLarge();
  return text;
}

export class WorkingCopy {
  readonly machine: Machine;
  readonly at: number;
  readonly random: () => number;
  readonly history: HistoryEvent[] = [];
  /** To make once the step is on disk. */
  readonly calls: Call[] = [];
  /** Children that came to their end: the states around them hear of it next, before anything else runs. */
  readonly ended: { child: Thread; output: Json }[] = [];
  /** The execution no longer waits for the event. */
  refused = false;
  execution: Execution;
  order: number;

  constructor(machine: Machine, execution: Execution, event: Event) {
    this.machine = machine;
    this.at = Math.max(event.at, execution.at);
    this.execution = { ...execution, at: this.at, threads: { ...execution.threads } };
    this.random = randomFrom(event.seed);
    this.order = event.order;
  }

  refuse(): void {
    this.refused = true;
  }

  // ---- threads

  put(thread: Thread): Thread {
    this.execution.threads[thread.id] = thread;
    return thread;
  }

  begin(state: string, input: Json, given: Pick<Thread, 'lastEvent' | 'parent' | 'item'>): void {
    const id = this.execution.nextThread;
    this.execution.nextThread = id + 1;
    this.put({
      id,
      ...given,
      state,
      input,
      variables: {},
      enteredAt: this.at,
      entryEvent: 0,
      beforeEntry: 0,
      attempts: [],
      doing: { kind: 'entering' },
    });
  }

  threadOf(token: string): Calling | undefined {
    return Object.values(this.execution.threads).find(
      (thread): thread is Calling => thread.doing.kind === 'calling' && thread.doing.call.token === token,
    );
  }

  /** The thread as the step has left it so far. */
  latest(thread: Thread): Thread {
    return this.execution.threads[thread.id] ?? thread;
  }

  childrenOf(parent: Thread): Thread[] {
    return Object.values(this.execution.threads).filter((thread) => thread.parent?.thread === parent.id);
  }

  parentOf(thread: Thread): Thread | undefined {
    return thread.parent && this.execution.threads[thread.parent.thread];
  }

  dropChildren(thread: Thread): void {
    for (const child of this.childrenOf(thread)) {
      this.dropChildren(child);
      delete this.execution.threads[child.id];
    }
  }

  stateOf(thread: Thread): State {
    const state = this.machine.states.get(thread.state);
    if (!state) throw new Error(`the definition was checked, but has no state ${thread.state}`);
    return state;
  }

  // ---- timers

  timerIn(milliseconds: number): Timer {
    return this.timerAt(this.at + milliseconds);
  }

  timerAt(at: number): Timer {
    return { at, order: this.order++ };
  }

  // ---- what expressions see

  scope(
    thread: Thread,
    context: { [name: string]: Json } = {},
    reserved: { result?: Json; errorOutput?: Json } = {},
  ): Scope {
    return {
      states: { input: thread.input, context: { ...this.#context(thread), ...context }, ...reserved },
      variables: this.#variables(thread),
      now: this.at,
      random: this.random,
    };
  }

  #variables(thread: Thread): { [name: string]: Json } {
    const parent = this.parentOf(thread);
    return parent ? { ...this.#variables(parent), ...thread.variables } : thread.variables;
  }

  #context(thread: Thread): { [name: string]: Json } {
    const { arn, input, name, roleArn, startedAt, redriveCount, redrivenAt, machineArn, machineName } = this.execution;
    const retries = thread.attempts.reduce((sum, count) => sum + count, 0);
    const guarded = ['Task', 'Parallel', 'Map'].includes(this.stateOf(thread).Type);
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
    const parent = this.parentOf(thread);
    return parent && this.#item(parent);
  }

  // ---- history

  record(type: string, previousEventId: number, details: object): number {
    if (this.execution.events >= EVENTS_MAX - 1) throw new HistoryFull();
    return this.recordLast(type, previousEventId, details);
  }

  recordLast(type: string, previousEventId: number, details: object): number {
    const id = this.execution.events + 1;
    this.execution.events = id;
    this.history.push({ id, previousEventId, type, timestamp: this.at, ...details });
    return id;
  }
}
