import { describe, expect, test } from 'vitest';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { addIntention, addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { plusDays, plusMinutes } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { answers, aProgram, type Course, calm, checks, denverAt, luis, type Options, wall } from './builders.ts';

const high = { systolicMmHg: 141, diastolicMmHg: 76, heartRateBpm: 68 };

type Request = Parameters<typeof startSession>[2];
/** The codes of all gates that are shut, in their order; none when the dose starts. */
function shut(course: Course, dose: string, more: Partial<Request> = {}): string[] {
  const tried = course.try((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, ...more }));
  if (!tried) return [];
  const gates = (tried.refusal.more?.gates ?? []) as { code: string; opensWith: string }[];
  if (gates[0]?.code !== tried.refusal.code) throw new Error(`${tried.refusal.code} is not the first gate`);
  expect(gates.every((one) => one.opensWith.length > 0)).toBe(true);
  return gates.map((one) => one.code);
}

/** A first dose at 10:00, cleared an hour before; the clock stands at its start. */
function ready(options: Options = {}, protocol: Partial<Protocol> = {}): { course: Course; dose: string } {
  const course = aProgram({ protocol: { ...ketamineHome, ...protocol }, ...options }).prepared();
  const dose = course.book('dosing', '2027-01-20T10:00');
  course.at(denverAt('2027-01-20T09:00')).clear(dose).at(denverAt('2027-01-20T10:00'));
  return { course, dose };
}
/** A second dose, a week after the first. */
function second(integrated: boolean, day = '27'): { course: Course; dose: string } {
  const course = aProgram().withDosesGiven(1, integrated);
  if (!integrated) course.decide('integration', null);
  const dose = course.book('dosing', `2027-01-${day}T10:00`);
  return {
    course: course
      .at(denverAt(`2027-01-${day}T09:00`))
      .clear(dose)
      .at(denverAt(`2027-01-${day}T10:00`)),
    dose,
  };
}

test('a dose starts when every gate is open', () => {
  const { course, dose } = ready();
  expect(shut(course, dose)).toEqual([]);
  expect(course.session(dose)).toMatchObject({
    status: 'in-session',
    actual: { startedAt: course.now, endedAt: null },
    monitorPresent: true,
    vitals: calm,
  });
});

