import { describe, expect, test } from 'vitest';
import { doseNumberOf } from '../../shared/domain/course.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import type { SessionKind } from '../../shared/domain/protocol.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { aProgram, bookingOf, type Course } from './builders.ts';
import { answers, denverAt, wall } from './people.ts';

const code = (course: Course, kind: SessionKind, at: string): string =>
  course.codeOf((change) => bookSession(change, bookingOf(kind, at)));
const moved = (course: Course, session: string, at: string): string =>
  course.codeOf((change) => changeSession(change, session, { start: wall(at) }));

describe('booking', () => {
  test('refuses the past, and now', () => {
    const course = aProgram();
    expect(code(course, 'preparation', '2027-01-04T08:59')).toBe('in-the-past');
    expect(code(course, 'preparation', '2027-01-04T09:00')).toBe('in-the-past');
    expect(code(course, 'preparation', '2027-01-04T09:01')).toBe('accepted');
  });

  test('refuses in the contract’s order', () => {
    const course = aProgram().withDosesGiven(1, false);
    course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));
    expect(code(course, 'dosing', '2027-01-19T10:00')).toBe('in-the-past');
    expect(code(course, 'preparation', '2027-01-21T10:00')).toBe('wrong-phase');
    expect(code(course, 'dosing', '2027-01-21T10:00')).toBe('contraindicated');
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(code(course, 'dosing', '2027-01-21T10:00')).toBe('too-soon');
    expect(code(course, 'dosing', '2027-04-15T10:00')).toBe('review-needed');
    expect(code(course, 'dosing', '2027-01-27T10:00')).toBe('not-integrated');
  });

  test('refuses a dose before preparation is done or booked in time', () => {
    const course = aProgram();
    expect(code(course, 'dosing', '2027-01-20T10:00')).toBe('not-prepared');
    course.book('preparation', '2027-01-18T10:00');
    expect(code(course, 'dosing', '2027-01-20T10:00')).toBe('not-prepared');
    course.book('preparation', '2027-01-20T10:00');
    expect(code(course, 'dosing', '2027-01-20T10:30')).toBe('not-prepared');
    expect(code(course, 'dosing', '2027-01-20T11:00')).toBe('accepted');
  });

  test.each([
    ['2027-01-19T09:00', 'accepted'],
    ['2027-01-19T09:01', 'not-prepared'],
  ])('one preparation ends at least 24 hours before dose 1: the last at %s', (last, expected) => {
    const course = aProgram();
    for (const start of ['2027-01-19T10:30', last]) course.book('preparation', start);
    expect(code(course, 'dosing', '2027-01-20T10:00')).toBe(expected);
  });

  test('preparation older than 90 days is none', () => {
    const course = aProgram().prepared();
    expect(code(course, 'dosing', '2027-04-11T14:00')).toBe('accepted');
    expect(code(aProgram().prepared(), 'dosing', '2027-04-12T10:00')).toBe('not-prepared');
  });

  test.each([
    ['at the same time', '2027-01-08T15:00', 60],
    ['into it', '2027-01-08T14:30', 60],
    ['out of it', '2027-01-08T15:30', 60],
    ['around it', '2027-01-08T14:00', 180],
  ])('nobody is in two sessions at once: %s', (_, start, durationMinutes) => {
    const course = aProgram();
    const other = course.book('preparation', '2027-01-08T15:00');
    const wanted = bookingOf('preparation', start, { durationMinutes });
    expect(course.try((change) => bookSession(change, wanted))).toMatchObject({
      refusal: { code: 'does-not-fit', more: { sessionId: other } },
    });
    course.cancel(other);
    expect(course.codeOf((change) => bookSession(change, wanted))).toBe('accepted');
  });

  test('one session may begin when another ends', () => {
    const course = aProgram();
    course.book('preparation', '2027-01-08T15:00');
    expect(code(course, 'preparation', '2027-01-08T16:00')).toBe('accepted');
    expect(code(course, 'preparation', '2027-01-08T14:00')).toBe('accepted');
  });

  test('an intention is not needed to book', () => {
    const course = aProgram();
    for (const day of ['08', '11']) course.meet('preparation', `2027-01-${day}T15:00`);
    expect(code(course, 'dosing', '2027-01-20T10:00')).toBe('accepted');
  });

  test('takes a whole course ahead of time, and no seventh dose', () => {
    const course = aProgram();
    for (const day of ['08', '11']) course.book('preparation', `2027-01-${day}T15:00`);
    const doses: string[] = [];
    const days = ['01-20', '01-27', '02-03', '02-10', '02-17', '02-24'];
    for (const day of days) {
      doses.push(course.book('dosing', `2027-${day}T10:00`));
      course.book('integration', wall(`2027-${day}T15:00`));
    }
    expect(code(course, 'dosing', '2027-03-03T10:00')).toBe('wrong-phase');
    expect(code(course, 'closing', '2027-02-24T14:00')).toBe('wrong-phase');
    expect(code(course, 'closing', '2027-03-12T15:00')).toBe('accepted');
    expect(doses.map((id) => doseNumberOf(course.program, course.session(id)))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(course.openTasks()).toEqual([]);
  });

  test.each([
    ['2027-01-22T10:00', 'too-soon'],
    ['2027-01-23T00:30', 'accepted'],
    ['2027-01-31T10:00', 'accepted'],
    ['2027-01-31T23:30', 'accepted'],
    ['2027-02-01T00:30', 'too-soon'],
  ])('keeps three calendar days on both sides: a dose between 20 January and 3 February at %s', (at, expected) => {
    const course = aProgram().withDosesGiven(1, false);
    course.meet('integration', '2027-01-20T15:00');
    course.book('integration', '2027-02-02T10:00');
    course.book('dosing', '2027-02-03T10:00');
    expect(code(course, 'dosing', at)).toBe(expected);
  });

  test.each([
    ['2027-02-03T10:00', []],
    ['2027-02-04T10:00', ['spacing-above-max']],
  ])('a dose on %s, 14 or 15 days after the last: warnings %j', (at, warnings) => {
    const course = aProgram().withDosesGiven(1);
    const dose = course.book('dosing', at);
    expect(course.session(dose).warnings).toEqual(warnings);
    expect(course.openTasks()).toEqual(warnings.map(() => 'spacing'));
  });

  test('a lapse above 84 days needs a clinician’s decision', () => {
    const course = aProgram().withDosesGiven(1);
    expect(code(course, 'dosing', '2027-04-15T10:00')).toBe('review-needed');
    course.decide('lapse', null);
    expect(code(course, 'dosing', '2027-04-15T10:00')).toBe('accepted');
  });

  test.each([
    ['2027-01-27T15:00', []],
    ['2027-01-28T15:00', ['integration-late']],
  ])('integration on %s: warnings %j', (at, warnings) => {
    const course = aProgram().withDosesGiven(1, false);
    expect(course.session(course.book('integration', at)).warnings).toEqual(warnings);
    expect(course.openTasks()).toEqual(warnings.map(() => 'integration-late'));
  });

  test('belongs to the facts, not to the stored phase', () => {
    const course = aProgram();
    expect(course.program.phase).toBe('care-team');
    expect(code(course, 'integration', '2027-01-21T10:00')).toBe('wrong-phase');
    expect(code(course, 'closing', '2027-01-21T10:00')).toBe('wrong-phase');
    expect(code(course, 'continuing', '2027-01-21T10:00')).toBe('wrong-phase');
    course.prepared().book('dosing', '2027-01-20T10:00');
    expect(course.program.phase).toBe('care-team');
    expect(code(course, 'integration', '2027-01-20T12:00')).toBe('accepted');
    expect(code(course, 'preparation', '2027-01-19T10:00')).toBe('accepted');
  });

  test('closing follows the last integration, done, booked or waived', () => {
    const course = aProgram().withDosesGiven(6, false);
    expect(code(course, 'closing', '2027-03-12T15:00')).toBe('wrong-phase');
    const integration = course.book('integration', '2027-03-01T10:00');
    expect(code(course, 'closing', '2027-03-12T15:00')).toBe('accepted');
    course.cancel(integration);
    expect(code(course, 'closing', '2027-03-13T15:00')).toBe('wrong-phase');
    course.decide('integration', null);
    expect(code(course, 'closing', '2027-03-13T15:00')).toBe('accepted');
  });

  test('at most 24 sessions stand booked at a time', () => {
    const course = aProgram();
    for (let day = 0; day < 24; day += 1)
      course.book('preparation', `2027-02-${String(day + 1).padStart(2, '0')}T10:00`);
    expect(code(course, 'preparation', '2027-03-01T10:00')).toBe('wrong-state');
  });
});

