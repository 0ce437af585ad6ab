/** What blocks a dose, and what its patient hears of it. */
import type { Change } from '../change.ts';
import { undecidedEvents } from '../course.ts';
import { clinicianOf } from '../milestones.ts';
import { dropNotYet, isBlockedLate, lastHoursBeforeDose, planConfirmed, planNotYet } from '../planning.ts';
import { isDose } from '../protocol.ts';
import { standingContraindications } from '../screening.ts';
import type { BlockAbout, Program, Session } from '../state.ts';
import { plusHours } from '../time.ts';
import { raiseClinicalTask } from './start.ts';

/** A dose is not confirmed while something stands against it that a clinician has to decide. */
export function isBlocked(program: Program, session: Session): boolean {
  return isDose(session.kind) && (session.blocked.length > 0 || standingContraindications(program).length > 0);
}

/** R4: a window is already open and nobody had told the patient. The dose waits for a clinician. */
export function blockIfLate(change: Change, session: Session): Session {
  const { now, protocol, program } = change;
  if (!isBlockedLate(protocol, session, now) || isLateKnown(program, session)) return session;
  const blocked = block(change, session, 'late-booking');
  const owner = clinicianOf(program);
  change.raiseTask({
    kind: 'late-booking',
    urgency: 'urgent',
    sessionId: session.sessionId,
    owner,
    due: session.start.instant,
    rule: 'R4',
    text: 'Told too late to follow every guideline before this session. Call the patient, ask what was taken, and decide about `late-booking`.',
  });
  return blocked;
}

function block(change: Change, session: Session, about: BlockAbout): Session {
  if (session.blocked.some((one) => one.about === about)) return session;
  change.record('dose-blocked', { sessionId: session.sessionId, about, revision: session.revision });
  return { ...session, blocked: [...session.blocked, { about, since: change.now }] };
}

/** Something was answered that a clinician has to judge: the dose waits for them (R14: no answer is scored by a machine). */
export function blockByAnswer(change: Change, session: Session): Session {
  const blocked = block(change, session, 'answer');
  return blocked === session ? session : settleNotYet(change, blocked);
}

/** A serious adverse event that no clinician has decided about: no dose goes ahead as if nothing had happened. */
export function blockByEvent(change: Change, session: Session): Session {
  if (!isDose(session.kind) || undecidedEvents(change.program).length === 0) return session;
  askAboutEvents(change, session.sessionId);
  return block(change, session, 'adverse-event');
}

/** `sessionId` null: of an earlier program, and no dose is booked yet. */
export function askAboutEvents(change: Change, sessionId: string | null): void {
  if (undecidedEvents(change.program).length === 0) return;
  if (change.program.tasks.some(({ kind, status }) => kind === 'adverse-event' && status === 'open')) return;
  raiseClinicalTask(
    change,
    'adverse-event',
    sessionId,
    'R14',
    sessionId === null
      ? 'Nobody has decided how to go on after a serious adverse event of the program before this one. See how the patient is: doses that are booked wait for a decision about `adverse-event` each.'
      : 'Nobody has decided yet how to go on after a serious adverse event. Decide about `adverse-event` before this dose.',
  );
}

/** It is blocked already, or a clinician has decided about this very revision: a hold in between asks nobody twice. */
function isLateKnown(program: Program, session: Session): boolean {
  return (
    session.blocked.some(({ about }) => about === 'late-booking') ||
    program.decisions.some(
      (one) =>
        one.about === 'late-booking' &&
        one.sessionId === session.sessionId &&
        one.covers.includes(revisionMark(session)),
    )
  );
}

/** What a decision about a session's block covers: block and decision belong to the revision. */
export function revisionMark(session: Session): string {
  return `revision-${session.revision}`;
}

/** Plans "not yet" for a blocked dose, and drops it for one that is not. Contraindications are seen in the program as changed. */
export function settleNotYet(change: Change, session: Session): Session {
  if (session.status !== 'booked' || !isDose(session.kind)) return session;
  return isBlocked(change.program, session) ? planNotYet(session, change.now) : dropNotYet(session);
}

/** A clinician said "proceed": the block is gone, and within the last 24 hours the patient hears that it is confirmed. */
export function unblock(change: Change, session: Session, about: BlockAbout): Session {
  const without = { ...session, blocked: session.blocked.filter((one) => one.about !== about) };
  return confirmIfNear(change, settleNotYet(change, without));
}

/** A newer screening says no where the last one said yes: who was told "not yet" hears that the session stands again. */
export function afterScreening(change: Change, session: Session): Session {
  const told = session.touchpoints.some(
    (one) =>
      one.name === 'not-yet' &&
      one.revision === session.revision &&
      ['claimed', 'sent', 'unknown', 'handed-over'].includes(one.status),
  );
  const wasContraindicated = (change.program.screenings.at(-2)?.contraindications.length ?? 0) > 0;
  const settled = settleNotYet(change, session);
  return told && wasContraindicated ? confirmIfNear(change, settled) : settled;
}

function confirmIfNear(change: Change, session: Session): Session {
  const near =
    session.status === 'booked' &&
    !isBlocked(change.program, session) &&
    change.now < session.start.instant &&
    change.now >= plusHours(session.start.instant, -lastHoursBeforeDose);
  return near ? planConfirmed(session, change.now) : session;
}
