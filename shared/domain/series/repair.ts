/**
 * A dose has moved: which later sessions cannot stay where they are, and where they could go. The sessions ahead are taken out
 * of the course and put back one after the other, each judged by the rules of booking; only what does not hold any more moves.
 */
import { patientTakenBy, place } from '../booking.ts';
import { Change, type Context, isRefused, type Refused } from '../change.ts';
import { allDoses, beginsAt, endsAt, isDone, isOpen } from '../course.ts';
import { isLate, notBefore } from '../guidelines.ts';
import { integrationsAfter, isDose, type SessionKind } from '../protocol.ts';
import { changeSession } from '../session/move.ts';
import { reviewSpacing } from '../session/spacing.ts';
import type { Instant, Program, Session, SessionStart } from '../state.ts';
import { dateIn, latest, plusHours, weekdayOf } from '../time.ts';
import { plannedEnd } from '../touchpoints.ts';
import { itemsMax, refuseUnlessActive, tooLittleNotice, type Unplaced } from './propose.ts';
import { findSlot, type Preference, type Reason, type Search, type Tried, type Window } from './slots.ts';
import { named } from './staff-choice.ts';
import { closingWindow, doseWindow, integrationWindows, laterDate, soon } from './windows.ts';

export type RepairWish = {
  /** A date: nothing moves to an earlier one. Null: today. */
  startFrom: string | null;
  notOn: readonly string[];
  /** Where a kind is not named, its sessions keep their weekday and wall time. */
  kinds: Partial<Record<SessionKind, { [Name in keyof Preference]?: Preference[Name] | undefined }>>;
};

export type Because =
  | Pick<Reason, 'code' | 'detail'>
  | { code: 'spacing-above-max' | 'integration-late'; detail: string };
export type Broken = { sessionId: string; because: Because };
export type Moved = Broken & { from: SessionStart; preferred: boolean };
export type Repair = {
  moved: readonly Moved[];
  unplaced: readonly (Unplaced & { sessionId: string })[];
  unread: ReadonlySet<string>;
};

const inAGroup = {
  ok: false,
  reasons: [{ code: 'in-a-group', detail: 'Its group decides the time: cancel it and book another one.', times: 1 }],
} as const;

type RepairKind = 'dosing' | 'integration' | 'closing';
const repaired: ReadonlySet<SessionKind> = new Set<RepairKind>(['dosing', 'integration', 'closing']);

/** What cannot stay as it is booked, each judged where the others stand now. */
export function brokenSessions(program: Program, context: Context): Broken[] {
  const broken: Broken[] = [];
  // Taken out and put back in a change of its own, which nobody writes.
  walk(new Change(program, context), (session, because) => {
    broken.push({ sessionId: session.sessionId, because });
    return true;
  });
  return broken;
}

export function repairSeries(change: Change, wish: RepairWish, agenda: Search['agenda']): Repair | Refused {
  const refused = refuseUnlessActive(change);
  if (refused) return refused;
  if (brokenSessions(change.program, change.context).length === 0)
    return { moved: [], unplaced: [], unread: new Set() };
  const unread = new Set<string>();
  const moved: Moved[] = [];
  const unplaced: (Unplaced & { sessionId: string })[] = [];
  walk(change, (session, because) => {
    const search: Search = { change, agenda, unread, timeZone: session.start.timeZone, notOn: wish.notOn };
    const found = session.group ? inAGroup : moveOne(search, wish, session);
    const { sessionId, start } = session;
    if (found.ok) moved.push({ sessionId, because, from: start, preferred: found.preferred });
    else unplaced.push({ sessionId, kind: session.kind as RepairKind, doseNumber: null, reasons: found.reasons });
    return found.ok;
  });
  if (unplaced.length === 0) reviewSpacing(change);
  return { moved, unplaced, unread };
}

