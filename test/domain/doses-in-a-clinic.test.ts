/** What other protocols ask for around a dose: staff, a minimum stay, overrides, a changing cadence; events, vitals, corrections. */
import { describe, expect, test } from 'vitest';
import { endDosing } from '../../shared/domain/program/end-dosing.ts';
import { endProgram, recordDeath, resume } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { recordAdverseEvent, recordVitals } from '../../shared/domain/session/adverse-events.ts';
import { bookSession } from '../../shared/domain/session/book.ts';
import { correctOutcome } from '../../shared/domain/session/correct.ts';
import { changeSession } from '../../shared/domain/session/move.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { plusDays, plusMinutes } from '../../shared/domain/time.ts';
import { noticeWatched } from '../../shared/domain/workflow/notice-watched.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { psilocybinOregon } from '../../shared/protocols/templates.ts';
import { aProgram, bookingOf, type Course, outcomeOf } from './builders.ts';
import { play } from './executions.ts';
import { calm, denverAt } from './people.ts';

const dosing = (more: Partial<Protocol['dosing']>): Protocol => ({
  ...ketamineHome,
  dosing: { ...ketamineHome.dosing, ...more },
});

function cleared(protocol: Protocol): { course: Course; dose: string } {
  const course = aProgram({ protocol }).prepared().at(denverAt('2027-01-13T09:00'));
  const dose = course.book('dosing', '2027-01-20T10:00');
  course.at(denverAt('2027-01-20T09:50')).clear(dose).at(denverAt('2027-01-20T10:00'));
  return { course, dose };
}

describe('staff', () => {
  const protocol = dosing({
    staff: [
      { anyOf: ['clinician'], count: 1 },
      { anyOf: ['therapist', 'clinician'], count: 1 },
    ],
  });
  test.each([
    ['nobody', [], 'staff-missing'],
    ['one clinician', [['clinician']], 'staff-missing'],
    ['two therapists', [['therapist'], ['therapist']], 'staff-missing'],
    ['one person with both roles', [['therapist', 'clinician']], 'staff-missing'],
    ['a clinician and a therapist', [['therapist'], ['clinician']], 'accepted'],
    ['two clinicians', [['clinician'], ['clinician']], 'accepted'],
    ['one with both roles and a clinician', [['therapist', 'clinician'], ['clinician']], 'accepted'],
    ['a clinician, and one with both roles', [['clinician'], ['therapist', 'clinician']], 'accepted'],
  ] as const)('%s', (_, staffPresent, code) => {
    const { course, dose } = cleared(protocol);
    expect(
      course.codeOf((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, staffPresent })),
    ).toBe(code);
  });
});

describe('vitals that the protocol wants again after the start', () => {
  const begun = () => {
    const { course, dose } = cleared(dosing({ vitalsDueMinutes: [40] }));
    return { course: course.start(dose), dose };
  };
  const due = (course: Course, dose: string): string[] => {
    course.step((change) => {
      noticeWatched(change, dose);
    });
    return course.program.tasks.filter(({ kind }) => kind === 'after-dose').map(({ status }) => status);
  };

  test('are a task when their time comes, until they are recorded', () => {
    const { course, dose } = begun();
    expect(due(course.at(denverAt('2027-01-20T10:39')), dose)).toEqual([]);
    expect(due(course.at(denverAt('2027-01-20T10:40')), dose)).toEqual(['open']);
    course.do((change) => recordVitals(change, dose, calm));
    expect(due(course.at(denverAt('2027-01-20T10:50')), dose)).toEqual(['resolved']);
  });

  test('are none where they were taken in time', () => {
    const { course, dose } = begun();
    course.at(denverAt('2027-01-20T10:32')).do((change) => recordVitals(change, dose, calm));
    expect(due(course.at(denverAt('2027-01-20T10:45')), dose)).toEqual([]);
  });
});

