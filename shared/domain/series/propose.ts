/**
 * The whole remaining course: every session that the protocol still asks for, each at the first slot that holds. What holds is
 * decided by booking it, by the same rules as any other booking; whoever only wants a proposal forgets the change.
 */
import { refuseMode } from '../booking.ts';
import { type Change, isRefused, type Refused, refuse } from '../change.ts';
import {
  allDoses,
  beginsAt,
  doseNumberOf,
  endsAt,
  givenDoses,
  isClosingDone,
  isDone,
  isDoneOrOpen,
  isOpen,
  isWaived,
  openDoses,
} from '../course.ts';
import { isLate, notBefore } from '../guidelines.ts';
import { integrationsAfter, isDose, isLastDose, type SessionKind } from '../protocol.ts';
import { type Booking, bookedSessionsMax, bookSession } from '../session/book.ts';
import type { Instant, Program, Session, StaffRef } from '../state.ts';
import { dateIn, datePlus, latest, plusHours, plusMinutes } from '../time.ts';
import { findSlot, type Preference, type Reason, type Search, type Window } from './slots.ts';
import { byRules, named } from './staff-choice.ts';
import { closingWindow, doseWindow, integrationWindows, laterDate, soon } from './windows.ts';

/** A transaction holds 100 items: one more session writes eleven at the most, the idempotency record one. */
export const itemsMax = 100 - 12;

export type SeriesKind = Exclude<SessionKind, 'continuing'>;
/** How the clinic wants sessions of one kind. */
export type KindWish = Preference &
  Omit<Booking, 'kind' | 'start' | 'format' | 'staff'> & {
    /** Null: whoever the protocol asks for and is free. */
    staff: readonly StaffRef[] | null;
  };
export type SeriesWish = {
  /** A date in `timeZone`. */
  startFrom: string;
  timeZone: string;
  notOn: readonly string[];
  /** At most so many more doses; null: all that the protocol has left. */
  doses: number | null;
  /** Of the care team, who is proposed for nothing: has left, or has no license any more. */
  unavailable: readonly string[];
  /** Kinds that are not named are left out. */
  kinds: Partial<Record<SeriesKind, KindWish>>;
};

export type Placed = { sessionId: string; preferred: boolean };
export type Unplaced = { kind: SeriesKind; doseNumber: number | null; reasons: readonly Reason[] };
export type Series = {
  placed: readonly Placed[];
  unplaced: readonly Unplaced[];
  /** More doses than were in the course before, each with what belongs after it: as many fit. */
  dosesThatFit: number;
  unread: ReadonlySet<string>;
};

type Course = {
  change: Change;
  wish: SeriesWish;
  search: Search;
  placed: Placed[];
  unplaced: Unplaced[];
};

export function bookSeries(change: Change, wish: SeriesWish, agenda: Search['agenda']): Series | Refused {
  const { dosing } = wish.kinds;
  const refused =
    refuseUnlessActive(change) ??
    (dosing && refuseMode(change.protocol, { kind: 'dosing', mode: dosing.mode }, 'dosing.mode'));
  if (refused) return refused;
  const search: Search = { change, agenda, unread: new Set(), timeZone: wish.timeZone, notOn: wish.notOn };
  const course: Course = { change, wish, search, placed: [], unplaced: [] };
  const before = allDoses(change.program).length;
  const complete = placePreparation(course) && integrateKnownDoses(course) && placeDoses(course);
  if (complete) placeClosing(course);
  const after = allDoses(change.program);
  const last = after.at(-1);
  const whole = after.length - before - (last && course.unplaced.some(({ kind }) => kind === 'integration') ? 1 : 0);
  return { ...course, dosesThatFit: Math.max(0, whole), unread: search.unread };
}

export function refuseUnlessActive({ program }: Change): Refused | undefined {
  return program.status === 'active'
    ? undefined
    : refuse('wrong-state', `The program is ${program.status}: nothing can be booked or moved.`);
}

