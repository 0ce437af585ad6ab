import { describe, expect, test } from 'vitest';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course, outcomeOf } from './builders.ts';
import { mailed, play } from './executions.ts';
import { denverAt } from './people.ts';

/** A dose booked for Wed 20 January at that time, and started then. */
function started(time = '10:00', course = aProgram()): { course: Course; dose: string } {
  course.prepared().at(denverAt('2027-01-13T09:00'));
  const dose = course.book('dosing', `2027-01-20T${time}`);
  course.at(denverAt(`2027-01-20T0${Number(time.slice(0, 2)) >= 10 ? 7 : 6}:00`)).clear(dose);
  course.at(denverAt(`2027-01-20T${time}`)).start(dose);
  return { course, dose };
}

describe('aftercare', () => {
  test.each([
    ['2027-01-20T11:58', '2027-01-21T08:00', '2027-01-21T10:00'],
    ['2027-01-20T23:30', '2027-01-21T08:00', '2027-01-21T10:00'],
    ['2027-01-21T00:00', '2027-01-21T08:00', '2027-01-21T10:00'],
    ['2027-01-21T00:01', '2027-01-22T08:00', '2027-01-21T10:00'],
    ['2027-01-21T02:00', '2027-01-22T08:00', '2027-01-21T10:00'],
    ['2027-01-21T02:01', '2027-01-22T08:00', '2027-01-22T10:00'],
  ])('of a dose that ended at %s: no vehicle before %s, how are you at %s', (ended, notBefore, nextDay) => {
    const { course, dose } = started();
    course.at(denverAt(ended)).outcome(dose);
    const { after, 'next-day': next } = course.rows(dose);
    expect(after).toMatchObject({ at: denverAt(ended), useBy: denverAt(notBefore), estimated: false });
    expect(next?.at).toBe(denverAt(nextDay));
  });

  test('goes by the actual end, not by when it was recorded', () => {
    const { course, dose } = started();
    course.at(denverAt('2027-01-20T16:00')).outcome(dose, { endedAt: denverAt('2027-01-20T12:10') });
    expect(course.rows(dose).after).toMatchObject({
      at: denverAt('2027-01-20T16:00'),
      useBy: denverAt('2027-01-21T08:00'),
    });
  });

  test('follows a dose that was stopped early', () => {
    const { course, dose } = started();
    course.at(denverAt('2027-01-20T10:30')).outcome(dose, { result: 'stopped-early' });
    expect(Object.keys(course.rows(dose))).toEqual(expect.arrayContaining(['after', 'next-day']));
  });

  test('follows neither a no-show nor a therapy session', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T11:00')).outcome(dose, { result: 'no-show', startedAt: null, endedAt: null });
    const therapy = course.program.sessions.filter((one) => one.kind === 'preparation').map((one) => one.sessionId);
    for (const session of [dose, ...therapy]) expect(Object.keys(course.rows(session))).not.toContain('after');
  });

  test('waits for the end of the patient’s quiet hours when 10:00 lies within them', () => {
    const { course, dose } = started('14:00', aProgram({ patient: { quietHours: { from: '22:00', to: '11:30' } } }));
    course.at(denverAt('2027-01-20T16:00')).outcome(dose);
    expect(course.rows(dose)['next-day']).toMatchObject({
      at: denverAt('2027-01-21T11:30'),
      useBy: denverAt('2027-01-22T11:30'),
    });
  });

  test('recorded at night, the question how the patient is waits for the morning', () => {
    const { course, dose } = started();
    course.at(denverAt('2027-01-21T23:00')).outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
    expect(course.rows(dose)['next-day']).toMatchObject({
      at: denverAt('2027-01-22T08:00'),
      useBy: denverAt('2027-01-22T10:00'),
    });
  });

  describe('where nothing holds beyond the end', () => {
    const nothing = ketamineHome.guidelines.filter(({ until }) => until.anchor === 'actual-end');
    const course = () => aProgram({ protocol: { ...ketamineHome, guidelines: nothing } });

    test('is of use for a day: how to rest, and whom to call', () => {
      const { course: ended, dose } = started('10:00', course());
      const executions = play(ended);
      executions.runTo(denverAt('2027-01-20T12:30')).outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
      executions.runTo(denverAt('2027-01-20T13:00'));
      expect(ended.rows(dose).after).toMatchObject({ useBy: denverAt('2027-01-21T12:00'), status: 'sent' });
      expect(ended.rowsFor('monitor', dose).after).toMatchObject({ status: 'sent' });
      expect(ended.openTasks()).toEqual([]);
    });

    test('an estimate is, too', () => {
      const { course: unrecorded, dose } = started('10:00', course());
      play(unrecorded).runTo(denverAt('2027-01-20T13:30'));
      const { after } = unrecorded.rows(dose);
      expect(after).toMatchObject({ estimated: true, useBy: denverAt('2027-01-21T13:00'), status: 'sent' });
    });
  });

  test('an estimate counts what holds from now on: the dose may be going on', () => {
    const hour = ketamineHome.guidelines.map((one) => ({
      ...one,
      until: { anchor: 'hours-after-end' as const, hours: 1 },
    }));
    const { course, dose } = started('10:00', aProgram({ protocol: { ...ketamineHome, guidelines: hour } }));
    play(course).runTo(denverAt('2027-01-20T13:30'));
    expect(course.rows(dose).after).toMatchObject({ useBy: denverAt('2027-01-20T14:00'), status: 'sent' });
  });

  test('of a dose recorded days later is too late to send, and asks for a call instead', () => {
    const { course, dose } = started();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-24T10:00'));
    course.outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
    executions.runTo(denverAt('2027-01-24T11:00'));
    const rows = course
      .session(dose)
      .touchpoints.filter((one) => one.name === 'next-day' || one.key.includes('after-2_patient'));
    expect(rows.map((one) => [one.name, one.status, one.reason])).toEqual([
      ['after', 'skipped', 'too-late'],
      ['next-day', 'skipped', 'too-late'],
    ]);
    expect(course.openTasks()).toEqual(['message-skipped', 'message-skipped']);
  });

  test('the wall times are the patient’s, also across the change of the clocks', () => {
    const course = aProgram({ patient: { timeZone: 'America/New_York' }, at: '2027-03-01T16:00:00.000Z' });
    course.meet('preparation', '2027-03-02T10:00');
    course.meet('preparation', '2027-03-03T10:00');
    const dose = course.book('dosing', '2027-03-13T10:00');
    course.at(denverAt('2027-03-13T12:00')).outcome(dose, { recordedLate: { reason: 'No connection.' } });
    expect(course.rows(dose).after?.useBy).toBe('2027-03-14T12:00:00.000Z');
    expect(course.rows(dose)['next-day']?.at).toBe('2027-03-14T14:00:00.000Z');
  });
});

