/** May this session stand at this time? Booking looks ahead: what is booked in time counts as if it were done. */
import { type Refused, refuse } from './change.ts';
import {
  allDoses,
  beginsAt,
  endsAt,
  givenDoses,
  isDone,
  isDoneOrOpen,
  isIntegrated,
  isOpen,
  isPrepared,
  isWaived,
  lastDoseAt,
  openDoses,
} from './course.ts';
import { integrationsAfter, isDose, isLastDose, type Protocol, spacingOf } from './protocol.ts';
import { standingContraindications } from './screening.ts';
import type { Instant, Program, Session, SessionMode, SessionWarning } from './state.ts';
import { calendarDaysBetween } from './time.ts';
import { plannedEnd } from './touchpoints.ts';

export type Placed = { ok: true; warnings: Exclude<SessionWarning, 'staff-missing'>[] };

/** A dose is given where the protocol has it given. Nobody takes one over the phone: a dose at home says `home`, whoever joins by video. */
export function refuseMode(
  protocol: Protocol,
  { kind, mode }: Pick<Session, 'kind' | 'mode'>,
  path = 'mode',
): Refused | undefined {
  const modes: readonly SessionMode[] = protocol.setting === 'clinic' ? ['clinic'] : ['home', 'clinic'];
  if (!isDose(kind) || modes.includes(mode)) return undefined;
  const message = `A dose of this protocol has the mode ${modes.join(' or ')}, not ${mode}.`;
  return refuse('invalid', message, { errors: [{ path, message }] });
}

/** Another session of the same patient in that time. */
export function patientTakenBy(
  { sessions }: Program,
  sessionId: string | null,
  from: Instant,
  to: Instant,
): Session | undefined {
  return sessions.find(
    (one) => isOpen(one) && one.sessionId !== sessionId && one.start.instant < to && from < plannedEnd(one),
  );
}

/** Nobody is in two sessions at once. That staff may have to be is for the clinic to know, and only said (functions/clinic-api). */
export function refuseOverlap(program: Program, session: Session): Refused | undefined {
  const other = patientTakenBy(program, session.sessionId, session.start.instant, plannedEnd(session));
  if (!other) return undefined;
  const { sessionId, start } = other;
  return refuse('does-not-fit', `The patient has another session in this time: it starts ${start.instant}.`, {
    sessionId,
  });
}

/** `session` as it would stand; when it is being moved, `moving` is true and the program still holds it at its old time. */
export function place(
  protocol: Protocol,
  program: Program,
  session: Session,
  now: Instant,
  moving: boolean,
): Placed | Refused {
  if (session.start.instant <= now)
    return refuse('in-the-past', `The start ${session.start.instant} is not after now, ${now}. Choose a later time.`);
  const others: Program = {
    ...program,
    sessions: program.sessions.filter((one) => one.sessionId !== session.sessionId),
  };
  const phase = fitsPhase(protocol, others, session);
  if (phase !== true) return refuse('wrong-phase', phase);
  return isDose(session.kind) ? placeDose(protocol, others, session, moving) : placeTherapy(protocol, others, session);
}

/** Judged by facts, never by the stored phase. Answers true, or what is missing. */
function fitsPhase(protocol: Protocol, program: Program, session: Session): true | string {
  const start = session.start.instant;
  const given = givenDoses(program);
  switch (session.kind) {
    case 'preparation':
      return given.length === 0 || 'Preparation ends with the first dose: book an integration session.';
    case 'dosing':
      return (
        (program.dosingEnded === null && !isLastDose(protocol, given.length + openDoses(program).length)) ||
        (program.dosingEnded
          ? 'A clinician has ended dosing.'
          : `All ${protocol.dosing.doses} doses of this protocol are given or booked.`)
      );
    case 'integration':
      return (
        allDoses(program).some((dose) => endsAt(dose) <= start) ||
        'Integration follows a dose that is given or booked before it.'
      );
    case 'closing': {
      const last = allDoses(program).at(-1);
      // Without a fixed end a clinician ends dosing first.
      const complete = program.dosingEnded !== null || isLastDose(protocol, given.length + openDoses(program).length);
      const integrated =
        last !== undefined &&
        (!protocol.integration.required ||
          isIntegrated(protocol, program, last, start, 'done-or-booked') ||
          isWaived(program, 'integration'));
      return (complete && integrated) || 'Closing follows the last integration, done or booked before it.';
    }
    case 'continuing':
      return (
        program.continuing !== null || 'Continuing psychotherapy follows a closing outcome with `continuing: true`.'
      );
  }
}

