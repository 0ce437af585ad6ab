/** Guidelines → deadlines: what the protocol asks around a dose, as this patient's clock times. */
import type { Deadline, Lasting } from './message-view.ts';
import { type Guideline, type GuidelineSubject, guidelineMedicine, isDose, type Protocol } from './protocol.ts';
import type { Instant, Patient, Program, Session, Touchpoint } from './state.ts';
import { firstWallTimeFrom, latest, plusHours, plusMinutes } from './time.ts';

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
  return protocol.guidelines
    .map((guideline): Deadline => {
      const opens = openingOf(guideline, session.start.instant);
      return {
        subject: guideline.subject,
        rule: guideline.rule,
        opens,
        open: opens !== null && opens <= now,
        ...spokenTo(protocol, program, guideline.subject),
        until: guideline.until.anchor === 'actual-end' ? 'end' : guideline.until.anchor,
        untilHours: guideline.until.anchor === 'hours-after-end' ? guideline.until.hours : null,
        words: guideline.words ?? null,
      };
    })
    .sort((a, b) => compareOpenings(a.opens, b.opens));
}

/** Whether it is a medicine of the protocol, and the patient takes it: who does is spoken to differently. */
function spokenTo(
  { medicines }: Protocol,
  { screenings }: Program,
  subject: GuidelineSubject,
): Pick<Deadline, 'takes' | 'medicine'> {
  const medicine = guidelineMedicine(subject);
  return {
    takes: medicine !== null && (screenings.at(-1)?.takes ?? []).includes(medicine),
    medicine: medicines.some(({ code }) => code === medicine),
  };
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
export function notBefore(
  { guidelines }: Protocol,
  endedAt: Instant,
  { timeZone }: Pick<Patient, 'timeZone'>,
): Instant {
  return guidelines
    .map((guideline) => heldUntil(guideline, endedAt, timeZone) ?? endedAt)
    .reduce((until, one) => latest(until, one), endedAt);
}

/**
 * What holds on when a dose is over, each until its own instant; what two guidelines say of one subject holds until both are
 * satisfied. `endedAt` null: nobody knows yet when it ended.
 */
export function lastingOf(protocol: Protocol, program: Program, endedAt: Instant | null, now: Instant): Lasting[] {
  const bySubject = new Map<string, Lasting>();
  const rules = protocol.guidelines.flatMap((guideline) => lasting(protocol, program, guideline, endedAt) ?? []);
  for (const one of endedAt ? rules : [nobodyDrivesYet, ...rules]) {
    const key = `${one.rule} ${one.subject}`;
    const known = bySubject.get(key);
    bySubject.set(key, known ? longer(known, one) : one);
  }
  // A night's sleep may still be owed when its hour has come.
  return [...bySubject.values()].filter(({ until, sleep }) => until === null || until > now || sleep);
}

/** Whatever a protocol says beyond the end: it is not known that there was one. */
const nobodyDrivesYet: Lasting = {
  subject: 'vehicle-or-machinery',
  rule: 'avoid',
  takes: false,
  medicine: false,
  words: null,
  hoursAfterEnd: null,
  sleep: false,
  until: null,
};

function lasting(protocol: Protocol, program: Program, guideline: Guideline, endedAt: Instant | null): Lasting | null {
  const { subject, rule, until, words } = guideline;
  if (!lastsLonger(guideline)) return null;
  return {
    subject,
    rule,
    ...spokenTo(protocol, program, subject),
    words: words ?? null,
    hoursAfterEnd: until.anchor === 'hours-after-end' ? until.hours : null,
    sleep: until.anchor === 'night-of-sleep',
    until: endedAt && heldUntil(guideline, endedAt, program.patient.timeZone),
  };
}

function longer(a: Lasting, b: Lasting): Lasting {
  return {
    ...a,
    words: a.words ?? b.words,
    hoursAfterEnd:
      a.hoursAfterEnd === null || b.hoursAfterEnd === null
        ? (a.hoursAfterEnd ?? b.hoursAfterEnd)
        : Math.max(a.hoursAfterEnd, b.hoursAfterEnd),
    sleep: a.sleep || b.sleep,
    until: a.until && b.until && latest(a.until, b.until),
  };
}

/** What goes on as prescribed goes on anyway. */
const lastsLonger = ({ rule, until }: Guideline): boolean => rule !== 'continue' && until.anchor !== 'actual-end';

/** Null for what ends with the dose. */
function heldUntil(guideline: Guideline, endedAt: Instant, timeZone: string): Instant | null {
  if (!lastsLonger(guideline)) return null;
  const { until } = guideline;
  return until.anchor === 'night-of-sleep'
    ? firstWallTimeFrom(plusHours(endedAt, until.hoursAfterEnd), until.wallTime, timeZone)
    : until.anchor === 'hours-after-end'
      ? plusHours(endedAt, until.hours)
      : null;
}
