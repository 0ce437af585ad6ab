/** EventBridge on one machine: hands an event to every function whose rule asks for its source. */
import type { FunctionHost } from './functions.ts';

export type BusEvent = { source: string };

/** Tries of one target; after them the event is a dead letter, so that it never holds up the next. */
const attemptsMax = 4;
const pauseMs = 50;

export function createEventBus(
  host: () => FunctionHost,
  deadLetter: (source: string, event: unknown, error: string) => void,
  home: { account: string; region: string; now: () => number; isLost: (event: BusEvent) => boolean },
) {
  const deliver = async (target: string, event: BusEvent): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await host().invoke(target, event);
        return;
      } catch (error) {
        if (attempt === attemptsMax) {
          deadLetter(target, event, error instanceof Error ? error.name : 'Error');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
      }
    }
  };
  const publish = async (event: BusEvent): Promise<void> => {
    if (home.isLost(event)) return;
    const targets = host()
      .triggeredBy('event-rule')
      .filter(({ trigger }) => trigger.source === event.source);
    await Promise.all(targets.map(({ name }) => deliver(name, event)));
  };
  return {
    publish,
    /** Entries as PutEvents takes them; EventBridge has accepted them by then. */
    putEvents: async (entries: unknown[]): Promise<void> => {
      for (const entry of entries) await publish(eventOf(entry as Entry, home));
    },
  };
}

type Entry = { Source: string; DetailType: string; Detail: string; Resources?: string[] };

/** What a rule's target gets of an entry. */
function eventOf(
  { Source, DetailType, Detail, Resources }: Entry,
  { account, region, now }: { account: string; region: string; now: () => number },
) {
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account,
    time: new Date(now()).toISOString(),
    region,
    resources: Resources ?? [],
    detail: JSON.parse(Detail) as unknown,
  };
}
