import { describe, expect, test } from 'vitest';
import { addScreening } from '../../shared/domain/program/people.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import { watchesOf } from '../../shared/domain/watches.ts';
import { aProgram, type Course } from './builders.ts';
import { type Executions, mailed, play } from './executions.ts';
import { answers, denverAt, luis, wall } from './people.ts';

/** Booked a week ahead for Wed 20 January, 10:00; the executions have run until `now`. */
function booked(now: string): { course: Course; dose: string; executions: Executions } {
  const course = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
  const executions = play(course);
  const dose = course.book('dosing', '2027-01-20T10:00');
  executions.runTo(denverAt(now));
  return { course, dose, executions };
}
const blocks = (course: Course, dose: string): string[] => course.session(dose).blocked.map((one) => one.about);
const at = (time: string) => ({ start: wall(time) });
const place = { place: { text: 'At her sister’s', url: null } };

describe('moving a dose', () => {
  test('voids every earlier reminder and tells of the move at once, with new reminders', () => {
    const { course, dose, executions } = booked('2027-01-15T09:00');
    course.move(dose, at('2027-01-22T10:00'));
    expect(course.session(dose)).toMatchObject({ revision: 2, previousStart: wall('2027-01-20T10:00') });
    executions.runTo(denverAt('2027-01-22T10:00'));
    expect(mailed(executions, dose)).toEqual([
      'booked 2027-01-13T16:00',
      'moved 2027-01-15T16:00',
      'reminder-3d 2027-01-19T17:00',
      'reminder-24h 2027-01-21T15:00',
      'reminder-3h 2027-01-22T03:00',
    ]);
    const voided = course.session(dose).touchpoints.filter((one) => one.revision === 1 && one.status === 'voided');
    expect(voided.map((one) => [one.audience, one.name, one.reason])).toEqual([
      ['patient', 'reminder-3d', 'moved'],
      ['patient', 'reminder-24h', 'moved'],
      ['patient', 'reminder-3h', 'moved'],
      ['monitor', 'reminder-24h', 'moved'],
    ]);
  });

  test('later inside a window is announced: not blocked, in the words of a late booking', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T12:00'));
    expect(blocks(course, dose)).toEqual([]);
    expect(course.rows(dose).moved?.late).toBe(true);
  });

  test('earlier inside a window is not announced: blocked, and a task', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00'));
    expect(blocks(course, dose)).toEqual(['late-booking']);
    expect(course.openTasks()).toEqual(['late-booking']);
    expect(Object.keys(course.rows(dose))).not.toContain('not-yet');
  });

  test('far ahead, the move is not late', () => {
    const { course, dose } = booked('2027-01-14T14:00');
    course.move(dose, at('2027-01-19T09:00'));
    expect([blocks(course, dose), course.rows(dose).moved?.late]).toEqual([[], false]);
  });

  test('out of a window lifts the block and its task; the decision belonged to the revision', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00')).move(dose, at('2027-01-23T09:00'));
    expect([blocks(course, dose), course.openTasks()]).toEqual([[], []]);
  });

  test('what counts is the last message before a window opened', () => {
    const { course, dose, executions } = booked('2027-01-18T09:00');
    course.move(dose, at('2027-01-21T10:00'));
    executions.runTo(denverAt('2027-01-19T14:00'));
    course.move(dose, at('2027-01-20T10:00'));
    expect(blocks(course, dose)).toEqual(['late-booking']);
  });

  test('a message that was not sent announces nothing', () => {
    const { course, dose } = booked('2027-01-13T09:00');
    const silent = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
    const other = silent.book('dosing', '2027-01-20T10:00');
    for (const [one, id] of [[course, dose] as const, [silent, other] as const])
      one.at(denverAt('2027-01-19T14:00')).move(id, at('2027-01-20T12:00'));
    expect([blocks(course, dose), blocks(silent, other)]).toEqual([[], ['late-booking']]);
  });

  test.each([
    ['its place', place],
    ['its mode', { mode: 'clinic' as const }],
    ['its time', at('2027-01-21T10:00')],
    ['its zone', at('2027-01-20T10:00')],
  ])('a change of %s is a new revision and voids the clearance', (what, wanted) => {
    const { course, dose } = booked('2027-01-14T09:00');
    course.clear(dose);
    const change = what === 'its zone' ? { start: wall('2027-01-20T09:00', 'America/Los_Angeles') } : wanted;
    course.move(dose, change);
    const { revision, clearances } = course.session(dose);
    expect([revision, clearances.map((one) => one.voided)]).toEqual([2, [true]]);
  });

  test('a correction of the monitor’s name only voids the clearance: no revision, no message, no run', () => {
    const { course, dose } = booked('2027-01-14T09:00');
    course.clear(dose);
    const before = course.session(dose);
    course.move(dose, { monitor: { ...luis, name: 'Eva Ortiz' } });
    expect(course.session(dose)).toEqual({
      ...before,
      version: before.version + 1,
      monitor: { ...luis, name: 'Eva Ortiz' },
      clearances: before.clearances.map((one) => ({ ...one, voided: true })),
      touchpoints: before.touchpoints.map((one) =>
        one.audience === 'monitor' && one.status === 'planned' && one.monitor
          ? { ...one, monitor: { ...one.monitor, name: 'Eva Ortiz' } }
          : one,
      ),
    });
  });

  test('a new monitor hears of it, the one before hears that they are not needed, and the patient confirms anew', () => {
    const { course, dose, executions } = booked('2027-01-18T09:00');
    expect(course.session(dose).confirmed).not.toBe(null);
    course.move(dose, { monitor: { ...luis, name: 'Eva Ortiz', email: 'eva@example.com' } });
    expect(course.session(dose)).toMatchObject({ revision: 1, confirmed: null });
    executions.runTo(denverAt('2027-01-20T10:00'));
    const told = course
      .session(dose)
      .touchpoints.filter((one) => one.audience === 'monitor')
      .map((one) => `${one.name} ${one.status} ${one.monitor?.email}`);
    expect(told).toEqual([
      'booked sent luis@example.com',
      'reminder-24h voided luis@example.com',
      'cancelled sent luis@example.com',
      'booked sent eva@example.com',
      'reminder-24h sent eva@example.com',
    ]);
    expect(mailed(executions, dose).filter((one) => one.startsWith('booked'))).toHaveLength(1);
  });

  test('a change of place inside a window does not block, and repeats no reminder that went out', () => {
    const { course, dose, executions } = booked('2027-01-19T14:00');
    course.move(dose, place);
    expect(blocks(course, dose)).toEqual([]);
    executions.runTo(denverAt('2027-01-20T10:00'));
    expect(mailed(executions, dose).slice(-2)).toEqual(['moved 2027-01-19T21:00', 'reminder-3h 2027-01-20T03:00']);
    expect(course.rows(dose).moved).toMatchObject({ late: false, status: 'sent' });
  });

  test('a change of place does not lift what the time brought about', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00')).move(dose, place);
    expect([blocks(course, dose), course.openTasks()]).toEqual([['late-booking'], ['late-booking']]);
    expect(course.rows(dose)['not-yet']?.at).toBe(course.now);
  });

  test('a change of place raises "undocumented" no second time', () => {
    const { course, dose, executions } = booked('2027-01-20T15:00');
    course.move(dose, place);
    executions.runTo(denverAt('2027-01-21T15:00'));
    expect(course.program.tasks.filter((one) => one.kind === 'undocumented')).toHaveLength(1);
  });

  test('a booked session whose start has passed may still be moved', () => {
    const { course, dose } = booked('2027-01-20T15:00');
    course.move(dose, at('2027-01-25T10:00'));
    expect(course.session(dose)).toMatchObject({ revision: 2, run: 3 });
    expect(
      watchesOf(course.protocol, course.program, course.session(dose)).map(({ kind, at: on }) => [kind, on]),
    ).toEqual([
      ['undocumented', denverAt('2027-01-25T14:00')],
      ['unconfirmed', denverAt('2027-01-22T17:00')],
    ]);
  });
});

