/** What the engine keeps in memory of its file: executions seen of late, and definitions made ready to run. */
import { type Definition, type Machine, prepareMachine } from './asl.ts';
import type { EngineStorage, StoredExecution } from './storage.ts';

const EXECUTIONS_MAX = 1_000;

export class EngineMemory {
  readonly #storage: EngineStorage;
  readonly #machines = new Map<number, Machine>();
  readonly #executions = new Map<number, StoredExecution>();

  constructor(storage: EngineStorage) {
    this.#storage = storage;
  }

  execution(id: number): StoredExecution | undefined {
    return this.#executions.get(id) ?? this.#storage.execution(id);
  }

  remember(stored: StoredExecution): void {
    this.#executions.delete(stored.id);
    this.#executions.set(stored.id, stored);
    if (this.#executions.size <= EXECUTIONS_MAX) return;
    const [oldest] = this.#executions.keys();
    if (oldest !== undefined) this.#executions.delete(oldest);
  }

  forgetExecutions(): void {
    this.#executions.clear();
  }

  machine(revision: number): Machine {
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
