/** Confirm or escalate: what patients and monitors say of a dose to come, and what their silence brings about. */
import { describe, expect, test } from 'vitest';
import {
  answerAsMonitor,
  answerCheck,
  checkQuestions,
  confirmSession,
} from '../../shared/domain/patient/session-answers.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import type { Clinic, PreSessionCheck } from '../../shared/domain/state.ts';
import { hearFromSes } from '../../shared/domain/workflow/settle.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { play, playInSilence } from './executions.ts';
import { denverAt, luis, wall } from './people.ts';

function booked(start = '2027-01-20T10:00', course = aProgram()): { course: Course; dose: string } {
  course.prepared().at(denverAt('2027-01-13T09:00'));
  return { course, dose: course.book('dosing', start) };
}
const tasksOf = (course: Course, kind: string) => course.program.tasks.filter((one) => one.kind === kind);
const confirm = (course: Course, dose: string, revision = 1): string =>
  course.codeOf((change) => confirmSession(change, dose, revision));

describe('a dose that nobody confirmed', () => {
  const around: Clinic['openingHours'] = [
    { daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '23:59' },
  ];
  test.each([
    [
      '12 h before falls into the night: in the last hour that the clinic is open',
      '2027-01-20T10:00',
      undefined,
      '2027-01-19T17:00',
    ],
    ['12 h before the clinic is open: then', '2027-01-20T21:00', undefined, '2027-01-20T09:00'],
    ['after a weekend: on Friday', '2027-01-25T09:00', undefined, '2027-01-22T17:00'],
    ['a clinic that never closes: 12 h before', '2027-01-20T10:00', around, '2027-01-19T22:00'],
    ['a clinic without hours: 12 h before', '2027-01-20T10:00', [], '2027-01-19T22:00'],
  ] as const)('%s', (_, start, openingHours, by) => {
    const { course, dose } = booked(start, aProgram(openingHours ? { clinic: { openingHours } } : {}));
    expect(course.session(dose).confirmBy).toBe(denverAt(by));
    const executions = playInSilence(course);
    executions.runTo(denverAt(by.replace(/:00$/, ':00')));
    const [task] = tasksOf(course, 'unconfirmed');
    expect(task).toMatchObject({
      status: 'open',
      urgency: 'urgent',
      raisedAt: denverAt(by),
      due: denverAt(start),
      sessionId: dose,
    });
    expect(task?.text).toContain('+1 303 555 0142');
    executions.runTo(denverAt(start));
    expect(tasksOf(course, 'unconfirmed')).toHaveLength(1);
  });

  test('is not asked about when there is no time left, and gets an hour when it was booked late', () => {
    const course = aProgram().prepared().at(denverAt('2027-01-20T08:30'));
    expect(course.session(course.book('dosing', '2027-01-20T09:15')).confirmBy).toBe(null);
    const other = aProgram().prepared().at(denverAt('2027-01-19T20:00'));
    expect(other.session(other.book('dosing', '2027-01-20T10:00')).confirmBy).toBe(denverAt('2027-01-19T21:00'));
  });

  test('raises nothing for who confirmed, and a confirmation settles the task of who was late', () => {
    const { course, dose } = booked();
    play(course).runTo(denverAt('2027-01-20T09:59'));
    expect(tasksOf(course, 'unconfirmed')).toEqual([]);
    const late = booked();
    const executions = playInSilence(late.course);
    executions.runTo(denverAt('2027-01-19T20:00'));
    expect(late.course.openTasks()).toContain('unconfirmed');
    expect(confirm(late.course, late.dose)).toBe('accepted');
    expect(late.course.openTasks()).not.toContain('unconfirmed');
    expect(course.session(dose).confirmed?.revision).toBe(1);
  });

  test('on hold nobody is asked; a resume brings it up again', () => {
    const { course } = booked();
    const executions = playInSilence(course);
    executions.runTo(denverAt('2027-01-19T10:00'));
    course.do((change) => hold(change, 'other', null));
    executions.runTo(denverAt('2027-01-19T19:00'));
    expect(tasksOf(course, 'unconfirmed')).toEqual([]);
    course.do((change) => resume(change, 'other', null));
    executions.runTo(denverAt('2027-01-19T19:05'));
    expect(tasksOf(course, 'unconfirmed')).toHaveLength(1);
  });

  test('moved after it was confirmed, it is asked about anew', () => {
    const { course, dose } = booked();
    const executions = playInSilence(course);
    confirm(course, dose);
    course.move(dose, { start: wall('2027-01-22T10:00') });
    expect(confirm(course, dose)).toBe('wrong-state');
    executions.runTo(denverAt('2027-01-22T09:00'));
    expect(tasksOf(course, 'unconfirmed')).toHaveLength(1);
  });
});

