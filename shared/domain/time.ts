/** The calendar of the rule book. The only module that touches the Temporal library, to be swapped for the native one later. */
import { Temporal } from 'temporal-polyfill';
import { type Instant, type SessionStart, type Weekday, weekdays } from './state.ts';

const isoOf = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString();
const epochOf = (instant: Instant): number => Date.parse(instant);

export function plusMinutes(instant: Instant, minutes: number): Instant {
  return isoOf(epochOf(instant) + minutes * 60_000);
}

/** Elapsed hours: 24 h stay 24 h across a change of daylight-saving time. */
export function plusHours(instant: Instant, hours: number): Instant {
  return plusMinutes(instant, hours * 60);
}

/** Elapsed days of 24 h: for due times and validity, which no one reads as a wall time. */
export function plusDays(instant: Instant, days: number): Instant {
  return plusHours(instant, days * 24);
}

export function minutesBetween(earlier: Instant, later: Instant): number {
  return (epochOf(later) - epochOf(earlier)) / 60_000;
}

export function earliest(first: Instant, ...rest: Instant[]): Instant {
  return rest.reduce((best, next) => (next < best ? next : best), first);
}

export function latest(first: Instant, ...rest: Instant[]): Instant {
  return rest.reduce((best, next) => (next > best ? next : best), first);
}

export function isTimeZone(zone: string): boolean {
  // Offsets such as "+07:00" are zones to Temporal but follow no rules of a place: a patient lives in an IANA zone.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

const zoned = (instant: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone);

const toIso = (value: Temporal.ZonedDateTime): Instant => isoOf(value.epochMilliseconds);

export type ResolvedStart =
  | { ok: true; start: SessionStart }
  | { ok: false; code: 'no-such-time' | 'ambiguous-time'; offers: { at: string; offset: string; instant: Instant }[] };

/**
 * Turns a wall time with its zone into an instant. A time that a clock change skips or repeats is not guessed:
 * the answer offers the instants; `offset` chooses between the two of a repeated one.
 */
export function resolveStart(at: string, timeZone: string, offset?: string): ResolvedStart {
  const wall = Temporal.PlainDateTime.from(at);
  const candidates = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(timeZone, { disambiguation }),
  );
  const [first, second] = candidates;
  if (!first || !second) throw new Error('two candidates were made');
  const offers = candidates.map((one) => ({ at: wallOf(one), offset: one.offset, instant: toIso(one) }));
  if (!first.toPlainDateTime().equals(wall)) return { ok: false, code: 'no-such-time', offers };
  if (first.epochMilliseconds === second.epochMilliseconds) {
    if (offset !== undefined && offset !== first.offset)
      return { ok: false, code: 'no-such-time', offers: offers.slice(0, 1) };
    return { ok: true, start: { at: wallOf(first), timeZone, instant: toIso(first), offset: first.offset } };
  }
  const chosen = candidates.find((one) => one.offset === offset);
  if (!chosen) return { ok: false, code: 'ambiguous-time', offers };
  return { ok: true, start: { at: wallOf(chosen), timeZone, instant: toIso(chosen), offset: chosen.offset } };
}

function wallOf(value: Temporal.ZonedDateTime): string {
  return value.toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** The same wall time so many calendar days earlier. In a gap or an overlap: the earlier instant. */
export function calendarDaysBefore(instant: Instant, days: number, zone: string): Instant {
  const wall = zoned(instant, zone).toPlainDateTime().subtract({ days });
  return toIso(wall.toZonedDateTime(zone, { disambiguation: 'earlier' }));
}

/** The same wall time so many calendar days later. In a gap or an overlap: the earlier instant. */
export function calendarDaysAfter(instant: Instant, days: number, zone: string): Instant {
  return calendarDaysBefore(instant, -days, zone);
}

/** Calendar days from one instant's date to the other's, in that zone. */
export function calendarDaysBetween(earlier: Instant, later: Instant, zone: string): number {
  return zoned(earlier, zone).toPlainDate().until(zoned(later, zone).toPlainDate(), { largestUnit: 'days' }).days;
}

/** The first time that the clock shows `wallTime` at or after `instant`. */
export function firstWallTimeFrom(instant: Instant, wallTime: string, zone: string): Instant {
  const time = Temporal.PlainTime.from(wallTime);
  const date = zoned(instant, zone).toPlainDate();
  for (let days = 0; days <= 2; days += 1) {
    const candidate = toIso(
      date.add({ days }).toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'earlier' }),
    );
    if (candidate >= instant) return candidate;
  }
  throw new Error(`no ${wallTime} within two days of ${instant} in ${zone}`);
}

export type QuietHours = { from: string; to: string };

