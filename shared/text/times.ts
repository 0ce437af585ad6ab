/**
 * Instants as people read them: by the patient's clock, and by the clinic's too where the two clocks show different times.
 * Formatting only; the calendar's rules stand in shared/domain/time.ts.
 */
import type { Instant } from '../domain/state.ts';

/** One instant on one clock. */
export type ClockReading = {
  /** "7:00 AM" */
  clock: string;
  /** "Wednesday" */
  weekday: string;
  /** "Wednesday 20 January" */
  date: string;
  /** Noon and midnight are misread on a twelve-hour clock: words may add which one it is. */
  special: 'noon' | 'midnight' | null;
  /** The weekday that ended at this midnight. */
  weekdayBefore: string;
};

/** One instant for a patient; `zone` and `other` only where a second clock shows another time. */
export type When = ClockReading & { zone: string | null; other: (ClockReading & { zone: string }) | null };

/** The patient's zone first, then the zones that may differ from it (the session's, the clinic's). */
export type Zones = { patient: string; others: readonly string[] };

// CLDR writes narrow no-break spaces before AM and PM; plain spaces can be searched, copied and read everywhere.
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

function format(instant: Instant, timeZone: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return plain(new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(instant)));
}

const english = /^en\b/i;

/** English puts the day before the month, which reads the same on both sides of the ocean; others keep their own order. */
function dateWords(instant: Instant, timeZone: string, locale: string): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  if (!english.test(locale)) return format(instant, timeZone, locale, options);
  const parts = new Intl.DateTimeFormat(locale, { ...options, timeZone }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}`;
}

function readClock(instant: Instant, timeZone: string, locale: string): ClockReading {
  const wall = wallTime(instant, timeZone);
  const dayBefore = new Date(Date.parse(instant) - 12 * 3_600_000).toISOString();
  return {
    clock: format(instant, timeZone, locale, { hour: 'numeric', minute: '2-digit' }),
    weekday: format(instant, timeZone, locale, { weekday: 'long' }),
    date: dateWords(instant, timeZone, locale),
    special: wall.endsWith('T12:00') ? 'noon' : wall.endsWith('T00:00') ? 'midnight' : null,
    weekdayBefore: format(dayBefore, timeZone, locale, { weekday: 'long' }),
  };
}

/** What the clock and the calendar on the wall show there, as "2027-01-20T10:00". */
function wallTime(instant: Instant, timeZone: string): string {
  // Swedish dates are ISO dates.
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  return format(instant, timeZone, 'sv-SE', { ...options, hourCycle: 'h23' }).replace(' ', 'T');
}

/** How people call a zone: "Mountain Time", or the city where the language has no name for it. */
export function zoneName(instant: Instant, timeZone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(
    new Date(instant),
  );
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  return name === '' || /^(GMT|UTC)[+-]/.test(name) ? cityTime(timeZone, locale) : plain(name);
}

/** The city alone outside English: its words put it into a sentence. */
function cityTime(timeZone: string, locale: string): string {
  const city = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  return english.test(locale) ? `${city} time` : city;
}

/**
 * The instant by the patient's clock. A second clock is named only where it shows another time at that instant:
 * Denver and Phoenix agree in winter and differ in summer.
 */
export function readWhen(instant: Instant, zones: Zones, locale: string): When {
  const here = readClock(instant, zones.patient, locale);
  const wall = wallTime(instant, zones.patient);
  const differing = zones.others.find((zone) => wallTime(instant, zone) !== wall);
  if (differing === undefined) return { ...here, zone: null, other: null };
  const names = [zones.patient, differing].map((zone) => zoneName(instant, zone, locale));
  // Both clocks under one name would say nothing (British Columbia and Washington share "Pacific Time").
  const [hereName, otherName] =
    names[0] === names[1] ? [zones.patient, differing].map((zone) => cityTime(zone, locale)) : names;
  return {
    ...here,
    zone: hereName ?? null,
    other: { ...readClock(instant, differing, locale), zone: otherName ?? cityTime(differing, locale) },
  };
}

export function duration(minutes: number, locale: string): string {
  const hours = Math.floor(minutes / 60);
  const unit = (value: number, name: 'hour' | 'minute'): string =>
    plain(new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value));
  const parts = [
    ...(hours > 0 ? [unit(hours, 'hour')] : []),
    ...(minutes % 60 > 0 ? [unit(minutes % 60, 'minute')] : []),
  ];
  return new Intl.ListFormat(locale, { type: 'unit', style: 'long' }).format(parts).replace(',', '');
}

export function listOf(items: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
}