describe('a discreet patient', () => {
  const discreet = () => booked('2027-01-20T10:00', aProgram({ patient: { discreet: true } }));

  test('who opened nothing 12 h before the first deadline is called', () => {
    const { course, dose } = discreet();
    playInSilence(course).runTo(denverAt('2027-01-18T22:00'));
    expect(tasksOf(course, 'unopened')).toMatchObject([{ sessionId: dose, raisedAt: denverAt('2027-01-18T22:00') }]);
  });

  test('who has confirmed is not', () => {
    const { course } = discreet();
    play(course).runTo(denverAt('2027-01-19T10:00'));
    expect(tasksOf(course, 'unopened')).toEqual([]);
  });
});

describe('the check before a dose', () => {
  const questions = (course: Course, dose: string) => checkQuestions(course.protocol, course.session(dose), course.now);
  function answersOf(
    course: Course,
    dose: string,
    yes: string[] = [],
    note: string | null = null,
  ): Omit<PreSessionCheck, 'at'> {
    const asked = questions(course, dose);
    const no = (codes: readonly string[] = []) => Object.fromEntries(codes.map((code) => [code, yes.includes(code)]));
    return {
      revision: course.session(dose).revision,
      answers: no(asked?.contraindications),
      taken: no(asked?.taken),
      note,
    };
  }

  test('opens two hours before the first window, and asks for what must not be taken at that hour', () => {
    const { course, dose } = booked();
    expect(questions(course.at(denverAt('2027-01-19T07:59')), dose)).toBe(null);
    expect(questions(course.at(denverAt('2027-01-19T08:00')), dose)?.taken).toEqual([]);
    expect(questions(course.at(denverAt('2027-01-19T10:00')), dose)?.taken).toEqual([
      'benzodiazepine',
      'stimulant',
      'alcohol',
    ]);
    expect(questions(course.at(denverAt('2027-01-20T09:30')), dose)?.taken).toHaveLength(5);
    expect(questions(course.at(denverAt('2027-01-20T10:00')), dose)).toBe(null);
  });

  test.each([['serious-heart-problem'], ['alcohol']])(
    'a yes to %s blocks the dose until a clinician decides',
    (code) => {
      const { course, dose } = booked();
      course.at(denverAt('2027-01-19T12:00'));
      course.do((change) => answerCheck(change, dose, answersOf(course, dose, [code])));
      expect(course.session(dose).blocked).toMatchObject([{ about: 'answer' }]);
      expect(tasksOf(course, 'answer')).toMatchObject([{ urgency: 'urgent', status: 'open' }]);
      expect(tasksOf(course, 'answer')[0]?.text).toContain(code);
      expect(course.rows(dose)['not-yet']).toMatchObject({ status: 'planned' });
      expect(course.rowsFor('monitor', dose)['not-yet']).toMatchObject({ status: 'planned' });
      play(course).runTo(denverAt('2027-01-19T12:01'));
      course.decide('answer', dose);
      expect(course.session(dose).blocked).toEqual([]);
      expect(tasksOf(course, 'answer')).toMatchObject([{ status: 'resolved' }]);
      for (const audience of ['patient', 'monitor'] as const)
        expect(course.rowsFor(audience, dose).confirmed).toMatchObject({ status: 'planned' });
    },
  );

  test('no to everything blocks nothing and lifts no block; a note is read by a person', () => {
    const { course, dose } = booked();
    course.at(denverAt('2027-01-19T12:00'));
    course.do((change) => answerCheck(change, dose, answersOf(course, dose, ['alcohol'])));
    course.do((change) => answerCheck(change, dose, answersOf(course, dose)));
    expect(course.session(dose).blocked).toMatchObject([{ about: 'answer' }]);
    const other = booked();
    other.course.at(denverAt('2027-01-19T12:00'));
    other.course.do((change) => answerCheck(change, other.dose, answersOf(other.course, other.dose)));
    expect([other.course.session(other.dose).blocked, tasksOf(other.course, 'answer')]).toEqual([[], []]);
    other.course.do((change) =>
      answerCheck(change, other.dose, answersOf(other.course, other.dose, [], 'I slept badly.')),
    );
    expect(other.course.session(other.dose).blocked).toEqual([]);
    expect(tasksOf(other.course, 'answer')).toHaveLength(1);
    // R14: free text is for a person's eyes, not for a task's text or a machine.
    expect(tasksOf(other.course, 'answer')[0]?.text).not.toContain('slept');
  });

  test('leaves no question out and takes no other; an old revision is not answered', () => {
    const { course, dose } = booked();
    course.at(denverAt('2027-01-19T12:00'));
    const given = answersOf(course, dose);
    const { alcohol: _alcohol, ...taken } = given.taken;
    const refusal = course.try((change) =>
      answerCheck(change, dose, { ...given, taken: { ...taken, liquids: false } }),
    );
    expect(refusal).toMatchObject({
      refusal: { code: 'invalid', more: { errors: [{ path: 'taken.alcohol' }, { path: 'taken.liquids' }] } },
    });
    expect(course.codeOf((change) => answerCheck(change, dose, { ...given, revision: 2 }))).toBe('wrong-state');
    expect(course.session(dose).preSessionChecks).toEqual([]);
  });
});