/** `onBroken` is told of each session that does not hold, once it is back in the course; false ends the walk. */
function walk(change: Change, onBroken: (session: Session, because: Because) => boolean): void {
  const ahead = change.program.sessions.filter(
    (one) => repaired.has(one.kind) && one.status === 'booked' && one.start.instant > change.now,
  );
  const order = inOrder(change, ahead);
  const lifted = new Set(ahead.map(({ sessionId }) => sessionId));
  change.update({ sessions: change.program.sessions.filter(({ sessionId }) => !lifted.has(sessionId)) });
  let going = true;
  for (const session of order) {
    change.putSession(session);
    const because = going ? whyBroken(change, session) : null;
    if (because) going = onBroken(session, because);
  }
}

/** Dose by dose, each with the integrations that follow it; closing sessions last. */
function inOrder(change: Change, ahead: readonly Session[]): Session[] {
  const byStart = [...ahead].sort((a, b) => a.start.instant.localeCompare(b.start.instant));
  const groups = followUps(
    change,
    byStart.filter(({ kind }) => isDose(kind)),
    byStart.filter(({ kind }) => kind === 'integration'),
  );
  return [
    ...groups.flatMap(({ dose, integrations }) => (dose ? [dose, ...integrations] : integrations)),
    ...byStart.filter(({ kind }) => kind === 'closing'),
  ];
}

type FollowUp = { dose: Session | null; done: number; needed: number; integrations: Session[] };

/**
 * An integration follows the last dose before it. One whose dose has moved behind it is too many for a dose before, and missing
 * after its own: it follows that one again.
 */
function followUps(
  { protocol, program }: Change,
  doses: readonly Session[],
  integrations: readonly Session[],
): FollowUp[] {
  const before = allDoses(program).filter((one) => !doses.includes(one));
  const known = before.at(-1);
  const done = program.sessions.filter((one) => one.kind === 'integration' && isDone(one));
  const first: FollowUp = {
    dose: null,
    done: known ? done.filter((one) => beginsAt(one) >= endsAt(known)).length : 0,
    needed: known ? integrationsAfter(protocol, before.length) : 0,
    integrations: integrations.filter((one) => !doses.some((dose) => dose.start.instant < one.start.instant)),
  };
  const groups = [first];
  for (const [index, dose] of doses.entries()) {
    const next = doses[index + 1];
    const own = integrations.filter(
      ({ start }) => start.instant > dose.start.instant && (!next || start.instant <= next.start.instant),
    );
    const needed = integrationsAfter(protocol, before.length + index + 1);
    const group = { dose, done: 0, needed, integrations: own };
    const isWaitedFor = next !== undefined || program.sessions.some((one) => one.kind === 'closing' && isOpen(one));
    fillUp(group, groups, isWaitedFor);
    groups.push(group);
  }
  return groups;
}

/** Takes what earlier doses have too many of; for a dose that nothing waits for, only what it has just overtaken. */
function fillUp(group: FollowUp, earlier: readonly FollowUp[], isWaitedFor: boolean): void {
  for (const from of [...earlier].reverse())
    while (group.integrations.length < group.needed) {
      const last = from.integrations.at(-1);
      const isSpare = from.done + from.integrations.length > from.needed;
      if (!last || !isSpare || !(isWaitedFor || hasOvertaken(group.dose, last))) break;
      group.integrations.unshift(...from.integrations.splice(-1));
    }
}

function hasOvertaken(dose: Session | null, { start }: Session): boolean {
  return (
    dose?.previousStart != null && dose.previousStart.instant < start.instant && start.instant < dose.start.instant
  );
}

