/** Where a protocol says how much is given: at the start of a dose, and as its second part. */
import { describe, expect, test } from 'vitest';
import { hold } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { recordAdverseEvent } from '../../shared/domain/session/adverse-events.ts';
import { recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { giveSupplement, type SupplementRequest } from '../../shared/domain/session/supplement.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { mdmaPtsd } from '../../shared/protocols/templates.ts';
import { aProgram, type Course, outcomeOf } from './builders.ts';
import { calm, denverAt } from './people.ts';

const dosing = (more: Partial<Protocol['dosing']>): Protocol => ({
  ...ketamineHome,
  dosing: { ...ketamineHome.dosing, ...more },
});
const { amounts = [] } = mdmaPtsd.dosing;
const asInTheTrial = dosing({ amounts });

function cleared(protocol: Protocol): { course: Course; dose: string } {
  const course = aProgram({ protocol }).prepared().at(denverAt('2027-01-13T09:00'));
  const dose = course.book('dosing', '2027-01-20T10:00');
  course.at(denverAt('2027-01-20T09:50')).clear(dose).at(denverAt('2027-01-20T10:00'));
  return { course, dose };
}

const begin = (course: Course, dose: string, amountMg: number | null) =>
  course.try((change) => startSession(change, dose, { monitorPresent: true, vitals: calm, amountMg }));

/** Begun at ten with so much. */
function begun(amountMg: number | null, protocol = asInTheTrial): { course: Course; dose: string } {
  const { course, dose } = cleared(protocol);
  expect(begin(course, dose, amountMg)).toBeUndefined();
  return { course, dose };
}

const supplement = (course: Course, dose: string, more: Partial<SupplementRequest> = {}) =>
  course.try((change) => giveSupplement(change, dose, { amountMg: 40, vitals: calm, recordedLate: null, ...more }));
const codeOf = (answer: ReturnType<typeof supplement>): string => answer?.refusal.code ?? 'given';

describe('what is given at the start', () => {
  test.each([
    [80, 'started'],
    [120, 'started'],
    [100, 'Must be one of 80, 120.'],
    [null, 'started'],
  ])('%s mg: %s', (amountMg, said) => {
    const { course, dose } = cleared(asInTheTrial);
    const refused = begin(course, dose, amountMg);
    const errors = (refused?.refusal.more?.errors ?? []) as { path: string; message: string }[];
    expect(errors[0] ? `${errors[0].message}` : 'started').toBe(said);
    expect(course.session(dose).status).toBe(refused ? 'booked' : 'in-session');
  });

  test('may be more from the second dose on', () => {
    const protocol = dosing({ amounts: [{ mg: 30 }, { mg: 40, fromDose: 2 }] });
    const { course, dose } = cleared(protocol);
    expect(begin(course, dose, 40)?.refusal.code).toBe('invalid');
    expect(begin(course, dose, 30)).toBeUndefined();
    course.at(denverAt('2027-01-20T12:00')).outcome(dose);
    course.meet('integration', '2027-01-22T15:00');
    const second = course.book('dosing', '2027-01-27T10:00');
    course.at(denverAt('2027-01-27T09:50')).clear(second).at(denverAt('2027-01-27T10:00'));
    expect(begin(course, second, 40)).toBeUndefined();
  });

  test('is free where the protocol says nothing', () => {
    const { course, dose } = cleared(ketamineHome);
    expect(begin(course, dose, 123)).toBeUndefined();
  });
});

describe('the second part of a dose', () => {
  test.each([
    ['11:29', 'too-early'],
    ['11:30', 'given'],
    ['12:00', 'given'],
    ['12:01', 'too-late'],
  ])('at %s, of a dose begun at ten: %s', (time, code) => {
    const { course, dose } = begun(80);
    course.at(denverAt(`2027-01-20T${time}`));
    expect(codeOf(supplement(course, dose))).toBe(code);
    expect(course.session(dose).supplement).toEqual(code === 'given' ? { at: course.now, amountMg: 40 } : undefined);
  });

  test.each([
    [80, 60, 'Must be one of 40.'],
    [120, 60, null],
    [120, 40, 'Must be one of 60.'],
    // Blinded: it may have been either.
    [null, 60, null],
    [null, 50, 'Must be one of 40, 60.'],
  ])('after %s mg, %i mg: %s', (first, amountMg, message) => {
    const { course, dose } = begun(first);
    course.at(denverAt('2027-01-20T11:40'));
    const refused = supplement(course, dose, { amountMg });
    expect(refused?.refusal.more?.errors ?? null).toEqual(message && [{ path: 'amountMg', message }]);
  });

  test('is none where the protocol has none', () => {
    const { course, dose } = begun(30, dosing({ amounts: [{ mg: 30 }] }));
    course.at(denverAt('2027-01-20T11:40'));
    expect(supplement(course, dose)?.refusal.more?.errors).toEqual([
      { path: 'amountMg', message: 'The protocol has none after what was given first.' },
    ]);
  });

  test('is given once', () => {
    const { course, dose } = begun(80);
    course.at(denverAt('2027-01-20T11:40'));
    expect([codeOf(supplement(course, dose)), codeOf(supplement(course, dose))]).toEqual(['given', 'wrong-state']);
  });

  test('needs vitals in range, which stand with those of the session', () => {
    const { course, dose } = begun(80);
    course.at(denverAt('2027-01-20T11:40'));
    expect(codeOf(supplement(course, dose, { vitals: null }))).toBe('invalid');
    const high = { ...calm, systolicMmHg: 150 };
    expect(codeOf(supplement(course, dose, { vitals: high }))).toBe('vitals-out-of-range');
    expect(course.session(dose).vitalsLog).toEqual([]);
    expect(codeOf(supplement(course, dose))).toBe('given');
    expect(course.session(dose).vitalsLog).toEqual([{ at: course.now, vitals: calm }]);
  });

  test('is not given on hold, nor while a serious event is undecided: every shut gate is named', () => {
    const { course, dose } = begun(80);
    course.at(denverAt('2027-01-20T10:30'));
    const event = { code: 'anxiety' as const, serious: true, at: course.now };
    course.do((change) => recordAdverseEvent(change, dose, event));
    expect(codeOf(supplement(course, dose))).toBe('wrong-state');
    const held = begun(80);
    held.course.do((change) => hold(change, 'other', null));
    expect(codeOf(supplement(held.course.at(denverAt('2027-01-20T11:40')), held.dose))).toBe('wrong-state');
    const early = begun(80);
    early.course.at(denverAt('2027-01-20T10:30'));
    const refused = supplement(early.course, early.dose, { vitals: { ...calm, systolicMmHg: 150 } });
    expect(refused?.refusal.more?.gates).toMatchObject([{ code: 'vitals-out-of-range' }, { code: 'too-early' }]);
  });

  test('that could not be recorded at the time is a fact: accepted with its time and reason, and reviewed', () => {
    const { course, dose } = begun(80);
    course.at(denverAt('2027-01-20T13:00')).outcome(dose);
    expect(codeOf(supplement(course, dose))).toBe('wrong-state');
    const late = (time: string) => ({
      amountMg: 55,
      vitals: null,
      recordedLate: { at: denverAt(`2027-01-20T${time}`), reason: 'The network was down.' },
    });
    expect(supplement(course, dose, late('13:30'))?.refusal.more?.errors).toMatchObject([{ path: 'recordedLate.at' }]);
    expect(codeOf(supplement(course, dose, late('12:10')))).toBe('given');
    expect(course.session(dose).supplement).toEqual({ at: denverAt('2027-01-20T12:10'), amountMg: 55 });
    expect(course.openTasks()).toContain('recorded-late');
  });

  test('counts where the amount decides how long the patient stays', () => {
    const protocol = dosing({
      amounts,
      minimumStay: [
        { belowMg: 100, minutes: 120 },
        { belowMg: null, minutes: 240 },
      ],
    });
    const { course, dose } = begun(80, protocol);
    course.at(denverAt('2027-01-20T11:40'));
    expect(codeOf(supplement(course, dose))).toBe('given');
    course.at(denverAt('2027-01-20T13:59'));
    expect(course.codeOf((change) => recordOutcome(change, dose, outcomeOf(course, dose)))).toBe('too-early');
    course.at(denverAt('2027-01-20T14:00')).outcome(dose);
  });

  test('belongs to a dose that was started', () => {
    const { course, dose } = cleared(asInTheTrial);
    expect(codeOf(supplement(course, dose))).toBe('wrong-state');
    expect(codeOf(supplement(course, 'ses_none'))).toBe('not-found');
  });
});
