/** Is this chain whole and unchanged (R11)? Every fault is one sentence. Pure: what the table holds comes in as it stands. */
import { keys } from '../contracts/table.ts';
import { type ChainHead, hashOf, type StoredEvent } from './chain.ts';

/** As read from the table: nothing about it is believed yet. */
export type StoredChain = {
  clinicId: string;
  programId: string | null;
  /** What the program or the clinic says of its last event; null where there is none. */
  head: { seq: number; hash: string } | null;
  /** In the order of their keys. */
  events: readonly { key: string; event: unknown }[];
};

export const nameOf = ({ clinicId, programId }: Pick<ChainHead, 'clinicId' | 'programId'>): string =>
  programId === null ? `clinic ${clinicId}` : `program ${programId} of clinic ${clinicId}`;

const eventsOf = ({ events }: Pick<StoredChain, 'events'>): StoredEvent[] =>
  events.map(({ event }) => event).filter(isEvent);

/** `kept`: the head as it was exported on an earlier day, where nobody who can write to the table can change it. */
export function faultsOfChain(chain: StoredChain, kept: ChainHead | null): string[] {
  const name = nameOf(chain);
  return [...faultsOfEvents(chain), ...faultsOfHead(chain), ...(kept ? faultsAgainst(chain, kept) : [])].map(
    (fault) => `${name}: ${fault}`,
  );
}

/** Each event is hashed anew over the hash that is *stored* before it: so one changed event is one fault, not all after it. */
function faultsOfEvents({ events }: StoredChain): string[] {
  const faults: string[] = [];
  let previous = { seq: 0, hash: '' };
  for (const { key, event } of events) {
    if (!isEvent(event)) {
      faults.push(`the item ${key} holds no event any more.`);
      continue;
    }
    const { hash, ...said } = event;
    if (key !== keys.clinicEvent('', event.seq).sk)
      faults.push(`the item ${key} holds event ${event.seq}: events were swapped, or its number was changed.`);
    const expected = previous.seq + 1;
    if (event.seq !== expected)
      faults.push(
        event.seq > expected
          ? `${missing(expected, event.seq - 1)} missing.`
          : `event ${event.seq} stands after event ${previous.seq}.`,
      );
    else if (hashOf(previous.hash, said) !== hash)
      faults.push(`event ${event.seq} (${event.type}) does not fit its hash: it, or the hash before it, was changed.`);
    previous = { seq: event.seq, hash };
  }
  return faults;
}

function isEvent(event: unknown): event is StoredEvent {
  if (typeof event !== 'object' || event === null) return false;
  const { seq, hash } = event as Partial<StoredEvent>;
  return Number.isInteger(seq) && typeof hash === 'string';
}

const missing = (from: number, to: number): string =>
  from === to ? `event ${from} is` : `the events ${from} to ${to} are`;

function faultsOfHead({ head, ...chain }: StoredChain): string[] {
  const events = eventsOf(chain);
  const last = events.at(-1);
  if (!head) return last ? [`it has ${events.length} events and no head: its state is gone.`] : [];
  if (!last) return [`its head names event ${head.seq}, and there are no events.`];
  if (head.seq !== last.seq)
    return [
      `its head names event ${head.seq}, and the last event is ${last.seq}: the end was cut, or something added.`,
    ];
  if (head.hash !== last.hash) return [`the hash in its head is not that of its last event, ${last.seq}.`];
  return [];
}

/** Who cuts the end and sets the head right, or changes an event and hashes all after it anew, is found out by the kept head. */
function faultsAgainst(chain: StoredChain, kept: ChainHead): string[] {
  const event = eventsOf(chain).find(({ seq }) => seq === kept.seq);
  if (!event) return [`event ${kept.seq}, its last one when the heads were exported, is gone: the end was cut.`];
  if (event.hash !== kept.hash)
    return [`event ${kept.seq} is not the one of the exported head: the chain was written anew.`];
  return [];
}