test('staff that only the first doses need are not asked for later', () => {
  const protocol = dosing({ staff: [{ anyOf: ['therapist'], count: 1, untilDose: 1 }] });
  const course = aProgram({ protocol }).prepared();
  const ready = (at: string): string => {
    const dose = course.book('dosing', at);
    const { instant } = course.session(dose).start;
    course.at(plusMinutes(instant, -10)).clear(dose).at(instant);
    return dose;
  };
  const starts = (dose: string, staffPresent: readonly ['therapist'][]): string =>
    course.codeOf((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, staffPresent }));
  const first = ready('2027-01-20T10:00');
  expect([starts(first, []), starts(first, [['therapist']])]).toEqual(['staff-missing', 'accepted']);
  course.at(denverAt('2027-01-20T12:00')).outcome(first);
  course.meet('integration', '2027-01-22T15:00');
  expect(starts(ready('2027-01-27T10:00'), [])).toBe('accepted');
});

describe('where a dose is given', () => {
  const clinicOnly: Protocol = { ...ketamineHome, setting: 'clinic' };
  test.each([
    [ketamineHome, 'home', 'accepted'],
    [ketamineHome, 'clinic', 'accepted'],
    [ketamineHome, 'video', 'invalid'],
    [ketamineHome, 'phone', 'invalid'],
    [clinicOnly, 'clinic', 'accepted'],
    [clinicOnly, 'home', 'invalid'],
    [clinicOnly, 'video', 'invalid'],
  ] as const)('case %#: booked and changed', (protocol, mode, code) => {
    const prepared = () => aProgram({ protocol }).prepared().at(denverAt('2027-01-13T09:00'));
    const booking = bookingOf('dosing', '2027-01-20T10:00', { mode });
    expect(prepared().codeOf((change) => bookSession(change, booking))).toBe(code);
    const course = prepared();
    const dose = course.book('dosing', '2027-01-20T10:00', { mode: 'clinic' });
    expect(course.codeOf((change) => changeSession(change, dose, { mode }))).toBe(code);
  });

  test('a therapy session may be anywhere', () => {
    const booking = bookingOf('preparation', '2027-01-20T10:00', { mode: 'phone' });
    expect(aProgram({ protocol: clinicOnly }).codeOf((change) => bookSession(change, booking))).toBe('accepted');
  });
});

describe('an override', () => {
  const high = { systolicMmHg: 150, diastolicMmHg: 95, heartRateBpm: 80 };
  const start = (course: Course, dose: string, gates: string[], monitorPresent = true) =>
    course.try((change) =>
      startSession(
        change,
        dose,
        { monitorPresent, vitals: high },
        gates.map((gate) => ({ gate, reason: 'Known and stable.' })),
      ),
    );

  test('passes a gate that the protocol lets pass, with a reason, as an event', () => {
    const { course, dose } = cleared(dosing({ overridable: ['vitals-out-of-range'] }));
    expect(start(course, dose, ['vitals-out-of-range'])).toBe(undefined);
    expect(course.lastEvents[0]).toEqual({
      type: 'gate-overridden',
      data: { sessionId: dose, gate: 'vitals-out-of-range', reason: 'Known and stable.' },
    });
  });

  test('of another gate is refused, and so is any that the protocol does not name', () => {
    const { course, dose } = cleared(dosing({ overridable: ['too-soon'] }));
    expect(start(course, dose, ['vitals-out-of-range'])).toMatchObject({ refusal: { code: 'invalid' } });
    for (const gate of ['contraindicated', 'no-monitor', 'consent-missing', 'not-cleared', 'blocked'])
      expect(start(course, dose, [gate])).toMatchObject({ refusal: { code: 'invalid' } });
  });

  test('opens no other gate than its own', () => {
    const { course, dose } = cleared(dosing({ overridable: ['vitals-out-of-range'] }));
    expect(start(course, dose, ['vitals-out-of-range'], false)).toMatchObject({ refusal: { code: 'no-monitor' } });
  });
});