/** Today, or when the clinic wants to begin. */
const firstDay = ({ change, wish }: Course): string => laterDate(dateIn(change.now, wish.timeZone), wish.startFrom);
const windowsAt = (course: Course) => ({
  protocol: course.change.protocol,
  timeZone: course.wish.timeZone,
  first: firstDay(course),
});
const dayOf = ({ wish }: Course, instant: Instant): string => dateIn(instant, wish.timeZone);

/** Answers false where something that the rest depends on could not be placed. */
type Step = boolean;

function placePreparation(course: Course): Step {
  const { protocol, program } = course.change;
  const { sessionsMin, beforeFirstDose } = protocol.preparation;
  if (givenDoses(program).length > 0) return true;
  const until = openDoses(program).map((dose) => plusHours(dose.start.instant, -beforeFirstDose.hoursMin))[0] ?? null;
  for (let count = preparations(program).length; count < sessionsMin; count += 1)
    if (!placeOnePreparation(course, until)) return false;
  return true;
}

const preparations = ({ sessions }: Program): Session[] =>
  sessions.filter((one) => one.kind === 'preparation' && isDoneOrOpen(one));

/** On a day of its own, after the ones that there are. */
function placeOnePreparation(course: Course, until: Instant | null): Step {
  const days = preparations(course.change.program).map((one) => datePlus(dayOf(course, beginsAt(one)), 1));
  const from = days.reduce(laterDate, firstDay(course));
  return placeOne(course, 'preparation', null, [soon(from)], { until, after: null });
}

/** What is missing after doses that are given or booked already, before the next one of them. */
function integrateKnownDoses(course: Course): Step {
  const doses = [...givenDoses(course.change.program).slice(-1), ...openDoses(course.change.program)];
  return doses.every((dose, index) => placeIntegrations(course, dose, doses[index + 1] ?? null));
}

function placeDoses(course: Course): Step {
  for (let count = dosesWanted(course); count > 0; count -= 1) {
    if (!placeDose(course)) return false;
    const dose = allDoses(course.change.program).at(-1);
    if (dose && !placeIntegrations(course, dose, null)) return false;
  }
  return true;
}

function dosesWanted({ change, wish }: Course): number {
  const { protocol, program } = change;
  if (!wish.kinds.dosing || program.dosingEnded) return 0;
  const known = allDoses(program).length;
  const { doses, reviewEveryDoses } = protocol.dosing;
  // Without a fixed end: until a clinician is to review.
  const left = doses !== null ? doses - known : (reviewEveryDoses ?? 1) - (known % (reviewEveryDoses ?? 1));
  return wish.doses === null ? left : Math.min(left, wish.doses);
}

function placeDose(course: Course): Step {
  const doses = allDoses(course.change.program);
  const last = doses.at(-1);
  const number = doses.length + 1;
  if (last) return placeOne(course, 'dosing', number, [doseWindow(windowsAt(course), last, number)]);
  if (placeFirstDose(course)) return true;
  // What was done lies too far back by then: once more.
  if (!course.unplaced.at(-1)?.reasons.some(({ code }) => code === 'not-prepared')) return false;
  course.unplaced.pop();
  return placeOnePreparation(course, null) && placeFirstDose(course);
}

function placeFirstDose(course: Course): Step {
  const { program, protocol } = course.change;
  const ready = preparations(program).map((one) =>
    plusHours(endsAt(one), protocol.preparation.beforeFirstDose.hoursMin),
  );
  const from = ready.map((instant) => dayOf(course, instant)).reduce(laterDate, firstDay(course));
  return placeOne(course, 'dosing', 1, [soon(from)], { until: null, after: ready.sort().at(-1) ?? null });
}

