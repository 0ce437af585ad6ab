/** The consumer of the table's stream. A record only says "look again": what is done follows from what the table says now. */
import { type ChangedOwner, groupOf, ownerOf } from '../../shared/contracts/table.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { align } from './align.ts';
import { followPendingGroup } from './follow-group.ts';
import { readStreamEvent, streamEvent } from './stream-event.ts';

type Answer = { batchItemFailures: { itemIdentifier: string }[] };

/** Each owner and each group is seen to by itself, and only what failed is reported. */
export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-change', streamEvent, async (event): Promise<Answer> => {
    const owners = new Map<string, Changed<ChangedOwner>>();
    const groups = new Map<string, Changed<{ clinicId: string; groupId: string }>>();
    for (const { pk, sk, sequenceNumber } of readStreamEvent(deps, 'on-change', event)) {
      const group = groupOf({ pk, sk });
      const owner = ownerOf({ pk, sk });
      if (group) note(groups, group.groupId, group, sequenceNumber);
      if (owner) note(owners, nameOf(owner), owner, sequenceNumber);
    }
    const changed = [...owners.values()];
    const runs = deps.runs.readAll(changed.map(({ of }) => of));
    const failures = await Promise.all([
      ...[...groups.values()].map(({ of, sequenceNumbers }) =>
        trySee(deps, sequenceNumbers, () => followPendingGroup(deps, of.clinicId, of.groupId)),
      ),
      ...changed.map(({ of, sequenceNumbers }, index) =>
        trySee(deps, sequenceNumbers, async () => {
          const state = (await runs)[index];
          if (state) await align(deps, of, state);
        }),
      ),
    ]);
    return { batchItemFailures: failures.flat() };
  });

type Changed<Of> = { of: Of; sequenceNumbers: string[] };

function note<Of>(seen: Map<string, Changed<Of>>, name: string, of: Of, sequenceNumber: string): void {
  const changed = seen.get(name) ?? { of, sequenceNumbers: [] };
  changed.sequenceNumbers.push(sequenceNumber);
  seen.set(name, changed);
}

const nameOf = ({ programId, owner }: ChangedOwner): string =>
  `${programId}|${owner.kind === 'session' ? owner.sessionId : ''}`;

async function trySee(
  deps: Deps,
  sequenceNumbers: string[],
  see: () => Promise<void>,
): Promise<Answer['batchItemFailures']> {
  try {
    await see();
    return [];
  } catch (error) {
    logFailure(deps, 'on-change', error);
    return sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));
  }
}
