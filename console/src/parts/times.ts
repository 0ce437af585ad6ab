/** Times as people read them, with the zone's own name where it is not the reader's. */
const weekdayDay = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const clock = { hour: 'numeric', minute: '2-digit' } as const;

const format = (at: string, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(new Date(at));

/** "Wed, Jan 20, 10:00 AM" */
export const dayAndTime = (instant: string, timeZone: string): string =>
  format(instant, timeZone, { ...weekdayDay, ...clock });

export const timeOnly = (instant: string, timeZone: string): string => format(instant, timeZone, clock);
/** "2027-01-20", as dates of that zone compare. */
export const dateIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(instant));

/** The instant at which a date begins there; on the day of a change of the clocks up to an hour beside it. */
export function beginningOf(date: string, timeZone: string): string {
  const utc = `${date}T00:00:00Z`;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(new Date(utc));
  const [, offset = '+00:00'] = parts.find(({ type }) => type === 'timeZoneName')?.value.split('GMT') ?? [];
  return new Date(`${date}T00:00:00${offset || '+00:00'}`).toISOString();
}

/** The instants in a sentence of the API as people read them. */
export const withTimesIn = (text: string, timeZone: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (instant) => dayAndTime(instant, timeZone));

export const zoneName = (timeZone: string): string => timeZone.replace(/_/g, ' ');

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** "in 3 days", "2 hours ago" */
export function fromNow(instant: string, now: string): string {
  const ms = Date.parse(instant) - Date.parse(now);
  if (Math.abs(ms) < 60_000) return 'now';
  const { unit, ms: length } = units.find((one) => Math.abs(ms) >= one.ms) ?? units[2];
  return relative.format(Math.trunc(ms / length), unit);
}

/** When something starts by the clinic's clock, and by its own where that is another one. */
export function startInWords(
  { instant, at, timeZone }: { instant: string; at: string; timeZone: string },
  clinic: { now: string; timeZone: string },
): string {
  const elsewhere = timeZone === clinic.timeZone ? '' : ` (${zoneName(timeZone)}: ${at.slice(11)})`;
  return `${dayAndTime(instant, clinic.timeZone)}${elsewhere}, ${fromNow(instant, clinic.now)}`;
}

/** "1 d 3 h", "12 min", "0.4 s" */
export function lasting(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
