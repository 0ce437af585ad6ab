/** Whatever the wish and the agenda: what a series proposes keeps the protocol, the hours and everybody's time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Change, isRefused } from '../../shared/domain/change.ts';
import { allDoses, isOpen } from '../../shared/domain/course.ts';
import { isOpenThroughout } from '../../shared/domain/opening-hours.ts';
import { bookSeries, type KindWish } from '../../shared/domain/series/propose.ts';
import { brokenSessions, repairSeries } from '../../shared/domain/series/repair.ts';
import { type Agenda, type Taken, weekOf } from '../../shared/domain/series/slots.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { weekdays } from '../../shared/domain/state.ts';
import { calendarDaysBetween, plusHours, plusMinutes, resolveStart } from '../../shared/domain/time.ts';
import { plannedEnd } from '../../shared/domain/touchpoints.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { denver, enrolledAt, luis, sam } from './people.ts';

const seed = 20270104;
const runs = { seed, numRuns: 60 };

const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 5 });
const times = fc.uniqueArray(fc.constantFrom('08:00', '09:30', '11:00', '13:00', '15:00', '16:30'), {
  minLength: 1,
  maxLength: 3,
});
const zone = fc.constantFrom(denver, 'America/New_York', 'Europe/Berlin');
const kindOf = (durationMinutes: number) =>
  fc.record({ daysOfWeek: days, times }).map(
    (preference): KindWish => ({
      ...preference,
      durationMinutes,
      mode: 'home',
      modality: null,
      place: null,
      staff: [sam],
      monitor: luis,
    }),
  );
const wishes = fc.record({
  startFrom: fc.integer({ min: 0, max: 300 }).map((offset) => plusHours(enrolledAt, 24 * offset).slice(0, 10)),
  timeZone: zone,
  notOn: fc.constant([]),
  unavailable: fc.constant([]),
  doses: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
  kinds: fc.record({
    preparation: kindOf(60),
    dosing: kindOf(120),
    integration: kindOf(50),
    closing: kindOf(60),
  }),
});
/** Hours that Sam is taken, anywhere in the year. */
const agendas = fc
  .array(fc.integer({ min: 0, max: 24 * 360 }), { maxLength: 200 })
  .map((hours): Taken[] => hours.map((hour) => taken(plusHours(enrolledAt, hour))));
const taken = (from: string): Taken => ({ from, to: plusMinutes(from, 90), staffIds: [sam.staffId] });
const agendaOf = (all: readonly Taken[]): Agenda =>
  ({ get: (week: string) => all.filter((one) => weekOf(one.from) === week) }) as unknown as Agenda;

function assertKeepsAll(change: Change, course: Course, all: readonly Taken[]): void {
  const { program } = change;
  const sessions = program.sessions.filter(isOpen);
  for (const one of sessions) {
    expect(isOpenThroughout(course.clinic, one.start.instant, plannedEnd(one))).toBe(true);
    expect(resolveStart(one.start.at, one.start.timeZone, one.start.offset)).toEqual({ ok: true, start: one.start });
    const overlaps = (from: string, to: string): boolean => from < plannedEnd(one) && one.start.instant < to;
    expect(sessions.filter((other) => other !== one && overlaps(other.start.instant, plannedEnd(other)))).toEqual([]);
    // Within the week that was asked for: a session that reaches over its end is a matter of the reader's margin.
    const near = all.filter(({ from }) => weekOf(from) === weekOf(one.start.instant));
    expect(near.filter(({ from, to }) => overlaps(from, to))).toEqual([]);
  }
  const doses = allDoses(program);
  for (const [index, dose] of doses.entries()) {
    const before = doses[index - 1];
    if (!before) continue;
    const apart = calendarDaysBetween(before.start.instant, dose.start.instant, dose.start.timeZone);
    expect(apart).toBeGreaterThanOrEqual(3);
    expect(apart).toBeLessThanOrEqual(14);
    const between = sessions.filter(
      ({ kind, start }) =>
        kind === 'integration' && start.instant > plannedEnd(before) && start.instant < dose.start.instant,
    );
    expect(between).toHaveLength(1);
  }
}

function booked(wish: Parameters<typeof bookSeries>[1], all: readonly Taken[]) {
  const course = aProgram();
  const change = new Change(course.program, course.context());
  const series = bookSeries(change, wish, agendaOf(all));
  if (isRefused(series)) throw new Error(series.refusal.code);
  return { course, change, series };
}

test('a proposal keeps the spacing, the hours, and the time of the patient and the staff', () => {
  fc.assert(
    fc.property(wishes, agendas, (wish, all) => {
      const { course, change, series } = booked(wish, all);
      assertKeepsAll(change, course, all);
      expect(change.items).toBeLessThan(100);
      // What is whole has every dose; what is not says why.
      const doses = allDoses(change.program).length;
      const wanted = Math.min(wish.doses ?? 6, ketamineHome.dosing.doses ?? 6);
      expect(series.unplaced.length > 0 || doses === wanted).toBe(true);
    }),
    runs,
  );
});

test('a repair leaves nothing broken, and what it keeps or moves keeps all of it', () => {
  fc.assert(
    fc.property(wishes, fc.integer({ min: 0, max: 5 }), fc.integer({ min: -3, max: 12 }), (wish, which, by) => {
      const { course, change } = booked(wish, []);
      const dose = allDoses(change.program)[which];
      if (!dose) return;
      const date = plusHours(`${dose.start.at.slice(0, 10)}T00:00:00.000Z`, 24 * by).slice(0, 10);
      const start = resolveStart(`${date}T${dose.start.at.slice(11)}`, dose.start.timeZone);
      if (!start.ok || changeSession(change, dose.sessionId, { start: start.start })) return;
      const repair = repairSeries(change, { startFrom: null, notOn: [], kinds: {} }, agendaOf([]));
      if (isRefused(repair) || repair.unplaced.length > 0) return;
      expect(brokenSessions(change.program, course.context())).toEqual([]);
      const others = change.program.sessions.filter(({ sessionId }) => sessionId !== dose.sessionId);
      for (const one of others) expect(one.warnings).not.toContain('spacing-broken');
    }),
    runs,
  );
});