describe('a dose whose end nobody recorded', () => {
  test('gets an estimate 60 minutes after its planned end, which names no instant', () => {
    const { course, dose } = started();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T13:30'));
    expect(mailed(executions, dose)).toEqual(['after 2027-01-20T20:00']);
    const row = course.rows(dose).after;
    if (!row) throw new Error('no after');
    expect(row).toMatchObject({ estimated: true, status: 'sent' });
    const view = messageViewOf(course.setting, row, course.session(dose), { pageUrl: null, code: null });
    expect(view.after).toBe(null);
  });

  test('gets "after" again under a key of its own once the end is recorded', () => {
    const { course, dose } = started();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T13:30')).outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
    executions.runTo(denverAt('2027-01-21T12:00'));
    expect(executions.sent.slice(1).map((one) => [one.key, one.at])).toEqual([
      [`${dose}_r1_after_patient`, denverAt('2027-01-20T13:00')],
      [`${dose}_r1_after-2_patient`, denverAt('2027-01-20T13:30')],
      [`${dose}_r1_next-day_patient`, denverAt('2027-01-21T10:00')],
    ]);
  });

  test('gets no estimate when the end was recorded in time, nor when it was never started', () => {
    const { course, dose } = started();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T12:59')).outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
    const never = aProgram().prepared();
    const other = never.book('dosing', '2027-01-20T10:00');
    const others = play(never);
    executions.runTo(denverAt('2027-01-21T09:00'));
    others.runTo(denverAt('2027-01-21T09:00'));
    expect(executions.sent.map((one) => one.name)).toEqual(['welcome', 'after']);
    expect(mailed(others, other).join()).not.toContain('after');
  });

  test.each([
    ['dosing', '2027-01-20T14:00'],
    ['preparation', '2027-01-21T11:00'],
  ] as const)('a %s session is called undocumented at %s, once', (kind, due) => {
    const course = aProgram().prepared();
    const session = course.book(kind, '2027-01-20T10:00');
    const executions = play(course);
    executions.runTo(new Date(Date.parse(denverAt(due)) - 60_000).toISOString());
    expect(course.openTasks()).toEqual([]);
    executions.runTo(denverAt('2027-01-24T10:00'));
    expect(course.program.tasks).toMatchObject([{ kind: 'undocumented', sessionId: session, raisedAt: denverAt(due) }]);
    course.outcome(session, { result: 'no-show', startedAt: null, endedAt: null });
    expect(course.openTasks()).toEqual([]);
  });
});

