import { describe, expect, test } from 'vitest';
import { giveClearance } from '../../shared/domain/program/clinical.ts';
import { addIntention, addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { plusDays, plusMinutes } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course, type Options } from './builders.ts';
import { answers, calm, checks, denverAt, luis } from './people.ts';

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
  test('a contraindication: nobody overrides it, a newer screening opens it, and the dose is cleared anew', () => {
    const { course, dose } = ready();
    course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));
    for (const about of ['lapse', 'integration', 'vitals'] as const)
      course.decide(about, about === 'vitals' ? dose : null);
    expect(shut(course, dose)).toEqual(['contraindicated', 'not-cleared']);
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(shut(course, dose)).toEqual(['not-cleared']);
    course.clear(dose);
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
