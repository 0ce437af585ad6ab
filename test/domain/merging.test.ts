import { describe, expect, test } from 'vitest';
import type { Protocol, SessionKind } from '../../shared/domain/protocol.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { hearFromSes, settle } from '../../shared/domain/workflow/settle.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { accept, mailed, play } from './executions.ts';
import { denverAt, wall } from './people.ts';

/** Two reminders of a therapy session so many hours before it, besides the calendar day's. */
const withReminders = (...hours: number[]): Protocol => ({
  ...ketamineHome,
  reminders: [
    ...ketamineHome.reminders.filter((one) => one.audience === 'dose'),
    { name: 'reminder-1d', audience: 'therapy', at: { hoursBefore: hours[0] ?? 0 }, useByHoursBefore: 0 },
    { name: 'reminder-3h', audience: 'therapy', at: { hoursBefore: hours[1] ?? 0 }, useByHoursBefore: 2 },
  ],
});

function statuses(course: Course, sessionId: string): string[] {
  return course.session(sessionId).touchpoints.map((one) => `${one.name} ${one.status}`);
}

describe('merging', () => {
  test('a reminder less than 90 minutes after an earlier one merges into it, with its earlier useBy', () => {
    const course = aProgram({ protocol: withReminders(5, 4) });
    const session = course.book('preparation', '2027-01-08T15:00');
    expect(course.rows(session)['reminder-1d']).toMatchObject({
      status: 'planned',
      useBy: denverAt('2027-01-08T13:00'),
    });
    expect(course.rows(session)['reminder-3h']).toMatchObject({
      status: 'merged',
      mergedInto: course.rows(session)['reminder-1d']?.key,
      reason: 'merged',
      at: denverAt('2027-01-08T11:00'),
    });
  });

  test('90 minutes apart, both go', () => {
    const course = aProgram({ protocol: withReminders(5, 3.5) });
    const session = course.book('preparation', '2027-01-08T15:00');
    expect(statuses(course, session)).toEqual(['booked planned', 'reminder-1d planned', 'reminder-3h planned']);
  });

  test('a reminder less than 90 minutes after the notice planned now merges into it; the notice keeps its useBy', () => {
    const course = aProgram().at(denverAt('2027-01-07T14:00'));
    const session = course.book('preparation', '2027-01-08T15:00');
    expect(statuses(course, session)).toEqual(['booked planned', 'reminder-1d merged']);
    expect(course.rows(session).booked?.useBy).toBe(denverAt('2027-01-08T15:00'));
  });

  test('90 minutes after the notice, the reminder goes by itself', () => {
    const course = aProgram().at(denverAt('2027-01-07T13:30'));
    expect(statuses(course, course.book('preparation', '2027-01-08T15:00'))).toEqual([
      'booked planned',
      'reminder-1d planned',
    ]);
  });

  test('reminders of two sessions never merge', () => {
    const course = aProgram();
    const [one, two] = ['2027-01-08T15:00', '2027-01-08T16:15'].map((at) => course.book('preparation', at));
    for (const session of [one, two])
      expect(statuses(course, session ?? '')).toEqual(['booked planned', 'reminder-1d planned']);
  });

  test('if the survivor fails, what was merged into it is planned again and goes', () => {
    const course = aProgram().at(denverAt('2027-01-07T14:00'));
    const session = course.book('preparation', '2027-01-08T15:00');
    const executions = play(course, (key) =>
      key.includes('booked') ? { outcome: 'rejected', code: 'MessageRejected' } : accept(key),
    );
    executions.runTo(denverAt('2027-01-07T16:00'));
    expect(statuses(course, session)).toEqual(['booked failed', 'reminder-1d sent']);
    expect(course.rows(session)['reminder-1d']?.mergedInto).toBe(null);
    expect(course.openTasks()).toEqual(['message-failed']);
  });

  test('if the survivor is skipped as too late, what was merged into it is planned again', () => {
    const course = aProgram({ protocol: withReminders(5, 4) });
    const session = course.book('preparation', '2027-01-08T15:00');
    const key = course.rows(session)['reminder-1d']?.key ?? '';
    course.at(denverAt('2027-01-08T12:56')).step((change) => claim(change, key, 1));
    expect(course.rows(session)['reminder-1d']).toMatchObject({ status: 'skipped', reason: 'too-late' });
    expect(course.rows(session)['reminder-3h']).toMatchObject({ status: 'planned', mergedInto: null });
  });

  test('if the survivor is sent, what was merged into it never goes', () => {
    const course = aProgram().at(denverAt('2027-01-07T14:00'));
    const session = course.book('preparation', '2027-01-08T15:00');
    const executions = play(course);
    executions.runTo(denverAt('2027-01-08T15:00'));
    expect(mailed(executions, session)).toEqual(['booked 2027-01-07T21:00']);
  });

  test('a survivor that SES rejects after accepting it frees what it carried, under a new run', () => {
    const course = aProgram().at(denverAt('2027-01-07T14:00'));
    const session = course.book('preparation', '2027-01-08T15:00');
    const executions = play(course);
    executions.runTo(denverAt('2027-01-07T14:05'));
    const run = course.session(session).run;
    const key = course.rows(session).booked?.key ?? '';
    course.step((change) => hearFromSes(change, key, { type: 'reject', sesMessageId: 'x', at: course.now, copy: 1 }));
    expect(course.session(session).run).toBe(run + 1);
    executions.runTo(denverAt('2027-01-07T15:00'));
    expect(statuses(course, session)).toEqual(['booked failed', 'reminder-1d sent']);
  });
});

describe('keys', () => {
  test('are unique for ever, name the revision, and use what SES tags allow', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.move(dose, { start: wall('2027-01-21T10:00') });
    const keys = course.session(dose).touchpoints.map((one) => one.key);
    expect(keys).toEqual([
      ...['booked', 'reminder-3d', 'reminder-24h', 'reminder-3h'].map((name) => `${dose}_r1_${name}_patient`),
      ...['booked', 'reminder-24h'].map((name) => `${dose}_r1_${name}_monitor`),
      ...['moved', 'reminder-3d', 'reminder-24h', 'reminder-3h'].map((name) => `${dose}_r2_${name}_patient`),
      ...['moved', 'reminder-24h'].map((name) => `${dose}_r2_${name}_monitor`),
    ]);
  });

  test('planning is a function of its arguments: the same booking gives the same rows', () => {
    const rows = (kind: SessionKind): unknown => {
      const course = aProgram().prepared();
      return course.session(course.book(kind, '2027-01-20T10:00')).touchpoints;
    };
    expect(rows('dosing')).toEqual(rows('dosing'));
  });

  test('a change that changes nothing records nothing', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    const before = course.program;
    course
      .at(plusDays(course.now, 1))
      .do((change) => changeSession(change, dose, { start: course.session(dose).start }));
    expect([course.program, course.lastEvents]).toEqual([before, []]);
  });

  test('the words of an earlier claim settle nothing', () => {
    const course = aProgram();
    const key = course.rows(course.book('preparation', '2027-01-08T15:00')).booked?.key ?? '';
    course.step((change) => claim(change, key, 1));
    const before = course.program;
    course.step((change) => settle(change, key, 'claim_of_another', { outcome: 'rejected', code: 'x' }));
    expect(course.program).toEqual(before);
  });
});
