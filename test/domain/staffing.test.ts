/** "One clinician, one of the therapists": who a session needs is the protocol's to say. */
import { describe, expect, it } from 'vitest';
import { protocolFaults } from '../../shared/domain/protocol-faults.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { ana, sam } from './people.ts';

const protocol = {
  ...ketamineHome,
  staffing: {
    preparation: [
      { anyOf: ['clinician' as const], count: 1 },
      { anyOf: ['therapist' as const], count: 1 },
    ],
  },
};
const stranger = { staffId: 'stf_else', name: 'Else', email: 'else@clinic.example' };
const warnings = (course: Course, sessionId: string) => course.session(sessionId).warnings;

describe('a session that needs a clinician and a therapist', () => {
  it.each([
    ['both are named', [sam, ana], []],
    ['one is missing', [sam], ['staff-missing']],
    ['the other is not of the care team', [sam, stranger], ['staff-missing']],
    ['nobody is named yet', [], ['staff-missing']],
  ])('is booked; it warns, with a task, unless both are named: %s', (_who, staff, wanted) => {
    const course = aProgram({ protocol });
    const session = course.book('preparation', '2027-01-08T15:00', { staff });
    expect(warnings(course, session)).toEqual(wanted);
    expect(course.openTasks()).toEqual(wanted.length > 0 ? ['staffing'] : []);
  });

  it('warns no more once they are named, and again when one is taken off', () => {
    const course = aProgram({ protocol });
    const session = course.book('preparation', '2027-01-08T15:00');
    expect(course.program.tasks[0]?.text).toBe('Name who of the care team will be there: 1 clinician.');
    course.do((change) => changeSession(change, session, { staff: [sam, ana] }));
    expect([warnings(course, session), course.openTasks()]).toEqual([[], []]);
    course.do((change) => changeSession(change, session, { staff: [ana] }));
    expect([warnings(course, session), course.openTasks()]).toEqual([['staff-missing'], ['staffing']]);
  });

  it('still warns after a move, with one task; a cancellation asks for nobody', () => {
    const course = aProgram({ protocol });
    const session = course.book('preparation', '2027-01-08T15:00');
    course.move(session, {
      start: { ...course.session(session).start, at: '2027-01-08T16:00', instant: '2027-01-08T23:00:00.000Z' },
    });
    expect([warnings(course, session), course.openTasks()]).toEqual([['staff-missing'], ['staffing']]);
    course.cancel(session);
    expect(course.openTasks()).toEqual([]);
  });
});

it('a kind of session without rules needs nobody', () => {
  const course = aProgram();
  expect(warnings(course, course.book('preparation', '2027-01-08T15:00', { staff: [] }))).toEqual([]);
});

it('a rule without a role is a fault of the protocol', () => {
  const faulty = { ...protocol, staffing: { integration: [{ anyOf: [], count: 1 }] } };
  expect(protocolFaults(faulty).map(({ path }) => path)).toEqual(['staffing.integration.0.anyOf']);
});