describe('a minimum stay', () => {
  const stay = (protocol: Protocol, minutes: number, amountMg: number | null): string => {
    const { course, dose } = cleared(protocol);
    course.do((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, amountMg }));
    course.at(plusMinutes(course.now, minutes));
    return course.codeOf((change) => recordOutcome(change, dose, outcomeOf(course, dose)));
  };

  test.each([
    [119, 'too-early'],
    [120, 'accepted'],
  ])('of two hours: completed after %i minutes is %s', (minutes, code) => {
    expect(stay(dosing({ minimumStay: [{ belowMg: null, minutes: 120 }] }), minutes, null)).toBe(code);
  });

  test.each([
    [4, 60, 'accepted'],
    [5, 60, 'too-early'],
    [24, 240, 'accepted'],
    [35, 299, 'too-early'],
    [35, 300, 'accepted'],
    [50, 359, 'too-early'],
    [null, 359, 'too-early'],
  ])('goes by the amount: %s mg, %i minutes: %s', (amount, minutes, code) => {
    expect(stay(dosing({ minimumStay: psilocybinOregon.dosing.minimumStay }), minutes, amount)).toBe(code);
  });

  test.each([
    [29, 'too-early'],
    [30, 'accepted'],
  ])('may be shorter after a first dose: %i minutes are %s', (minutes, code) => {
    const course = aProgram({ protocol: dosing({ minimumStay: psilocybinOregon.dosing.minimumStay }) }).prepared();
    const given = (at: string, stay: number): string => {
      const dose = course.book('dosing', at);
      course
        .at(plusMinutes(course.session(dose).start.instant, -10))
        .clear(dose)
        .at(course.session(dose).start.instant);
      course.do((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, amountMg: 2 }));
      course.at(plusMinutes(course.now, stay));
      return course.codeOf((change) => recordOutcome(change, dose, outcomeOf(course, dose)));
    };
    expect(given('2027-01-20T10:00', 60)).toBe('accepted');
    course.meet('integration', '2027-01-22T15:00');
    expect(given('2027-01-27T10:00', minutes)).toBe(code);
  });

  test('is as long as ever in a first dose', () => {
    expect(stay(dosing({ minimumStay: psilocybinOregon.dosing.minimumStay }), 59, 2)).toBe('too-early');
  });

  test('who left before it is recorded as stopped early: facts are never refused', () => {
    const { course, dose } = cleared(dosing({ minimumStay: [{ belowMg: null, minutes: 120 }] }));
    course.start(dose).at(plusMinutes(course.now, 30));
    expect(
      course.codeOf((change) => recordOutcome(change, dose, outcomeOf(course, dose, { result: 'stopped-early' }))),
    ).toBe('accepted');
  });
});

test('a correction keeps the minimum stay, too: a shorter one is `stopped-early`', () => {
  const { course, dose } = cleared(dosing({ minimumStay: [{ belowMg: null, minutes: 120 }] }));
  course.start(dose).at(denverAt('2027-01-20T12:00')).outcome(dose);
  const correct = (more: object) => course.codeOf((change) => correctOutcome(change, dose, { reason: 'x', ...more }));
  const left = { endedAt: denverAt('2027-01-20T11:59') };
  expect(correct(left)).toBe('too-early');
  expect(correct({ ...left, result: 'stopped-early' })).toBe('accepted');
  expect(correct({ result: 'completed' })).toBe('too-early');
  expect(correct({ notes: 'Slept at once.' })).toBe('accepted');
  expect(correct({ result: 'completed', startedAt: denverAt('2027-01-20T09:59') })).toBe('accepted');
});

