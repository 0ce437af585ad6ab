/** What is ahead is derived again: when the patient's data change, and when the rules of a zone do. */
import { describe, expect, test } from 'vitest';
import { changePatient } from '../../shared/domain/program/patient-data.ts';
import type { SessionStart } from '../../shared/domain/state.ts';
import { plusHours, startAgain } from '../../shared/domain/time.ts';
import { deriveProgramAgain } from '../../shared/domain/workflow/derive-again.ts';
import { aProgram, type Course } from './builders.ts';
import { mailed, play } from './executions.ts';
import { denverAt, luis, wall } from './people.ts';

function booked(
  options: Parameters<typeof aProgram>[0] = {},
  start = '2027-01-20T10:00',
): { course: Course; dose: string } {
  const course = aProgram(options).prepared().at(denverAt('2027-01-13T09:00'));
  return { course, dose: course.book('dosing', start) };
}
const instants = (course: Course, dose: string) =>
  Object.fromEntries(Object.values(course.rows(dose)).map((row) => [row.name, row.at]));

describe('a patient who moves to another zone', () => {
  test('is reminded by their new clock, and told at once that the hours read differently', () => {
    const { course, dose } = booked();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-14T09:00'));
    course.do((change) => changePatient(change, { timeZone: 'Europe/Madrid' }));
    expect(instants(course, dose)).toMatchObject({
      moved: denverAt('2027-01-14T09:00'),
      // 18:00 in Madrid three days earlier; 26 hours before is 16:00; 5 hours before 13:00: none is quiet there.
      'reminder-3d': wall('2027-01-17T18:00', 'Europe/Madrid').instant,
      'reminder-24h': wall('2027-01-19T16:00', 'Europe/Madrid').instant,
      'reminder-3h': wall('2027-01-20T13:00', 'Europe/Madrid').instant,
    });
    expect(course.session(dose)).toMatchObject({ revision: 1, previousStart: null, confirmed: null, run: 2 });
    executions.runTo(denverAt('2027-01-20T10:00'));
    expect(mailed(executions, dose).map((one) => one.split(' ')[0])).toEqual([
      'booked',
      'moved',
      'reminder-3d',
      'reminder-24h',
      'reminder-3h',
    ]);
  });

  test('where both clocks show the same, hears nothing', () => {
    const { course, dose } = booked();
    play(course).runTo(denverAt('2027-01-14T09:00'));
    const before = course.session(dose);
    course.do((change) => changePatient(change, { timeZone: 'America/Phoenix' }));
    expect(course.session(dose)).toEqual(before);
  });

  test('before the first message went out, that one tells the new hours', () => {
    const { course, dose } = booked();
    course.do((change) => changePatient(change, { timeZone: 'Europe/Madrid' }));
    const executions = play(course);
    executions.runTo(denverAt('2027-01-13T09:01'));
    expect(mailed(executions, dose)).toEqual(['booked 2027-01-13T16:00']);
  });

  test('hears it once, however often the data are saved', () => {
    const { course, dose } = booked();
    play(course).runTo(denverAt('2027-01-14T09:00'));
    for (let times = 0; times < 3; times += 1)
      course.do((change) => changePatient(change, { timeZone: 'Europe/Madrid' }));
    expect(course.session(dose).touchpoints.filter((one) => one.name === 'moved')).toHaveLength(1);
  });

  test('what asks how they are comes by the new morning', () => {
    const { course, dose } = booked();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T09:50')).clear(dose);
    executions.runTo(denverAt('2027-01-20T10:00')).start(dose);
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    executions.runTo(denverAt('2027-01-20T13:00'));
    course.do((change) => changePatient(change, { timeZone: 'Europe/Madrid' }));
    expect(course.rows(dose)['next-day']?.at).toBe(wall('2027-01-21T10:00', 'Europe/Madrid').instant);
  });
});

