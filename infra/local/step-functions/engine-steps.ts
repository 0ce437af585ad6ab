/** The steps of a group: each decided by the interpreter at its instant, then written together. */
import { type Outgoing, type StepGroup, statusesIn, type Touched, takeStep } from './engine-group.ts';
import type { EngineMemory } from './engine-memory.ts';
import type { EngineOptions } from './engine-options.ts';
import type { Execution, Happening, Step } from './execution.ts';
import { advance } from './interpreter.ts';
import { statusChange } from './status-change.ts';
import type { StoredExecution } from './storage.ts';

/** Not accepted: the execution no longer waited for what happened, or is gone. */
export type Outcome = { accepted: boolean; execution?: Execution };

/** What happens to an execution, as the engine takes it. */
export type Taken = {
  id: number;
  happening: Happening;
  /** The instant of what it follows from: a timer, the call that it answers, the step that it goes on from. */
  cause?: number;
  fresh?: StoredExecution;
};

/**
 * On a running clock, what follows from a timer or a call happens at the instant of its cause when it comes this promptly:
 * how long one machine takes to answer itself means nothing. Never so much that a timeout of a second would miss it.
 */
const PROMPT_MS = 250;
/** Numbers of timers are taken from the file in blocks: after a crash the next block goes on above. */
const ORDERS_PER_BLOCK = 100_000;

export class EngineSteps {
  readonly #options: EngineOptions;
  readonly #memory: EngineMemory;
  #order: number;
  #orderLimit: number;

  constructor(options: EngineOptions, memory: EngineMemory) {
    this.#options = options;
    this.#memory = memory;
    this.#order = Number(options.storage.setting('orders') ?? 0);
    this.#orderLimit = this.#order;
  }

  async take(taken: Taken, group: StepGroup): Promise<Outcome> {
    const entry = group.touch(taken.id, taken.fresh, () => this.#memory.execution(taken.id));
    // A late answer may find its execution deleted with its state machine.
    if (!entry) return { accepted: false };
    const { stored } = entry;
    const before = stored.execution;
    const step = await this.#decide(stored, taken);
    this.#order = step.order;
    if (step.refused) return { accepted: false, execution: before };
    takeStep(entry, step);
    const { type } = taken.happening;
    if (this.#options.publish) this.#noteChanges(entry, type === 'start' || type === 'redrive');
    return { accepted: true, execution: step.execution };
  }

  /** `delivered`: events that the bus has taken since the last write. */
  write(group: StepGroup, delivered: number[]): Outgoing[] {
    const { storage } = this.#options;
    let outbox: Outgoing[] = [];
    storage.transaction(() => {
      for (const id of delivered) storage.removeFromOutbox(id);
      if (this.#order > this.#orderLimit) {
        this.#orderLimit = this.#order + ORDERS_PER_BLOCK;
        storage.setSetting('orders', this.#orderLimit);
      }
      outbox = group.write(storage);
    });
    return outbox;
  }

  async #decide({ execution, revision }: StoredExecution, taken: Taken): Promise<Step> {
    const { random } = this.#options;
    const seed: [number, number] = [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)];
    const moment = { at: this.#timeOf(taken), seed, order: this.#order };
    const machine = this.#memory.machine(revision);
    try {
      return await advance(machine, execution, { ...taken.happening, ...moment });
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

  #timeOf({ cause }: Taken): number {
    const now = this.#now();
    if (cause === undefined || this.#options.clock.state().mode === 'standing') return now;
    return now - cause < PROMPT_MS ? Math.min(cause, now) : now;
  }

  #noteChanges({ stored, changes }: Touched, began: boolean): void {
    for (const execution of statusesIn(stored.execution, began))
      changes.push(statusChange(execution, stored.inputText, this.#now(), this.#options.newId()));
  }

  #now(): number {
    return Math.floor(this.#options.clock.now());
  }
}