describe('not yet, and confirmed', () => {
  const contraindicate = (course: Course): void => {
    course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));
  };

  test('a dose blocked long before its last day says so when that day begins', () => {
    const { course, dose, executions } = booked('2027-01-14T09:00');
    contraindicate(course);
    executions.runTo(denverAt('2027-01-20T10:00'));
    expect(mailed(executions, dose).filter((one) => one.startsWith('not-yet'))).toEqual(['not-yet 2027-01-19T17:00']);
  });

  test('"not yet" goes once per revision, however often the block is renewed', () => {
    const { course, dose, executions } = booked('2027-01-19T14:00');
    for (const hour of ['14', '15', '16']) {
      executions.runTo(denverAt(`2027-01-19T${hour}:30`));
      contraindicate(course);
    }
    executions.runTo(denverAt('2027-01-20T10:00'));
    expect(mailed(executions, dose).filter((one) => one.startsWith('not-yet'))).toHaveLength(1);
  });

  test('the late notice says so already', () => {
    const { course, dose, executions } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00'));
    contraindicate(course);
    executions.runTo(denverAt('2027-01-20T09:00'));
    expect(mailed(executions, dose).join()).not.toContain('not-yet');
  });

  test('after "confirmed", a new block is told', () => {
    const { course, dose, executions } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00'));
    executions.runTo(denverAt('2027-01-19T15:00')).decide('late-booking', dose);
    executions.runTo(denverAt('2027-01-19T16:00'));
    contraindicate(course);
    executions.runTo(denverAt('2027-01-19T17:00'));
    expect(mailed(executions, dose).slice(-3)).toEqual([
      'moved 2027-01-19T21:00',
      'confirmed 2027-01-19T22:00',
      'not-yet 2027-01-19T23:00',
    ]);
  });

  test('a contraindication that is lifted after "not yet" was told confirms the session again', () => {
    const { course, dose, executions } = booked('2027-01-12T14:00');
    executions.runTo(denverAt('2027-01-19T12:00'));
    contraindicate(course);
    executions.runTo(denverAt('2027-01-19T13:00'));
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    executions.runTo(denverAt('2027-01-19T14:00'));
    expect(
      mailed(executions, dose)
        .slice(-2)
        .map((one) => one.split(' ')[0]),
    ).toEqual(['not-yet', 'confirmed']);
  });

  test('a decision to proceed within the last 24 hours confirms, and settles its task', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00')).decide('late-booking', dose);
    expect(course.rows(dose).confirmed).toMatchObject({ at: course.now, useBy: denverAt('2027-01-20T09:00') });
    expect([blocks(course, dose), course.openTasks()]).toEqual([[], []]);
  });

  test('"do not proceed" cancels the session and tells the patient', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00')).decide('late-booking', dose, 'do-not-proceed');
    expect(course.session(dose)).toMatchObject({ status: 'cancelled', cancelled: { reason: 'not-cleared' } });
    expect(course.rows(dose).cancelled?.status).toBe('planned');
    expect(course.rows(dose).confirmed).toBeUndefined();
  });
});

