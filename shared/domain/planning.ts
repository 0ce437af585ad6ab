/**
 * Touchpoints are derived: derive → quiet hours → drop what is past → merge (contract section 6). What was planned is derived
 * again when the patient's zone or quiet hours change, or the rules of a zone. Nothing here looks at a clock: `now` is the
 * instant of the command that plans.
 */
import { allDoses, givenDoses } from './course.ts';
import { isLate, notBefore, unannouncedWindows, windowOpenings } from './guidelines.ts';
import { confirmByOf } from './opening-hours.ts';
import { isDose, isLastDose, type Protocol } from './protocol.ts';
import type { Audience, Clinic, Instant, Monitor, Patient, Program, Session, Touchpoint } from './state.ts';
import {
  afterQuietHours,
  beforeQuietHours,
  calendarDaysAfter,
  calendarDaysBefore,
  firstWallTimeFrom,
  latest,
  minutesBetween,
  plusDays,
  plusHours,
  plusMinutes,
  wallIn,
} from './time.ts';
import { isBeforeSession, isNotice, newTouchpoint, type Plan, withTouchpoint } from './touchpoints.ts';

/** What planning depends on besides the session. */
export type Setting = { protocol: Protocol; program: Program; clinic: Clinic; now: Instant };

const mergeWithinMinutes = 90;
export const lastHoursBeforeDose = 24;
const cancelledUseByHours = 24;
export const noticeUseByHours = 24;
const welcomeUseByHours = 48;
/** Where nothing holds beyond the end: how to rest, and whom to call, is of use for a day. */
const afterUseByHours = 24;
const codeUseByMinutes = 30;
const measureCalendarDaysBefore = { dose: 2, closing: 1 } as const;
const measureUseByDays = 5;

/** Check-ins and measures ask questions whose answers may need somebody at once. */
export function mayAsk(clinic: Clinic): boolean {
  return clinic.onCall !== null;
}

/** The reminders of this session for one reader, outside the patient's quiet hours, in the order of the clock. */
export function remindersOf(setting: Setting, session: Session, audience: Audience): Plan[] {
  const { protocol, program } = setting;
  const start = session.start.instant;
  const reminders = protocol.reminders
    .filter((reminder) => reminder.audience === (isDose(session.kind) ? 'dose' : 'therapy'))
    .filter((reminder) => audience === 'patient' || reminder.alsoMonitor)
    .map((reminder) => ({
      name: reminder.name,
      at: outsideQuietHours(
        'calendarDaysBefore' in reminder.at
          ? calendarDaysBefore(start, reminder.at.calendarDaysBefore, program.patient.timeZone)
          : plusHours(start, -reminder.at.hoursBefore),
        program.patient,
      ),
      useBy: plusHours(start, -reminder.useByHoursBefore),
    }));
  const measure = audience === 'patient' ? measureBefore(setting, session) : [];
  return [...reminders, ...measure].sort((a, b) => a.at.localeCompare(b.at));
}

const outsideQuietHours = (instant: Instant, { quietHours, timeZone }: Patient): Instant =>
  beforeQuietHours(instant, quietHours, timeZone);

/** Measures that the protocol asks for ahead of this session: before the first dose, at closing. */
function measureBefore({ protocol, program, clinic }: Setting, session: Session): Plan[] {
  if (!mayAsk(clinic)) return [];
  const first = isDose(session.kind) && givenDoses(program).length === 0 && isFirstDose(program, session);
  const point = first ? 'before-first-dose' : session.kind === 'closing' ? 'closing' : null;
  if (!protocol.measures.points.some(({ at }) => at === point)) return [];
  const start = session.start.instant;
  const days = measureCalendarDaysBefore[session.kind === 'closing' ? 'closing' : 'dose'];
  const at = outsideQuietHours(calendarDaysBefore(start, days, program.patient.timeZone), program.patient);
  return [{ name: 'measure', at, useBy: start }];
}

function isFirstDose(program: Program, session: Session): boolean {
  return allDoses(program).every(
    (one) => one.sessionId === session.sessionId || one.start.instant > session.start.instant,
  );
}

/** Tells of a booking or a move, and reminds of it: the patient, and who is to be present. */
export function planNoticeAndReminders(
  setting: Setting,
  session: Session,
  notice: { name: 'booked' | 'booked-late' | 'moved'; late: boolean },
): Session {
  const noted = withDerivedTimes(setting, session);
  const told = planRound(setting, noted, { ...notice, at: setting.now, useBy: session.start.instant });
  return session.monitor
    ? planMonitor(setting, told, session.monitor, notice.name === 'moved' ? 'moved' : 'booked')
    : told;
}

