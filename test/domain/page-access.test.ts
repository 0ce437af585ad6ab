/** Links, codes, resending, and the bound on messages of one day. */
import { describe, expect, test } from 'vitest';
import { addAction, completeAction, openActions } from '../../shared/domain/patient/actions.ts';
import { isLinkGood, linkFor, requestCode, tryCode } from '../../shared/domain/patient/page-access.ts';
import { changePatient, revokeLinks } from '../../shared/domain/program/patient-data.ts';
import { hold, recordDeath } from '../../shared/domain/program/standing.ts';
import { plusDays, plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { resendMessage } from '../../shared/domain/workflow/resend.ts';
import { aProgram, type Course } from './builders.ts';
import { play } from './executions.ts';
import { denverAt, luis, nurse, wall } from './people.ts';

function booked(): { course: Course; dose: string; executions: ReturnType<typeof play> } {
  const course = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
  const dose = course.book('dosing', '2027-01-20T10:00');
  const executions = play(course);
  executions.runTo(course.now);
  return { course, dose, executions };
}

describe('a link', () => {
  const links = (course: Course, dose: string) => {
    const session = course.session(dose);
    const of = (audience: 'patient' | 'monitor') => {
      const row = course.rowsFor(audience, dose).booked;
      if (!row) throw new Error('no row');
      return linkFor(course.program, row, session, course.now);
    };
    return { patient: of('patient'), monitor: of('monitor') };
  };

  test('holds until a week after its session', () => {
    const { course, dose } = booked();
    const { patient } = links(course, dose);
    expect(patient.expiresAt).toBe(plusDays(denverAt('2027-01-20T10:00'), 7));
    expect(isLinkGood(patient, course.program, plusDays(denverAt('2027-01-20T10:00'), 6))).toBe(true);
    expect(isLinkGood(patient, course.program, patient.expiresAt)).toBe(false);
  });

  test.each([
    ['revoked', (course: Course) => course.do(revokeLinks)],
    [
      'of another address',
      (course: Course) => course.do((change) => changePatient(change, { email: 'new@example.com' })),
    ],
    ['of who has died', (course: Course) => course.do((change) => recordDeath(change, '2027-01-14', null))],
  ])('%s opens nothing any more', (_, act) => {
    const { course, dose } = booked();
    const { patient } = links(course, dose);
    act(course.at(plusMinutes(course.now, 1)));
    expect(isLinkGood(patient, course.program, course.now)).toBe(false);
  });

  test('of a monitor ends with being the monitor', () => {
    const { course, dose } = booked();
    const { monitor, patient } = links(course, dose);
    expect(isLinkGood(monitor, course.program, course.now)).toBe(true);
    course.move(dose, { monitor: { ...luis, email: 'eva@example.com' } });
    expect([isLinkGood(monitor, course.program, course.now), isLinkGood(patient, course.program, course.now)]).toEqual([
      false,
      true,
    ]);
  });
});

describe('a code by mail', () => {
  /** The code that was mailed last, as its claim made it. */
  function mailedCode(course: Course): string {
    const row = course.program.notices.at(-1);
    const claimed = course.step((change) => claim(change, row?.key ?? '', course.program.run));
    if (claimed.kind !== 'claimed' || !claimed.code) throw new Error('no code');
    return `hash-of-${claimed.code}`;
  }
  const attempt = (course: Course, hash: string): boolean => course.do((change) => tryCode(change, hash)).right;

  test('opens once, within half an hour', () => {
    const { course } = booked();
    course.do(requestCode);
    const code = mailedCode(course);
    expect(course.program.accessCode).toMatchObject({ hash: code });
    expect([attempt(course, code), attempt(course, code)]).toEqual([true, false]);
    const late = booked().course;
    late.do(requestCode);
    const other = mailedCode(late);
    expect(attempt(late.at(plusMinutes(late.now, 31)), other)).toBe(false);
  });

  test('is void after five wrong ones', () => {
    const { course } = booked();
    course.do(requestCode);
    const code = mailedCode(course);
    for (let times = 0; times < 5; times += 1) expect(attempt(course, 'wrong')).toBe(false);
    expect(attempt(course, code)).toBe(false);
  });

  test('is asked for five times a day at the most, and never where nobody is mailed', () => {
    const { course, executions } = booked();
    for (let times = 0; times < 8; times += 1) {
      course.at(plusMinutes(course.now, 10)).try(requestCode);
      executions.runTo(course.now);
    }
    expect(executions.sent.filter((one) => one.name === 'code')).toHaveLength(5);
    course.at(plusDays(course.now, 1));
    expect(course.codeOf(requestCode)).toBe('accepted');
    expect(aProgram({ patient: { contactBy: 'call' } }).codeOf(requestCode)).toBe('wrong-state');
  });
});

describe('sent again by a person', () => {
  const again = (course: Course, key: string): string =>
    course.codeOf((change) => resendMessage(change, key, 'It was lost.'));

  test('a message gets a key of its own, and keeps its time', () => {
    const { course, dose, executions } = booked();
    const row = course.rows(dose).booked;
    expect(again(course, row?.key ?? '')).toBe('accepted');
    executions.runTo(plusMinutes(course.now, 1));
    const made = course.session(dose).touchpoints.at(-1);
    expect(made).toMatchObject({
      key: `${dose}_r1_booked-2_patient`,
      useBy: row?.useBy,
      status: 'sent',
      resent: { key: row?.key, reason: 'It was lost.' },
    });
    expect(course.events.some(({ type }) => type === 'message-resent')).toBe(true);
  });

  test('the welcome and a cancellation may go again later', () => {
    const { course, dose, executions } = booked();
    executions.runTo(plusDays(course.now, 3));
    expect(again(course, 'program_1_welcome_patient')).toBe('accepted');
    course.cancel(dose);
    executions.runTo(plusDays(course.now, 2));
    expect(again(course, `${dose}_r1_cancelled_patient`)).toBe('accepted');
    executions.runTo(course.now);
    expect(course.rows(dose).cancelled).toMatchObject({ status: 'sent' });
  });

  test.each([
    ['of an earlier time', (course: Course, dose: string) => course.move(dose, { start: wall('2027-01-22T10:00') })],
    ['of a cancelled session', (course: Course, dose: string) => course.cancel(dose)],
    ['while the program is on hold', (course: Course) => course.do((change) => hold(change, 'other', null))],
    ['when it would come too late', (course: Course) => course.at(denverAt('2027-01-20T09:58'))],
    ['after a death', (course: Course) => course.do((change) => recordDeath(change, '2027-01-13', null))],
  ])('never %s', (_, act) => {
    const { course, dose } = booked();
    const key = course.rows(dose).booked?.key ?? '';
    act(course, dose);
    expect(again(course, key)).toBe('wrong-state');
  });

  test('never what is not settled, and never what is not there', () => {
    const { course, dose } = booked();
    expect(again(course, course.rows(dose)['reminder-3d']?.key ?? '')).toBe('wrong-state');
    expect(again(course, 'nothing')).toBe('not-found');
  });

  test('to an address that takes no mail it becomes a call', () => {
    const { course, dose, executions } = booked();
    course.step((change) => {
      change.update({ suppressed: [{ email: 'maya@example.com', since: change.now, reason: 'bounced' }] });
      change.record('address-suppressed', {});
    });
    again(course, course.rows(dose).booked?.key ?? '');
    executions.runTo(course.now);
    expect(course.session(dose).touchpoints.at(-1)).toMatchObject({ status: 'handed-over', reason: 'bounced' });
  });
});

describe('many messages on one day', () => {
  test('drop what can wait, never a notice, a guideline or aftercare', () => {
    const course = aProgram({ clinic: { onCall: nurse } });
    const therapy = course.book('preparation', '2027-01-07T15:00');
    const executions = play(course);
    executions.runTo(denverAt('2027-01-06T09:00'));
    for (let times = 0; times < 7; times += 1) {
      course.at(plusMinutes(course.now, 10)).cancel(course.book('preparation', '2027-01-09T15:00'));
      executions.runTo(course.now);
    }
    executions.runTo(plusHours(denverAt('2027-01-06T15:00'), 1));
    expect(course.rows(therapy)['reminder-1d']).toMatchObject({ status: 'skipped', reason: 'enough-for-one-day' });
    expect(executions.sent.filter((one) => one.name === 'cancelled')).toHaveLength(7);
    const dose = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
    const of = dose.book('dosing', '2027-01-20T10:00');
    const others = play(dose);
    others.runTo(denverAt('2027-01-19T05:00'));
    for (let times = 0; times < 9; times += 1) {
      dose.at(plusMinutes(dose.now, 5)).move(of, { place: { text: `Room ${times}`, url: null } });
      others.runTo(dose.now);
    }
    others.runTo(denverAt('2027-01-19T08:01'));
    expect(dose.rows(of)['reminder-24h']?.status).toBe('sent');
  });
});

test('action items are ticked off once, and come up until then', () => {
  const course = aProgram();
  const { action } = course.do((change) =>
    addAction(change, { text: 'Walk every morning.', due: null, accountability: 'Luis' }),
  );
  expect(openActions(course.program)).toMatchObject([{ text: 'Walk every morning.' }]);
  course.do((change) => completeAction(change, action.actionId));
  const events = course.events.length;
  course.do((change) => completeAction(change, action.actionId));
  expect([openActions(course.program), course.events.length]).toEqual([[], events]);
  expect(course.codeOf((change) => completeAction(change, 'nothing'))).toBe('not-found');
});