describe('outcomes', () => {
  const code = (course: Course, session: string, more: Parameters<typeof outcomeOf>[2]): string =>
    course.codeOf((change) => recordOutcome(change, session, outcomeOf(course, session, more)));
  const booked = (): { course: Course; dose: string; therapy: string } => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    const therapy = course.book('preparation', '2027-01-19T10:00');
    return { course: course.at(denverAt('2027-01-20T10:30')), dose, therapy };
  };
  const noShow = { result: 'no-show', startedAt: null, endedAt: null } as const;

  test('of a dose that was not started here need a reason, and raise an urgent task', () => {
    const { course, dose } = booked();
    expect(code(course, dose, {})).toBe('not-started');
    expect(code(course, dose, { recordedLate: { reason: 'The line was down.' } })).toBe('accepted');
    expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'recorded-late', urgency: 'urgent' });
  });

  test.each([
    ['in the future', { endedAt: '2027-01-20T17:31:00.000Z' }],
    ['without a start', { startedAt: null }],
    ['without an end', { endedAt: null }],
    ['ending before they begin', { startedAt: '2027-01-20T17:20:00.000Z', endedAt: '2027-01-20T17:20:00.000Z' }],
    ['of a no-show with times', { result: 'no-show' as const }],
  ])('%s are invalid', (_, more) => {
    const { course, dose } = booked();
    expect(code(course, dose, { ...more, recordedLate: { reason: 'x' } })).toBe('invalid');
  });

  test('a no-show is one from the planned start on, and never of a dose that was started', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    expect(code(course.at(denverAt('2027-01-20T09:59')), dose, noShow)).toBe('wrong-state');
    course.clear(dose);
    expect(code(course.at(denverAt('2027-01-20T10:00')).start(dose), dose, noShow)).toBe('wrong-state');
  });

  test('are recorded once', () => {
    const { course, therapy } = booked();
    expect(code(course, therapy, {})).toBe('accepted');
    expect(code(course, therapy, {})).toBe('wrong-state');
  });

  test('with a serious adverse event raise an urgent task for the clinician', () => {
    const { course, dose } = booked();
    const adverseEvents = [{ code: 'accident-or-fall', serious: true, at: course.now }];
    code(course, dose, { adverseEvents, recordedLate: { reason: 'x' } });
    expect(course.openTasks()).toEqual(['recorded-late', 'adverse-event']);
  });

  test('void what was still planned before the session', () => {
    const { course, dose } = booked();
    course.outcome(dose, noShow);
    expect(course.session(dose).touchpoints.filter((one) => one.status === 'planned')).toEqual([]);
  });
});
