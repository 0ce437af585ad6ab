/** A course that was booked or repaired in one request stands whole, or not at all (R8), and its doses keep their distance. */
import type { Broken, Case, Evidence, Promised } from './evidence.ts';
import { isLost } from './r11-record.ts';
import { dayOf } from './wall-clock.ts';

type Planned = {
  sessionId: string;
  kind: string;
  doseNumber: number | null;
  start: { instant: string; timeZone: string };
};

export function checkSeries(cases: readonly Case[], evidence: Evidence): Broken[] {
  return evidence.promised.flatMap((promise) => {
    const type = /\/series$/.test(promise.path)
      ? 'session-booked'
      : /\/series\/repair$/.test(promise.path)
        ? 'session-moved'
        : null;
    const one = cases.find(({ head }) => head.programId === promise.programId);
    if (!type || !one || promise.body.booked !== true || isLost(promise, evidence)) return [];
    return faultsOf(one, promise, type).map((what) => ({
      rule: 'R8',
      programId: promise.programId,
      at: new Date(promise.at).toISOString(),
      what: `${promise.path}: ${what}`,
    }));
  });
}

function faultsOf({ events, protocol }: Case, { body, at }: Promised, type: string): string[] {
  const planned = body.sessions as Planned[];
  const written = new Set(
    events
      .filter((event) => event.type === type && Date.parse(event.at) <= at + 10_000)
      .map(({ data }) => data.sessionId),
  );
  const lost = planned
    .filter(({ sessionId }) => !written.has(sessionId))
    .map(({ sessionId }) => `${sessionId} was answered, and the record holds nothing of it`);
  const doses = planned
    .filter(({ kind }) => kind === 'dosing')
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant));
  const close = doses.slice(1).flatMap((dose, index) => {
    const before = doses[index];
    const { spacing } = protocol.dosing;
    const { minDays = 0 } = spacing.findLast(({ fromDose }) => fromDose <= (dose.doseNumber ?? 1)) ?? spacing[0] ?? {};
    const days = before ? dayIn(dose, dose) - dayIn(before, dose) : minDays;
    return days < minDays ? [`${dose.sessionId} is ${days} days after the dose before it, not ${minDays}`] : [];
  });
  const { length } = body.unplaced as unknown[];
  return [...lost, ...close, ...(length > 0 ? [`it was written although ${length} sessions have no place`] : [])];
}

const dayIn = ({ start }: Planned, by: Planned): number => dayOf(Date.parse(start.instant), by.start.timeZone);
