/** Between which dates the protocol wants a session, and which of them best. Dates are those of the session's zone. */
import { beginsAt, endsAt, isDoneOrOpen } from '../course.ts';
import { isLastDose, type Protocol, spacingOf } from '../protocol.ts';
import type { Program, Session } from '../state.ts';
import { dateIn, datePlus, daysFrom } from '../time.ts';
import type { Window } from './slots.ts';

/** How far ahead what has no window of its own is looked for. */
const horizonDays = 60;
/** Some days to look back on, where the protocol names none. */
const closingAfterDays = 6;

/** `first`: nothing comes before this date. */
type At = { protocol: Protocol; timeZone: string; first: string };

export const laterDate = (one: string, other: string): string => (one > other ? one : other);

/** As soon as it can be. */
export function soon(from: string): Window {
  return { from, to: datePlus(from, horizonDays), target: from };
}

/** By the protocol's spacing from the dose before; one that is late already comes as soon as it can. */
export function doseWindow({ protocol, timeZone, first }: At, last: Session, number: number): Window {
  const { minDays, targetDays, maxDays } = spacingOf(protocol, number);
  const day = dateIn(beginsAt(last), timeZone);
  const from = laterDate(first, datePlus(day, minDays));
  const to = datePlus(day, maxDays);
  return to < from ? soon(from) : { from, to, target: laterDate(from, datePlus(day, targetDays)) };
}

/** From the day after the dose on, spread over the days until the next one aims for; where that cannot be, as late as the protocol allows. */
export function integrationWindows(
  { protocol, timeZone, first }: At,
  dose: Session,
  doseNumber: number,
  count: number,
): Window[] {
  const { sessionsPerDose, withinDays } = protocol.integration;
  const day = dateIn(beginsAt(dose), timeZone);
  const from = laterDate(first, datePlus(day, 1));
  // Later than the protocol wants it still counts.
  const inTime = laterDate(datePlus(day, withinDays), datePlus(from, withinDays > 0 ? withinDays - 1 : 0));
  const nextDose = isLastDose(protocol, doseNumber)
    ? inTime
    : datePlus(day, spacingOf(protocol, doseNumber + 1).targetDays - 1);
  const to = nextDose < inTime ? laterDate(nextDose, from) : inTime;
  const target = datePlus(from, Math.floor((count * daysFrom(from, to)) / Math.max(1, sessionsPerDose)));
  return [
    { from, to, target },
    { from, to: inTime, target },
  ];
}

/** From the day after the last of the other sessions on. */
export function closingWindow({ protocol, timeZone, first }: At, { sessions }: Program): Window {
  const others = sessions.filter((one) => one.kind !== 'closing' && isDoneOrOpen(one));
  const from = others.map((one) => datePlus(dateIn(endsAt(one), timeZone), 1)).reduce(laterDate, first);
  const { dueDays } = protocol.ongoing;
  return { from, to: datePlus(from, dueDays), target: datePlus(from, Math.min(closingAfterDays, dueDays)) };
}
