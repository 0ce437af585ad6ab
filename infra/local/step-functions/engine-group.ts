/** Steps that share one write: the executions that they touch, and all that goes on disk with them. */
import { needsCare } from './engine-calls.ts';
import { type Call, type Execution, earliestTimer, type HistoryEvent, type Step } from './execution.ts';
import type { StatusChangeEvent } from './status-change.ts';
import type { EngineStorage, StoredExecution } from './storage.ts';

export type Touched = {
  stored: StoredExecution;
  fresh: boolean;
  history: HistoryEvent[];
  calls: Call[];
  changes: StatusChangeEvent[];
  unfinished: boolean;
  changed: boolean;
};

/** An event for the bus, under the number that it has in the file until it is delivered. */
export type Outgoing = { id: number; event: StatusChangeEvent };

export class StepGroup {
  readonly #touched = new Map<number, Touched>();

  touched(): IterableIterator<Touched> {
    return this.#touched.values();
  }

  /** `find` is asked for an execution that no step of the group touched yet. */
  touch(id: number, fresh: StoredExecution | undefined, find: () => StoredExecution | undefined): Touched | undefined {
    const known = this.#touched.get(id);
    if (known) return known;
    const stored = fresh ?? find();
    if (!stored) return undefined;
    const isFresh = fresh !== undefined;
    const entry = { stored, fresh: isFresh, history: [], calls: [], changes: [], unfinished: false, changed: false };
    this.#touched.set(id, entry);
    return entry;
  }

  /** Inside a transaction. */
  write(storage: EngineStorage): Outgoing[] {
    const outbox: Outgoing[] = [];
    for (const { stored, fresh, history, changes, unfinished, changed } of this.#touched.values()) {
      if (!changed) continue;
      const { id, execution } = stored;
      if (fresh) storage.addExecution(stored);
      storage.addHistory(id, history);
      storage.saveExecution(id, execution, earliestTimer(execution), unfinished || needsCare(execution));
      for (const event of changes) outbox.push({ id: storage.addToOutbox(event), event });
    }
    return outbox;
  }
}

export function takeStep(entry: Touched, step: Step): void {
  entry.stored = { ...entry.stored, execution: step.execution };
  entry.history.push(...step.history);
  entry.calls.push(...step.calls);
  entry.unfinished = step.unfinished;
  entry.changed = true;
}

/** What a step tells the bus: a beginning, an end, or both. */
export function statusesIn(execution: Execution, began: boolean): Execution[] {
  const { output: _output, error: _error, cause: _cause, stoppedAt: _stopped, ...running } = execution;
  return [
    ...(began ? [{ ...running, status: 'RUNNING' } as const] : []),
    ...(execution.status !== 'RUNNING' ? [execution] : []),
  ];
}
