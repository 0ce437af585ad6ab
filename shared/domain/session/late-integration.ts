import type { Change } from '../change.ts';
import { beginsAt, endsAt, givenDoses, isDone } from '../course.ts';
import type { Session } from '../state.ts';
import { calendarDaysBetween } from '../time.ts';

/** The first integration after a dose came later than the protocol asks: it counts, with a warning and a task. */
export function placeLateIntegration(change: Change, session: Session): boolean {
  if (session.kind !== 'integration' || !isDone(session) || session.warnings.includes('integration-late')) return false;
  const dose = givenDoses(change.program).findLast((one) => endsAt(one) <= beginsAt(session));
  if (!dose) return false;
  const earlier = change.program.sessions.some(
    (one) =>
      one.kind === 'integration' &&
      one.sessionId !== session.sessionId &&
      isDone(one) &&
      beginsAt(one) >= endsAt(dose) &&
      beginsAt(one) < beginsAt(session),
  );
  const days = calendarDaysBetween(endsAt(dose), beginsAt(session), session.start.timeZone);
  return !earlier && days > change.protocol.integration.withinDays;
}
