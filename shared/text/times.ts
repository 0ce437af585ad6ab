/**
 * Instants as people read them: by the patient's clock, and by the clinic's too where the two clocks show different times.
 * Formatting only; the calendar's rules stand in shared/domain/time.ts.
 */
import type { Instant } from '../domain/state.ts';
import { wallIn } from '../domain/time.ts';

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

/** Times are the reader's; the session's own zone, then the clinic's, is named where its clock differs. */
export function zonesOf(
  { reader, clinic }: { reader: { timeZone: string }; clinic: { timeZone: string } },
  session: { start: { timeZone: string } } | null,
): Zones {
  return {
    patient: reader.timeZone,
    others: session ? [session.start.timeZone, clinic.timeZone] : [clinic.timeZone],
  };
}

// CLDR writes narrow no-break spaces before AM and PM; plain spaces can be searched, copied and read everywhere.
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

/** Making a formatter takes a hundred times as long as using it; there are as many as zones, languages and uses of them. */
const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 1000;

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  if (formats.size >= formatsMax) formats.clear();
  formats.set(name, made);
  return made;
}

function format(instant: Instant, timeZone: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return plain(formatOf(locale, { ...options, timeZone }).format(new Date(instant)));
}

const english = /^en\b/i;

/** English puts the day before the month, which reads the same on both sides of the ocean; others keep their own order. */
function dateWords(instant: Instant, timeZone: string, locale: string): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  if (!english.test(locale)) return format(instant, timeZone, locale, options);
  const parts = formatOf(locale, { ...options, timeZone }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')}`;
}

function readClock(instant: Instant, timeZone: string, locale: string): ClockReading {
  const wall = wallIn(instant, timeZone);
  const dayBefore = new Date(Date.parse(instant) - 12 * 3_600_000).toISOString();
  return {
    clock: format(instant, timeZone, locale, { hour: 'numeric', minute: '2-digit' }),
    weekday: format(instant, timeZone, locale, { weekday: 'long' }),
    date: dateWords(instant, timeZone, locale),
    special: wall.endsWith('T12:00') ? 'noon' : wall.endsWith('T00:00') ? 'midnight' : null,
    weekdayBefore: format(dayBefore, timeZone, locale, { weekday: 'long' }),
  };
}

/** "Wednesday 20 January, 10:00 AM Mountain Time", on one line. */
export function dateAndClock({ date, clock, zone }: When): string {
  return `${date}, ${clock}${zone ? ` ${zone}` : ''}`;
}

/** A date of the calendar ("2027-01-24"), which is the same in every zone. */
export function readDate(date: string, locale: string): string {
  return dateWords(`${date}T12:00:00.000Z`, 'UTC', locale);
}

/** How people call a zone: "Mountain Time", or the city where the language has no name for it. */
export function zoneName(instant: Instant, timeZone: string, locale: string): string {
  const parts = formatOf(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(new Date(instant));
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
  const wall = wallIn(instant, zones.patient);
  const differing = zones.others.find((zone) => wallIn(instant, zone) !== wall);
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
