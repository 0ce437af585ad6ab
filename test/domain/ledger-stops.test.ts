/** R1: what may not go out any more once a change stands in the chain, and what goes on. */
import { describe, expect, test } from 'vitest';
import { withdrawConsent } from '../../shared/domain/program/people.ts';
import { endProgram, hold, recordDeath } from '../../shared/domain/program/standing.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { settle } from '../../shared/domain/workflow/settle.ts';
import { aProgram, type Course } from './builders.ts';
import { accept, mailed, play } from './executions.ts';
import { denverAt, wall } from './people.ts';

const stops: Record<string, (course: Course, session: string) => unknown> = {
  cancelled: (course, session) => course.cancel(session),
  moved: (course, session) => course.move(session, { start: wall('2027-01-29T10:00') }),
  'put on hold': (course) => course.do((change) => hold(change, 'other', null)),
  withdrawn: (course) => course.do((change) => endProgram(change, 'withdrawn', 'patient-request', null)),
  discharged: (course) => course.do((change) => endProgram(change, 'discharged', 'medical', null)),
  deceased: (course) => course.do((change) => recordDeath(change, '2027-01-16', null)),
};
const notices: Record<string, string[]> = {
  cancelled: ['cancelled'],
  moved: ['moved', 'reminder-3d', 'reminder-24h', 'reminder-3h'],
  'put on hold': ['on-hold'],
  withdrawn: ['cancelled'],
  discharged: ['cancelled'],
  deceased: [],
};

/** A dose booked for Wed 27 January; the clock stands on the 22nd, everything due has gone. */
function ahead(): { course: Course; dose: string; sent: () => string[]; runTo: (at: string) => void } {
  const course = aProgram().prepared();
  const executions = play(course);
  const dose = course.book('dosing', '2027-01-27T10:00');
  executions.runTo(denverAt('2027-01-22T09:00'));
  const before = executions.sent.length;
  return {
    course,
    dose,
    sent: () => executions.sent.slice(before).map((one) => one.name),
    runTo: (at) => void executions.runTo(denverAt(at)),
  };
}

describe.each(Object.keys(stops))('once a session is %s', (what) => {
  test('only the notice of it goes, and nothing that was planned before', () => {
    const { course, dose, sent, runTo } = ahead();
    stops[what]?.(course, dose);
    runTo('2027-02-03T10:00');
    expect(sent()).toEqual(notices[what]);
    const open = course
      .session(dose)
      .touchpoints.filter((one) => ['planned', 'claimed', 'unknown'].includes(one.status));
    expect(open).toEqual([]);
  });

  test('no earlier row can be claimed, under whatever run', () => {
    const { course, dose } = ahead();
    const keys = course.session(dose).touchpoints.map((one) => one.key);
    stops[what]?.(course, dose);
    course.at(denverAt('2027-01-27T04:00'));
    for (const key of keys)
      for (const run of [1, 2]) expect(course.step((change) => claim(change, key, run)).kind).not.toBe('claimed');
  });

  test('a claim that SES throttled before is not tried again', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-27T10:00');
    const key = course.rows(dose).booked?.key ?? '';
    const claimed = course.step((change) => claim(change, key, 1));
    const claimId = claimed.kind === 'claimed' ? (claimed.found.touchpoint.claim?.claimId ?? '') : '';
    course.step((change) => settle(change, key, claimId, { outcome: 'throttled' }));
    stops[what]?.(course, dose);
    for (const run of [1, 2]) expect(course.step((change) => claim(change, key, run)).kind).not.toBe('claimed');
  });

  test('an unknown outcome of before is not sent again', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-27T10:00');
    const executions = play(course, (key) =>
      key.includes('r1_booked') ? { outcome: 'unknown', code: 'Timeout' } : accept(key),
    );
    executions.runTo(course.now);
    stops[what]?.(course, dose);
    executions.runTo(denverAt('2027-01-22T10:00'));
    expect(mailed(executions, dose).filter((one) => one.startsWith('booked'))).toHaveLength(1);
  });
});

