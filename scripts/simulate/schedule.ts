/**
 * The schedule rules: every two minutes, without the ticks that would find nothing. A tick finds something when a look or a
 * message to staff is due, or when it is the turn of a bucket that holds a program.
 */
import { reconcileBuckets, tableIndexes } from '../../shared/contracts/table.ts';
import type { MemoryTable } from './aws/table.ts';

const everyMs = 120_000;
const graceMs = 120_000;
const dueShard = /^(tell|digest|handover)-/;

type Tick = { at: number; names: readonly string[] };
const looking = ['reconcile', 'derive-again'];
const telling = ['tell-staff'];

export class Schedule {
  #last: number;

  constructor(startsAt: number) {
    this.#last = Math.floor(startsAt / everyMs) * everyMs;
  }

  next(table: MemoryTable): Tick | undefined {
    const looks: number[] = [];
    const messages: number[] = [];
    for (const [shard, head] of table.indexHeads(tableIndexes.lookAt)) {
      const due = Date.parse(String(head?.item.lookAt));
      if (dueShard.test(shard)) messages.push(tickAfter(due));
      else looks.push(tickAfter(due + graceMs + 1));
    }
    for (const bucket of table.indexHeads(tableIndexes.bucket).keys())
      looks.push(this.#turnOf(Number(bucket.replace('bucket-', ''))));
    if (looks.length + messages.length === 0) return undefined;
    const at = Math.max(this.#last + everyMs, Math.min(...looks, ...messages));
    const isDue = (ticks: readonly number[]): boolean => ticks.some((one) => one <= at);
    return { at, names: [...(isDue(looks) ? looking : []), ...(isDue(messages) ? telling : [])] };
  }

  fired({ at }: Tick): void {
    this.#last = at;
  }

  #turnOf(bucket: number): number {
    const next = Math.floor(this.#last / everyMs) + 1;
    return (next + ((bucket - (next % reconcileBuckets) + reconcileBuckets) % reconcileBuckets)) * everyMs;
  }
}

const tickAfter = (at: number): number => Math.ceil(at / everyMs) * everyMs;
