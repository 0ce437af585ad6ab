/** Where a touchpoint's row stands: in its session, in its task, or among the program's notices. One place reads and writes it. */
import type { Change } from '../change.ts';
import type { Instant, Program, Session, Task, Touchpoint } from '../state.ts';
import { plusMinutes } from '../time.ts';
import { unmerge } from '../touchpoints.ts';

/** `task`: of a message to staff. */
export type Found = { touchpoint: Touchpoint; session: Session | null; task: Task | null };

/** Every row of a program: its own notices, and those of its sessions and tasks. */
export function rowsOf({ notices, sessions, tasks }: Program): Touchpoint[] {
  return [...notices, ...[...sessions, ...tasks].flatMap(({ touchpoints }) => touchpoints)];
}

export function findTouchpoint(change: Change, key: string): Found | null {
  const notice = change.program.notices.find((one) => one.key === key);
  if (notice) return { touchpoint: notice, session: null, task: null };
  for (const session of change.program.sessions) {
    const touchpoint = session.touchpoints.find((one) => one.key === key);
    if (touchpoint) return { touchpoint, session, task: null };
  }
  for (const task of change.program.tasks) {
    const touchpoint = task.touchpoints.find((one) => one.key === key);
    if (touchpoint) return { touchpoint, session: null, task };
  }
  return null;
}

export function putTouchpoint(change: Change, { session, task }: Found, touchpoint: Touchpoint): void {
  const replace = (rows: readonly Touchpoint[]): Touchpoint[] =>
    rows.map((one) => (one.key === touchpoint.key ? touchpoint : one));
  if (session) {
    const current = change.session(session.sessionId) ?? session;
    change.putSession({ ...current, touchpoints: replace(current.touchpoints) });
  } else if (task) {
    const current = change.task(task.taskId) ?? task;
    change.putTask({ ...current, touchpoints: replace(current.touchpoints) });
  } else change.update({ notices: replace(change.program.notices) });
}

/** What was merged into a message that does not go out is planned again. */
export function planMergedAgain(change: Change, { session }: Found, survivorKey: string): void {
  if (!session) return;
  const current = change.session(session.sessionId) ?? session;
  if (current.touchpoints.some((one) => one.status === 'merged' && one.mergedInto === survivorKey))
    change.putSession(unmerge(current, survivorKey));
}

/** SES tells of an accepted message within this time; without its Send event the outcome is settled without it. */
const unknownMinutes = 15;

type Unsettled = Pick<Touchpoint, 'status' | 'at'> & { claim: { at: Instant; until: Instant } | null };

/** When something has to be done about a row that is not settled. */
export function actAt({ status, claim, at }: Unsettled): Instant {
  if (status === 'unknown') return plusMinutes(claim?.at ?? at, unknownMinutes);
  return status === 'claimed' && claim ? claim.until : at;
}
