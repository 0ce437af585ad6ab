/**
 * What Lambda's event sources hand over: the table's stream in batches, by shards and in the order of each key; events of SES
 * and Step Functions; each again where the function failed. A ready delivery waits for its turn like any call.
 */
import { functions } from '../../infra/manifest.ts';
import type { StreamRecord } from './aws/table.ts';
import type { Dice } from './chance.ts';
import type { Faults } from './faults.ts';
import type { FunctionHost } from './functions.ts';

const shardCount = 4;
const batchMax = 50;
/** What on-change leaves aside does not take its time here. */
const owners = /^(state#head|state#session#|run#|group$)/;
/** Of a batch that fails whole, or of what is left of it (infra/cloud/reactions.ts: `streamRetries`). */
const streamRetriesMax = 5;
const streamPauseMs = 2_000;
/** Lambda tries an event of EventBridge twice again by itself. */
const eventPausesMs = [60_000, 120_000] as const;

export type Ready = { begin: () => void };
type Shard = {
  target: string;
  batch: number;
  keys: RegExp;
  records: StreamRecord[];
  notBefore: number;
  inFlight: boolean;
  tries: number;
};
type Waiting = { target: string; event: unknown; notBefore: number; tries: number };

export class Deliveries {
  /** Of each function that reads the stream, which reads it by itself. */
  readonly #shards: Shard[][] = functions.flatMap(({ name, trigger }) =>
    trigger.kind === 'table-stream'
      ? [
          Array.from({ length: shardCount }, () => ({
            target: name,
            batch: trigger.batch ?? batchMax,
            keys: trigger.keys === undefined ? owners : new RegExp(`^${trigger.keys}`),
            records: [],
            notBefore: 0,
            inFlight: false,
            tries: 0,
          })),
        ]
      : [],
  );
  #events: Waiting[] = [];
  #inFlight: Waiting[] = [];
  readonly #host: () => FunctionHost;
  readonly #now: () => number;
  readonly #faults: Faults;
  readonly #dice: Dice;
  deadLetters = 0;

  constructor(host: () => FunctionHost, now: () => number, faults: Faults, dice: Dice) {
    this.#host = host;
    this.#now = now;
    this.#faults = faults;
    this.#dice = dice;
  }

  addRecord(record: StreamRecord): void {
    if (!/#(program|group)#/.test(record.pk)) return;
    for (const shards of this.#shards) {
      const shard = shards[hashOf(record.pk) % shardCount];
      if (!shard?.keys.test(record.sk)) continue;
      shard.records.push(record);
      const lateMs = this.#faults.streamLateMs();
      if (lateMs > 0) shard.notBefore = Math.max(shard.notBefore, this.#now() + lateMs);
    }
  }

  addEvent(target: string, event: unknown): void {
    for (const delayMs of this.#faults.eventDelaysMs(target))
      this.#events.push({ target, event, notBefore: this.#now() + delayMs, tries: 0 });
  }

  ready(): Ready[] {
    const now = this.#now();
    const shards = this.#shards.flat().filter((one) => !one.inFlight && one.records.length > 0 && one.notBefore <= now);
    const events = this.#events.filter((one) => one.notBefore <= now);
    return [
      ...shards.map((shard) => ({ begin: () => this.#deliverRecords(shard) })),
      ...events.map((event) => ({ begin: () => this.#deliverEvent(event) })),
    ];
  }

  nextAt(): number | undefined {
    const instants = [
      ...this.#shards
        .flat()
        .filter((one) => !one.inFlight && one.records.length > 0)
        .map(({ notBefore }) => notBefore),
      ...this.#events.map(({ notBefore }) => notBefore),
    ];
    return instants.length > 0 ? Math.min(...instants) : undefined;
  }

  /** The process that read the stream is gone: what was in flight is read again. */
  restart(): void {
    for (const shard of this.#shards.flat()) shard.inFlight = false;
    this.#events.push(...this.#inFlight);
    this.#inFlight = [];
  }

  /** Everything that waits is lost. */
  clear(): void {
    for (const shard of this.#shards.flat()) shard.records = [];
    this.#events = [];
    this.#inFlight = [];
  }

  #deliverRecords(shard: Shard): void {
    const batch = this.#faults.orderOf(shard.records).slice(0, this.#dice.between(1, shard.batch));
    shard.inFlight = true;
    const Records = [...batch.map(asStreamRecord), ...this.#faults.poison()];
    this.#host()
      .invoke(shard.target, { Records })
      .then(
        (answer) => this.#settleRecords(shard, batch, failedIn(answer)),
        () => this.#settleRecords(shard, batch, new Set(batch.map(({ sequence }) => String(sequence)))),
      );
  }

  /** A batch is done up to the first record that failed; from there on it comes again. */
  #settleRecords(shard: Shard, batch: readonly StreamRecord[], failed: ReadonlySet<string>): void {
    if (!shard.inFlight) return;
    shard.inFlight = false;
    const from = batch.findIndex(({ sequence }) => failed.has(String(sequence)));
    const done = new Set(from < 0 ? batch : batch.slice(0, from));
    shard.tries = from < 0 || done.size > 0 ? 0 : shard.tries + 1;
    if (from >= 0) shard.notBefore = this.#now() + streamPauseMs;
    if (shard.tries > streamRetriesMax) {
      const [poisoned] = batch.slice(from);
      if (poisoned) done.add(poisoned);
      this.deadLetters += 1;
      shard.tries = 0;
    }
    const again = this.#faults.recordsAgain([...done]);
    shard.records = [...shard.records.filter((one) => !done.has(one)), ...again];
  }

  #deliverEvent(waiting: Waiting): void {
    this.#events = this.#events.filter((one) => one !== waiting);
    this.#inFlight.push(waiting);
    const done = (): void => {
      this.#inFlight = this.#inFlight.filter((one) => one !== waiting);
    };
    this.#host()
      .invoke(waiting.target, waiting.event)
      .then(done, () => {
        if (!this.#inFlight.includes(waiting)) return;
        done();
        const pauseMs = eventPausesMs[waiting.tries];
        if (pauseMs === undefined) this.deadLetters += 1;
        else this.#events.push({ ...waiting, tries: waiting.tries + 1, notBefore: this.#now() + pauseMs });
      });
  }
}

const asStreamRecord = ({ pk, sk, sequence }: StreamRecord): unknown => ({
  eventName: 'MODIFY',
  dynamodb: { SequenceNumber: String(sequence), Keys: { pk: { S: pk }, sk: { S: sk } } },
});

function failedIn(answer: unknown): ReadonlySet<string> {
  const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash >>> 0;
}
