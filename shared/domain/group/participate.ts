/** Taking part in a group, and following it: its time is a fact for all who take part. */
import { type Change, type Refused, refuse } from '../change.ts';
import { isOpen } from '../course.ts';
import { isDose } from '../protocol.ts';
import { bookSession } from '../session/book.ts';
import { putCancelled } from '../session/cancel.ts';
import { moveWithGroup } from '../session/move.ts';
import type { Monitor } from '../state.ts';
import { type Group, planOf } from './group.ts';

/** A session of one's own, booked by the rules of any other. That there is room is once more a condition of the write. */
export function joinGroup(
  change: Change,
  group: Group,
  taken: number,
  monitor: Monitor | null,
): { sessionId: string } | Refused {
  const { groupId, revision, capacity, kind, status } = group;
  if (status === 'cancelled') return refuse('wrong-state', 'The group was cancelled.');
  if (change.program.sessions.some((one) => isOpen(one) && one.group?.groupId === groupId))
    return refuse('wrong-state', 'This patient takes part already.');
  if (isDose(kind) && !change.protocol.modalities.includes('group'))
    return refuse('wrong-state', "This patient's protocol has no doses in groups.");
  if (taken >= capacity) return refuse('wrong-state', `The group is full: ${taken} of ${capacity}.`);
  return bookSession(change, {
    kind,
    format: 'group',
    ...planOf(group),
    monitor,
    group: { groupId, revision },
  });
}

/** Done again it changes nothing. A session whose outcome is known, or that was cancelled, follows nobody. */
export function followGroup(change: Change, sessionId: string, group: Group): void {
  const session = change.session(sessionId);
  if (!session?.group || session.status !== 'booked' || session.group.revision >= group.revision) return;
  const pointer = { groupId: group.groupId, revision: group.revision };
  if (group.cancelled) {
    const { reason, note } = group.cancelled;
    change.record('session-cancelled', { sessionId, reason, note, group: pointer });
    putCancelled(change, { ...session, group: pointer }, reason, note, true);
    return;
  }
  moveWithGroup(change, session, { ...planOf(group), group: pointer });
}
