/** The mailbox on disk: mails, and the events that nobody has acknowledged yet. */
import { DatabaseSync } from 'node:sqlite';
import { CannotStart } from '../stop-error.ts';
import type { ReadMail } from './read-mail.ts';
import type { SentMail, SesEvent } from './ses-events.ts';

export type StoredMail = SentMail & Omit<ReadMail, 'headerLines' | 'subject'>;

export type MailStore = ReturnType<typeof openMailStore>;

export function openMailStore(file: string) {
  const database = openDatabase(file);
  const insertMail = database.prepare('INSERT INTO mails (id, at, mail, raw) VALUES (?, ?, ?, ?)');
  const insertEvent = database.prepare('INSERT INTO events (event) VALUES (?)');
  const selectMails = database.prepare('SELECT mail FROM mails ORDER BY seq');
  const selectNewest = database.prepare('SELECT mail FROM mails ORDER BY seq DESC LIMIT ?');
  const selectMail = database.prepare('SELECT mail FROM mails WHERE id = ?');
  const selectRaw = database.prepare('SELECT raw FROM mails WHERE id = ?');
  const selectWaiting = database.prepare('SELECT seq, event FROM events ORDER BY seq LIMIT 1');
  const countWaiting = database.prepare('SELECT count(*) AS waiting FROM events');
  const deleteEvent = database.prepare('DELETE FROM events WHERE seq = ?');

  return {
    /** One transaction: a mail is never on disk without its events, nor they without it. */
    add(mail: StoredMail, raw: Buffer, events: readonly SesEvent[]): void {
      database.exec('BEGIN IMMEDIATE');
      try {
        insertMail.run(mail.id, mail.at, JSON.stringify(mail), raw);
        for (const event of events) insertEvent.run(JSON.stringify(event));
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    addEvent(event: SesEvent): void {
      insertEvent.run(JSON.stringify(event));
    },
    /** Oldest first. */
    mails: (): StoredMail[] => selectMails.all().map(mailOf),
    newest: (limit: number): StoredMail[] => selectNewest.all(limit).map(mailOf),
    mail(id: string): StoredMail | undefined {
      const row = selectMail.get(id);
      return row && mailOf(row);
    },
    raw(id: string): Buffer | undefined {
      const row = selectRaw.get(id) as { raw: Uint8Array } | undefined;
      return row && Buffer.from(row.raw);
    },
    nextEvent(): { seq: number; event: SesEvent } | undefined {
      const row = selectWaiting.get() as { seq: number; event: string } | undefined;
      return row && { seq: row.seq, event: JSON.parse(row.event) as SesEvent };
    },
    waiting: (): number => (countWaiting.get() as { waiting: number }).waiting,
    acknowledge(seq: number): void {
      deleteEvent.run(seq);
    },
    close(): void {
      database.close();
    },
  };
}

function mailOf(row: Record<string, unknown>): StoredMail {
  return JSON.parse(String(row.mail)) as StoredMail;
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA busy_timeout = 2000;
      CREATE TABLE IF NOT EXISTS mails (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, mail TEXT NOT NULL, raw BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);
    `);
    const check = database.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw new Error(check.quick_check);
    database.prepare('SELECT seq, id, at, mail, raw FROM mails LIMIT 1').get();
    return database;
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CannotStart(
      `The mailbox file ${file} cannot be used: ${reason}. Move it away to start with an empty mailbox.`,
      { cause },
    );
  }
}
