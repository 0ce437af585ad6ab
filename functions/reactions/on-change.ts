/** The consumer of the table's stream. A record only says "look again": what is done follows from what the table says now. */
import { groupOf, ownerOf } from '../../shared/contracts/table.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { align } from './align.ts';
import { followPendingGroup } from './follow-group.ts';
import { readStreamEvent, streamEvent } from './stream-event.ts';

type Answer = { batchItemFailures: { itemIdentifier: string }[] };

/** Each owner is seen to by itself, and only what failed is reported. */
export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-change', streamEvent, async (event): Promise<Answer> => {
    const owners = new Map<string, { see: () => Promise<void>; sequenceNumbers: string[] }>();
    for (const { pk, sk, sequenceNumber } of readStreamEvent(deps, 'on-change', event)) {
      const owner = whoseIs(deps, { pk, sk });
      if (!owner) continue;
      const { key, see } = owner;
      const seen = owners.get(key) ?? { see, sequenceNumbers: [] };
      seen.sequenceNumbers.push(sequenceNumber);
      owners.set(key, seen);
    }
    const failures = await Promise.all(
      [...owners.values()].map(({ see, sequenceNumbers }) => trySee(deps, see, sequenceNumbers)),
    );
    return { batchItemFailures: failures.flat() };
  });

function whoseIs(deps: Deps, item: { pk: string; sk: string }): { key: string; see: () => Promise<void> } | null {
  const group = groupOf(item);
  if (group) return { key: group.groupId, see: () => followPendingGroup(deps, group.clinicId, group.groupId) };
  const of = ownerOf(item);
  if (!of) return null;
  const key = `${of.programId}|${of.owner.kind === 'session' ? of.owner.sessionId : ''}`;
  return { key, see: () => align(deps, of) };
}

async function trySee(
  deps: Deps,
  see: () => Promise<void>,
  sequenceNumbers: string[],
): Promise<Answer['batchItemFailures']> {
  try {
    await see();
    return [];
  } catch (error) {
    logFailure(deps, 'on-change', error);
    return sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));
  }
}
