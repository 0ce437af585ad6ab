/** A thread that judges one world after the other. */
import { parentPort } from 'node:worker_threads';
import type { WorldPlan } from './run-world.ts';

// Before react is loaded: its development build takes twice the time.
process.env.NODE_ENV = 'production';
const { judgeWorld } = await import('./judge-world.ts');

parentPort?.on('message', (plan: WorldPlan) => {
  judgeWorld(plan).then(
    (verdict) => parentPort?.postMessage({ verdict }),
    (error: unknown) =>
      parentPort?.postMessage({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
