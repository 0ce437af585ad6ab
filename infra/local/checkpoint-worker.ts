/** The thread of checkpoints.ts: what is in the write-ahead log goes into the file, a little at a time. */
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

/** Well before dynoxide has written its 1,000 pages. */
const everyMs = 100;

const db = new DatabaseSync((workerData as { file: string }).file);
db.exec('PRAGMA busy_timeout = 0; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
// PASSIVE waits for nobody, and nobody waits for it.
const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
setInterval(() => checkpoint.all(), everyMs);