describe('the monitor', () => {
  const answer = (course: Course, dose: string, attends: boolean, email = luis.email, revision = 1): string =>
    course.codeOf((change) => answerAsMonitor(change, dose, { revision, email, attends }));

  test('hears of the booking, is reminded with the patient, and of what holds after', () => {
    const { course, dose } = booked();
    const executions = play(course);
    executions.runTo(denverAt('2027-01-20T09:50')).clear(dose);
    executions.runTo(denverAt('2027-01-20T10:00')).start(dose);
    executions.runTo(denverAt('2027-01-20T12:00')).outcome(dose);
    executions.runTo(denverAt('2027-01-21T12:00'));
    expect(executions.sentToMonitor.map((one) => `${one.name} ${one.at.slice(0, 16)}`)).toEqual([
      'booked 2027-01-13T16:00',
      'reminder-24h 2027-01-19T15:00',
      'after 2027-01-20T19:00',
    ]);
  });

  test('of a therapy session there is none', () => {
    const course = aProgram();
    const session = course.book('preparation', '2027-01-08T15:00', { monitor: luis });
    course.cancel(session);
    expect(Object.keys(course.rowsFor('monitor', session))).toEqual([]);
  });

  test('who will not be there blocks the dose; who says yes is on record', () => {
    const { course, dose } = booked();
    expect(answer(course, dose, true)).toBe('accepted');
    expect(course.session(dose)).toMatchObject({ monitorAnswer: { attends: true }, blocked: [] });
    expect(answer(course, dose, false)).toBe('accepted');
    expect(course.session(dose).blocked).toMatchObject([{ about: 'answer' }]);
    expect(tasksOf(course, 'monitor-declined')).toMatchObject([{ urgency: 'urgent', status: 'open' }]);
    // The same word again is the same word.
    expect(answer(course, dose, false)).toBe('accepted');
    expect(tasksOf(course, 'monitor-declined')).toHaveLength(1);
    course.decide('answer', dose);
    expect(tasksOf(course, 'monitor-declined')).toMatchObject([{ status: 'resolved' }]);
  });

  test('who is not the monitor any more, or answers about another time, changes nothing', () => {
    const { course, dose } = booked();
    expect(answer(course, dose, false, 'eva@example.com')).toBe('wrong-state');
    expect(answer(course, dose, false, luis.email, 2)).toBe('wrong-state');
    course.cancel(dose);
    expect(answer(course, dose, false)).toBe('wrong-state');
    expect(course.session(dose).blocked).toEqual([]);
  });

  test('without the consent to contact them is told by a person', () => {
    const course = aProgram().prepared();
    course.at(denverAt('2027-01-13T09:00'));
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.do((change) => {
      change.update({
        consents: change.program.consents.map((one) =>
          one.kind === 'monitor-and-contact' ? { ...one, withdrawnAt: change.now } : one,
        ),
      });
      change.record('consent-withdrawn', { kind: 'monitor-and-contact' });
    });
    play(course).runTo(denverAt('2027-01-13T09:01'));
    expect(course.rowsFor('monitor', dose).booked).toMatchObject({
      status: 'handed-over',
      reason: 'no-consent-to-contact',
    });
    expect(tasksOf(course, 'call-patient')[0]?.text).toContain(luis.phone);
  });
});

test('a monitor whose address bounces is told by a person from then on', () => {
  const { course, dose } = booked();
  const executions = play(course);
  executions.runTo(denverAt('2027-01-14T09:00'));
  const key = course.rowsFor('monitor', dose).booked?.key ?? '';
  const bounce = {
    type: 'bounce',
    permanent: true,
    email: luis.email,
    sesMessageId: 'x',
    at: course.now,
    copy: 1,
  } as const;
  course.step((change) => hearFromSes(change, key, bounce));
  expect(tasksOf(course, 'call-patient')[0]?.text).toContain(`call the monitor at ${luis.phone}`);
  executions.runTo(denverAt('2027-01-20T09:00'));
  expect(course.rowsFor('monitor', dose)['reminder-24h']).toMatchObject({ status: 'handed-over', reason: 'bounced' });
  expect(course.rows(dose)['reminder-24h']).toMatchObject({ status: 'sent' });
});

test('a protocol decides how early a dose is to be confirmed', () => {
  const protocol: Protocol = { ...ketamineHome, confirmation: { hoursBefore: 48 } };
  const { course, dose } = booked('2027-01-20T10:00', aProgram({ protocol }));
  expect(course.session(dose).confirmBy).toBe(denverAt('2027-01-18T10:00'));
});
