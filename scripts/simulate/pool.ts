/** Worlds on the threads of this process: each world in one thread, so that the order of threads changes nothing. */
import { Worker } from 'node:worker_threads';
import type { Verdict } from './judge-world.ts';
import type { WorldPlan } from './run-world.ts';

type Answer = { verdict: Verdict } | { failed: string };
/** A world that a thread could not bring to its end. */
export class WorldFailed extends Error {
  readonly plan: WorldPlan;
  constructor(plan: WorldPlan, why: string) {
    super(`the world ${plan.seed} did not come to its end: ${why}`);
    this.plan = plan;
  }
}

const script = new URL('worker.ts', import.meta.url);

/** Answers in the order of the plans. `until`: no further world is begun once it says yes. */
export async function judgeWorlds(
  plans: readonly WorldPlan[],
  threads: number,
  options: { onVerdict?: (verdict: Verdict) => void; until?: (verdict: Verdict) => boolean } = {},
): Promise<Verdict[]> {
  const verdicts: (Verdict | undefined)[] = [];
  let next = 0;
  let over = false;
  const work = async (): Promise<void> => {
    const worker = new Worker(script);
    try {
      while (!over && next < plans.length) {
        const index = next;
        next += 1;
        const plan = plans[index];
        if (!plan) break;
        const verdict = await ask(worker, plan);
        verdicts[index] = verdict;
        options.onVerdict?.(verdict);
        over ||= options.until?.(verdict) === true;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, plans.length) }, work));
  return verdicts.filter((one) => one !== undefined);
}

function ask(worker: Worker, plan: WorldPlan): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: Answer) => {
      worker.removeAllListeners('error');
      if ('verdict' in answer) resolve(answer.verdict);
      else reject(new WorldFailed(plan, answer.failed));
    });
    worker.once('error', (error) => reject(new WorldFailed(plan, String(error))));
    worker.postMessage(plan);
  });
}
