/** Facts about a course: which doses were given, what is booked, what counts as prepared and integrated. */
import { integrationsAfter, isDose, type Protocol } from './protocol.ts';
import type { Decision, Instant, Program, ProgramStatus, Session } from './state.ts';
import { plusDays, plusHours } from './time.ts';
import { plannedEnd } from './touchpoints.ts';

/** Under way, if only on hold: it has not ended. */
export function isRunning(status: ProgramStatus): boolean {
  return status === 'active' || status === 'on-hold';
}

/** Completed and stopped early both count; a no-show and a cancellation do not. */
export function isDone(session: Session): boolean {
  return session.status === 'completed' || session.status === 'stopped-early';
}

/** Still to come or under way. */
export function isOpen(session: Session): boolean {
  return session.status === 'booked' || session.status === 'in-session';
}

/** Done, or still to be: what counts where booking looks ahead. */
export function isDoneOrOpen(session: Session): boolean {
  return isDone(session) || isOpen(session);
}

/** When a session begins: actually, or as booked. */
export function beginsAt(session: Session): Instant {
  return session.actual?.startedAt ?? session.start.instant;
}

export function endsAt(session: Session): Instant {
  return session.actual?.endedAt ?? plannedEnd(session);
}

const byBeginning = (a: Session, b: Session): number => beginsAt(a).localeCompare(beginsAt(b));

export function givenDoses(program: Program): Session[] {
  return program.sessions.filter((one) => isDose(one.kind) && isDone(one)).sort(byBeginning);
}

/** Given doses, other than this one, that began before an instant. */
export function givenBefore(program: Program, { sessionId }: Session, instant: Instant): Session[] {
  return givenDoses(program).filter((one) => one.sessionId !== sessionId && beginsAt(one) < instant);
}

export function openDoses(program: Program): Session[] {
  return program.sessions.filter((one) => isDose(one.kind) && isOpen(one)).sort(byBeginning);
}

/** Given and booked doses in the order of the clock. A dose that is under way stands among the given. */
export function allDoses(program: Program): Session[] {
  return [...givenDoses(program), ...openDoses(program)].sort(byBeginning);
}

/** When the last dose was given, in this program or the one before it; null where there was none. */
export function lastDoseAt(program: Program): Instant | null {
  const last = givenDoses(program).at(-1);
  return last ? beginsAt(last) : (program.earlier?.lastDose?.startedAt ?? null);
}

/** Doses given plus rank by start among those booked; an integration belongs to the last dose before it. */
export function doseNumberOf(program: Program, session: Session): number | null {
  const doses = allDoses(program);
  if (isDose(session.kind)) {
    const index = doses.findIndex((one) => one.sessionId === session.sessionId);
    return index < 0 ? null : index + 1;
  }
  if (session.kind !== 'integration') return null;
  const before = doses.filter((dose) => beginsAt(dose) < beginsAt(session)).length;
  return before === 0 ? null : before;
}

/** The protocol's preparation before the first dose that would begin at `doseAt`. `booked` counts what is booked in time, too. */
export function isPrepared(
  protocol: Protocol,
  program: Program,
  doseAt: Instant,
  count: 'done' | 'done-or-booked',
): boolean {
  if (givenDoses(program).length > 0) return true;
  const { sessionsMin, beforeFirstDose, intentionsMin } = protocol.preparation;
  const sessions = program.sessions.filter(
    (one) =>
      one.kind === 'preparation' &&
      (isDone(one) || (count === 'done-or-booked' && isOpen(one))) &&
      endsAt(one) <= doseAt,
  );
  const latestInstant = plusHours(doseAt, -beforeFirstDose.hoursMin);
  const earliestInstant = plusDays(doseAt, -beforeFirstDose.daysMax);
  const inWindow = sessions.some((one) => beginsAt(one) >= earliestInstant && endsAt(one) <= latestInstant);
  const intended = count === 'done-or-booked' || program.intentions.length >= intentionsMin;
  return sessions.length >= sessionsMin && inWindow && intended;
}

/** A clinician's waiver of integration holds until the next dose. */
export function isWaived(program: Program, about: 'integration' | 'lapse'): boolean {
  const lastDose = givenDoses(program).at(-1);
  const decision = program.decisions.findLast((one) => one.about === about);
  return decision?.decision === 'proceed' && (!lastDose || decision.at > beginsAt(lastDose));
}

/** The integration that the protocol asks for after `dose`, begun after its end and before `until`. */
export function isIntegrated(
  protocol: Protocol,
  program: Program,
  dose: Session,
  until: Instant | null,
  count: 'done' | 'done-or-booked',
): boolean {
  const sessions = program.sessions.filter(
    (one) =>
      one.kind === 'integration' &&
      (isDone(one) || (count === 'done-or-booked' && isOpen(one))) &&
      beginsAt(one) >= plusHours(endsAt(dose), protocol.integration.earliestHours) &&
      (until === null || beginsAt(one) < until),
  );
  return sessions.length >= integrationsAfter(protocol, doseNumberOf(program, dose) ?? 0);
}

export function isClosingDone(program: Program): boolean {
  return program.sessions.filter((one) => one.kind === 'closing' && isDone(one)).length > 0;
}

export function takesNeedingPlan(protocol: Protocol, program: Program): string[] {
  const takes = program.screenings.at(-1)?.takes ?? [];
  return protocol.medicines
    .filter(({ code, planNeeded }) => planNeeded && takes.includes(code))
    .map(({ code }) => code);
}

/** What a caution or a medicine gate still asks a clinician: what the newest screening says and no decision covers. */
export function uncovered(program: Program, about: 'caution' | 'medicines', said: readonly string[]): string[] {
  const decisions = program.decisions.filter((one) => one.about === about);
  const last = decisions.at(-1);
  if (last?.decision === 'do-not-proceed') return [...said];
  return said.filter((code) => !decisions.some((one) => covers(program, one, code)));
}

/** A decision answers a yes until a later screening says no: a yes after that is a new one. */
function covers(program: Program, decision: Decision, code: string): boolean {
  if (decision.decision !== 'proceed' || !decision.covers.includes(code)) return false;
  return program.screenings
    .filter((one) => one.at > decision.at)
    .every((one) => one.cautions.includes(code) || one.takes.some((medicine) => medicine === code));
}

/** Serious adverse events, each by what tells it apart, whether they came with an outcome or by themselves; and what an earlier program left. */
export function seriousEvents({ sessions, earlier }: Pick<Program, 'sessions' | 'earlier'>): string[] {
  const own = sessions.flatMap(({ sessionId, adverseEvents, outcome }) =>
    [...adverseEvents, ...(outcome?.adverseEvents ?? [])]
      .filter((one) => one.serious)
      .map(({ code, at }) => `${sessionId} ${code} ${at}`),
  );
  return [...(earlier?.undecidedEvents ?? []), ...own];
}

/** Those that a clinician has not decided to go on after. */
export function undecidedEvents(program: Program): string[] {
  const { decisions } = program;
  const serious = seriousEvents(program);
  const about = decisions.filter((one) => one.about === 'adverse-event');
  if (about.at(-1)?.decision === 'do-not-proceed') return serious;
  return serious.filter((event) => !about.some((one) => one.decision === 'proceed' && one.covers.includes(event)));
}
