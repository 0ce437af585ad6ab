/** A group session: its time, place and capacity. Each participant has a session of their own that points to it. */
import { type Refused, refuse } from '../change.ts';
import type { SessionKind } from '../protocol.ts';
import type { Booking } from '../session/book.ts';
import type { CancelReason } from '../session/cancel.ts';
import { revisionsMax } from '../session/move.ts';
import type { Instant, SessionStart } from '../state.ts';

/** What the sessions of its participants take over. */
export type GroupPlan = Pick<Booking, 'start' | 'durationMinutes' | 'mode' | 'modality' | 'place' | 'staff'>;

export type Group = GroupPlan & {
  groupId: string;
  kind: SessionKind;
  capacity: number;
  status: 'planned' | 'cancelled';
  /** Goes up with whatever its participants' sessions take over: a session of an earlier one is told nothing any more. */
  revision: number;
  /** Raised with every change: the ETag. */
  version: number;
  createdAt: Instant;
  cancelled: { at: Instant; reason: CancelReason; note: string | null } | null;
};

export type GroupChange = Partial<GroupPlan> & { capacity?: number };

export function planOf({ start, durationMinutes, mode, modality, place, staff }: GroupPlan): GroupPlan {
  return { start, durationMinutes, mode, modality, place, staff };
}

export function planGroup(
  wanted: GroupPlan & Pick<Group, 'kind' | 'capacity'>,
  groupId: string,
  now: Instant,
): { ok: true; group: Group } | Refused {
  const refused = refusePast(wanted.start, now);
  if (refused) return refused;
  const { kind, capacity } = wanted;
  const begun = { status: 'planned', revision: 1, version: 1, createdAt: now, cancelled: null } as const;
  return { ok: true, group: { groupId, kind, capacity, ...planOf(wanted), ...begun } };
}

export function changeGroup(
  group: Group,
  { capacity = group.capacity, ...wanted }: GroupChange,
  taken: number,
  now: Instant,
): { ok: true; group: Group } | Refused {
  const refused = refuseOver(group, now) ?? (wanted.start ? refusePast(wanted.start, now) : null);
  if (refused) return refused;
  if (capacity < taken)
    return refuse('wrong-state', `${taken} take part: there must be room for them, or some of them leave first.`);
  const plan = { ...group, ...wanted };
  const revised = JSON.stringify(plan) !== JSON.stringify(group);
  // As many as one session of a participant may be moved.
  if (revised && group.revision >= revisionsMax)
    return refuse('wrong-state', `A group may change at most ${revisionsMax} times. Cancel it and plan another.`);
  const revision = group.revision + (revised ? 1 : 0);
  return { ok: true, group: { ...plan, capacity, revision, version: group.version + 1 } };
}

export function cancelGroup(
  group: Group,
  reason: CancelReason,
  note: string | null,
  now: Instant,
): { ok: true; group: Group } | Refused {
  const refused = refuseOver(group, now);
  if (refused) return refused;
  const { revision, version } = group;
  const cancelled = { at: now, reason, note };
  return {
    ok: true,
    group: { ...group, status: 'cancelled', cancelled, revision: revision + 1, version: version + 1 },
  };
}

/** What has begun is for each participant's own record. */
function refuseOver({ status, start }: Group, now: Instant): Refused | null {
  if (status === 'cancelled') return refuse('wrong-state', 'The group was cancelled.');
  return start.instant <= now ? refuse('wrong-state', `The group has begun, ${start.instant}.`) : null;
}

function refusePast({ instant }: SessionStart, now: Instant): Refused | null {
  return instant <= now
    ? refuse('in-the-past', `The start ${instant} is not after now, ${now}. Choose a later time.`)
    : null;
}
