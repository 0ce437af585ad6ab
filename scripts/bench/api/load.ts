import { setTimeout as sleep } from 'node:timers/promises';
import type { Timed } from './client.ts';

/** Each client asks again about `pauseMs` after it is answered, until `count` requests are: not in step, as people are not. */
export async function runClients(
  clients: number,
  count: number,
  pauseMs: number,
  ask: (index: number) => Promise<Timed>,
): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  const begun = performance.now();
  let next = 0;
  const client = async (_: unknown, place: number): Promise<void> => {
    await sleep((pauseMs * place) / clients);
    while (next < count) {
      next += 1;
      const index = next - 1;
      times.push((await ask(index)).ms);
      await sleep(pauseMs * 2 * spread(index));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { times, seconds: (performance.now() - begun) / 1000 };
}

/** From 0 to 1, even and in no order that anybody keeps step with: multiples of the golden ratio. */
const spread = (index: number): number => (index * 0.618_033_988_749_895) % 1;

export function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}