describe('hold and resume around a dose', () => {
  const pause = (course: Course): void => course.do((change) => hold(change, 'hospitalised', null));
  const goOn = (course: Course): void => course.do((change) => resume(change, 'other', null));

  test('what falls due while on hold is skipped; what is still ahead at the resume goes out', () => {
    const { course, dose, executions } = booked('2027-01-16T09:00');
    pause(course);
    executions.runTo(denverAt('2027-01-18T09:00'));
    goOn(course);
    executions.runTo(denverAt('2027-01-20T10:00'));
    expect(course.rows(dose)['reminder-3d']).toMatchObject({ status: 'skipped', reason: 'on-hold' });
    expect(mailed(executions).slice(-4)).toEqual([
      'on-hold 2027-01-16T16:00',
      'resumed 2027-01-18T16:00',
      'reminder-24h 2027-01-19T15:00',
      'reminder-3h 2027-01-20T03:00',
    ]);
  });

  test('resuming inside a window that was announced blocks nothing, but speaks the words of a late booking', () => {
    const { course, dose, executions } = booked('2027-01-18T09:00');
    pause(course);
    executions.runTo(denverAt('2027-01-19T14:00'));
    goOn(course);
    expect(blocks(course, dose)).toEqual([]);
    expect(course.program.notices.at(-1)).toMatchObject({ name: 'resumed', late: true });
  });

  test('resuming inside a window that nobody announced blocks the dose', () => {
    const course = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
    const dose = course.book('dosing', '2027-01-20T10:00');
    pause(course);
    play(course).runTo(denverAt('2027-01-19T14:00'));
    goOn(course);
    expect(blocks(course, dose)).toEqual(['late-booking']);
    expect(course.openTasks()).toEqual(['late-booking']);
  });

  test('a hold in between asks nobody twice about the same revision', () => {
    const { course, dose } = booked('2027-01-19T14:00');
    course.move(dose, at('2027-01-20T09:00')).decide('late-booking', dose);
    pause(course);
    goOn(course);
    expect(blocks(course, dose)).toEqual([]);
  });

  test.each([
    [
      'a session within 72 hours: a notice and a task to call',
      '2027-01-18T09:00',
      ['on-hold'],
      ['hold-close-to-session'],
    ],
    ['a session within 14 days: a notice', '2027-01-14T09:00', ['on-hold'], []],
  ])('%s', (_, now, notices, tasks) => {
    const { course } = booked(now);
    pause(course);
    expect(course.program.notices.map((one) => one.name)).toEqual(['welcome', ...notices]);
    expect(course.openTasks()).toEqual(tasks);
    goOn(course);
    expect(course.openTasks()).toEqual([]);
  });

  test('without a session within 14 days nobody is written to', () => {
    const course = aProgram();
    course.book('preparation', '2027-01-19T15:00');
    pause(course);
    goOn(course);
    expect(course.program.notices).toEqual([]);
  });

  test('a resume before the hold’s notice went out leaves only the last word', () => {
    const { course } = booked('2027-01-18T09:00');
    pause(course);
    goOn(course);
    expect(course.program.notices.slice(1).map((one) => [one.name, one.status])).toEqual([
      ['on-hold', 'voided'],
      ['resumed', 'planned'],
    ]);
  });

  test('the call goes to the nearest session, in whatever order they were booked', () => {
    const course = aProgram();
    course.book('preparation', '2027-01-06T15:00');
    const nearest = course.book('preparation', '2027-01-05T15:00');
    pause(course);
    expect(course.program.tasks.at(-1)).toMatchObject({ sessionId: nearest, due: denverAt('2027-01-05T15:00') });
  });
});
