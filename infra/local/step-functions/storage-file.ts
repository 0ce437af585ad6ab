/** An SQLite file of one engine at a time, of a form that this program knows, and its statements. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** A former process may need a moment to die. */
const LOCK_WAIT_MS = 1_000;
const SQLITE_BUSY = 5;

export class StorageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
  }
}

/** A higher `form` in a file means that a newer program wrote it. */
type Layout = { form: number; schema: string };

export class StorageFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #beforeWrite: () => void;

  /** `beforeWrite` is called before each write, commit included: tests let the process die there. */
  constructor(file: string, layout: Layout, beforeWrite: () => void = () => {}) {
    this.#beforeWrite = beforeWrite;
    try {
      this.#database = new DatabaseSync(file, { timeout: LOCK_WAIT_MS });
      // Two engines would fire each timer twice.
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE');
      // NORMAL: a commit survives the death of the process; a power cut may cost the last moments, never the file.
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY');
      this.#prepare(file, layout);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      if ((error as { errcode?: number }).errcode === SQLITE_BUSY)
        throw new StorageError(`The data file ${file} is in use by another engine.`, { cause: error });
      throw new StorageError(
        `The data file ${file} cannot be read: ${(error as Error).message}. Move it away to start anew.`,
        { cause: error },
      );
    }
  }

  #prepare(file: string, { form, schema }: Layout): void {
    const { user_version: found } = this.#database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found > form) {
      throw new StorageError(
        `The data file ${file} was written by a newer version (form ${found}, this program knows ${form}). Update the program.`,
      );
    }
    if (found === form) return;
    this.#database.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${form}; COMMIT`);
  }

  close(): void {
    this.#database.close();
  }

  transaction(write: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.#beforeWrite();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#beforeWrite();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  protected write(sql: string, ...values: SQLInputValue[]): number {
    this.#beforeWrite();
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  protected row<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  protected rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  protected eachRow<Row>(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#statement(sql).iterate(...values) as Iterable<Row>;
  }
}
