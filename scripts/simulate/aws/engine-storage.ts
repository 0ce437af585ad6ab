/** What the engine keeps, in memory: the process of the simulated home may die, this is its disk. Histories are not kept. */
import type { Execution, Timer } from '../../../infra/local/step-functions/execution.ts';
import type {
  EngineStorage,
  MachineRow,
  RevisionRow,
  StoredExecution,
} from '../../../infra/local/step-functions/storage.ts';

type Row = { stored: StoredExecution; timer: Timer | undefined; pending: boolean };

export class MemoryStorage implements EngineStorage {
  readonly #settings = new Map<string, string | number>();
  readonly #machines = new Map<string, MachineRow>();
  readonly #revisions: RevisionRow[] = [];
  readonly #executions = new Map<number, Row>();
  readonly #ids = new Map<string, number>();
  readonly #outbox = new Map<number, object>();
  #nextExecution = 1;
  #nextEvent = 1;

  /** Everything is written at once, between two turns of the process: a death never parts it. */
  transaction(write: () => void): void {
    write();
  }

  close(): void {}

  setting(name: string): string | number | undefined {
    return this.#settings.get(name);
  }

  setSetting(name: string, value: string | number): void {
    this.#settings.set(name, value);
  }

  machine(arn: string): MachineRow | undefined {
    return this.#machines.get(arn);
  }

  machinesAfter(arn: string, limit: number): MachineRow[] {
    return [...this.#machines.values()].filter((one) => one.arn > arn).slice(0, limit);
  }

  revision(id: number): RevisionRow | undefined {
    return this.#revisions[id - 1];
  }

  isFirstRevision({ machine, id }: RevisionRow): boolean {
    return this.#revisions.find((one) => one.machine === machine)?.id === id;
  }

  addRevision(row: Omit<RevisionRow, 'id'>): number {
    this.#revisions.push({ ...row, id: this.#revisions.length + 1 });
    return this.#revisions.length;
  }

  putMachine(row: MachineRow): void {
    this.#machines.set(row.arn, row);
  }

  hasRunning(machineArn: string): boolean {
    return this.all().some(({ machineArn: of, status }) => of === machineArn && status === 'RUNNING');
  }

  deleteMachine(arn: string): void {
    this.#machines.delete(arn);
  }

  nextExecutionId(): number {
    return this.#nextExecution;
  }

  addExecution(stored: StoredExecution): void {
    this.#nextExecution = Math.max(this.#nextExecution, stored.id + 1);
    this.#executions.set(stored.id, { stored, timer: undefined, pending: true });
    this.#ids.set(stored.execution.arn, stored.id);
  }

  saveExecution(id: number, execution: Execution, timer: Timer | undefined, pending: boolean): void {
    const row = this.#executions.get(id);
    if (row) this.#executions.set(id, { stored: { ...row.stored, execution }, timer, pending });
  }

  execution(id: number): StoredExecution | undefined {
    return this.#executions.get(id)?.stored;
  }

  executionId(arn: string): number | undefined {
    return this.#ids.get(arn);
  }

  executionsBefore(machineArn: string, id: number, status: Execution['status'] | undefined, limit: number): number[] {
    return [...this.#executions.values()]
      .map(({ stored }) => stored)
      .filter((one) => one.id < id && one.execution.machineArn === machineArn)
      .filter((one) => status === undefined || one.execution.status === status)
      .map((one) => one.id)
      .reverse()
      .slice(0, limit);
  }

  running(): { id: number; timer?: Timer; pending: boolean }[] {
    return [...this.#executions]
      .filter(([, { stored }]) => stored.execution.status === 'RUNNING')
      .map(([id, { timer, pending }]) => ({ id, pending, ...(timer && { timer }) }));
  }

  addHistory(): void {}

  history(): [] {
    return [];
  }

  addToOutbox(event: object): number {
    this.#outbox.set(this.#nextEvent, event);
    this.#nextEvent += 1;
    return this.#nextEvent - 1;
  }

  outbox(): { id: number; event: unknown }[] {
    return [...this.#outbox].map(([id, event]) => ({ id, event }));
  }

  removeFromOutbox(id: number): void {
    this.#outbox.delete(id);
  }

  all(): Execution[] {
    return [...this.#executions.values()].map(({ stored }) => stored.execution);
  }
}
