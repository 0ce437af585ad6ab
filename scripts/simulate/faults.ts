/**
 * What goes wrong, by the seed: each kind counts what it did and notes it for the history. Faults end at an instant, so that it
 * can be seen whether the system comes to rest by itself.
 */
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { cancelled, type StreamRecord } from './aws/table.ts';
import type { Dice } from './chance.ts';
import { FunctionDied } from './functions.ts';
import type { Call } from './gate.ts';

export const faultKinds = [
  'death',
  'slow-call',
  'ses-timeout',
  'ses-throttle',
  'ses-reject',
  'dynamodb-throttle',
  'transaction-cancelled',
  'answer-lost',
  'states-fail',
  'states-unheard',
  'stream-again',
  'stream-late',
  'stream-order',
  'stream-poison',
  'event-again',
  'event-late',
  'event-lost',
  'double-invoke',
  'execution-killed',
  'reconciler-late',
  'clock-skew',
  'time-zones',
  'deploy',
  'kill-9',
  'restore',
] as const;
export type FaultKind = (typeof faultKinds)[number];
/** What goes wrong in a world, and so many times as often as usual. */
export type Weather = { faults: readonly FaultKind[]; severity?: number };

/** How a call goes wrong. `after`: its effect has happened, its caller does not hear of it. */
export type Mishap =
  | { how: 'fails'; error: Error; after: boolean }
  | { how: 'dies'; after: boolean; error: Error }
  | { how: 'slow'; byMs: number };

const reads: ReadonlySet<string> = new Set(['GetCommand', 'BatchGetCommand', 'QueryCommand']);

export class Faults {
  readonly #kinds: ReadonlySet<FaultKind>;
  readonly #severity: number;
  readonly #dice: Dice;
  readonly #note: (kind: FaultKind, about: string) => void;
  readonly counts = new Map<FaultKind, number>();
  /** Nothing goes wrong any more. */
  over = false;

  /** `severity`: so many times as often as usual. */
  constructor(
    kinds: readonly FaultKind[],
    severity: number,
    dice: Dice,
    note: (kind: FaultKind, about: string) => void,
  ) {
    this.#kinds = new Set(kinds);
    this.#severity = severity;
    this.#dice = dice;
    this.#note = note;
  }

  /** Whether this kind strikes now. */
  strikes(kind: FaultKind, probability: number, about = ''): boolean {
    if (this.over || !this.#kinds.has(kind) || !this.#dice.happens(probability * this.#severity)) return false;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.#note(kind, about);
    return true;
  }

  has(kind: FaultKind): boolean {
    return this.#kinds.has(kind);
  }

  get dice(): Dice {
    return this.#dice;
  }

  mishapOf(call: Call): Mishap | null {
    if (this.over || this.#kinds.size === 0) return null;
    const { service, name, invocation } = call;
    const about = `${invocation.name} at ${name}`;
    if (this.strikes('death', 0.004, about))
      return { how: 'dies', after: this.#dice.happens(0.5), error: new FunctionDied(about) };
    if (service === 'pause') return null;
    if (call.notBefore === 0 && this.strikes('slow-call', 0.003, about))
      return { how: 'slow', byMs: this.#dice.between(1, 150) * 1000 };
    if (service === 'ses') return this.#sesMishap(about);
    return service === 'dynamodb' ? this.#tableMishap(name, about) : this.#statesMishap(about);
  }

  #sesMishap(about: string): Mishap | null {
    // Timed out after it was accepted, or before: the caller cannot tell.
    if (this.strikes('ses-timeout', 0.03, about))
      return { how: 'fails', after: this.#dice.happens(0.5), error: named('TimeoutError', undefined) };
    if (this.strikes('ses-throttle', 0.03, about))
      return { how: 'fails', after: false, error: named('Throttling', 400) };
    if (this.strikes('ses-reject', 0.01, about))
      return { how: 'fails', after: false, error: named('MessageRejected', 400) };
    return null;
  }

  #tableMishap(name: string, about: string): Mishap | null {
    if (this.strikes('dynamodb-throttle', 0.003, about)) {
      const error = new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} });
      return { how: 'fails', after: false, error };
    }
    if (name === 'TransactWriteCommand' && this.strikes('transaction-cancelled', 0.02, about))
      return { how: 'fails', after: false, error: cancelled(['TransactionConflict']) };
    // The SDK gave up waiting; what was asked has happened, or has not.
    if (!reads.has(name) && this.strikes('answer-lost', 0.003, about))
      return { how: 'fails', after: this.#dice.happens(0.7), error: named('TimeoutError', undefined) };
    return null;
  }

  #statesMishap(about: string): Mishap | null {
    if (this.strikes('states-fail', 0.02, about))
      return { how: 'fails', after: false, error: named('ThrottlingException', 400) };
    if (this.strikes('states-unheard', 0.02, about))
      return { how: 'fails', after: true, error: named('TimeoutError', undefined) };
    return null;
  }

  diesAtTheEnd(name: string): boolean {
    return this.strikes('death', 0.002, `${name} at its end`);
  }

  skewMs(): number {
    return this.strikes('clock-skew', 0.1) ? this.#dice.between(-5_000, 5_000) : 0;
  }

  streamLateMs(): number {
    return this.strikes('stream-late', 0.003) ? this.#dice.between(1, 900) * 1000 : 0;
  }

  /** Another order across keys; within one key it stays. */
  orderOf(records: readonly StreamRecord[]): readonly StreamRecord[] {
    if (records.length < 2 || !this.strikes('stream-order', 0.2)) return records;
    const keys = [...new Set(records.map(({ pk, sk }) => `${pk}|${sk}`))];
    const rank = new Map(keys.map((key) => [key, this.#dice.random()]));
    const rankOf = ({ pk, sk }: StreamRecord): number => rank.get(`${pk}|${sk}`) ?? 0;
    return [...records].sort((a, b) => rankOf(a) - rankOf(b) || a.sequence - b.sequence);
  }

  recordsAgain(done: readonly StreamRecord[]): readonly StreamRecord[] {
    return done.length > 0 && this.strikes('stream-again', 0.02) ? done : [];
  }

  poison(): unknown[] {
    return this.strikes('stream-poison', 0.01) ? [{ dynamodb: { SequenceNumber: 7, Keys: null } }] : [];
  }

  /** One delivery, two of them, a late one, or none. */
  eventDelaysMs(target: string): number[] {
    if (this.strikes('event-lost', 0.01, target)) return [];
    if (this.strikes('event-again', 0.03, target)) return [0, this.#dice.between(0, 600) * 1000];
    if (this.strikes('event-late', 0.03, target)) return [this.#dice.between(1, 3_600) * 1000];
    return [0];
  }
}

function named(name: string, httpStatusCode: number | undefined): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
