/** A course is planned with the weeks of the clinic's agenda that it touches, read as the plan comes to them. */
import { Change, type Context, isRefused, type Refused } from '../domain/change.ts';
import type { Agenda, Taken } from '../domain/series/slots.ts';
import type { Instant, Program } from '../domain/state.ts';
import { datePlus, plusHours, plusMinutes } from '../domain/time.ts';
import type { Ports } from './ports.ts';
import { contextFor, type Failed, type Who } from './run-command.ts';

/** Sessions of the clinic that start in a span. */
export type TakenIn = (
  clinicId: string,
  between: { from: Instant; to: Instant },
) => Promise<{ programId: string; start: Instant; durationMinutes: number; staffIds: readonly string[] }[]>;

export type Plan<Value> = (change: Change, agenda: Agenda) => Value | Refused;

/** A course of two years: as many rounds as it has weeks, should each bring one more. */
const roundsMax = 104;
/** No session lasts longer: what begins earlier than that before an instant is over by then. */
export const longestHours = 12;

/** What would become of it: nothing is written. The agenda is what booking it needs. */
export async function planSeries<Value extends { unread: ReadonlySet<string> }>(
  ports: Ports,
  of: { clinicId: string; programId: string; who: Who },
  takenIn: TakenIn,
  plan: Plan<Value>,
): Promise<{ ok: true; value: Value; program: Program; context: Context; agenda: Agenda } | Failed> {
  const { clinicId, programId, who } = of;
  const before = await ports.programs.load(clinicId, programId);
  if (!before) return { ok: false, failure: 'not-found' };
  const context = await contextFor(ports, clinicId, before.protocol, who);
  const agenda = new Map<string, readonly Taken[]>();
  for (let round = 1; round <= roundsMax; round += 1) {
    const change = new Change(before, context);
    const value = plan(change, agenda);
    if (isRefused(value)) return value;
    if (value.unread.size === 0) return { ok: true, value, program: change.program, context, agenda };
    const weeks = await Promise.all([...value.unread].map((week) => readWeek(takenIn, clinicId, programId, week)));
    for (const [week, taken] of weeks) agenda.set(week, taken);
  }
  return { ok: false, failure: 'busy' };
}

async function readWeek(
  takenIn: TakenIn,
  clinicId: string,
  programId: string,
  week: string,
): Promise<[string, Taken[]]> {
  const from = plusHours(`${week}T00:00:00.000Z`, -longestHours);
  const to = plusHours(`${datePlus(week, 7)}T00:00:00.000Z`, longestHours);
  const sessions = await takenIn(clinicId, { from, to });
  const others = sessions.filter((one) => one.programId !== programId);
  return [
    week,
    others.map(({ start, durationMinutes, staffIds }) => ({
      from: start,
      to: plusMinutes(start, durationMinutes),
      staffIds,
    })),
  ];
}
