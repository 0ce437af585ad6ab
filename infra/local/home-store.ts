/** What the home itself keeps on disk: its clock, the stream's checkpoint, the secret that signs tokens, dead letters. */
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { ClockState } from './clock.ts';
import { CannotStart } from './stop-error.ts';

/** 2: what lists show of a program is an item of its own, and an item holds one document. */
const formatVersion = 2;

type Mark = 'begun' | 'table-made';

export type HomeStore = {
  loadClock(): ClockState | undefined;
  saveClock(state: ClockState): void;
  checkpoint(): string | undefined;
  saveCheckpoint(sequenceNumber: string): void;
  /** The version of the time-zone data that times were last derived with. */
  timeZoneData(): string | undefined;
  saveTimeZoneData(version: string): void;
  tokenSecret(): Uint8Array;
  /** What an earlier start has done: a folder that was in use never begins anew without a word. */
  has(mark: Mark): boolean;
  note(mark: Mark): void;
  addDeadLetter(source: string, body: unknown, error: string): void;
  deadLetters(): { source: string; body: string; error: string }[];
  close(): void;
};

export function openHomeStore(file: string): HomeStore {
  const db = open(file);
  const read = db.prepare('SELECT value FROM state WHERE name = ?');
  const write = db.prepare(
    'INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const get = (name: string): string | undefined => read.get(name)?.value as string | undefined;
  return {
    loadClock: () => {
      const text = get('clock');
      return text === undefined ? undefined : (JSON.parse(text) as ClockState);
    },
    saveClock: (state) => void write.run('clock', JSON.stringify(state)),
    checkpoint: () => get('checkpoint'),
    saveCheckpoint: (sequenceNumber) => void write.run('checkpoint', sequenceNumber),
    timeZoneData: () => get('time-zone-data'),
    saveTimeZoneData: (version) => void write.run('time-zone-data', version),
    tokenSecret: () => {
      const known = get('token-secret');
      if (known) return Buffer.from(known, 'hex');
      const made = randomBytes(32).toString('hex');
      write.run('token-secret', made);
      return Buffer.from(made, 'hex');
    },
    has: (mark) => get(mark) !== undefined,
    note: (mark) => void write.run(mark, 'true'),
    addDeadLetter: (source, body, error) =>
      void db
        .prepare('INSERT INTO dead_letters (source, body, error) VALUES (?, ?, ?)')
        .run(source, JSON.stringify(body), error),
    deadLetters: () =>
      db.prepare('SELECT source, body, error FROM dead_letters ORDER BY id').all() as {
        source: string;
        body: string;
        error: string;
      }[],
    close: () => db.close(),
  };
}

function open(file: string): DatabaseSync {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    db.exec('CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
    db.exec('CREATE TABLE IF NOT EXISTS dead_letters (id INTEGER PRIMARY KEY, source TEXT, body TEXT, error TEXT)');
  } catch (error) {
    throw new CannotStart(
      `The data folder is damaged: ${file} is no database of this program. Move the folder away, or restore it from a copy.`,
      { cause: error },
    );
  }
  const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  // A file that was just made says 0.
  if (found !== 0 && found !== formatVersion) {
    db.close();
    const [age, advice] = found > formatVersion ? ['a newer', 'Update the program, or use'] : ['an older', 'Use'];
    throw new CannotStart(
      `The data folder was written by ${age} version of this program (${file}). ${advice} another folder: THROUGHLINE_DATA_DIR.`,
    );
  }
  db.exec(`PRAGMA user_version = ${formatVersion}`);
  return db;
}
