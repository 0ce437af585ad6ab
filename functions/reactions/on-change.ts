/** The consumer of the table's stream. A record only says "look again": what is done follows from what the table says now. */
import { type ChangedOwner, ownerOf } from '../../shared/contracts/table.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { align } from './align.ts';
import { readStreamEvent, streamEvent } from './stream-event.ts';

type Answer = { batchItemFailures: { itemIdentifier: string }[] };

/** Each owner is seen to by itself, and only what failed is reported. */
export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-change', streamEvent, async (event): Promise<Answer> => {
    const owners = new Map<string, { of: ChangedOwner; sequenceNumbers: string[] }>();
    for (const { pk, sk, sequenceNumber } of readStreamEvent(deps, 'on-change', event)) {
      const of = ownerOf({ pk, sk });
      if (!of) continue;
      const key = `${of.programId}|${of.owner.kind === 'session' ? of.owner.sessionId : ''}`;
      const seen = owners.get(key) ?? { of, sequenceNumbers: [] };
      seen.sequenceNumbers.push(sequenceNumber);
      owners.set(key, seen);
    }
    const failures = await Promise.all(
      [...owners.values()].map(({ of, sequenceNumbers }) => tryAlign(deps, of, sequenceNumbers)),
    );
    return { batchItemFailures: failures.flat() };
  });

async function tryAlign(deps: Deps, of: ChangedOwner, sequenceNumbers: string[]): Promise<Answer['batchItemFailures']> {
  try {
    await align(deps, of);
    return [];
  } catch (error) {
    logFailure(deps, 'on-change', error);
    return sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));
  }
}
