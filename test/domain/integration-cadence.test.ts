/** Integration after every so many doses only: one session for six, as in renewals at home. */
import { describe, expect, test } from 'vitest';
import { integrationsDue } from '../../scripts/simulate/checkers/evidence.ts';
import { integrationsAfter, type Protocol } from '../../shared/domain/protocol.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, bookingOf, type Course } from './builders.ts';
import { calm, denverAt } from './people.ts';

const every = (fromDose: number, doses: number, more: Partial<Protocol['integration']> = {}): Protocol => ({
  ...ketamineHome,
  dosing: { ...ketamineHome.dosing, doses: null, reviewEveryDoses: 6 },
  integration: { ...ketamineHome.integration, everyDoses: [{ fromDose, doses }], ...more },
});
const upTo = (protocol: Protocol, dose: number): number[] =>
  Array.from({ length: dose }, (_, index) => integrationsAfter(protocol, index + 1));

describe('how many sessions follow a dose', () => {
  test.each([
    ['after each', ketamineHome, [1, 1, 1]],
    ['one for two', every(1, 2), [0, 1, 0, 1]],
    ['six with one each, then one for six', every(7, 6), [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]],
    ['three for two', every(2, 2, { sessionsPerDose: 3 }), [3, 0, 3, 0, 3]],
    [
      'a cadence that changes',
      every(1, 1, {
        everyDoses: [
          { fromDose: 1, doses: 2 },
          { fromDose: 4, doses: 3 },
        ],
      }),
      [0, 1, 0, 0, 0, 1, 0, 0, 1],
    ],
  ])('%s', (_, protocol, expected) => {
    expect(upTo(protocol, expected.length)).toEqual(expected);
    expect(expected.map((__, index) => integrationsDue(protocol, index + 1))).toEqual(expected);
  });
});

/** Given and not integrated, on Wednesdays from 20 January on. */
function withDoses(count: number): Course {
  const course = aProgram({ protocol: every(1, 2) }).prepared();
  for (let dose = 0; dose < count; dose += 1) {
    const day = 20 + 7 * dose;
    const sessionId = course.book('dosing', day > 31 ? `2027-02-0${day - 31}T10:00` : `2027-01-${day}T10:00`);
    course.give(sessionId).look();
  }
  return course;
}

describe('a program whose second dose alone asks for integration', () => {
  test('goes on to the next dose after the first one', () => {
    const course = withDoses(1);
    expect([course.program.phase, course.program.phaseDose]).toEqual(['dosing', 2]);
    const second = course.book('dosing', '2027-01-27T10:00');
    course.at(denverAt('2027-01-27T09:50')).clear(second).at(denverAt('2027-01-27T10:00'));
    course.do((change) => startSession(change, second, { monitorPresent: true, vitals: calm }));
  });

  test('waits after the second one: no dose is booked or started before its session', () => {
    const course = withDoses(2);
    expect([course.program.phase, course.program.phaseDose]).toEqual(['integration', 2]);
    expect(course.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-02-03T10:00')))).toBe(
      'not-integrated',
    );
    course.meet('integration', '2027-01-29T15:00');
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['dosing', 3]);
    course.book('dosing', '2027-02-03T10:00');
  });

  test('has no integration that is late where none is asked for', () => {
    const course = withDoses(1);
    const extra = course.book('integration', '2027-02-01T15:00');
    expect(course.session(extra).warnings).toEqual([]);
    course.at(denverAt('2027-02-01T16:00')).outcome(extra);
    expect(course.openTasks()).not.toContain('integration-late');
    const asked = withDoses(2);
    expect(asked.session(asked.book('integration', '2027-02-08T15:00')).warnings).toEqual(['integration-late']);
  });
});
