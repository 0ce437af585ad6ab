/** A clinician corrects how a session went: the correction is added to the record, what follows is derived again, phases stay. */
import { type Change, type Refused, refuse } from '../change.ts';
import { isDone } from '../course.ts';
import { notBefore } from '../guidelines.ts';
import { deriveAgain, tellBoth } from '../planning.ts';
import { isDose } from '../protocol.ts';
import type { Instant, Session, Vitals } from '../state.ts';
import { reviewVitals } from './adverse-events.ts';
import { refuseShortStay } from './minimum-stay.ts';
import { reviewSpacing } from './spacing.ts';

/** What is absent stays. */
export type Correction = {
  result?: 'completed' | 'stopped-early';
  startedAt?: Instant;
  endedAt?: Instant;
  vitals?: Vitals | null;
  notes?: string | null;
  reason: string;
};

export function correctOutcome(change: Change, sessionId: string, correction: Correction): Refused | undefined {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  const { actual, outcome } = session;
  if (!isDone(session) || !actual?.endedAt || !outcome)
    return refuse('wrong-state', `The session is ${session.status}: only what took place is corrected.`);
  const { reason, result = outcome.result, startedAt = actual.startedAt, endedAt = actual.endedAt } = correction;
  const errors = [
    ...(startedAt > change.now ? [{ path: 'startedAt', message: 'Lies in the future.' }] : []),
    ...(endedAt > change.now ? [{ path: 'endedAt', message: 'Lies in the future.' }] : []),
    ...(endedAt <= startedAt ? [{ path: 'endedAt', message: 'Must be after startedAt.' }] : []),
  ];
  if (errors.length > 0) return refuse('invalid', 'The corrected times do not fit.', { errors });
  // What stood before is not judged anew because something else is corrected.
  const goesOtherwise = result !== outcome.result || startedAt !== actual.startedAt || endedAt !== actual.endedAt;
  const short = goesOtherwise ? refuseShortStay(change, session, { result, startedAt, endedAt }) : undefined;
  if (short) return short;
  const { vitals = outcome.vitals, notes = outcome.notes } = correction;
  change.record('outcome-corrected', { sessionId, result, startedAt, endedAt, vitals, notes, reason });
  const corrected: Session = {
    ...session,
    status: result === 'no-show' ? session.status : result,
    actual: { startedAt, endedAt },
    outcome: { ...outcome, result, vitals, notes },
  };
  change.putSession(corrected);
  change.putSession(withAftercare(change, corrected, actual.endedAt));
  reviewSpacing(change);
  // A correction of something else may say again what is known.
  if (vitals && JSON.stringify(vitals) !== JSON.stringify(outcome.vitals)) reviewVitals(change, session, vitals);
  return undefined;
}

/** An end that was later than told holds longer: the patient hears it again, under a key of its own. */
function withAftercare(change: Change, session: Session, toldEnd: Instant): Session {
  const endedAt = session.actual?.endedAt;
  if (!isDose(session.kind) || !endedAt || change.program.status === 'deceased') return session;
  const derived = deriveAgain(change.setting, session);
  const until = notBefore(change.protocol, endedAt, change.program.patient);
  if (endedAt <= toldEnd || until <= change.now) return derived;
  return tellBoth(derived, { name: 'after', at: change.now, useBy: until });
}