test('the spacing follows the number of the dose', () => {
  const protocol = dosing({
    doses: null,
    reviewEveryDoses: 2,
    spacing: [
      { fromDose: 2, minDays: 2, targetDays: 3, maxDays: 5 },
      { fromDose: 3, minDays: 7, targetDays: 7, maxDays: 14 },
    ],
  });
  const course = aProgram({ protocol }).prepared();
  const place = (start: string) => course.codeOf((change) => bookSession(change, bookingOf('dosing', start)));
  course.give(course.book('dosing', '2027-01-20T10:00'));
  course.meet('integration', '2027-01-21T09:00');
  expect([place('2027-01-21T11:00'), place('2027-01-22T10:00')]).toEqual(['too-soon', 'accepted']);
  course.book('integration', '2027-01-23T09:00');
  expect([place('2027-01-28T10:00'), place('2027-01-29T10:00')]).toEqual(['too-soon', 'accepted']);
});

test('without a fixed end a clinician reviews after so many doses, and ends dosing', () => {
  const course = aProgram({ protocol: dosing({ doses: null, reviewEveryDoses: 2 }) }).withDosesGiven(2);
  expect(course.openTasks()).toEqual(['dose-review']);
  course.look();
  const booked = course.book('dosing', '2027-02-10T10:00');
  course.do((change) => endDosing(change, 'Enough for now.'));
  expect(course.session(booked).status).toBe('cancelled');
  expect(course.openTasks()).toContain('dose-review');
  expect([course.program.phase, course.program.dosingEnded?.reason]).toEqual(['ongoing', 'Enough for now.']);
  expect(course.codeOf((change) => bookSession(change, bookingOf('dosing', '2027-02-12T10:00')))).toBe('wrong-phase');
  course.meet('closing', '2027-02-15T15:00');
  expect(course.program.status).toBe('completed');
});

test('dosing is ended by a clinician after its first dose, once, and not during one', () => {
  const end = (course: Course) => course.codeOf((change) => endDosing(change, 'x'));
  expect(end(aProgram())).toBe('wrong-state');
  const { course, dose } = cleared(ketamineHome);
  course.look();
  course.start(dose);
  expect(end(course)).toBe('wrong-state');
  const given = aProgram().withDosesGiven(2);
  given.look();
  expect([end(given), end(given)]).toEqual(['accepted', 'wrong-state']);
});

describe('an adverse event', () => {
  const event = (serious: boolean) => ({ code: 'nausea-or-vomiting', serious, at: denverAt('2027-01-20T10:30') });
  test('is recorded during the dose and after it; a serious one holds the program at once and asks a clinician', () => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).at(denverAt('2027-01-20T10:40'));
    course.do((change) => recordAdverseEvent(change, dose, event(false)));
    expect([course.program.status, course.openTasks()]).toEqual(['active', []]);
    course.do((change) => recordAdverseEvent(change, dose, event(true)));
    expect(course.program).toMatchObject({ status: 'on-hold', hold: { reason: 'adverse-event' } });
    expect(course.program.tasks).toMatchObject([{ kind: 'adverse-event', urgency: 'urgent', status: 'open' }]);
    expect(course.session(dose).adverseEvents).toHaveLength(2);
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    expect(course.rows(dose).after).toMatchObject({ status: 'planned' });
  });

  test('named in the outcome does the same', () => {
    const { course, dose } = cleared(ketamineHome);
    course
      .start(dose)
      .at(denverAt('2027-01-20T12:00'))
      .outcome(dose, { adverseEvents: [event(true)] });
    expect(course.program.status).toBe('on-hold');
  });

  test('that is serious is kept, however many vitals and events there are already; each of the others has its bound', () => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).at(denverAt('2027-01-20T10:40'));
    const add = (serious: boolean) => course.codeOf((change) => recordAdverseEvent(change, dose, event(serious)));
    const measure = () => course.codeOf((change) => recordVitals(change, dose, calm));
    for (let count = 0; count < 100; count += 1) expect([measure(), add(false)]).toEqual(['accepted', 'accepted']);
    expect([measure(), add(false), add(true)]).toEqual(['wrong-state', 'wrong-state', 'accepted']);
    expect(course.program.status).toBe('on-hold');
  });

  test('belongs to a dose that was started, and not to the future', () => {
    const { course, dose } = cleared(ketamineHome);
    const record = (at: string) => course.codeOf((change) => recordAdverseEvent(change, dose, { ...event(false), at }));
    expect(record(denverAt('2027-01-20T09:00'))).toBe('wrong-state');
    course.start(dose);
    expect(record(denverAt('2027-01-20T11:00'))).toBe('invalid');
    expect(course.codeOf((change) => recordVitals(change, dose, calm))).toBe('accepted');
    expect(course.session(dose).vitalsLog).toEqual([{ at: course.now, vitals: calm }]);
  });
});