/** After a night's sleep, spread over the days until the next dose. */
function placeIntegrations(course: Course, dose: Session, next: Session | null): Step {
  const { change, wish } = course;
  const { integration } = change.protocol;
  const waived = isWaived(change.program, 'integration') && isDone(dose);
  if (!wish.kinds.integration || waived) return true;
  const earliest = plusHours(endsAt(dose), integration.earliestHours);
  const after = latest(earliest, notBefore(change.protocol, endsAt(dose), change.program.patient));
  const there = change.program.sessions.filter(
    (one) =>
      one.kind === 'integration' &&
      isDoneOrOpen(one) &&
      beginsAt(one) >= earliest &&
      (!next || beginsAt(one) < beginsAt(next)),
  );
  const number = doseNumberOf(change.program, dose) ?? 0;
  for (let count = there.length; count < integrationsAfter(change.protocol, number); count += 1) {
    const windows = integrationWindows(windowsAt(course), dose, number, count);
    if (!placeOne(course, 'integration', number, windows, { until: next && beginsAt(next), after })) return false;
  }
  return true;
}

/** A course that is complete is closed on a later day than its last integration. */
function placeClosing(course: Course): void {
  const { protocol, program } = course.change;
  const doses = allDoses(program);
  const whole = program.dosingEnded !== null || isLastDose(protocol, doses.length);
  const there = program.sessions.filter((one) => one.kind === 'closing' && isOpen(one)).length;
  if (!course.wish.kinds.closing || !whole || isClosingDone(program) || program.continuing) return;
  const window = closingWindow(windowsAt(course), program);
  for (let count = there; count < protocol.ongoing.closingSessions; count += 1)
    if (!placeOne(course, 'closing', null, [window])) return;
}

type Bounds = { until: Instant | null; after: Instant | null };

/** The windows are tried in their order. */
function placeOne(
  course: Course,
  kind: SeriesKind,
  doseNumber: number | null,
  windows: readonly Window[],
  bounds: Bounds = { until: null, after: null },
): Step {
  const { change, wish, search } = course;
  const wanted = wish.kinds[kind];
  const leaveOut = (reasons: readonly Reason[]): Step => {
    course.unplaced.push({ kind, doseNumber, reasons });
    return false;
  };
  if (!wanted) return leaveOut([{ code: 'not-asked-for', detail: `Say in \`${kind}\` how they should be.`, times: 1 }]);
  const room = roomFor(course);
  if (room) return leaveOut([room]);
  let reasons: readonly Reason[] = [];
  for (const window of windows) {
    const { daysOfWeek, times, staff: wished, ...booking } = wanted;
    let sessionId = '';
    const found = findSlot(search, {
      durationMinutes: booking.durationMinutes,
      staff: wished ? named(wished) : byRules(change, kind, wish.unavailable),
      sessionId: null,
      preference: { daysOfWeek, times },
      window,
      holds: (start) => outside(course, kind, start, bounds, booking.durationMinutes),
      attempt: (start, staff) => {
        const booked = bookSession(change, { ...booking, staff, kind, format: 'individual', start });
        if (isRefused(booked)) return booked;
        ({ sessionId } = booked);
        return undefined;
      },
    });
    if (found.ok) {
      course.placed.push({ sessionId, preferred: found.preferred });
      return true;
    }
    reasons = found.reasons;
  }
  return leaveOut(reasons);
}

function outside(
  { change }: Course,
  kind: SeriesKind,
  start: Instant,
  { until, after }: Bounds,
  durationMinutes: number,
): Pick<Reason, 'code' | 'detail'> | null {
  const ends = plusMinutes(start, durationMinutes);
  if ((after && start < after) || (until && ends > until))
    return {
      code: 'too-close-to-the-dose',
      detail: `It has to lie ${after ? `after ${after}` : ''}${after && until ? ' and ' : ''}${until ? `before ${until}` : ''}.`,
    };
  return isDose(kind) && isLate(change.protocol, start, change.now) ? tooLittleNotice : null;
}

export const tooLittleNotice = {
  code: 'too-little-notice',
  detail: 'Not every guideline could still be followed.',
} as const;

function roomFor({ change, placed }: Course): Reason | null {
  const open = change.program.sessions.filter(isOpen).length;
  if (open < bookedSessionsMax && change.items <= itemsMax) return null;
  return {
    code: 'no-room',
    detail: `At most ${bookedSessionsMax} sessions of a program may be booked at a time, by one request as many as one transaction holds: ${placed.length} more fit now. Ask for fewer \`doses\`, and for the rest later.`,
    times: 1,
  };
}