describe('each gate alone', () => {
  test('a contraindication: nobody overrides it, a newer screening opens it', () => {
    const { course, dose } = ready();
    course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));
    for (const about of ['lapse', 'integration', 'vitals'] as const)
      course.decide(about, about === 'vitals' ? dose : null);
    expect(shut(course, dose)).toEqual(['contraindicated']);
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(shut(course, dose)).toEqual([]);
  });

  test('a screening older than 180 days', () => {
    const short = { screening: { ...ketamineHome.screening, validDays: 16 } };
    const { course, dose } = ready({}, short);
    // 16 days after 4 January, 16:00Z, is an hour before the start.
    expect(shut(course, dose)).toEqual(['screening-expired']);
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(shut(course, dose)).toEqual([]);
  });

  test.each(['treatment', 'monitor-and-contact'] as const)('a withdrawn consent: %s', (kind) => {
    const { course, dose } = ready();
    course.do((change) => withdrawConsent(change, kind));
    expect(shut(course, dose)).toEqual(['consent-missing']);
    course.do((change) => signConsent(change, kind, '2027-01-20'));
    expect(shut(course, dose)).toEqual([]);
  });

  test('withdrawn consent to email shuts nothing', () => {
    const { course, dose } = ready();
    course.do((change) => withdrawConsent(change, 'email'));
    expect(shut(course, dose)).toEqual([]);
  });

  test('consents older than 365 days', () => {
    const { course, dose } = ready({}, { consents: { ...ketamineHome.consents, validDays: 16 } });
    expect(shut(course, dose)).toEqual(['consent-missing']);
  });

  test('a caution that no clinician has decided', () => {
    const { course, dose } = ready({ yes: ['urinary-symptoms'] });
    expect(shut(course, dose)).toEqual(['caution-open']);
    course.decide('caution', null);
    expect(course.openTasks()).toEqual([]);
    expect(shut(course, dose)).toEqual([]);
  });

  test('a medicine without a plan', () => {
    const { course, dose } = ready({ takes: ['benzodiazepine', 'antihypertensive'] });
    expect(shut(course, dose)).toEqual(['medicines-plan']);
    course.decide('medicines', null);
    expect(shut(course, dose)).toEqual([]);
  });

  test('a block: the decision opens it, the clearance does not', () => {
    const course = aProgram().prepared().at(denverAt('2027-01-19T14:00'));
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T09:50')).clear(dose);
    expect(shut(course, dose)).toEqual(['blocked']);
    course.decide('late-booking', dose);
    expect(shut(course, dose)).toEqual([]);
  });

  test('preparation that was booked but not done', () => {
    const course = aProgram();
    course.meet('preparation', '2027-01-08T15:00');
    course.book('preparation', '2027-01-11T15:00');
    course.do((change) => addIntention(change, 'Kindness.'));
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T09:00')).clear(dose).at(denverAt('2027-01-20T10:00'));
    expect(shut(course, dose)).toEqual(['not-prepared']);
  });

  test('no intention', () => {
    const course = aProgram();
    for (const day of ['08', '11']) course.meet('preparation', `2027-01-${day}T15:00`);
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T09:00')).clear(dose).at(denverAt('2027-01-20T10:00'));
    expect(shut(course, dose)).toEqual(['not-prepared']);
    course.do((change) => addIntention(change, 'Kindness.'));
    expect(shut(course, dose)).toEqual([]);
  });

  test('an integration that was booked but not done, until it is waived', () => {
    const course = aProgram().withDosesGiven(1, false);
    course.book('integration', '2027-01-22T10:00');
    const dose = course.book('dosing', '2027-01-27T10:00');
    course.at(denverAt('2027-01-27T09:00')).clear(dose).at(denverAt('2027-01-27T10:00'));
    expect(shut(course, dose)).toEqual(['not-integrated']);
    course.decide('integration', null);
    expect(shut(course, dose)).toEqual([]);
  });

  test.each([
    [
      'with a check that is false',
      (course: Course, dose: string) =>
        course.do((change) => giveClearance(change, dose, checks('transport-arranged'))),
    ],
    [
      'of an earlier revision',
      (course: Course, dose: string) => course.move(dose, { place: { text: 'Elsewhere', url: null } }),
    ],
    [
      'with another monitor',
      (course: Course, dose: string) => course.move(dose, { monitor: { ...luis, name: 'Eva' } }),
    ],
  ])('a clearance %s', (_, spoil) => {
    const { course, dose } = ready();
    spoil(course, dose);
    expect(shut(course, dose)).toEqual(['not-cleared']);
    course.clear(dose);
    expect(shut(course, dose)).toEqual([]);
  });

  test('a clearance lasts 24 hours, to the minute', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-19T10:10')).clear(dose).at(denverAt('2027-01-20T10:10'));
    expect(shut(course, dose)).toEqual(['not-cleared']);
  });

  test('a monitor who is not present, or has no name', () => {
    const { course, dose } = ready();
    expect(shut(course, dose, { monitorPresent: false })).toEqual(['no-monitor']);
    course.move(dose, { monitor: null }).clear(dose);
    expect(shut(course, dose)).toEqual(['no-monitor']);
  });

  test.each([
    [{ systolicMmHg: 140, diastolicMmHg: 90 }, []],
    [{ systolicMmHg: 141, diastolicMmHg: 90 }, ['vitals-out-of-range']],
    [{ systolicMmHg: 140, diastolicMmHg: 91 }, ['vitals-out-of-range']],
  ])('vitals %j: %j', (pressure, codes) => {
    const { course, dose } = ready();
    expect(shut(course, dose, { vitals: { ...pressure, heartRateBpm: 70 } })).toEqual(codes);
  });

  test('a decision about vitals holds 60 minutes', () => {
    const { course, dose } = ready();
    course.decide('vitals', dose).at(plusMinutes(course.now, 60));
    expect(shut(course, dose, { vitals: high })).toEqual(['vitals-out-of-range']);
    course.decide('vitals', dose).at(plusMinutes(course.now, 59));
    expect(shut(course, dose, { vitals: high })).toEqual([]);
  });

  test.each([
    ['09:44', ['too-early']],
    ['09:45', []],
    ['12:00', []],
    ['12:01', ['too-late']],
  ])('the start of a 10:00 dose at %s: %j', (time, codes) => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T09:00')).clear(dose);
    expect(shut(course.at(denverAt(`2027-01-20T${time}`)), dose)).toEqual(codes);
  });
});

