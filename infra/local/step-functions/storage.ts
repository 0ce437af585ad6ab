/** Everything the engine knows, in one SQLite file: written in transactions, each before its effects are visible. */
import type { Execution, HistoryEvent, Status, Timer } from './execution.ts';
import { StorageFile } from './storage-file.ts';

/** The form of the file. A higher number in a file means that a newer program wrote it. */
const FORM = 1;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
  CREATE TABLE machines (arn TEXT PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL, created INTEGER NOT NULL, revision INTEGER NOT NULL) STRICT;
  CREATE TABLE revisions (id INTEGER PRIMARY KEY, machine TEXT NOT NULL, definition TEXT NOT NULL, role TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
  CREATE TABLE executions (
    id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, revision INTEGER NOT NULL, status TEXT NOT NULL,
    wake_at INTEGER, wake_order INTEGER, pending INTEGER NOT NULL, started_by TEXT, state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX executions_of_machine ON executions (machine, id);
  CREATE TABLE inputs (id INTEGER PRIMARY KEY, input TEXT NOT NULL) STRICT;
  CREATE TABLE history (id INTEGER PRIMARY KEY, events TEXT NOT NULL) STRICT;
  CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL) STRICT;
`;
/** A row of history holds the events of one step; its key is the execution's id and the first event's. */
const EVENTS_PER_EXECUTION = 2 ** 15;

export type MachineRow = {
  arn: string;
  name: string;
  status: 'ACTIVE' | 'DELETING';
  created: number;
  revision: number;
};
export type RevisionRow = { id: number; machine: string; definition: string; role: string; created: number };
/** What is kept of an execution besides its state. `pending`: after a restart it has calls to repeat or a step to finish. */
export type StoredExecution = {
  id: number;
  revision: number;
  startedBy?: string;
  inputText: string;
  execution: Execution;
};
export type RunningRow = { id: number; timer?: Timer; pending: boolean };

export class Storage extends StorageFile {
  constructor(file: string, beforeWrite?: () => void) {
    super(file, { form: FORM, schema: SCHEMA }, beforeWrite);
  }

  // ---- settings

  setting(name: string): string | number | undefined {
    return this.row<{ value: string | number }>('SELECT value FROM settings WHERE name = ?', name)?.value;
  }

  setSetting(name: string, value: string | number): void {
    this.write(
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  // ---- state machines

  machine(arn: string): MachineRow | undefined {
    return this.row('SELECT * FROM machines WHERE arn = ?', arn);
  }

  /** In the order of their names, after one of them. */
  machinesAfter(arn: string, limit: number): MachineRow[] {
    return this.rows('SELECT * FROM machines WHERE arn > ? ORDER BY arn LIMIT ?', arn, limit);
  }

  revision(id: number): RevisionRow | undefined {
    return this.row('SELECT * FROM revisions WHERE id = ?', id);
  }

  isFirstRevision({ machine, id }: RevisionRow): boolean {
    return this.row('SELECT 1 FROM revisions WHERE machine = ? AND id < ? LIMIT 1', machine, id) === undefined;
  }

  addRevision({ machine, definition, role, created }: Omit<RevisionRow, 'id'>): number {
    return this.write(
      'INSERT INTO revisions (machine, definition, role, created) VALUES (?, ?, ?, ?)',
      machine,
      definition,
      role,
      created,
    );
  }

  putMachine({ arn, name, status, created, revision }: MachineRow): void {
    this.write(
      'INSERT OR REPLACE INTO machines (arn, name, status, created, revision) VALUES (?, ?, ?, ?, ?)',
      arn,
      name,
      status,
      created,
      revision,
    );
  }

  hasRunning(machineArn: string): boolean {
    return (
      this.row("SELECT 1 FROM executions WHERE machine = ? AND status = 'RUNNING' LIMIT 1", machineArn) !== undefined
    );
  }

  /** With its executions, their histories and the revisions that they ran. */
  deleteMachine(arn: string): void {
    const executions = 'SELECT id FROM executions WHERE machine = ?';
    const ofThese = `id BETWEEN (SELECT min(id) * ${EVENTS_PER_EXECUTION} FROM executions WHERE machine = ?1) AND (SELECT (max(id) + 1) * ${EVENTS_PER_EXECUTION} FROM executions WHERE machine = ?1)`;
    this.write(
      `DELETE FROM history WHERE ${ofThese} AND id / ${EVENTS_PER_EXECUTION} IN (SELECT id FROM executions WHERE machine = ?1)`,
      arn,
    );
    this.write(`DELETE FROM inputs WHERE id IN (${executions})`, arn);
    this.write('DELETE FROM executions WHERE machine = ?', arn);
    this.write('DELETE FROM revisions WHERE machine = ?', arn);
    this.write('DELETE FROM machines WHERE arn = ?', arn);
  }

  // ---- executions

  nextExecutionId(): number {
    return (this.row<{ id: number | null }>('SELECT max(id) AS id FROM executions')?.id ?? 0) + 1;
  }

  addExecution({ id, revision, startedBy, inputText, execution }: StoredExecution): void {
    this.write('INSERT INTO inputs (id, input) VALUES (?, ?)', id, inputText);
    this.write(
      "INSERT INTO executions (id, arn, machine, revision, status, pending, started_by, state) VALUES (?, ?, ?, ?, 'RUNNING', 1, ?, '')",
      id,
      execution.arn,
      execution.machineArn,
      revision,
      startedBy ?? null,
    );
  }

  saveExecution(id: number, execution: Execution, timer: Timer | undefined, pending: boolean): void {
    const { input: _input, ...state } = execution;
    this.write(
      'UPDATE executions SET status = ?, wake_at = ?, wake_order = ?, pending = ?, state = ? WHERE id = ?',
      execution.status,
      timer?.at ?? null,
      timer?.order ?? null,
      pending ? 1 : 0,
      JSON.stringify(state),
      id,
    );
  }

  execution(id: number): StoredExecution | undefined {
    const row = this.row<{ revision: number; started_by: string | null; state: string; input: string }>(
      'SELECT revision, started_by, state, input FROM executions JOIN inputs USING (id) WHERE id = ?',
      id,
    );
    if (!row) return undefined;
    const state = JSON.parse(row.state) as Execution;
    // Files of November 2026 keep no instant of the last step.
    const execution: Execution = { ...state, at: state.at ?? state.startedAt, input: JSON.parse(row.input) };
    return {
      id,
      revision: row.revision,
      ...(row.started_by !== null && { startedBy: row.started_by }),
      inputText: row.input,
      execution,
    };
  }

  executionId(arn: string): number | undefined {
    return this.row<{ id: number }>('SELECT id FROM executions WHERE arn = ?', arn)?.id;
  }

  /** The ids of executions started before one, newest first. */
  executionsBefore(machineArn: string, id: number, status: Status | undefined, limit: number): number[] {
    const filter = status === undefined ? '' : 'AND status = ?';
    const values = [machineArn, id, ...(status === undefined ? [] : [status]), limit];
    return this.rows<{ id: number }>(
      `SELECT id FROM executions WHERE machine = ? AND id < ? ${filter} ORDER BY id DESC LIMIT ?`,
      ...values,
    ).map((row) => row.id);
  }

  running(): RunningRow[] {
    const rows = this.rows<{ id: number; wake_at: number | null; wake_order: number | null; pending: number }>(
      "SELECT id, wake_at, wake_order, pending FROM executions WHERE status = 'RUNNING'",
    );
    return rows.map(({ id, wake_at: at, wake_order: order, pending }) => ({
      id,
      pending: pending === 1,
      ...(at !== null && order !== null && { timer: { at, order } }),
    }));
  }

  // ---- history

  addHistory(id: number, events: HistoryEvent[]): void {
    const [first] = events;
    if (first)
      this.write(
        'INSERT INTO history (id, events) VALUES (?, ?)',
        id * EVENTS_PER_EXECUTION + first.id,
        JSON.stringify(events),
      );
  }

  /** Events from one id on, in either direction. */
  history(id: number, from: number, limit: number, reverse: boolean): HistoryEvent[] {
    const [lowest, highest] = [id * EVENTS_PER_EXECUTION, (id + 1) * EVENTS_PER_EXECUTION - 1];
    const start =
      this.row<{ id: number | null }>(
        'SELECT max(id) AS id FROM history WHERE id BETWEEN ? AND ?',
        lowest,
        lowest + from,
      )?.id ?? lowest;
    const sql = reverse
      ? 'SELECT events FROM history WHERE id BETWEEN ? AND ? ORDER BY id DESC'
      : 'SELECT events FROM history WHERE id BETWEEN ? AND ? ORDER BY id';
    const found: HistoryEvent[] = [];
    const rows = this.eachRow<{ events: string }>(sql, reverse ? lowest : start, reverse ? lowest + from : highest);
    for (const row of rows) {
      const events = JSON.parse(row.events) as HistoryEvent[];
      for (const event of reverse ? events.reverse() : events) {
        if (reverse ? event.id > from : event.id < from) continue;
        found.push(event);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  // ---- events for the bus

  addToOutbox(event: object): number {
    return this.write('INSERT INTO outbox (event) VALUES (?)', JSON.stringify(event));
  }

  outbox(): { id: number; event: unknown }[] {
    return this.rows<{ id: number; event: string }>('SELECT id, event FROM outbox ORDER BY id').map(
      ({ id, event }) => ({ id, event: JSON.parse(event) as unknown }),
    );
  }

  removeFromOutbox(id: number): void {
    this.write('DELETE FROM outbox WHERE id = ?', id);
  }
}

/** What an engine works with: a home may keep it elsewhere. */
export type EngineStorage = Pick<Storage, keyof Storage>;
