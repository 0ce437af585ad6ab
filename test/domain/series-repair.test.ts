/** When a dose moves: what cannot stay as it is booked, and where it goes. */
import { describe, expect, test } from 'vitest';
import { Change, isRefused } from '../../shared/domain/change.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import { brokenSessions, type RepairWish, repairSeries } from '../../shared/domain/series/repair.ts';
import type { Agenda } from '../../shared/domain/series/slots.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { answers, denverAt, wall } from './people.ts';

const free = { get: () => [] } as unknown as Agenda;

/** Doses on Wednesdays from 20 January on, integrations on Fridays; three doses are booked. */
function aCourse(): { course: Course; doses: string[]; integrations: string[] } {
  const course = aProgram().prepared();
  const doses: string[] = [];
  const integrations: string[] = [];
  for (const [dose, integration] of [
    ['20', '22'],
    ['27', '29'],
  ] as const) {
    doses.push(course.book('dosing', `2027-01-${dose}T10:00`));
    integrations.push(course.book('integration', `2027-01-${integration}T15:00`));
  }
  doses.push(course.book('dosing', '2027-02-03T10:00'));
  integrations.push(course.book('integration', '2027-02-05T15:00'));
  return { course, doses, integrations };
}

function broken(course: Course): string[] {
  return brokenSessions(course.program, course.context()).map(
    ({ sessionId, because }) =>
      `${course.session(sessionId).kind} ${course.session(sessionId).start.at} ${because.code}`,
  );
}

const wish: RepairWish = { startFrom: null, notOn: [], kinds: {} };

function repair(course: Course, wanted: RepairWish = wish, agenda = free) {
  const change = new Change(course.program, course.context());
  const done = repairSeries(change, wanted, agenda);
  if (isRefused(done)) throw new Error(done.refusal.code);
  const lines = done.moved.map(({ sessionId, from, because }) => {
    const session = change.session(sessionId);
    return `${session?.kind} ${from.at} → ${session?.start.at} ${because.code}`;
  });
  return { lines, unplaced: done.unplaced, change };
}

const booked = (course: Course): string[] =>
  course.program.sessions
    .filter((one) => one.status === 'booked')
    .map((one) => [one.kind, one.start.at, ...one.warnings].join(' '))
    .sort((a, b) => (a.split(' ')[1] ?? '').localeCompare(b.split(' ')[1] ?? ''));

describe('what a moved dose breaks', () => {
  test('nothing, while the spacing and the integration between are kept', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-21T10:00') });
    expect([broken(course), repair(course).lines]).toEqual([[], []]);
  });

  test('the next dose that is too close now, and the integration that its dose has overtaken', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-25T10:00') });
    expect(broken(course)).toEqual(['integration 2027-01-22T15:00 wrong-phase', 'dosing 2027-01-27T10:00 too-soon']);
    expect(repair(course).lines).toEqual([
      'integration 2027-01-22T15:00 → 2027-01-29T15:00 wrong-phase',
      'dosing 2027-01-27T10:00 → 2027-02-03T10:00 too-soon',
      'integration 2027-01-29T15:00 → 2027-02-05T15:00 wrong-phase',
      'dosing 2027-02-03T10:00 → 2027-02-10T10:00 too-soon',
      'integration 2027-02-05T15:00 → 2027-02-12T15:00 wrong-phase',
    ]);
  });

  test('a dose that comes later than the protocol aims for, since the one before it moved to earlier', () => {
    const { course, doses, integrations } = aCourse();
    course.cancel(doses[1] ?? '').cancel(integrations[1] ?? '');
    expect(broken(course)).toEqual([]);
    course.move(doses[0] ?? '', { start: wall('2027-01-19T10:00') });
    expect(broken(course)).toEqual(['dosing 2027-02-03T10:00 spacing-above-max']);
    expect(repair(course).lines).toEqual([
      'dosing 2027-02-03T10:00 → 2027-01-27T10:00 spacing-above-max',
      'integration 2027-02-05T15:00 → 2027-01-29T15:00 integration-late',
    ]);
  });

  test('the integrations, where a dose has moved behind the next one', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-31T10:00') });
    expect(broken(course)).toEqual([
      'integration 2027-01-22T15:00 wrong-phase',
      'dosing 2027-02-03T10:00 not-integrated',
    ]);
    expect(repair(course).lines).toEqual([
      'integration 2027-01-22T15:00 → 2027-02-05T15:00 wrong-phase',
      'dosing 2027-02-03T10:00 → 2027-02-10T10:00 not-integrated',
      'integration 2027-02-05T15:00 → 2027-02-12T15:00 wrong-phase',
    ]);
  });

  test('no integration that the clinic has booked beyond what the protocol asks', () => {
    const course = aProgram().prepared();
    course.book('dosing', '2027-01-20T10:00');
    course.book('integration', '2027-01-22T15:00');
    course.book('integration', '2027-01-25T15:00');
    const last = course.book('dosing', '2027-01-27T10:00');
    course.move(last, { start: wall('2027-01-28T10:00') });
    expect(broken(course)).toEqual([]);
    course.book('integration', '2027-01-29T15:00');
    course.move(last, { start: wall('2027-02-01T10:00') });
    expect(broken(course)).toEqual(['integration 2027-01-29T15:00 wrong-phase']);
  });

  test('of one integration for two doses, the one that its dose has overtaken', () => {
    const integration = { ...ketamineHome.integration, everyDoses: [{ fromDose: 1, doses: 2 }] };
    const course = aProgram({ protocol: { ...ketamineHome, integration } }).prepared();
    const first = course.book('dosing', '2027-01-20T10:00');
    const second = course.book('dosing', '2027-01-27T10:00');
    course.book('integration', '2027-01-29T15:00');
    course.book('dosing', '2027-02-03T10:00');
    course.move(first, { start: wall('2027-01-21T10:00') });
    expect(broken(course)).toEqual([]);
    course.move(second, { start: wall('2027-01-30T10:00') });
    expect(broken(course)).toEqual([
      'integration 2027-01-29T15:00 wrong-phase',
      'dosing 2027-02-03T10:00 not-integrated',
    ]);
  });

  test('a closing that is not the last any more', () => {
    const course = aProgram().withDosesGiven(5);
    const dose = course.book('dosing', '2027-02-24T10:00');
    const integration = course.book('integration', '2027-02-26T15:00');
    course.book('closing', '2027-03-01T15:00');
    course.move(dose, { start: wall('2027-03-02T10:00') });
    expect(broken(course)).toEqual([
      'integration 2027-02-26T15:00 wrong-phase',
      'closing 2027-03-01T15:00 wrong-phase',
    ]);
    expect(repair(course).lines).toEqual([
      'integration 2027-02-26T15:00 → 2027-03-05T15:00 wrong-phase',
      'closing 2027-03-01T15:00 → 2027-03-15T15:00 wrong-phase',
    ]);
    expect(course.session(integration).start.at).toBe('2027-02-26T15:00');
  });

  test('a contraindication is no matter of dates: nothing is named for it', () => {
    const { course } = aCourse();
    course.do((change) => addScreening(change, { answers: answers('pregnant-nursing-or-trying'), takes: [] }) ?? {});
    expect(broken(course)).toEqual([]);
  });
});