describe('after a serious adverse event', () => {
  const event = (at: string) => ({ code: 'accident-or-fall', serious: true, at });
  const about = (course: Course, dose: string) => course.session(dose).blocked.map((one) => one.about);
  const resumed = (course: Course) => course.do((change) => resume(change, 'clinic-request', null) ?? {});
  const happened = (): { course: Course; dose: string } => {
    const { course, dose } = cleared(ketamineHome);
    return { course: course.start(dose).at(denverAt('2027-01-20T10:40')), dose };
  };
  const fall = (course: Course, dose: string, at = course.now) =>
    course.do((change) => recordAdverseEvent(change, dose, event(at)) ?? {});
  const bookNext = (course: Course, on: string) => {
    course.book('integration', `${on}T09:00`);
    return course.book('dosing', `${plusDays(`${on}T00:00:00.000Z`, 5).slice(0, 10)}T10:00`);
  };

  test('every booked dose waits for a decision of its own, also once the program was resumed', () => {
    const { course, dose } = happened();
    const [next, another] = [bookNext(course, '2027-01-22'), bookNext(course, '2027-01-29')];
    fall(course, dose);
    expect([next, another].map((one) => course.session(one).blocked)).toEqual([
      [{ about: 'adverse-event', since: course.now }],
      [{ about: 'adverse-event', since: course.now }],
    ]);
    expect(course.events.filter(({ type }) => type === 'dose-blocked').map(({ data }) => data)).toEqual(
      [next, another].map((sessionId) => ({ sessionId, about: 'adverse-event', revision: 1 })),
    );
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    resumed(course);
    const start = (one: string) =>
      course.codeOf((change) => startSession(change, one, { monitorPresent: true, vitals: calm }));
    expect(start(next)).toBe('blocked');
    course.decide('adverse-event', next);
    expect([about(course, next), about(course, another)]).toEqual([[], ['adverse-event']]);
    expect(course.openTasks()).toContain('adverse-event');
    expect([start(next), start(another)]).toEqual(['too-soon', 'blocked']);
    course.decide('adverse-event', another);
    expect(course.openTasks()).not.toContain('adverse-event');
  });

  test('named in the outcome, too; sessions without a medicine are not blocked', () => {
    const { course, dose } = happened();
    const next = bookNext(course, '2027-01-22');
    course.at(denverAt('2027-01-20T12:00')).outcome(dose, { adverseEvents: [event(course.now)] });
    const blocked = course.program.sessions.filter((one) => one.blocked.length > 0);
    expect(blocked.map(({ sessionId }) => sessionId)).toEqual([next]);
  });

  test('the patient hears "not yet" as the last day begins, and that it stands once it is decided', () => {
    const { course, dose } = happened();
    const next = bookNext(course, '2027-01-22');
    const executions = play(course);
    fall(course, dose);
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    resumed(course);
    executions.runTo(denverAt('2027-01-26T18:00'));
    expect(course.rows(next)['not-yet']).toMatchObject({ status: 'sent', at: denverAt('2027-01-26T10:00') });
    course.decide('adverse-event', next);
    executions.runTo(denverAt('2027-01-26T18:01'));
    expect(course.rows(next).confirmed).toMatchObject({ status: 'sent' });
  });

  test('a dose that is booked before anybody has decided is blocked, and asked about; afterwards none is, until the next event', () => {
    const { course, dose } = happened();
    fall(course, dose);
    const task = course.program.tasks.find(({ kind }) => kind === 'adverse-event');
    course.do((change) => (task ? change.resolveTask(task, 'Called her.') : undefined) ?? {});
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    resumed(course);
    const next = bookNext(course, '2027-01-22');
    expect([about(course, next), course.openTasks()]).toEqual([['adverse-event'], ['adverse-event']]);
    course.decide('adverse-event', next);
    expect([about(course, next), course.openTasks()]).toEqual([[], []]);
    const another = bookNext(course, '2027-01-29');
    expect(about(course, another)).toEqual([]);
    fall(course, dose, denverAt('2027-01-20T11:00'));
    expect([next, another].map((one) => about(course, one))).toEqual([['adverse-event'], ['adverse-event']]);
  });

  test('a cancelled dose takes no decision with it, and "do not proceed" leaves the gate shut', () => {
    const { course, dose } = happened();
    const next = bookNext(course, '2027-01-22');
    fall(course, dose);
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    resumed(course);
    course.cancel(next);
    const second = course.book('dosing', '2027-01-27T10:00');
    expect(about(course, second)).toEqual(['adverse-event']);
    course.decide('adverse-event', second, 'do-not-proceed');
    expect(course.session(second)).toMatchObject({ status: 'cancelled', blocked: [] });
    expect(course.openTasks()).not.toContain('adverse-event');
    const third = course.book('dosing', '2027-01-27T10:00');
    expect([about(course, third), course.openTasks()]).toEqual([['adverse-event'], ['adverse-event']]);
  });

  test('of a program that has ended there is nothing to hold', () => {
    const { course, dose } = happened();
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    course.do((change) => endProgram(change, 'withdrawn', 'patient-request', null) ?? {});
    fall(course, dose);
    expect(course.program.status).toBe('withdrawn');
    expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'adverse-event', urgency: 'urgent' });
    expect(course.program.tasks.at(-1)?.text).not.toContain('on hold');
  });
});