function quietSpan(
  instant: Instant,
  quiet: QuietHours,
  zone: string,
): { begins: Temporal.ZonedDateTime; ends: Temporal.ZonedDateTime } | null {
  if (quiet.from === quiet.to) return null;
  const from = Temporal.PlainTime.from(quiet.from);
  const to = Temporal.PlainTime.from(quiet.to);
  const date = zoned(instant, zone).toPlainDate();
  const wraps = Temporal.PlainTime.compare(from, to) > 0;
  for (const startDate of [date, date.subtract({ days: 1 })]) {
    const begins = startDate.toPlainDateTime(from).toZonedDateTime(zone, { disambiguation: 'earlier' });
    const ends = startDate
      .add({ days: wraps ? 1 : 0 })
      .toPlainDateTime(to)
      .toZonedDateTime(zone, { disambiguation: 'earlier' });
    if (toIso(begins) <= instant && instant < toIso(ends)) return { begins, ends };
  }
  return null;
}

/** A reminder keeps out of quiet hours by moving back, to one hour before they begin. */
export function beforeQuietHours(instant: Instant, quiet: QuietHours, zone: string): Instant {
  const span = quietSpan(instant, quiet, zone);
  if (!span) return instant;
  const wall = span.begins.toPlainDateTime().subtract({ hours: 1 });
  return toIso(wall.toZonedDateTime(zone, { disambiguation: 'earlier' }));
}

/** What asks how a patient is keeps out of quiet hours by moving to their end. */
export function afterQuietHours(instant: Instant, quiet: QuietHours, zone: string): Instant {
  const span = quietSpan(instant, quiet, zone);
  return span ? toIso(span.ends) : instant;
}

/** Whole years from a date of birth to the date of an instant, in that zone. */
export function ageAt(dateOfBirth: string, instant: Instant, zone: string): number {
  return Temporal.PlainDate.from(dateOfBirth).until(zoned(instant, zone).toPlainDate(), { largestUnit: 'years' }).years;
}

/** The date that the clock of that zone shows, as YYYY-MM-DD. */
export function dateIn(instant: Instant, zone: string): string {
  return zoned(instant, zone).toPlainDate().toString();
}

/** The change of a zone's offset at or before an instant, or the first one after it; null where there is none. */
export function offsetChange(
  instant: Instant,
  zone: string,
  direction: 'previous' | 'next',
): { at: Instant; wallBefore: string; from: string; to: string } | null {
  // "Previous" excludes the instant itself.
  const from = direction === 'previous' ? plusMinutes(instant, 1) : instant;
  const transition = zoned(from, zone).getTimeZoneTransition(direction);
  if (!transition) return null;
  const before = transition.subtract({ seconds: 1 });
  const wallBefore = transition.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime();
  return {
    at: toIso(transition),
    wallBefore: wallBefore.toString({ smallestUnit: 'second' }),
    from: before.offset,
    to: transition.offset,
  };
}

export function offsetAt(instant: Instant, zone: string): string {
  return zoned(instant, zone).offset;
}

export function weekdayIn(instant: Instant, zone: string): Weekday {
  const { dayOfWeek } = zoned(instant, zone);
  return weekdays[dayOfWeek - 1] ?? 'mon';
}

/** The first place on earth where a date begins is 14 hours ahead of UTC: what is later than this date is the future everywhere. */
export const newestDateAt = (instant: Instant): string => plusHours(instant, 14).slice(0, 10);

/** The last place where a date ends is 12 hours behind UTC: what is earlier than this date is the past everywhere. */
export const oldestDateAt = (instant: Instant): string => plusHours(instant, -12).slice(0, 10);

/** A date so many calendar days later; earlier where `days` is negative. */
export function datePlus(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export function weekdayOf(date: string): Weekday {
  return weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? 'mon';
}

/** Calendar days from one date to the other. */
export function daysFrom(earlier: string, later: string): number {
  return Temporal.PlainDate.from(earlier).until(later, { largestUnit: 'days' }).days;
}

/** What the clock and the calendar on the wall show there, as "2027-01-20T10:00". */
export function wallIn(instant: Instant, zone: string): string {
  return wallOf(zoned(instant, zone));
}

/** A date's wall time as an instant. In a gap or an overlap: the earlier one. */
export function wallInstant(date: string, wallTime: string, zone: string): Instant {
  return toIso(
    Temporal.PlainDate.from(date)
      .toPlainDateTime(Temporal.PlainTime.from(wallTime))
      .toZonedDateTime(zone, { disambiguation: 'earlier' }),
  );
}

/** The start again from its wall time and zone, under the rules that hold now. Of two instants the one chosen at booking. */
export function startAgain(start: SessionStart): SessionStart {
  const wall = Temporal.PlainDateTime.from(start.at);
  const candidates = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(start.timeZone, { disambiguation }),
  );
  const derived = candidates.find((one) => one.offset === start.offset) ?? candidates[0];
  if (!derived) throw new Error('two candidates were made');
  const instant = toIso(derived);
  return instant === start.instant ? start : { ...start, instant, offset: derived.offset };
}