describe('spacing and waivers', () => {
  test('three calendar days after the last actual start, though fewer than 72 hours', () => {
    const { course } = second(true);
    expect(course.program.sessions.filter((one) => one.kind === 'dosing')).toHaveLength(2);
    const close = aProgram().withDosesGiven(1);
    const dose = close.book('dosing', '2027-01-23T07:00');
    close.at(denverAt('2027-01-23T06:50')).decide('late-booking', dose).clear(dose);
    expect(shut(close, dose)).toEqual([]);
  });

  test('counts from the actual start, also when the dose before it was given on another day', () => {
    const course = aProgram().prepared();
    const first = course.book('dosing', '2027-01-20T10:00');
    course.book('integration', '2027-01-22T09:00');
    const dose = course.book('dosing', '2027-01-23T10:00');
    const [startedAt, endedAt] = ['2027-01-21T10:00', '2027-01-21T12:00'].map(denverAt);
    course.at(denverAt('2027-01-21T13:00'));
    course.outcome(first, { startedAt: startedAt ?? null, endedAt: endedAt ?? null, recordedLate: { reason: 'x' } });
    expect(course.session(dose).warnings).toEqual(['spacing-broken']);
    course.at(denverAt('2027-01-23T10:00')).clear(dose);
    expect(shut(course, dose)).toEqual(['too-soon', 'not-integrated']);
  });

  test('more than 84 days need a decision about the lapse, which the next dose uses up', () => {
    const course = aProgram().withDosesGiven(1).at(denverAt('2027-03-01T10:00'));
    const dose = course.book('dosing', '2027-04-14T10:00');
    course.move(dose, { start: wall('2027-04-14T23:30') });
    course.at(denverAt('2027-04-14T23:00')).clear(dose).at(denverAt('2027-04-15T00:30'));
    expect(shut(course, dose)).toEqual(['review-needed']);
    course.decide('lapse', null);
    expect(shut(course, dose)).toEqual([]);
  });

  test('a waiver of integration holds until the next dose', () => {
    const { course, dose } = second(false);
    expect(shut(course, dose)).toEqual([]);
    course.at(denverAt('2027-01-27T12:00')).outcome(dose);
    const tooEarly = course.try((change) =>
      makeDecision(change, { about: 'caution', sessionId: null, decision: 'proceed', reason: 'x' }),
    );
    expect(tooEarly).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(() => course.book('dosing', '2027-02-03T10:00')).toThrow('not-integrated');
  });

  test('"do not proceed" about the lapse cancels all booked doses and leaves the gate shut', () => {
    const { course, dose } = second(true);
    course.decide('lapse', null, 'do-not-proceed');
    expect(course.session(dose).status).toBe('cancelled');
  });

  test('a caution decided once stays decided until a screening adds a new yes', () => {
    const { course, dose } = ready({ yes: ['urinary-symptoms'] });
    const screen = (...yes: string[]): void =>
      void course
        .at(plusMinutes(course.now, 1))
        .do((change) => addScreening(change, { answers: answers(...yes), takes: [] }));
    course.decide('caution', null);
    screen('urinary-symptoms');
    expect(course.openTasks()).toEqual([]);
    screen('urinary-symptoms', 'substance-dependency');
    expect(shut(course, dose)).toEqual(['caution-open']);
    course.decide('caution', null);
    screen();
    screen('urinary-symptoms');
    expect(shut(course, dose)).toEqual(['caution-open']);
    expect(course.openTasks()).toEqual(['caution']);
  });

  test('a decision about the program concerns all doses, whichever session it names', () => {
    const { course, dose } = ready({ yes: ['urinary-symptoms'] });
    const later = course.book('preparation', '2027-01-21T10:00');
    course.decide('caution', later, 'do-not-proceed');
    expect([course.session(later).status, course.session(dose).status]).toEqual(['booked', 'cancelled']);
    expect(course.program.decisions.at(-1)?.sessionId).toBe(null);
  });
});

test('all gates at once, in R5’s order', () => {
  const course = aProgram({ yes: ['urinary-symptoms'], takes: ['stimulant'] }).prepared();
  const first = course.book('dosing', '2027-01-20T10:00');
  course.book('integration', '2027-01-22T10:00');
  const dose = course.book('dosing', '2027-01-23T10:00', { monitor: null });
  course.at(denverAt('2027-01-22T09:00'));
  const late = { recordedLate: { reason: 'x' }, startedAt: plusDays(course.now, -1) };
  course.outcome(first, late);
  course.do((change) =>
    addScreening(change, { answers: answers('urinary-symptoms', 'serious-heart-problem'), takes: ['stimulant'] }),
  );
  course.do((change) => withdrawConsent(change, 'treatment'));
  expect(shut(course, dose, { monitorPresent: false, vitals: high })).toEqual([
    'contraindicated',
    'consent-missing',
    'caution-open',
    'medicines-plan',
    'too-soon',
    'not-integrated',
    'not-cleared',
    'no-monitor',
    'vitals-out-of-range',
    'too-early',
  ]);
});