describe('vitals under way or after a dose', () => {
  const high = { systolicMmHg: 150, diastolicMmHg: 95, heartRateBpm: 80 };
  const about = (course: Course) =>
    course.program.tasks
      .filter(({ kind }) => kind === 'vitals')
      .map(({ urgency, status, sessionId }) => ({ urgency, status, sessionId }));

  test('above the limit are an urgent task, once, until a clinician has seen to it; the outcome does not answer it', () => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).do((change) => recordVitals(change, dose, calm) ?? {});
    expect(about(course)).toEqual([]);
    for (const vitals of [high, high]) course.do((change) => recordVitals(change, dose, vitals) ?? {});
    expect(about(course)).toEqual([{ urgency: 'urgent', status: 'open', sessionId: dose }]);
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    expect(about(course)).toEqual([{ urgency: 'urgent', status: 'open', sessionId: dose }]);
    const task = course.program.tasks.find(({ kind }) => kind === 'vitals');
    course.do((change) => (task ? change.resolveTask(task, 'Down again.') : undefined) ?? {});
    expect(about(course)).toEqual([{ urgency: 'urgent', status: 'resolved', sessionId: dose }]);
    course.do((change) => recordVitals(change, dose, high) ?? {});
    expect(about(course)).toHaveLength(2);
  });

  test.each([
    [high, 1],
    [calm, 0],
  ])('that come in the outcome follow the same rule, case %#', (vitals, tasks) => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).at(denverAt('2027-01-20T12:00')).outcome(dose, { vitals });
    expect(about(course)).toHaveLength(tasks);
  });

  test('that come in a correction follow the same rule; what is known already is said no more', () => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).at(denverAt('2027-01-20T12:00')).outcome(dose, { vitals: calm });
    const correct = (vitals?: typeof high) =>
      course.do((change) => correctOutcome(change, dose, { reason: 'x', ...(vitals && { vitals }) }) ?? {});
    correct(calm);
    expect(about(course)).toEqual([]);
    correct(high);
    expect(about(course)).toEqual([{ urgency: 'urgent', status: 'open', sessionId: dose }]);
    const task = course.program.tasks.find(({ kind }) => kind === 'vitals');
    course.do((change) => (task ? change.resolveTask(task, 'Down again.') : undefined) ?? {});
    correct(high);
    correct();
    expect(about(course)).toHaveLength(1);
  });

  test('of somebody who has died ask nobody to see how they are', () => {
    const { course, dose } = cleared(ketamineHome);
    course.start(dose).at(denverAt('2027-01-20T12:00')).outcome(dose);
    course.do((change) => recordDeath(change, '2027-01-20', null) ?? {});
    course.do((change) => correctOutcome(change, dose, { reason: 'x', vitals: high }) ?? {});
    expect(about(course)).toEqual([]);
  });

  test('of a therapy session are no concern of the protocol', () => {
    const course = aProgram();
    course.meet('preparation', '2027-01-08T15:00', { vitals: high });
    expect(course.openTasks()).toEqual([]);
  });
});

