/** Wall times, by the calendar of the platform alone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, timeZone: string): Record<string, number> {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(timeZone, format);
  return Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
}

/** Minutes since midnight that the clock there shows. */
export function minuteOfDay(at: number, timeZone: string): number {
  const { hour = 0, minute = 0 } = partsOf(at, timeZone);
  return hour * 60 + minute;
}

/** The day of the calendar there, counted. */
export function dayOf(at: number, timeZone: string): number {
  const { year = 0, month = 1, day = 1 } = partsOf(at, timeZone);
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** The instants at which the clock there shows this minute of this day: none, one or two. */
export function instantsOf(day: number, minute: number, timeZone: string): number[] {
  const nominal = day * 86_400_000 + minute * 60_000;
  const candidates = new Set<number>();
  for (let hours = -15; hours <= 15; hours += 0.25) {
    const at = nominal + hours * 3_600_000;
    if (dayOf(at, timeZone) === day && minuteOfDay(at, timeZone) === minute) candidates.add(at);
  }
  return [...candidates].sort((a, b) => a - b);
}

export function isWithin(minute: number, { from, to }: { from: string; to: string }): boolean {
  const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const [begins, ends] = [minuteOf(from), minuteOf(to)];
  if (begins === ends) return false;
  return begins < ends ? minute >= begins && minute < ends : minute >= begins || minute < ends;
}