describe('other quiet hours', () => {
  test('move what is still to come, and nothing that went out', () => {
    const { course, dose } = booked();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-17T12:00'));
    course.do((change) => changePatient(change, { quietHours: { from: '19:00', to: '09:00' } }));
    expect(instants(course, dose)).toMatchObject({
      'reminder-3d': denverAt('2027-01-17T10:00'),
      'reminder-24h': denverAt('2027-01-18T18:00'),
      'reminder-3h': denverAt('2027-01-19T18:00'),
    });
    expect(course.session(dose).run).toBeGreaterThan(1);
    expect(course.session(dose).touchpoints.filter((one) => one.name === 'moved')).toEqual([]);
  });

  // Found by random courses: the reminder of a monitor who came later kept its old time.
  test('move the reminder of a monitor who was named later, too', () => {
    const { course, dose } = booked();
    course.move(dose, { monitor: { ...luis, email: 'eva@example.com' } });
    course.do((change) => changePatient(change, { quietHours: { from: '07:00', to: '19:00' } }));
    const ahead = course
      .session(dose)
      .touchpoints.filter(({ name, status }) => name === 'reminder-24h' && status === 'planned');
    expect(ahead.map(({ audience, at }) => [audience, at])).toEqual([
      ['patient', denverAt('2027-01-19T06:00')],
      ['monitor', denverAt('2027-01-19T06:00')],
    ]);
  });

  test('that leave a reminder in the past send it at once, while it is of use', () => {
    const { course, dose } = booked();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-19T19:00'));
    course.do((change) => changePatient(change, { quietHours: { from: '18:00', to: '08:00' } }));
    executions.runTo(denverAt('2027-01-19T19:01'));
    expect(mailed(executions, dose).at(-1)).toBe(`reminder-3h ${denverAt('2027-01-19T19:00').slice(0, 16)}`);
  });

  test('two reminders that come close merge, and come apart again', () => {
    const { course, dose } = booked({}, '2027-01-20T14:00');
    const quiet = (from: string, to: string) =>
      course.do((change) => changePatient(change, { quietHours: { from, to } }));
    const first = instants(course, dose);
    quiet('11:00', '00:30');
    expect(course.rows(dose)['reminder-24h']?.at).toBe(denverAt('2027-01-19T10:00'));
    quiet('08:30', '19:00');
    const rows = course.rows(dose);
    expect([rows['reminder-24h']?.at, rows['reminder-3h']?.at]).toEqual([
      denverAt('2027-01-19T07:30'),
      denverAt('2027-01-20T07:30'),
    ]);
    quiet('21:00', '08:00');
    expect(instants(course, dose)).toEqual(first);
  });
});

