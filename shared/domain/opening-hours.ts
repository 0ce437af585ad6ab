/** When somebody of the clinic is there. */
import { isDose, type Protocol } from './protocol.ts';
import type { Clinic, Instant, OpeningHours, Session } from './state.ts';
import { dateIn, latest, minutesBetween, plusDays, plusHours, wallInstant, weekdayIn } from './time.ts';

const searchDaysMax = 14;
/** A patient who has just been told gets an hour to confirm. */
const confirmHoursMin = 1;

/**
 * By when a dose is to be confirmed: so many hours before its start, or, where nobody is at the clinic then, in the last hour
 * in which somebody is. Null for what is not confirmed, and where no time is left.
 */
export function confirmByOf(
  { protocol, clinic, now }: { protocol: Protocol; clinic: Clinic; now: Instant },
  session: Session,
): Instant | null {
  if (!isDose(session.kind)) return null;
  const start = session.start.instant;
  const asked = plusHours(start, -protocol.confirmation.hoursBefore);
  const told = session.touchpoints.find((one) => one.revision === session.revision)?.at ?? now;
  const by = latest(lastOpenHour(asked, clinic.openingHours, clinic.timeZone), plusHours(told, confirmHoursMin));
  return by < start ? by : null;
}

/** The instant itself while the clinic is open; otherwise one hour before it last closed. */
function lastOpenHour(instant: Instant, hours: OpeningHours, zone: string): Instant {
  for (let days = 0; days <= searchDaysMax; days += 1) {
    const last = openOn(plusDays(instant, -days), hours, zone).findLast(({ from }) => from <= instant);
    if (!last) continue;
    if (instant < last.to) return instant;
    return minutesBetween(last.from, last.to) < 60 ? last.from : plusHours(last.to, -1);
  }
  return instant;
}

/** The clinic is open from the one instant until the other, by its own clock. One that has named no hours is not asked. */
export function isOpenThroughout({ openingHours, timeZone }: Clinic, from: Instant, to: Instant): boolean {
  if (openingHours.length === 0) return true;
  return openOn(from, openingHours, timeZone).some((open) => open.from <= from && to <= open.to);
}

/** When it is open on the day that an instant lies in, earliest first. */
export function openOn(instant: Instant, hours: OpeningHours, zone: string): { from: Instant; to: Instant }[] {
  const date = dateIn(instant, zone);
  const weekday = weekdayIn(instant, zone);
  return hours
    .filter(({ daysOfWeek }) => daysOfWeek.includes(weekday))
    .map(({ from, to }) => ({ from: wallInstant(date, from, zone), to: wallInstant(date, to, zone) }))
    .sort((a, b) => a.from.localeCompare(b.from));
}