function placeDose(protocol: Protocol, program: Program, session: Session, moving: boolean): Placed | Refused {
  const start = session.start.instant;
  if (standingContraindications(program).length > 0)
    return refuse(
      'contraindicated',
      'The newest screening names a contraindication. Only a newer one without it opens this.',
      {
        contraindications: standingContraindications(program),
      },
    );
  const doses = allDoses(program);
  const earlier = doses.filter((dose) => beginsAt(dose) < start).at(-1);
  const later = doses.find((dose) => beginsAt(dose) >= start);
  if (!earlier && !isPrepared(protocol, program, start, 'done-or-booked'))
    return refuse(
      'not-prepared',
      `Before the first dose: ${protocol.preparation.sessionsMin} preparation sessions, done or booked before it, one of them between ${protocol.preparation.beforeFirstDose.hoursMin} hours and ${protocol.preparation.beforeFirstDose.daysMax} days earlier.`,
    );
  const spacing = checkSpacing(protocol, program, session, earlier, later, moving);
  if (!spacing.ok) return spacing;
  if (
    earlier &&
    protocol.integration.required &&
    !isIntegrated(protocol, program, earlier, start, 'done-or-booked') &&
    !isWaived(program, 'integration')
  )
    return refuse(
      'not-integrated',
      'An integration session after the dose before it, done or booked in time, or a decision about `integration`.',
    );
  return spacing;
}

/** Spacing counts calendar days in the zone of the later session, against given and booked neighbours on both sides. */
function checkSpacing(
  protocol: Protocol,
  program: Program,
  session: Session,
  earlier: Session | undefined,
  later: Session | undefined,
  moving: boolean,
): Placed | Refused {
  const { lapseDays } = protocol.dosing;
  const number = allDoses(program).filter((dose) => beginsAt(dose) < session.start.instant).length + 1;
  const own = spacingOf(protocol, number);
  const next = spacingOf(protocol, number + 1);
  const zone = session.start.timeZone;
  const start: Instant = session.start.instant;
  const before = earlier ? beginsAt(earlier) : lastDoseAt(program);
  const since = before ? calendarDaysBetween(before, start, zone) : null;
  const until = later ? calendarDaysBetween(start, beginsAt(later), later.start.timeZone) : null;
  const tooSoon = (days: number, side: string, daysMin: number): Refused =>
    refuse('too-soon', `Only ${days} calendar days ${side}; at least ${daysMin} are needed.`, { daysMin });
  if (since !== null && since < own.minDays) return tooSoon(since, 'after the dose before it', own.minDays);
  const mayBreakLater = moving && later !== undefined && !isDone(later);
  if (until !== null && until < next.minDays && !mayBreakLater)
    return tooSoon(until, 'before the dose after it', next.minDays);
  if (since !== null && since > lapseDays && !isWaived(program, 'lapse'))
    return refuse(
      'review-needed',
      `${since} days after the last dose: above ${lapseDays}, a clinician decides about \`lapse\` first.`,
    );
  // A new program may begin as late as it wants.
  return { ok: true, warnings: earlier && since !== null && since > own.maxDays ? ['spacing-above-max'] : [] };
}

/** An integration later than the protocol asks still counts, with a warning. */
function placeTherapy(protocol: Protocol, program: Program, session: Session): Placed {
  if (session.kind !== 'integration') return { ok: true, warnings: [] };
  const doses = allDoses(program).filter((one) => endsAt(one) <= session.start.instant);
  const dose = doses.at(-1);
  const others = program.sessions.filter((one) => one.kind === 'integration' && isDoneOrOpen(one));
  const first = dose && !others.some((one) => beginsAt(one) >= endsAt(dose) && beginsAt(one) < session.start.instant);
  if (!dose || !first || integrationsAfter(protocol, doses.length) === 0) return { ok: true, warnings: [] };
  const days = calendarDaysBetween(endsAt(dose), session.start.instant, session.start.timeZone);
  return { ok: true, warnings: days > protocol.integration.withinDays ? ['integration-late'] : [] };
}
