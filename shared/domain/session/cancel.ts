import { type Change, type Refused, refuse } from '../change.ts';
import { planCancelled } from '../planning.ts';
import { isDose } from '../protocol.ts';
import type { Session } from '../state.ts';
import type { TaskKind } from '../task-kinds.ts';
import { voidBeforeSession } from '../touchpoints.ts';
import { reviewSpacing } from './spacing.ts';

export const cancelReasons = ['patient-request', 'clinic-request', 'illness', 'not-cleared', 'other'] as const;
export type CancelReason = (typeof cancelReasons)[number];

export function cancelSession(
  change: Change,
  sessionId: string,
  reason: CancelReason,
  note: string | null,
): Refused | undefined {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  if (session.status !== 'booked')
    return refuse('wrong-state', `The session is ${session.status}: only a booked one can be cancelled.`);
  change.record('session-cancelled', { sessionId, reason, note });
  putCancelled(change, session, reason, note, true);
  return undefined;
}

/** Cancels what is booked when a program ends: one event of the program says so for all of them. */
export function cancelBooked(change: Change, reason: string, tell: boolean): string[] {
  const booked = change.program.sessions.filter((one) => one.status === 'booked');
  for (const session of booked) putCancelled(change, session, reason, null, tell);
  return booked.map((one) => one.sessionId);
}

/** Tasks to tell the patient of what is no longer so: what comes in its place has a notice of its own. */
export const tellsTasks: ReadonlySet<TaskKind> = new Set(['call-patient', 'message-failed', 'message-skipped']);

/** What is asked of a session that is still to come. */
export const asksOfSession: ReadonlySet<TaskKind> = new Set([
  'late-booking',
  'spacing',
  'integration-late',
  'group-moved',
  'staffing',
  'undocumented',
  'vitals',
  'unconfirmed',
  'unopened',
  'answer',
  'monitor-declined',
  // To clear it again. That after every so many doses is about one that was given.
  'dose-review',
]);

export function putCancelled(
  change: Change,
  session: Session,
  reason: string,
  note: string | null,
  tell: boolean,
): void {
  const cancelled: Session = {
    ...voidBeforeSession(session, 'cancelled'),
    status: 'cancelled',
    blocked: [],
    cancelled: { at: change.now, reason, note },
  };
  change.putSession(tell ? planCancelled(cancelled, change.now) : cancelled);
  change.resolveTasks(
    (task) => task.sessionId === session.sessionId && (tellsTasks.has(task.kind) || asksOfSession.has(task.kind)),
    'The session was cancelled.',
  );
  if (isDose(session.kind)) reviewSpacing(change);
}