describe('a zone whose rules change between booking and session', () => {
  /** As booked under other rules of the zone: an hour earlier or later than today's data say. */
  function under(start: SessionStart, hours: number): SessionStart {
    const offset = `-0${Number(start.offset.slice(2, 3)) + hours}:00`;
    return { ...start, instant: plusHours(start.instant, hours), offset };
  }
  function bookedUnderOldRules(patientZone: string): { course: Course; dose: string } {
    const { course, dose } = booked({ patient: { timeZone: patientZone } });
    play(course).runTo(denverAt('2027-01-13T10:00'));
    course.step((change) => {
      const session = course.session(dose);
      const start = under(session.start, 1);
      const shifted = session.touchpoints.map((row) =>
        row.status === 'planned' ? { ...row, at: plusHours(row.at, 1), useBy: plusHours(row.useBy, 1) } : row,
      );
      change.putSession({ ...session, start, touchpoints: shifted });
      change.record('noticed', {});
    });
    return { course, dose };
  }

  test('keeps its wall time: the start and every timer move, the patient of the same zone has nothing to learn', () => {
    const { course, dose } = bookedUnderOldRules('America/Denver');
    const { run } = course.session(dose);
    course.step((change) => deriveProgramAgain(change));
    expect(course.session(dose)).toMatchObject({ start: wall('2027-01-20T10:00'), run: run + 1, revision: 1 });
    expect(instants(course, dose)).toMatchObject({
      'reminder-3d': denverAt('2027-01-17T10:00'),
      'reminder-24h': denverAt('2027-01-19T08:00'),
      'reminder-3h': denverAt('2027-01-19T20:00'),
    });
    expect(course.rows(dose).moved).toBe(undefined);
    const after = course.session(dose);
    course.step((change) => deriveProgramAgain(change));
    expect(course.session(dose)).toEqual(after);
  });

  test('tells a patient whose own clock now shows another hour', () => {
    const { course, dose } = bookedUnderOldRules('America/New_York');
    course.step((change) => {
      // Told under the old rules: 13:00 in New York.
      const session = course.session(dose);
      change.putSession({ ...session, toldWallTimes: session.toldWallTimes.map((at) => at.replace('T12:', 'T13:')) });
      change.record('noticed', {});
    });
    course.step((change) => deriveProgramAgain(change));
    expect(course.rows(dose).moved).toMatchObject({ status: 'planned', at: course.now });
    const { sent } = play(course);
    expect(sent.at(-1)?.name).not.toBe('moved');
  });

  test('each look notices it, too', () => {
    const { course, dose } = bookedUnderOldRules('America/Denver');
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T09:00'));
    expect(course.session(dose).start).toEqual(wall('2027-01-20T10:00'));
    expect(mailed(executions, dose).map((one) => one.split(' ')[1])).toEqual(
      ['2027-01-17T10:00', '2027-01-19T08:00', '2027-01-19T20:00'].map((at) => denverAt(at).slice(0, 16)),
    );
  });

  test.each([
    ['America/Vancouver', '2027-01-20T10:00', '-08:00', '-07:00'],
    ['America/Denver', '2027-01-20T10:00', '-06:00', '-07:00'],
  ])('in %s %s with %s becomes %s', (timeZone, at, old, offset) => {
    const start = { at, timeZone, offset: old, instant: new Date(`${at}:00${old}`).toISOString() };
    expect(startAgain(start)).toEqual({ at, timeZone, offset, instant: new Date(`${at}:00${offset}`).toISOString() });
  });

  test('of two instants of one wall time the one chosen at booking stays; a time that is skipped takes the earlier one', () => {
    const second = wall('2027-11-07T01:30', 'America/Denver', '-07:00');
    expect(startAgain(second)).toBe(second);
    const skipped = {
      at: '2027-03-14T02:30',
      timeZone: 'America/Denver',
      offset: '-06:30',
      instant: '2027-03-14T09:00:00.000Z',
    };
    expect(startAgain(skipped)).toMatchObject({ instant: '2027-03-14T08:30:00.000Z', offset: '-07:00' });
  });
});

describe('another address', () => {
  test('is welcomed anew, and the old mailbox opens nothing', () => {
    const course = aProgram();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-05T09:00'));
    expect(course.program.confirmedEmail?.email).toBe('maya@example.com');
    course.do((change) => changePatient(change, { email: 'maya@new.example' }));
    expect(course.program.linksValidFrom).toBe(course.now);
    executions.runTo(denverAt('2027-01-05T10:00'));
    expect(executions.sent.map((one) => one.key)).toEqual(['program_1_welcome_patient', 'program_1_welcome-2_patient']);
    expect(course.program.confirmedEmail?.email).toBe('maya@new.example');
  });

  test('in place of one that bounced takes mail again, and settles the call', () => {
    const course = aProgram();
    course.step((change) => {
      change.update({ suppressed: [{ email: 'maya@example.com', since: change.now, reason: 'bounced' }] });
      change.record('address-suppressed', {});
    });
    const executions = play(course);
    executions.runTo(course.now);
    expect(executions.sent).toEqual([]);
    course.do((change) => changePatient(change, { email: 'maya@new.example' }));
    executions.runTo(course.now);
    expect(executions.sent.map((one) => one.name)).toEqual(['welcome']);
  });

  test('what is the same changes nothing', () => {
    const course = aProgram();
    const { version } = course.program;
    course.do((change) => changePatient(change, { email: 'maya@example.com', timeZone: 'America/Denver' }));
    expect([course.program.version, course.lastEvents]).toEqual([version, []]);
  });
});