/** The monitor's own messages. */
export function planMonitor(setting: Setting, session: Session, monitor: Monitor, name: 'booked' | 'moved'): Session {
  if (!isDose(session.kind)) return session;
  return planRound(setting, session, { name, at: setting.now, useBy: session.start.instant, monitor });
}

/**
 * One reader's notice and the reminders after it. A reminder merges into the notice when its time has passed or is less than
 * 90 minutes away, or into an earlier reminder less than 90 minutes before it.
 */
function planRound(setting: Setting, session: Session, notice: Plan): Session {
  const { monitor } = notice;
  const planned = [notice, ...remindersOf(setting, session, monitor ? 'monitor' : 'patient')].reduce(
    (before, plan) => withTouchpoint(before, monitor ? { ...plan, monitor } : plan),
    session,
  );
  return {
    ...planned,
    touchpoints: [...session.touchpoints, ...merged(planned.touchpoints.slice(session.touchpoints.length))],
  };
}

/** Rows of one reader in the order of the clock, none of them claimed: which of them go out, and what they carry. */
function merged(rows: readonly Touchpoint[]): Touchpoint[] {
  const out: Touchpoint[] = [];
  for (const row of rows) {
    const survivor = out.findLast(({ status }) => status === 'planned');
    if (!survivor || isNotice(row.name) || minutesBetween(survivor.at, row.at) >= mergeWithinMinutes) {
      out.push({ ...row, status: 'planned', mergedInto: null, reason: null });
      continue;
    }
    out.push({ ...row, status: 'merged', mergedInto: survivor.key, reason: 'merged' });
    // What is merged keeps its content; the survivor takes the earlier `useBy`, unless that has already passed.
    if (row.useBy > survivor.at && row.useBy < survivor.useBy && !isNotice(survivor.name))
      out[out.indexOf(survivor)] = { ...survivor, useBy: row.useBy };
  }
  return out;
}

/** What else follows from the start, the patient's zone and the clinic's hours. */
function withDerivedTimes(setting: Setting, session: Session): Session {
  return { ...session, confirmBy: confirmByOf(setting, session), toldWallTimes: wallTimesOf(setting, session) };
}

/** The start and every opening of a window as the patient's clock shows them: what a message says. */
function wallTimesOf({ protocol, program }: Setting, session: Session): string[] {
  const start = session.start.instant;
  const openings = isDose(session.kind) ? windowOpenings(protocol, start) : [];
  return [start, ...openings].map((instant) => wallIn(instant, program.patient.timeZone));
}

/**
 * What is still ahead, planned anew: after a change of the patient's zone or quiet hours, or of the rules of a zone (the start
 * is a new instant then). What was sent or claimed stays; who was told times that their clock will not show hears of it.
 */
export function deriveAgain(setting: Setting, session: Session): Session {
  const derived = {
    ...withDerivedTimes(setting, session),
    touchpoints: session.touchpoints.map((row) => rederived(setting, session, row)),
  };
  const arranged = (['patient', 'monitor'] as const).reduce(arrangedAgain, derived);
  const differs = session.toldWallTimes.join() !== arranged.toldWallTimes.join();
  if (session.status !== 'booked' || session.start.instant <= setting.now || !differs || !wasTold(session))
    return arranged;
  const late = isDose(session.kind) && isLate(setting.protocol, session.start.instant, setting.now);
  const notice: Plan = { name: 'moved', at: setting.now, useBy: session.start.instant, late };
  return withTouchpoint({ ...arranged, confirmed: null, previousStart: null }, notice);
}

const wasTold = ({ touchpoints, revision }: Session): boolean =>
  touchpoints.some(
    (one) =>
      one.revision === revision && one.audience === 'patient' && !['planned', 'voided', 'merged'].includes(one.status),
  );

const isAhead = (row: Touchpoint, { touchpoints }: Session): boolean =>
  row.status === 'planned' ||
  (row.status === 'merged' && touchpoints.some(({ key, status }) => key === row.mergedInto && status === 'planned'));

function rederived(setting: Setting, session: Session, row: Touchpoint): Touchpoint {
  if (row.revision !== session.revision || !isAhead(row, session)) return row;
  if (isNotice(row.name)) return row.name === 'cancelled' ? row : { ...row, useBy: session.start.instant };
  const plans =
    isBeforeSession(row, session) || !session.actual?.endedAt
      ? remindersOf(setting, session, row.audience)
      : aftercareOf(setting, session, session.actual.endedAt);
  // Check-ins of later days share a name, in the order of their days.
  const nth =
    row.name === 'check-in'
      ? session.touchpoints.filter(({ name, resent }) => name === row.name && !resent).indexOf(row)
      : 0;
  const plan = plans.filter(({ name }) => name === row.name)[nth];
  return plan ? { ...row, at: plan.at, useBy: plan.useBy } : row;
}