describe('a repair', () => {
  test('moves all that is broken and nothing else, each a revision that is told; the warnings and their tasks are gone', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-25T10:00') });
    expect(course.session(doses[1] ?? '').warnings).toEqual(['spacing-broken']);
    expect(course.openTasks()).toContain('spacing');
    course.do((change) => repairSeries(change, wish, free));
    expect(booked(course)).toEqual([
      'dosing 2027-01-25T10:00',
      'integration 2027-01-29T15:00',
      'dosing 2027-02-03T10:00',
      'integration 2027-02-05T15:00',
      'dosing 2027-02-10T10:00',
      'integration 2027-02-12T15:00',
    ]);
    expect(course.openTasks()).not.toContain('spacing');
    expect(course.rows(doses[1] ?? '').moved?.status).toBe('planned');
    expect(course.session(doses[1] ?? '')).toMatchObject({ revision: 2, run: 2, version: 3 });
    expect(broken(course)).toEqual([]);
  });

  test('follows the actual time of a dose that was given later than planned', () => {
    const { course, doses } = aCourse();
    const startedAt = denverAt('2027-01-25T10:00');
    course
      .at(denverAt('2027-01-25T12:00'))
      .outcome(doses[0] ?? '', { startedAt, recordedLate: { reason: 'No power.' } });
    // Its integration was to be on the 22nd: that is over, and a session is moved, never made.
    expect(repair(course).unplaced.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['not-integrated', 'clinic-closed'],
    ]);
    course.book('integration', '2027-01-26T09:00');
    expect(repair(course).lines).toEqual([
      'dosing 2027-01-27T10:00 → 2027-02-03T10:00 too-soon',
      'integration 2027-01-29T15:00 → 2027-02-05T15:00 wrong-phase',
      'dosing 2027-02-03T10:00 → 2027-02-10T10:00 too-soon',
      'integration 2027-02-05T15:00 → 2027-02-12T15:00 wrong-phase',
    ]);
  });

  test('keeps to other weekdays and times where the clinic names them, and leaves days out', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-25T10:00') });
    const { lines } = repair(course, {
      ...wish,
      notOn: ['2027-02-01'],
      kinds: { dosing: { daysOfWeek: ['mon', 'tue'], times: ['11:00'] } },
    });
    expect(lines.filter((line) => line.startsWith('dosing'))).toEqual([
      'dosing 2027-01-27T10:00 → 2027-02-02T11:00 too-soon',
      'dosing 2027-02-03T10:00 → 2027-02-09T11:00 too-soon',
    ]);
  });

  test('says which session has no place, and why; what is left stays where it is', () => {
    const { course, doses } = aCourse();
    course.move(doses[0] ?? '', { start: wall('2027-01-25T10:00') });
    const { unplaced, lines } = repair(course, { ...wish, kinds: { dosing: { times: ['19:00'] } } });
    expect(lines).toEqual(['integration 2027-01-22T15:00 → 2027-01-29T15:00 wrong-phase']);
    expect(unplaced.map(({ sessionId, reasons }) => [sessionId, reasons.map(({ code }) => code)])).toEqual([
      [doses[1], ['clinic-closed']],
    ]);
    expect(unplaced).toEqual([
      { sessionId: doses[1], kind: 'dosing', doseNumber: null, reasons: [expect.objectContaining({ times: 12 })] },
    ]);
  });
});
