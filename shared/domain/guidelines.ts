/** Guidelines → deadlines: what the protocol asks around a dose, as this patient's clock times. */
import type { Deadline, VehicleRule } from './message-view.ts';
import { type Guideline, guidelineMedicine, isDose, type Protocol } from './protocol.ts';
import type { Instant, Patient, Program, Session, Touchpoint } from './state.ts';
import { firstWallTimeFrom, plusHours, plusMinutes } from './time.ts';

/** The instants at which something is to be avoided from then on, earliest first: one per different number of hours. */
export function windowOpenings(protocol: Protocol, start: Instant): Instant[] {
  const openings = protocol.guidelines.flatMap((guideline) => openingOf(guideline, start) ?? []);
  return [...new Set(openings)].sort();
}

function openingOf(guideline: Guideline, start: Instant): Instant | null {
  if (guideline.rule !== 'avoid' || guideline.from.anchor !== 'planned-start') return null;
  return plusHours(start, -guideline.from.hoursBefore);
}

export function deadlinesOf(protocol: Protocol, session: Session, program: Program, now: Instant): Deadline[] {
  if (!isDose(session.kind)) return [];
  const takes = program.screenings.at(-1)?.takes ?? [];
  return protocol.guidelines
    .map((guideline): Deadline => {
      const opens = openingOf(guideline, session.start.instant);
      const medicine = guidelineMedicine(guideline.subject);
      return {
        subject: guideline.subject,
        rule: guideline.rule,
        opens,
        open: opens !== null && opens <= now,
        takes: medicine !== null && takes.includes(medicine),
        medicine: protocol.medicines.some(({ code }) => code === medicine),
        until: guideline.until.anchor === 'actual-end' ? 'end' : guideline.until.anchor,
        untilHours: guideline.until.anchor === 'hours-after-end' ? guideline.until.hours : null,
        words: guideline.words ?? null,
      };
    })
    .sort((a, b) => compareOpenings(a.opens, b.opens));
}

/** What has no clock time of its own comes last. */
function compareOpenings(a: Instant | null, b: Instant | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Messages that tell a patient when each window opens. */
const announcing: ReadonlySet<Touchpoint['name']> = new Set([
  'booked',
  'booked-late',
  'moved',
  'confirmed',
  'reminder-3d',
  'reminder-24h',
  'reminder-3h',
]);

/**
 * Windows that are open now although nothing told the patient before they opened: what can no longer be followed (R4).
 * What counts is the last message before the opening, if it told an opening that was not later than this one.
 */
export function unannouncedWindows(protocol: Protocol, session: Session, now: Instant): Instant[] {
  const told = session.touchpoints
    .filter((touchpoint) => touchpoint.status === 'sent' && announcing.has(touchpoint.name))
    .flatMap(({ sentAt, toldStart }) => (sentAt && toldStart ? [{ sentAt, toldStart }] : []))
    .sort((a, b) => a.sentAt.localeCompare(b.sentAt));
  return windowOpenings(protocol, session.start.instant).filter((opening) => {
    if (opening > now) return false;
    const last = told.findLast((message) => message.sentAt <= opening);
    return !last || last.toldStart > session.start.instant;
  });
}

/** A window is open, or opens within the hour: the words of a late booking apply. */
export function isLate(protocol: Protocol, start: Instant, now: Instant): boolean {
  const first = windowOpenings(protocol, start)[0];
  return first !== undefined && first <= plusMinutes(now, lateWithinMinutes);
}
const lateWithinMinutes = 60;

/** The instant until which something holds after a dose: a night's sleep by the patient's clock, or so many hours. */
export function notBefore(protocol: Protocol, endedAt: Instant, patient: Pick<Patient, 'timeZone'>): Instant {
  return lastEnd(protocol.guidelines, endedAt, patient) ?? endedAt;
}

/** The same of driving alone; null where the protocol says nothing of it beyond the end. */
export function noVehicleBefore(
  protocol: Protocol,
  endedAt: Instant,
  patient: Pick<Patient, 'timeZone'>,
): Instant | null {
  return lastEnd(aboutVehicles(protocol), endedAt, patient);
}

export function vehicleRuleOf(protocol: Protocol): VehicleRule {
  const ends = aboutVehicles(protocol).map(({ until }) => until);
  const hours = ends.flatMap((until) => (until.anchor === 'hours-after-end' ? [until.hours] : []));
  return {
    hoursAfterEnd: hours.length > 0 ? Math.max(...hours) : null,
    sleep: ends.some(({ anchor }) => anchor === 'night-of-sleep'),
  };
}

const aboutVehicles = ({ guidelines }: Protocol): Guideline[] =>
  guidelines.filter(({ subject }) => subject === 'vehicle-or-machinery');

function lastEnd(
  guidelines: readonly Guideline[],
  endedAt: Instant,
  { timeZone }: Pick<Patient, 'timeZone'>,
): Instant | null {
  const instants = guidelines.flatMap(({ until }) =>
    until.anchor === 'night-of-sleep'
      ? [firstWallTimeFrom(plusHours(endedAt, until.hoursAfterEnd), until.wallTime, timeZone)]
      : until.anchor === 'hours-after-end'
        ? [plusHours(endedAt, until.hours)]
        : [],
  );
  return instants.sort().at(-1) ?? null;
}
