/** R11: every event carries the hash of itself and of the one before it. Who changes or drops one changes all after it. */
import { createHash } from 'node:crypto';
import type { Actor, Instant } from '../domain/state.ts';

export type StoredEvent = {
  eventId: string;
  seq: number;
  at: Instant;
  actor: Actor;
  type: string;
  data: Readonly<Record<string, unknown>>;
  hash: string;
};

/** Where a chain stands. `programId` null: the clinic's own chain. */
export type ChainHead = { clinicId: string; programId: string | null; seq: number; hash: string };

/** Events of one transaction, chained onto the head. `idPrefix` makes their ids; where it is a write's own, so is their hash. */
export function chainEvents(
  head: { seq: number; hash: string },
  idPrefix: string,
  events: readonly { type: string; data: Readonly<Record<string, unknown>> }[],
  actor: Actor,
  at: Instant,
): StoredEvent[] {
  const chained: StoredEvent[] = [];
  let { seq, hash } = head;
  for (const { type, data } of events) {
    seq += 1;
    const eventId = `${idPrefix}-${seq}`;
    // What the table keeps is plain JSON: hash exactly that.
    const plain = { eventId, seq, at, actor, type, data: JSON.parse(JSON.stringify(data)) };
    hash = hashOf(hash, plain);
    chained.push({ ...plain, hash });
  }
  return chained;
}

export function hashOf(previous: string, event: Omit<StoredEvent, 'hash'>): string {
  return createHash('sha256').update(previous).update(canonical(event)).digest('hex');
}

/** JSON with sorted keys: a map comes back from DynamoDB in another order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

/** The same person in a clinic, told by email and date of birth and named by neither. */
export function personHash(patient: { email: string; dateOfBirth: string }): string {
  return createHash('sha256')
    .update(`${patient.email.trim().toLowerCase()}|${patient.dateOfBirth}`)
    .digest('hex')
    .slice(0, 40);
}

/** A stable number from an id, to spread items over shards and buckets. */
export function spread(id: string, over: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % over;
}