function whyBroken(change: Change, session: Session): Because | null {
  const { protocol, program, now } = change;
  const { start } = session;
  if (session.kind === 'integration' && start.instant < earliestAfter(change, lastDose(change, session)))
    return { code: 'wrong-phase', detail: 'The dose that it follows is later now.' };
  const placed = place(protocol, program, session, now, false);
  if (isRefused(placed)) {
    const { code, detail } = placed.refusal;
    return code === 'contraindicated' ? null : { code, detail };
  }
  if (patientTakenBy(program, session.sessionId, start.instant, plannedEnd(session)))
    return { code: 'patient-taken', detail: 'The patient has another session then.' };
  const warning = placed.warnings.find((one) => !session.warnings.includes(one));
  return warning && warning !== 'spacing-broken' ? { code: warning, detail: late[warning] } : null;
}

const late = {
  'spacing-above-max': 'It is later after the dose before it than the protocol aims for.',
  'integration-late': 'It is later after its dose than the protocol asks.',
} as const;

/** The dose before it in the walk: the last one that has been put back. */
function lastDose({ program }: Change, session: Session): Session | null {
  return (
    allDoses(program)
      .filter((one) => one.sessionId !== session.sessionId)
      .at(-1) ?? null
  );
}

function earliestAfter({ protocol, program }: Change, dose: Session | null): Instant {
  if (!dose) return '';
  const rested = notBefore(protocol, endsAt(dose), program.patient);
  const asked = plusHours(endsAt(dose), protocol.integration.earliestHours);
  return isDone(dose) ? asked : latest(asked, rested);
}

function moveOne(search: Search, wish: RepairWish, session: Session): Tried {
  const { change } = search;
  const { at } = session.start;
  if (change.items > itemsMax)
    return { ok: false, reasons: [{ code: 'no-room', detail: 'One request moves no more than this.', times: 1 }] };
  const dose = lastDose(change, session);
  const wanted = wish.kinds[session.kind];
  const preference = {
    daysOfWeek: wanted?.daysOfWeek ?? [weekdayOf(at.slice(0, 10))],
    times: wanted?.times ?? [at.slice(11)],
  };
  let reasons: readonly Reason[] = [];
  for (const window of windowsFor(search, wish, session, dose)) {
    const found = findSlot(search, {
      sessionId: session.sessionId,
      durationMinutes: session.durationMinutes,
      staff: named(session.staff),
      preference,
      window,
      holds: (start) => holds(change, session, dose, start),
      attempt: (start) => changeSession(change, session.sessionId, { start }),
    });
    if (found.ok) return found;
    reasons = found.reasons;
  }
  return { ok: false, reasons };
}

function windowsFor({ change }: Search, wish: RepairWish, session: Session, dose: Session | null): Window[] {
  const { protocol, program, now } = change;
  const { timeZone, at } = session.start;
  const first = laterDate(dateIn(now, timeZone), wish.startFrom ?? '');
  const on = { protocol, timeZone, first };
  if (session.kind === 'closing') return [closingWindow(on, program)];
  if (!dose) return [soon(laterDate(first, at.slice(0, 10)))];
  const number = allDoses(program).filter((one) => one.sessionId !== session.sessionId).length;
  if (isDose(session.kind)) return [doseWindow(on, dose, number + 1)];
  const there = program.sessions.filter(
    (one) => one.kind === 'integration' && one.sessionId !== session.sessionId && beginsAt(one) >= endsAt(dose),
  );
  // One more than the protocol asks comes when its last one would.
  const count = Math.min(there.length, Math.max(0, protocol.integration.sessionsPerDose - 1));
  return integrationWindows(on, dose, number, count);
}

function holds(
  change: Change,
  { kind, start: at }: Session,
  dose: Session | null,
  start: Instant,
): Pick<Reason, 'code' | 'detail'> | null {
  if (start === at.instant) return { code: 'not-where-it-is', detail: 'It cannot stay where it is.' };
  if (kind === 'integration' && start < earliestAfter(change, dose))
    return { code: 'too-close-to-the-dose', detail: `It has to lie after ${earliestAfter(change, dose)}.` };
  return isDose(kind) && isLate(change.protocol, start, change.now) ? tooLittleNotice : null;
}
