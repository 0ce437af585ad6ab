/**
 * dynoxide's file is checkpointed from a thread of its own. dynoxide does it in the middle of a write, every 1,000 pages, and
 * whoever wrote waits until the disk has them: with 10,000 programs in the file several times a second.
 */
import { Worker } from 'node:worker_threads';

/** Ends with the process, or when it is closed. */
export function startCheckpoints(file: string): () => Promise<void> {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: { file } });
  worker.unref();
  // Without it dynoxide does the same, more slowly for who waits.
  worker.on('error', () => {});
  return async () => {
    await worker.terminate();
  };
}
