/** "One clinician, one of the therapists": who a session needs is the protocol's to say. */
import { describe, expect, it } from 'vitest';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { changeProtocol } from '../../shared/domain/program/change-protocol.ts';
import { protocolFaults } from '../../shared/domain/protocol-faults.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { ana, fullTeam, sam } from './people.ts';

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

describe('what is booked already is looked at again', () => {
  const state = (course: Course, sessionId: string) => [warnings(course, sessionId), course.openTasks()];
  const put = (course: Course, careTeam: typeof fullTeam) =>
    course.do((change) => putCareTeam(change, { careTeam, consentedOn: null }) ?? {});

  it('when somebody is taken off the team, and when they are back', () => {
    const course = aProgram({ protocol });
    const session = course.book('preparation', '2027-01-08T15:00', { staff: [sam, ana] });
    put(
      course,
      fullTeam.filter(({ staffId }) => staffId !== ana.staffId),
    );
    expect(state(course, session)).toEqual([['staff-missing'], ['staffing']]);
    expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'staffing', sessionId: session });
    put(course, fullTeam);
    expect(state(course, session)).toEqual([[], []]);
  });

  it('when another version of the protocol asks for more, or for less', () => {
    const course = aProgram();
    const session = course.book('preparation', '2027-01-08T15:00');
    course.do((change) => changeProtocol(change, { ...protocol, version: 2 }) ?? {});
    expect(state(course, session)).toEqual([['staff-missing'], ['staffing']]);
    course.do((change) => changeProtocol(change, { ...ketamineHome, version: 3 }) ?? {});
    expect(state(course, session)).toEqual([[], []]);
  });

  it('but not what is over or cancelled', () => {
    const course = aProgram();
    const done = course.meet('preparation', '2027-01-08T15:00');
    const cancelled = course.book('preparation', '2027-01-12T15:00');
    course.cancel(cancelled);
    course.do((change) => changeProtocol(change, { ...protocol, version: 2 }) ?? {});
    expect([warnings(course, done), warnings(course, cancelled), course.openTasks()]).toEqual([[], [], []]);
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
