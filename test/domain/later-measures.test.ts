/** Measures that a protocol wants so many days after enrollment: MAPP2's outcome at 18 weeks. */
import { describe, expect, test } from 'vitest';
import { dueMeasures, takeMeasure } from '../../shared/domain/patient/well-being.ts';
import { hold, recordDeath, resume } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { play } from './executions.ts';
import { denverAt } from './people.ts';

const askingAfter = (...days: number[]): Protocol => ({
  ...ketamineHome,
  measures: { ...ketamineHome.measures, points: days.map((one) => ({ at: 'after-enrollment', days: one })) },
});
const onCall = { name: 'Robin Park', phone: '+1 303 555 0111', email: 'robin.park@clinic.example' };
const enrolledIn = (protocol: Protocol): Course => aProgram({ protocol, clinic: { onCall } });
const wellItems = [0, 0, 0, 0, 0, 0, 0];
const measures = (course: Course): string[] =>
  course.program.notices.filter(({ name }) => name === 'measure').map(({ status, at }) => `${status} ${at}`);

describe('while the program runs', () => {
  test('the patient is asked once, on that day by their clock and outside their quiet hours', () => {
    const course = enrolledIn(askingAfter(126)).prepared();
    const executions = play(course);
    executions.runTo(plusDays(course.program.enrolledAt, 130));
    const sent = executions.sent.filter(({ name }) => name === 'measure');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.at.slice(0, 10)).toBe(plusDays(course.program.enrolledAt, 126).slice(0, 10));
    expect(dueMeasures(course.protocol, course.program, course.now)).toEqual(['phq-9', 'gad-7']);
    course.do((change) => takeMeasure(change, 'gad-7', wellItems, 'patient'));
    expect(dueMeasures(course.protocol, course.program, course.now)).toEqual(['phq-9']);
  });

  test('on hold nobody is asked; once it goes on they are', () => {
    const course = enrolledIn(askingAfter(20)).prepared();
    course.at(plusDays(course.program.enrolledAt, 19)).do((change) => hold(change, 'other', null));
    course.at(plusDays(course.program.enrolledAt, 21)).look();
    expect(measures(course)).toEqual([]);
    course.do((change) => resume(change, 'other', null));
    course.look();
    expect(measures(course)).toHaveLength(1);
  });

  test('nobody is asked where nobody is on call', () => {
    const course = aProgram({ protocol: askingAfter(20), clinic: { onCall: null } });
    course.at(plusDays(course.program.enrolledAt, 21)).look();
    expect(measures(course)).toEqual([]);
  });
});

describe('of a program that was completed before', () => {
  function completed(...days: number[]): Course {
    const course = enrolledIn(askingAfter(...days)).withDosesGiven(6);
    course.meet('closing', '2027-03-05T10:00');
    course.look();
    expect(course.program.status).toBe('completed');
    return course;
  }
  const asked = (course: Course) => course.program.tasks.filter(({ kind }) => kind === 'measure');

  test('a person asks on that day, and records what was answered', () => {
    const course = completed(126);
    expect(asked(course)).toMatchObject([
      { status: 'open', due: denverAt('2027-05-17T09:00'), text: expect.stringContaining('126 days') },
    ]);
    course.at(plusDays(course.program.enrolledAt, 126));
    expect(course.codeOf((change) => takeMeasure(change, 'gad-7', wellItems, 'patient'))).toBe('wrong-state');
    course.do((change) => takeMeasure(change, 'gad-7', wellItems, 'clinic'));
    expect(course.program.measures).toMatchObject([{ instrument: 'gad-7', by: 'clinic' }]);
  });

  test('only for what was not asked yet', () => {
    const course = enrolledIn(askingAfter(30, 126)).withDosesGiven(6);
    course.at(denverAt('2027-03-04T10:00')).look();
    expect(measures(course)).toHaveLength(1);
    course.meet('closing', '2027-03-05T10:00');
    course.look();
    expect(asked(course).map(({ text }) => text.slice(0, 8))).toEqual(['126 days']);
  });

  test('nobody calls who has died', () => {
    const course = completed(126);
    course.do((change) => recordDeath(change, '2027-03-06', null));
    course.look();
    expect(asked(course).map(({ status }) => status)).toEqual(['resolved']);
  });
});