function arrangedAgain(session: Session, audience: Audience): Session {
  const ahead = session.touchpoints.filter(
    (row) =>
      row.revision === session.revision &&
      row.audience === audience &&
      isAhead(row, session) &&
      row.name !== 'cancelled' &&
      isBeforeSession(row, session),
  );
  const arranged = new Map(merged([...ahead].sort((a, b) => a.at.localeCompare(b.at))).map((row) => [row.key, row]));
  return { ...session, touchpoints: session.touchpoints.map((row) => arranged.get(row.key) ?? row) };
}

/** After a dose: what holds until when, at once; how the patient is, the next morning; what the protocol asks later. */
export function planAftercare(setting: Setting, session: Session, endedAt: Instant): Session {
  const informed = tellBoth(session, { name: 'after', at: setting.now, useBy: afterUseBy(setting, endedAt) });
  return [...aftercareOf(setting, session, endedAt), ...measureAfter(setting, endedAt)].reduce(
    withTouchpoint,
    informed,
  );
}

/** It is of use while something holds that it tells of. */
function afterUseBy({ protocol, program }: Setting, endedAt: Instant): Instant {
  const held = notBefore(protocol, endedAt, program.patient);
  return held > endedAt ? held : plusHours(endedAt, afterUseByHours);
}

/** The patient hears it, and who is with them. */
export function tellBoth(session: Session, plan: Plan, monitor = session.monitor): Session {
  const told = withTouchpoint(session, plan);
  return monitor ? withTouchpoint(told, { ...plan, monitor }) : told;
}

function aftercareOf({ protocol, program, clinic, now }: Setting, session: Session, endedAt: Instant): Plan[] {
  const { patient } = program;
  const { wallTime, hoursAfterEnd, useByHours } = protocol.nextDay;
  const morning = firstWallTimeFrom(plusHours(endedAt, hoursAfterEnd), wallTime, patient.timeZone);
  const onDay = (days: number): Plan & { name: 'next-day' | 'check-in' } => {
    const nominalAt = afterQuietHours(
      calendarDaysAfter(morning, days, patient.timeZone),
      patient.quietHours,
      patient.timeZone,
    );
    // An end recorded late, at night: what asks how the patient is still waits for the end of the quiet hours.
    const nightEnds = afterQuietHours(now, patient.quietHours, patient.timeZone);
    const at = nominalAt < now && nightEnds > now ? nightEnds : nominalAt;
    const asks = mayAsk(clinic) && protocol.checkIns.days.includes(days) && isDose(session.kind);
    return {
      name: days === 0 ? 'next-day' : 'check-in',
      at,
      useBy: plusHours(nominalAt, useByHours),
      answerBy: asks
        ? firstWallTimeFrom(plusHours(at, answerHoursMin), protocol.checkIns.answerBy, patient.timeZone)
        : null,
    };
  };
  const later = mayAsk(clinic) ? protocol.checkIns.days.filter((days) => days > 0) : [];
  return [onDay(0), ...later.map(onDay)];
}
/** Nobody is called before they had an hour to answer. */
export const answerHoursMin = 1;

/** Whether this is a reminder of a session for a reader whom the protocol reminds otherwise, or not at all. */
export function isLostReminder(setting: Setting, session: Session, { name, audience }: Touchpoint): boolean {
  return name.startsWith('reminder') && !remindersOf(setting, session, audience).some((one) => one.name === name);
}

/** Measures after this dose: asked on the second day, when what holds after a dose is over. */
function measureAfter({ protocol, program, clinic, now }: Setting, endedAt: Instant): Plan[] {
  if (!mayAsk(clinic)) return [];
  const given = givenDoses(program).length;
  const asked = protocol.measures.points.some(
    (point) =>
      (point.at === 'after-dose' && point.dose === given) ||
      (point.at === 'after-last-dose' && isLastDose(protocol, given)),
  );
  if (!asked) return [];
  const { timeZone, quietHours } = program.patient;
  const free = notBefore(protocol, endedAt, program.patient);
  const at = latest(
    now,
    afterQuietHours(firstWallTimeFrom(plusHours(free, 24), protocol.nextDay.wallTime, timeZone), quietHours, timeZone),
  );
  return [measureFrom(at)];
}

const measureFrom = (at: Instant): Plan => ({ name: 'measure', at, useBy: plusDays(at, measureUseByDays) });

