/** R2 to R4: at most one accepted send per key and copy, one outcome per row, nothing after its time. */
import { describe, expect, test } from 'vitest';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import type { Touchpoint } from '../../shared/domain/state.ts';
import { plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { lookAtSession, nextSessionStep } from '../../shared/domain/workflow/look-at-session.ts';
import type { SendOutcome } from '../../shared/domain/workflow/settle.ts';
import { hearFromSes, type MailEvent, settle } from '../../shared/domain/workflow/settle.ts';
import { aProgram, type Course } from './builders.ts';
import { accept, play } from './executions.ts';
import { denverAt } from './people.ts';

/** A session just booked and its notice. */
function booked(kind: 'dosing' | 'preparation' = 'dosing') {
  const course = aProgram().prepared();
  const session = course.book(kind, '2027-01-20T10:00');
  const key = course.rows(session).booked?.key ?? '';
  const row = (): Touchpoint | undefined => course.rows(session).booked;
  return { course, session, key, row };
}
const claimIt = (course: Course, key: string, run = 1): string => {
  const claimed = course.step((change) => claim(change, key, run));
  return claimed.kind === 'claimed' ? (claimed.found.touchpoint.claim?.claimId ?? '') : claimed.kind;
};
const settleIt = (course: Course, key: string, claimId: string, result: SendOutcome): void =>
  course.step((change) => settle(change, key, claimId, result));
const look = (course: Course, session: string) =>
  course.step((change) => lookAtSession(change, session, course.session(session).run, 1));
const hear = (course: Course, key: string, event: Partial<MailEvent>): void =>
  course.step((change) =>
    hearFromSes(change, key, { type: 'send', sesMessageId: 'ses-1', at: course.now, copy: 1, ...event } as MailEvent),
  );
const bounce = { type: 'bounce', permanent: true, email: 'MAYA@example.com' } as const;
const timeout: SendOutcome = { outcome: 'unknown', code: 'TimeoutError' };

describe('claims', () => {
  test('a row is claimed once, and what it told is kept', () => {
    const { course, key, row } = booked();
    const claimId = claimIt(course, key);
    expect(claimIt(course, key)).toBe('look-again');
    expect(row()).toMatchObject({ status: 'claimed', toldStart: '2027-01-20T17:00:00.000Z', copy: 1 });
    settleIt(course, key, claimId, accept(key));
    expect([claimIt(course, key), row()?.status]).toEqual(['look-again', 'sent']);
  });

  test('not before its time, and not under an outdated run', () => {
    const { course, session, key } = booked();
    expect(claimIt(course, course.rows(session)['reminder-3h']?.key ?? '')).toBe('look-again');
    expect(claimIt(course, key, 0)).toBe('superseded');
    expect(claimIt(course, 'no_such_key')).toBe('superseded');
  });

  test.each([
    [5, 'claimed', []],
    [4.9, 'skipped', ['message-skipped']],
  ])('of reminder-3h with %f minutes left: %s', (minutes, status, tasks) => {
    const { course, session } = booked();
    const key = course.rows(session)['reminder-3h']?.key ?? '';
    course.at(plusMinutes(denverAt('2027-01-20T07:00'), -minutes));
    claimIt(course, key);
    expect(course.rows(session)['reminder-3h']?.status).toBe(status);
    expect(course.openTasks()).toEqual(tasks);
  });

  test('a therapy reminder that is too late is skipped without a task', () => {
    const { course, session } = booked('preparation');
    const key = course.rows(session)['reminder-1d']?.key ?? '';
    claimIt(course.at(denverAt('2027-01-20T09:56')), key);
    expect(course.rows(session)['reminder-1d']).toMatchObject({ status: 'skipped', reason: 'too-late' });
    expect(course.openTasks()).toEqual([]);
  });

  test('after an outage an overdue reminder goes at once, also at night', () => {
    const { course, session } = booked();
    const key = course.rows(session)['reminder-3h']?.key ?? '';
    course.at(denverAt('2027-01-20T03:00'));
    expect(claimIt(course, key)).toMatch(/^claim_/);
  });
});

describe('throttling', () => {
  test('the same row is tried again until SES takes it', () => {
    const { course, session, key, row } = booked();
    settleIt(course, key, claimIt(course, key), { outcome: 'throttled' });
    course.at(plusMinutes(course.now, 1));
    expect(look(course, session)).toEqual({ step: 'send', key });
    const again = claimIt(course, key);
    settleIt(course, key, again, accept(key));
    expect(row()).toMatchObject({ status: 'sent', copy: 1, sesMessageId: `mail-${key}` });
  });

  test('told after its claim had lapsed, it is tried again, not turned in circles', () => {
    const { course, session, key, row } = booked();
    const claimId = claimIt(course, key);
    course.at(plusMinutes(course.now, 3));
    look(course, session);
    settleIt(course, key, claimId, { outcome: 'throttled' });
    expect(row()).toMatchObject({ status: 'claimed', reason: null });
    course.at(plusMinutes(course.now, 1));
    expect(look(course, session)).toEqual({ step: 'send', key });
    expect(claimIt(course, key)).toMatch(/^claim_/);
  });
});

describe('uncertain outcomes', () => {
  test('a claim whose sender vanished becomes unknown after 2 minutes, and waits for SES until 15 are over', () => {
    const { course, session, key, row } = booked('preparation');
    claimIt(course, key);
    const claimedAt = course.now;
    expect(look(course, session)).toEqual({ step: 'wait', until: plusMinutes(claimedAt, 2) });
    course.at(plusMinutes(claimedAt, 2));
    expect(look(course, session)).toEqual({ step: 'wait', until: plusMinutes(claimedAt, 15) });
    expect(row()).toMatchObject({ status: 'unknown', reason: 'lease-lapsed' });
  });

  test('guidelines go once more, as copy 2, and never a third time', () => {
    const { course, session, key, row } = booked();
    const executions = play(course, (one) => (one === key ? timeout : accept(one)));
    executions.runTo(plusHours(course.now, 2));
    expect(executions.sent.filter((one) => one.key === key)).toHaveLength(2);
    expect(row()).toMatchObject({ status: 'failed', reason: 'unknown', copy: 2 });
    expect(course.openTasks()).toEqual(['message-failed']);
    expect(
      course.session(session).touchpoints.filter((one) => one.key.includes('booked') && one.audience === 'patient'),
    ).toHaveLength(1);
  });

  test('what stays unknown as copy 2 is failed with a task, and there is no third', () => {
    const { course, key, row } = booked('preparation');
    const executions = play(course, (one) => (one === key ? timeout : accept(one)));
    executions.runTo(plusHours(course.now, 2));
    expect(executions.sent.filter((one) => one.key === key)).toHaveLength(2);
    expect(row()).toMatchObject({ status: 'failed', copy: 2 });
    expect(course.openTasks()).toEqual(['message-failed']);
  });

  test('there is no copy 2 when its time has passed', () => {
    const { course, session } = booked();
    const key = course.rows(session)['reminder-3h']?.key ?? '';
    settleIt(course, key, claimIt(course.at(denverAt('2027-01-20T06:50')), key), timeout);
    course.at(denverAt('2027-01-20T07:05'));
    look(course, session);
    expect(course.rows(session)['reminder-3h']).toMatchObject({ status: 'failed', copy: 1 });
  });

  test('SES’s own word turns unknown into sent, and no copy 2 goes', () => {
    const { course, key, row } = booked();
    const executions = play(course, (one) => (one === key ? timeout : accept(one)));
    executions.runTo(plusMinutes(course.now, 5));
    hear(course, key, {});
    executions.runTo(plusHours(course.now, 2));
    expect(row()).toMatchObject({ status: 'sent', sesMessageId: 'ses-1', copy: 1 });
    expect(executions.sent.filter((one) => one.key === key)).toHaveLength(1);
  });

  test('a late word corrects the record, and settles the task of that message only', () => {
    const { course, session, key, row } = booked('preparation');
    const other = course.rows(session)['reminder-1d']?.key ?? '';
    const executions = play(course, (one) => (one.startsWith(session) ? timeout : accept(one)));
    executions.runTo(denverAt('2027-01-20T09:00'));
    expect(course.openTasks()).toEqual(['message-failed', 'message-failed']);
    hear(course, key, {});
    expect(row()?.status).toBe('sent');
    expect(course.program.tasks.map((one) => [one.text.includes('remind'), one.status])).toEqual([
      [false, 'resolved'],
      [true, 'open'],
    ]);
    hear(course, other, {});
    expect(course.openTasks()).toEqual([]);
  });

  test('a late word about copy 1 corrects a copy 2 that was left out', () => {
    const { course, session } = booked();
    const key = course.rows(session)['reminder-3h']?.key ?? '';
    settleIt(course, key, claimIt(course.at(denverAt('2027-01-20T06:35')), key), timeout);
    look(course.at(denverAt('2027-01-20T06:50')), session);
    claimIt(course.at(denverAt('2027-01-20T06:58')), key);
    expect(course.rows(session)['reminder-3h']).toMatchObject({ status: 'skipped', copy: 2 });
    hear(course, key, {});
    expect(course.rows(session)['reminder-3h']).toMatchObject({ status: 'sent' });
    // Nobody has confirmed this dose; that the reminder was left out is settled.
    expect(course.openTasks()).toEqual(['unconfirmed']);
  });

  // Found by random courses.
  test('a second copy of "your sessions go on" does not go once they are paused again', () => {
    const { course } = booked();
    play(course).runTo(course.now);
    const pause = () => course.do((change) => hold(change, 'other', null));
    pause();
    course.do((change) => resume(change, 'other', null));
    const executions = play(course, (one) => (one.includes('resumed') ? timeout : accept(one)));
    executions.runTo(plusMinutes(course.now, 1));
    pause();
    executions.runTo(plusHours(course.now, 1));
    expect(course.program.notices.filter((one) => one.name === 'resumed')).toMatchObject([
      { status: 'voided', reason: 'on-hold', copy: 2 },
    ]);
    expect(executions.sent.filter((one) => one.name === 'resumed')).toHaveLength(1);
  });

  test('a row that nobody claimed is not sent, whatever SES says', () => {
    const { course, key, row } = booked();
    hear(course, key, {});
    expect(row()?.status).toBe('planned');
  });
});

describe('deliveries', () => {
  function sent() {
    const made = booked();
    settleIt(made.course, made.key, claimIt(made.course, made.key), accept(made.key));
    return made;
  }

  test('a hard bounce asks to call, and no more goes to that address: each message becomes a task', () => {
    const { course, session, key, row } = sent();
    hear(course, key, bounce);
    hear(course, key, bounce);
    expect(row()).toMatchObject({ status: 'sent', delivery: 'bounced' });
    expect(course.openTasks()).toEqual(['call-patient']);
    play(course).runTo(denverAt('2027-01-17T10:00'));
    expect(course.rows(session)['reminder-3d']).toMatchObject({ status: 'handed-over', reason: 'bounced' });
  });

  test('the address still bounces when the session is cancelled', () => {
    const { course, session, key } = sent();
    hear(course, key, bounce);
    course.cancel(session);
    expect(course.openTasks()).toEqual(['call-patient']);
  });

  test('a soft bounce is noted, and stops nothing', () => {
    const { course, key, row } = sent();
    hear(course, key, { ...bounce, permanent: false });
    expect([row()?.delivery, course.program.suppressed, course.openTasks()]).toEqual(['bounced', [], []]);
  });

  test('words repeat and come out of order: a delay after the delivery is old news', () => {
    const { course, key, row } = sent();
    for (const type of ['delivery', 'delay', 'delivery', 'send'] as const) hear(course, key, { type });
    expect(row()).toMatchObject({ status: 'sent', delivery: 'delivered' });
    expect(course.events.filter((one) => one.type === 'message-delivery')).toHaveLength(1);
  });

  test('a rejected message is failed with a task', () => {
    const { course, key, row } = booked();
    settleIt(course, key, claimIt(course, key), { outcome: 'rejected', code: 'MessageRejected' });
    expect(row()).toMatchObject({ status: 'failed', reason: 'rejected: MessageRejected' });
    expect(course.program.tasks).toMatchObject([{ kind: 'message-failed', urgency: 'urgent', rule: 'R3' }]);
  });
});

test('an execution that ran to its end leaves no row without an outcome', () => {
  const { course, session } = booked();
  const executions = play(course);
  executions.runTo(denverAt('2027-01-20T09:50')).clear(session);
  executions.runTo(denverAt('2027-01-20T10:00')).start(session);
  executions.runTo(denverAt('2027-01-20T12:00')).outcome(session);
  executions.runTo(denverAt('2027-01-22T12:00'));
  const told = (audience: string): string[] =>
    course
      .session(session)
      .touchpoints.filter((one) => one.audience === audience)
      .map((one) => `${one.name} ${one.status}`);
  expect(told('patient')).toEqual(
    ['booked', 'reminder-3d', 'reminder-24h', 'reminder-3h', 'after', 'next-day'].map((name) => `${name} sent`),
  );
  expect(told('monitor')).toEqual(['booked sent', 'reminder-24h sent', 'after sent']);
  const { run } = course.session(session);
  expect(nextSessionStep(course.protocol, course.program, course.session(session), run, course.now)).toEqual({
    step: 'end',
    as: 'completed',
  });
});