describe('a correction', () => {
  function done(): { course: Course; dose: string; executions: ReturnType<typeof play> } {
    const { course, dose } = cleared(ketamineHome);
    const executions = play(course);
    course.start(dose);
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    executions.runTo(denverAt('2027-01-20T15:00'));
    return { course, dose, executions };
  }

  test('to a later end tells anew what holds until when, under a key of its own', () => {
    const { course, dose, executions } = done();
    course.do((change) =>
      correctOutcome(change, dose, { endedAt: denverAt('2027-01-20T14:30'), reason: 'Typed wrong.' }),
    );
    executions.runTo(denverAt('2027-01-20T15:01'));
    const told = course.session(dose).touchpoints.filter(({ name }) => name === 'after');
    expect(told.map(({ key, status }) => [key.replace(dose, ''), status])).toEqual([
      ['_r1_after_patient', 'sent'],
      ['_r1_after_monitor', 'sent'],
      ['_r1_after-2_patient', 'sent'],
      ['_r1_after-2_monitor', 'sent'],
    ]);
    expect(course.session(dose)).toMatchObject({
      actual: { endedAt: denverAt('2027-01-20T14:30') },
      run: expect.any(Number),
    });
  });

  test('to an earlier end tells nothing; phases stay', () => {
    const { course, dose } = done();
    course.look();
    const { phase } = course.program;
    course.do((change) =>
      correctOutcome(change, dose, { result: 'stopped-early', endedAt: denverAt('2027-01-20T11:00'), reason: 'x' }),
    );
    expect(course.session(dose)).toMatchObject({ status: 'stopped-early', outcome: { result: 'stopped-early' } });
    expect([
      course.program.phase,
      course.session(dose).touchpoints.filter(({ name }) => name === 'after'),
    ]).toMatchObject([phase, [{}, {}]]);
    expect(course.events.some(({ type }) => type === 'outcome-corrected')).toBe(true);
  });

  test('needs something that took place, and times that fit', () => {
    const { course, dose } = cleared(ketamineHome);
    const correct = (more: object) => course.codeOf((change) => correctOutcome(change, dose, { reason: 'x', ...more }));
    expect(correct({})).toBe('wrong-state');
    const other = done();
    const wrong = (more: object) =>
      other.course.codeOf((change) => correctOutcome(change, other.dose, { reason: 'x', ...more }));
    expect([
      wrong({ endedAt: denverAt('2027-01-20T09:00') }),
      wrong({ endedAt: denverAt('2027-02-20T09:00') }),
    ]).toEqual(['invalid', 'invalid']);
  });
});
