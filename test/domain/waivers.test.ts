import { describe, expect, test } from 'vitest';
import { makeDecision } from '../../shared/domain/program/clinical.ts';
import { addScreening } from '../../shared/domain/program/people.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { plusMinutes } from '../../shared/domain/time.ts';
import { aProgram, type Course } from './builders.ts';
import { answers, calm, denverAt, wall } from './people.ts';

function shut(course: Course, dose: string): string[] {
  const tried = course.try((change) => startSession(change, dose, { monitorPresent: true, vitals: calm }));
  const gates = (tried?.refusal.more?.gates ?? []) as { code: string }[];
  return gates.map((one) => one.code);
}

/** A first dose at 10:00, cleared an hour before; the clock stands at its start. */
function ready(yes: string): { course: Course; dose: string } {
  const course = aProgram({ yes: [yes] }).prepared();
  const dose = course.book('dosing', '2027-01-20T10:00');
  course.at(denverAt('2027-01-20T09:00')).clear(dose).at(denverAt('2027-01-20T10:00'));
  return { course, dose };
}

/** A second dose, a week after the first. */
function second(integrated: boolean): { course: Course; dose: string } {
  const course = aProgram().withDosesGiven(1, integrated);
  if (!integrated) course.decide('integration', null);
  const dose = course.book('dosing', '2027-01-27T10:00');
  return { course: course.at(denverAt('2027-01-27T09:00')).clear(dose).at(denverAt('2027-01-27T10:00')), dose };
}

describe('spacing and waivers', () => {
  test('three calendar days after the last actual start, though fewer than 72 hours', () => {
    const close = aProgram().withDosesGiven(1);
    const dose = close.book('dosing', '2027-01-23T07:00');
    close.at(denverAt('2027-01-23T06:50')).decide('late-booking', dose).clear(dose);
    expect(shut(close, dose)).toEqual([]);
  });

  test('counts from the actual start, also when the dose before it was given on another day', () => {
    const course = aProgram().prepared();
    const first = course.book('dosing', '2027-01-20T10:00');
    course.book('integration', '2027-01-22T09:00');
    const dose = course.book('dosing', '2027-01-23T10:00');
    const [startedAt, endedAt] = ['2027-01-21T10:00', '2027-01-21T12:00'].map(denverAt);
    course.at(denverAt('2027-01-21T13:00'));
    course.outcome(first, { startedAt: startedAt ?? null, endedAt: endedAt ?? null, recordedLate: { reason: 'x' } });
    expect(course.session(dose).warnings).toEqual(['spacing-broken']);
    course.at(denverAt('2027-01-23T10:00')).clear(dose);
    expect(shut(course, dose)).toEqual(['too-soon', 'not-integrated']);
  });

  test('more than 84 days need a decision about the lapse, which the next dose uses up', () => {
    const course = aProgram().withDosesGiven(1).at(denverAt('2027-03-01T10:00'));
    const dose = course.book('dosing', '2027-04-14T10:00');
    course.move(dose, { start: wall('2027-04-14T23:30') });
    course.at(denverAt('2027-04-14T23:00')).clear(dose).at(denverAt('2027-04-15T00:30'));
    expect(shut(course, dose)).toEqual(['review-needed']);
    course.decide('lapse', null);
    expect(shut(course, dose)).toEqual([]);
  });

  test('a waiver of integration holds until the next dose', () => {
    const { course, dose } = second(false);
    expect(shut(course, dose)).toEqual([]);
    course.at(denverAt('2027-01-27T12:00')).outcome(dose);
    const tooEarly = course.try((change) =>
      makeDecision(change, { about: 'caution', sessionId: null, decision: 'proceed', reason: 'x' }),
    );
    expect(tooEarly).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(() => course.book('dosing', '2027-02-03T10:00')).toThrow('not-integrated');
  });

  test('"do not proceed" about the lapse cancels all booked doses and leaves the gate shut', () => {
    const { course, dose } = second(true);
    course.decide('lapse', null, 'do-not-proceed');
    expect(course.session(dose).status).toBe('cancelled');
  });

  test('a caution decided once stays decided until a screening adds a new yes', () => {
    const { course, dose } = ready('urinary-symptoms');
    const screen = (...yes: string[]): void =>
      void course
        .at(plusMinutes(course.now, 1))
        .do((change) => addScreening(change, { answers: answers(...yes), takes: [] }));
    course.decide('caution', null);
    screen('urinary-symptoms');
    expect(course.openTasks()).toEqual([]);
    screen('urinary-symptoms', 'substance-dependency');
    expect(shut(course, dose)).toEqual(['caution-open']);
    course.decide('caution', null);
    screen();
    screen('urinary-symptoms');
    expect(shut(course, dose)).toEqual(['caution-open']);
    expect(course.openTasks()).toEqual(['caution']);
  });

  test('a decision about the program concerns all doses, whichever session it names', () => {
    const { course, dose } = ready('urinary-symptoms');
    const later = course.book('preparation', '2027-01-21T10:00');
    course.decide('caution', later, 'do-not-proceed');
    expect([course.session(later).status, course.session(dose).status]).toEqual(['booked', 'cancelled']);
    expect(course.program.decisions.at(-1)?.sessionId).toBe(null);
  });
});