/** Asks for measures as soon as the patient's quiet hours allow it. */
export function measureAt(now: Instant, { quietHours, timeZone }: Patient): Plan {
  return measureFrom(afterQuietHours(now, quietHours, timeZone));
}

/** What holds is counted from now at the earliest: the dose may be going on. */
export function planEstimatedAfter(setting: Setting, session: Session): Session {
  return tellBoth(session, {
    name: 'after',
    at: setting.now,
    useBy: afterUseBy(setting, setting.now),
    estimated: true,
  });
}

/** A blocked dose tells once per revision, in its last 24 hours: take nothing, the team will call. The monitor hears it, too. */
export function planNotYet(session: Session, now: Instant): Session {
  const told = planNotYetFor(session, now, null);
  return session.monitor ? planNotYetFor(told, now, session.monitor) : told;
}

function planNotYetFor(session: Session, now: Instant, monitor: Monitor | null): Session {
  // A late notice says "not yet" for as long as the block that it told of stands; after "confirmed" it says so no more.
  const saysLate = session.blocked.some(({ about }) => about === 'late-booking');
  const said = session.touchpoints.some(
    (one) =>
      one.revision === session.revision &&
      one.monitor?.email === monitor?.email &&
      (one.name === 'not-yet' || (one.late && saysLate)) &&
      !['voided', 'skipped', 'failed'].includes(one.status),
  );
  if (said || session.start.instant <= now) return session;
  const at = latest(now, plusHours(session.start.instant, -lastHoursBeforeDose));
  return withTouchpoint(session, { name: 'not-yet', at, useBy: session.start.instant, monitor });
}

/** No longer blocked before the notice went out: there is nothing to tell. */
export function dropNotYet(session: Session): Session {
  if (!session.touchpoints.some((one) => one.name === 'not-yet' && one.status === 'planned')) return session;
  return {
    ...session,
    touchpoints: session.touchpoints.map((one) =>
      one.name === 'not-yet' && one.status === 'planned'
        ? { ...one, status: 'skipped', reason: 'no-longer-blocked' }
        : one,
    ),
  };
}

/** Who heard "not yet" hears that the session stands. */
export function planConfirmed(session: Session, now: Instant): Session {
  const plan: Plan = { name: 'confirmed', at: now, useBy: session.start.instant };
  const monitorHeard = session.touchpoints.some(
    (one) =>
      one.name === 'not-yet' &&
      one.revision === session.revision &&
      one.monitor?.email === session.monitor?.email &&
      one.monitor !== null &&
      ['claimed', 'sent', 'unknown', 'handed-over'].includes(one.status),
  );
  return tellBoth(session, plan, monitorHeard ? session.monitor : null);
}

export function planCancelled(session: Session, now: Instant): Session {
  const plan: Plan = { name: 'cancelled', at: now, useBy: plusHours(now, cancelledUseByHours) };
  return tellBoth(session, plan, isDose(session.kind) ? session.monitor : null);
}

/** Somebody else is to be present: who was to be hears that they are not needed, the new one what it is about. */
export function planNewMonitor(
  setting: Setting,
  session: Session,
  monitor: Monitor | null,
  before: Monitor | null,
): Session {
  const { now } = setting;
  const useBy = plusHours(now, cancelledUseByHours);
  const replaced = { ...session, monitor };
  const dismissed = before
    ? withTouchpoint(replaced, { name: 'cancelled', at: now, useBy, monitor: before })
    : replaced;
  return monitor ? planMonitor(setting, dismissed, monitor, 'booked') : dismissed;
}

export function planProgramNotice(program: Program, plan: Plan): Program {
  return { ...program, notices: [...program.notices, newTouchpoint(program.programId, 0, program.notices, plan)] };
}

export const noticeNow = (name: 'on-hold' | 'resumed' | 'introduction', now: Instant, late: boolean): Plan => ({
  name,
  at: now,
  useBy: plusHours(now, noticeUseByHours),
  late,
});

/** Who they are, and: is this your address? */
export const welcomeNow = (now: Instant): Plan => ({
  name: 'welcome',
  at: now,
  useBy: plusHours(now, welcomeUseByHours),
  answerBy: plusHours(now, welcomeUseByHours),
});

export const codeNow = (now: Instant): Plan => ({
  name: 'code',
  at: now,
  useBy: plusMinutes(now, codeUseByMinutes),
});

/** A dose is blocked by `late-booking` exactly when a window is open that no message had announced in time. */
export function isBlockedLate(protocol: Protocol, session: Session, now: Instant): boolean {
  return isDose(session.kind) && unannouncedWindows(protocol, session, now).length > 0;
}