describe('moving', () => {
  function three(): { course: Course; doses: string[] } {
    const course = aProgram().withDosesGiven(1);
    const doses: string[] = [];
    for (const day of ['27', '31']) {
      doses.push(course.book('dosing', `2027-01-${day}T10:00`));
      course.book('integration', `2027-01-${day}T15:00`);
    }
    return { course, doses };
  }

  test('refuses against the given and the earlier dose', () => {
    const { course, doses } = three();
    expect(moved(course, doses[0] ?? '', '2027-01-22T23:00')).toBe('too-soon');
    expect(moved(course, doses[1] ?? '', '2027-01-29T10:00')).toBe('too-soon');
  });

  test('against a later dose it warns, and says so in a task', () => {
    const { course, doses } = three();
    const [second = '', third = ''] = doses;
    expect(moved(course, second, '2027-01-29T10:00')).toBe('accepted');
    expect([course.session(second).warnings, course.session(third).warnings]).toEqual([[], ['spacing-broken']]);
    expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'spacing', sessionId: third });
    expect(course.session(third)).toMatchObject({ start: wall('2027-01-31T10:00'), revision: 1, run: 1 });
  });

  test.each([
    ['moved away again', (course: Course, second: string) => course.move(second, { start: wall('2027-01-27T10:00') })],
    ['cancelled', (course: Course, second: string) => course.cancel(second)],
  ])('the warning and its task go when the dose before is %s', (_, repair) => {
    const { course, doses } = three();
    const [second = '', third = ''] = doses;
    course.move(second, { start: wall('2027-01-29T10:00') });
    repair(course, second);
    expect([course.session(third).warnings, course.openTasks()]).toEqual([[], []]);
  });

  test('is refused into another session of the patient, and so is lasting into it', () => {
    const course = aProgram();
    const one = course.book('preparation', '2027-01-08T15:00');
    const other = course.book('preparation', '2027-01-08T17:00');
    expect(moved(course, one, '2027-01-08T16:30')).toBe('does-not-fit');
    expect(moved(course, one, '2027-01-08T15:30')).toBe('accepted');
    const lasts = (durationMinutes: number) =>
      course.codeOf((change) => changeSession(change, one, { durationMinutes }));
    expect([lasts(91), lasts(90)]).toEqual(['does-not-fit', 'accepted']);
    expect(course.session(other).revision).toBe(1);
  });

  test('judges the session without its old time', () => {
    const course = aProgram().withDosesGiven(1);
    const dose = course.book('dosing', '2027-01-27T10:00');
    expect(moved(course, dose, '2027-01-28T10:00')).toBe('accepted');
  });

  test('refuses the past, and a preparation after dose 1', () => {
    const course = aProgram();
    const late = course.book('preparation', '2027-03-01T10:00');
    course.withDosesGiven(1);
    expect(moved(course, late, '2027-01-19T10:00')).toBe('in-the-past');
    expect(moved(course, late, '2027-03-02T10:00')).toBe('wrong-phase');
  });

  test('numbers follow the order of the clock', () => {
    const { course, doses } = three();
    const [second = '', third = ''] = doses;
    course.move(second, { start: wall('2027-02-05T10:00') });
    const numbers = [second, third].map((id) => doseNumberOf(course.program, course.session(id)));
    expect(numbers).toEqual([3, 2]);
    const integration = course.program.sessions.findLast((one) => one.kind === 'integration');
    expect(integration && doseNumberOf(course.program, integration)).toBe(2);
    course.cancel(third);
    expect(doseNumberOf(course.program, course.session(third))).toBe(null);
    expect(course.now).toBe(denverAt('2027-01-22T16:00'));
  });
});
