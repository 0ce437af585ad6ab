import type { Change } from '../change.ts';
import { beginsAt, endsAt, givenDoses, isDone } from '../course.ts';
import { integrationsAfter } from '../protocol.ts';
import type { Session } from '../state.ts';
import { calendarDaysBetween } from '../time.ts';

/** The first integration after a dose came later than the protocol asks: it counts, with a warning and a task. */
export function placeLateIntegration(change: Change, session: Session): boolean {
  if (session.kind !== 'integration' || !isDone(session) || session.warnings.includes('integration-late')) return false;
  const doses = givenDoses(change.program).filter((one) => endsAt(one) <= beginsAt(session));
  const dose = doses.at(-1);
  if (!dose || integrationsAfter(change.protocol, doses.length) === 0) return false;
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