describe('aftercare of a dose that was given', () => {
  function given(): { course: Course; dose: string; executions: ReturnType<typeof play> } {
    const course = aProgram().prepared();
    const executions = play(course);
    const dose = course.book('dosing', '2027-01-20T10:00');
    executions.runTo(denverAt('2027-01-20T09:30')).clear(dose);
    executions.runTo(denverAt('2027-01-20T10:00')).start(dose);
    return { course, dose, executions };
  }

  test.each(['put on hold', 'withdrawn', 'discharged'])('goes on when the program is %s before the end', (what) => {
    const { course, dose, executions } = given();
    executions.runTo(denverAt('2027-01-20T11:00'));
    stops[what]?.(course, dose);
    expect(course.session(dose).status).toBe('in-session');
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    executions.runTo(denverAt('2027-01-22T12:00'));
    expect(mailed(executions, dose).slice(-2)).toEqual(['after 2027-01-20T19:00', 'next-day 2027-01-21T17:00']);
  });

  test.each(['put on hold', 'withdrawn', 'discharged'])('goes on when the program is %s after it', (what) => {
    const { course, dose, executions } = given();
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    executions.runTo(denverAt('2027-01-20T13:00'));
    stops[what]?.(course, dose);
    executions.runTo(denverAt('2027-01-22T12:00'));
    expect(mailed(executions, dose).slice(-2)).toEqual(['after 2027-01-20T19:00', 'next-day 2027-01-21T17:00']);
  });

  test('stops at death: no aftercare, no estimate, nobody is asked to call the patient', () => {
    const { course, dose, executions } = given();
    executions.runTo(denverAt('2027-01-20T11:00'));
    stops.deceased?.(course, dose);
    executions.runTo(denverAt('2027-01-20T13:30')).outcome(dose, { endedAt: denverAt('2027-01-20T12:00') });
    executions.runTo(denverAt('2027-01-24T12:00'));
    expect(executions.sent.filter((one) => one.at > denverAt('2027-01-20T10:00'))).toEqual([]);
    expect(course.openTasks()).toEqual(['call-contact-person', 'patient-died']);
  });

  test('an outcome that stays unknown after a death asks nobody to call', () => {
    const { course, dose, executions } = given();
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    const key = course.rows(dose).after?.key ?? '';
    const claimed = course.step((change) => claim(change, key, course.session(dose).run));
    expect(claimed.kind).toBe('claimed');
    stops.deceased?.(course, dose);
    executions.runTo(denverAt('2027-01-20T15:00'));
    expect(course.openTasks()).toEqual(['call-contact-person', 'patient-died']);
    expect(course.rows(dose).after).toMatchObject({ status: 'voided', reason: 'deceased' });
  });
});

describe('ends', () => {
  test('cancel what is booked in the same decision, and tell it to each session’s execution', () => {
    const { course, dose } = ahead();
    const therapy = course.book('preparation', '2027-01-25T10:00');
    stops.withdrawn?.(course, dose);
    expect([dose, therapy].map((id) => [course.session(id).status, course.session(id).run])).toEqual([
      ['cancelled', 2],
      ['cancelled', 2],
    ]);
    expect(course.look()).toEqual({ step: 'end', as: 'withdrawn' });
  });

  test('settle what was asked for a dose to come; a death also every call to the patient', () => {
    const course = aProgram({ yes: ['urinary-symptoms'], withoutEmail: true });
    course.book('preparation', '2027-01-06T10:00');
    play(course).runTo(course.now);
    expect(course.openTasks()).toEqual(['caution', 'call-patient', 'call-patient']);
    stops.deceased?.(course, '');
    expect(course.openTasks()).toEqual(['call-contact-person', 'patient-died']);
  });

  test('death is recorded of a program that has ended already, once', () => {
    const { course, dose } = ahead();
    stops.withdrawn?.(course, dose);
    stops.deceased?.(course, dose);
    expect(course.program.status).toBe('deceased');
    expect(course.codeOf((change) => recordDeath(change, '2027-01-22', null))).toBe('wrong-state');
  });
});

describe('without consent to email', () => {
  test('every message becomes a task for a person, and none goes out', () => {
    const { course, dose, sent, runTo } = ahead();
    course.do((change) => withdrawConsent(change, 'email'));
    runTo('2027-01-27T10:00');
    expect(sent()).toEqual([]);
    const rows = course.rows(dose);
    expect(['reminder-3d', 'reminder-24h', 'reminder-3h'].map((name) => rows[name]?.status)).toEqual([
      'handed-over',
      'handed-over',
      'handed-over',
    ]);
    expect(course.openTasks().filter((one) => one === 'call-patient')).toHaveLength(3);
  });

  test('what a person was to tell is settled when the session is cancelled: its own notice takes over', () => {
    const course = aProgram({ patient: { contactBy: 'call' } }).prepared();
    const executions = play(course);
    const dose = course.book('dosing', '2027-01-27T10:00');
    executions.runTo(course.now);
    const tells = () => course.program.tasks.filter((one) => one.sessionId === dose && one.status === 'open');
    expect(tells().map((one) => one.text.includes('booked session'))).toEqual([true]);
    course.cancel(dose);
    executions.runTo(course.now);
    expect(tells().map((one) => one.text.includes('was cancelled'))).toEqual([true]);
  });
});
