/**
 * dynoxide's own table of stream records, in its database file. It numbers a new record by the greatest number so far, and
 * reads from a number on: without an index both search all that is kept, so a home would become slower with each write.
 */
import { DatabaseSync } from 'node:sqlite';

/** What was consumed is deleted after so many batches. */
const trimEvery = 50;
const busyTimeoutMs = 2000;

export function indexStreamRecords(file: string): void {
  withDatabase(file, (db) =>
    db.exec(
      'CREATE INDEX IF NOT EXISTS throughline_stream_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    ),
  );
}

/** Deletes what was consumed before the checkpoint, never the newest record: dynoxide counts on from it. */
export function createTrimmer(file: string): (checkpoint: string) => void {
  let since = 0;
  return (checkpoint) => {
    since += 1;
    if (since < trimEvery) return;
    since = 0;
    withDatabase(file, (db) =>
      db
        .prepare(
          'DELETE FROM _stream_records WHERE CAST(sequence_number AS INTEGER) < ? AND id < (SELECT max(id) FROM _stream_records)',
        )
        .run(Number(checkpoint)),
    );
  };
}

function withDatabase(file: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA synchronous = NORMAL`);
    work(db);
  } finally {
    db.close();
  }
}
