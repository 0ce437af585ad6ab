import { Temporal } from 'temporal-polyfill';

/** The instant so long after `now`, both in epoch milliseconds, by the UTC calendar; null where the text is no ISO 8601 duration, or a negative one. */
export function instantAfter(now: number, text: string): number | null {
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.sign < 0) return null;
    return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').add(duration).epochMilliseconds;
  } catch {
    return null;
  }
}
