/**
 * Staff who have another session at that time: said with the answer, never refused. The clinic may know better, and the index
 * that it is read from may lag behind.
 */
import type { Group } from '../../shared/domain/group/group.ts';
import type { Session, StaffRef } from '../../shared/domain/state.ts';
import { plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { longestHours } from '../../shared/use-cases/plan-series.ts';
import type { Answer, Request } from './http.ts';

export type Overlap = { code: 'staff-taken'; staffId: string; programId: string; sessionId: string };

/** Who is to be where, and what it is: its own place is none of another's. */
type Wanted = Pick<Session, 'start' | 'durationMinutes'> & {
  staff: readonly Pick<StaffRef, 'staffId'>[];
  /** All sessions of one group are one meeting. */
  groupId: Group['groupId'] | null;
  /** A patient's own sessions never overlap. */
  programId: string | null;
};

export async function overlapsOf(
  { deps, clinicId }: Request<unknown, unknown>,
  { start, durationMinutes, staff, groupId, programId }: Wanted,
): Promise<Overlap[]> {
  if (staff.length === 0) return [];
  const from = start.instant;
  const to = plusMinutes(from, durationMinutes);
  const near = await deps.queries.taken(clinicId, { from: plusHours(from, -longestHours), to });
  const others = near.filter(
    (one) =>
      one.start < to &&
      from < plusMinutes(one.start, one.durationMinutes) &&
      one.programId !== programId &&
      (groupId === null || one.groupId !== groupId),
  );
  return staff.flatMap(({ staffId }) =>
    others
      .filter(({ staffIds }) => staffIds.includes(staffId))
      .map((one) => ({ code: 'staff-taken', staffId, programId: one.programId, sessionId: one.sessionId })),
  );
}

export function withOverlaps(answer: Answer, overlaps: readonly Overlap[]): Answer {
  return { ...answer, body: { ...(answer.body as Record<string, unknown>), overlaps } };
}
