/** A zone's rules around some instants as VTIMEZONE (RFC 5545, 3.6.5), from the data that every other time is told by. */
import type { Instant } from '../domain/state.ts';
import { minutesBetween, offsetAt, offsetChange } from '../domain/time.ts';

export const compact = (text: string): string => text.replace(/[-:]/g, '');

type Observance = { at: Instant; wallBefore: string; from: string; to: string };

/** A year has two changes; Morocco's has four. */
const changesMax = 200;

/** Every change of the offset from the one before the first instant to the one after the last. */
function changesAround(zone: string, instants: readonly Instant[]): Observance[] {
  const [first, last] = [instants[0], instants.at(-1)];
  if (!first || !last) return [];
  const before = offsetChange(first, zone, 'previous');
  const offset = offsetAt(first, zone);
  // Where no change lies before the first instant, its offset has held since ever.
  const changes: Observance[] = [before ?? { at: first, wallBefore: '1970-01-01T00:00:00', from: offset, to: offset }];
  for (let at = first; changes.length < changesMax; ) {
    const next = offsetChange(at, zone, 'next');
    if (next) changes.push(next);
    if (!next || next.at > last) break;
    at = next.at;
  }
  return changes;
}

/** Its lines, for the instants that a calendar holds. */
export function vtimezone(zone: string, instants: readonly Instant[]): string[] {
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...changesAround(zone, [...instants].sort()).flatMap(({ wallBefore, from, to }) => {
      const kind = minutesOf(to) > minutesOf(from) ? 'DAYLIGHT' : 'STANDARD';
      return [
        `BEGIN:${kind}`,
        `DTSTART:${compact(wallBefore)}`,
        `TZOFFSETFROM:${from.replaceAll(':', '')}`,
        `TZOFFSETTO:${to.replaceAll(':', '')}`,
        `END:${kind}`,
      ];
    }),
    'END:VTIMEZONE',
  ];
}

/** Whether the clock shows this time twice, before and after it is put back: readers of a calendar differ on which is meant. */
export function isShownTwice(instant: Instant, zone: string): boolean {
  return (['previous', 'next'] as const).some((direction) => {
    const change = offsetChange(instant, zone, direction);
    if (!change) return false;
    const putBack = minutesOf(change.from) - minutesOf(change.to);
    const since = minutesBetween(change.at, instant);
    return -putBack <= since && since < putBack;
  });
}

function minutesOf(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
