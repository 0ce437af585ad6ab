/** A session's run goes up by exactly one with every command that changes what its execution waits for, and never else. */
import { describe, expect, test } from 'vitest';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { addIntention, addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import { endProgram, hold, recordDeath, resume } from '../../shared/domain/program/standing.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { lookAtSession, nextSessionStep } from '../../shared/domain/workflow/look-at-session.ts';
import { settle } from '../../shared/domain/workflow/settle.ts';
import { aProgram, type Course } from './builders.ts';
import { answers, denverAt, fullTeam, luis, wall } from './people.ts';

type Act = (course: Course, dose: string) => unknown;
const contraindicate: Act = (course) =>
  course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));

const raising: [string, Act][] = [
  ['cancelled', (course, dose) => course.cancel(dose)],
  ['moved', (course, dose) => course.move(dose, { start: wall('2027-01-29T10:00') })],
  ['elsewhere', (course, dose) => course.move(dose, { place: { text: 'Elsewhere', url: null } })],
  ['longer', (course, dose) => course.move(dose, { durationMinutes: 150 })],
  ['contraindicated', contraindicate],
  ['withdrawn', (course) => course.do((change) => endProgram(change, 'withdrawn', 'other', null))],
  ['deceased', (course) => course.do((change) => recordDeath(change, '2027-01-12', null))],
];
const leaving: [string, Act][] = [
  ['cleared', (course, dose) => course.clear(dose)],
  ['given a new monitor', (course, dose) => course.move(dose, { monitor: { ...luis, name: 'Eva' } })],
  ['given other staff', (course, dose) => course.move(dose, { staff: [] })],
  ['on hold', (course) => course.do((change) => hold(change, 'other', null))],
  ['screened without news', (course) => course.do((change) => addScreening(change, { answers: answers(), takes: [] }))],
  ['without consent to email', (course) => course.do((change) => withdrawConsent(change, 'email'))],
  ['with a new consent', (course) => course.do((change) => signConsent(change, 'email', '2027-01-11'))],
  ['with another intention', (course) => course.do((change) => addIntention(change, 'Rest.'))],
  [
    'with a new team',
    (course) => course.do((change) => putCareTeam(change, { careTeam: fullTeam, consentedOn: null })),
  ],
  ['next to a new booking', (course) => course.book('preparation', '2027-01-13T10:00')],
  ['looked at', (course, dose) => course.step((change) => lookAtSession(change, dose, 1, 1))],
  ['looked at from its program', (course) => course.look()],
];

function booked(): { course: Course; dose: string } {
  const course = aProgram().prepared();
  return { course, dose: course.book('dosing', '2027-01-27T10:00') };
}

describe('runs', () => {
  test('a booking begins with run 1', () => {
    const { course, dose } = booked();
    expect(course.session(dose)).toMatchObject({ run: 1, revision: 1, version: 1 });
  });

  test.each(raising)('a session that is %s gets one new run', (_, act) => {
    const { course, dose } = booked();
    act(course, dose);
    expect(course.session(dose)).toMatchObject({ run: 2, version: 2 });
  });

  test.each(leaving)('a session that is %s keeps its run', (_, act) => {
    const { course, dose } = booked();
    act(course, dose);
    expect(course.session(dose).run).toBe(1);
  });

  test('start, outcome and the death after a start each raise it by one', () => {
    const { course, dose } = booked();
    course.at(denverAt('2027-01-27T09:30')).clear(dose).at(denverAt('2027-01-27T10:00')).start(dose);
    expect(course.session(dose).run).toBe(2);
    const other = booked();
    other.course.at(denverAt('2027-01-27T10:00')).clear(other.dose).start(other.dose);
    other.course.do((change) => recordDeath(change, '2027-01-27', null));
    expect(other.course.session(other.dose).run).toBe(3);
    course.at(denverAt('2027-01-27T12:00')).outcome(dose);
    expect(course.session(dose).run).toBe(3);
  });

  test('a resume that changes nothing for a session leaves its run and its ETag', () => {
    const { course, dose } = booked();
    const before = course.session(dose);
    course.do((change) => hold(change, 'other', null));
    course.do((change) => resume(change, 'other', null));
    expect(course.session(dose)).toEqual(before);
  });

  test('other sessions keep theirs', () => {
    const { course, dose } = booked();
    const therapy = course.book('preparation', '2027-01-25T10:00');
    const before = course.session(therapy);
    course.move(dose, { start: wall('2027-01-28T10:00') });
    expect(course.session(therapy)).toEqual(before);
  });

  test('a person’s command raises the program’s version by one, a step does not', () => {
    const { course } = booked();
    const { version } = course.program;
    course.look();
    expect(course.program.version).toBe(version);
    course.do((change) => hold(change, 'other', null));
    expect(course.program.version).toBe(version + 1);
  });

  test('every step of an outdated run is superseded and changes nothing', () => {
    const { course, dose } = booked();
    course.move(dose, { start: wall('2027-01-28T10:00') });
    const before = course.program;
    const key = course.rows(dose).moved?.key ?? '';
    expect(course.step((change) => lookAtSession(change, dose, 1, 1))).toEqual({ step: 'superseded' });
    expect(course.step((change) => claim(change, key, 1))).toEqual({ kind: 'superseded' });
    expect(nextSessionStep(course.protocol, before, course.session(dose), 1, course.now)).toEqual({
      step: 'superseded',
    });
    expect(course.program).toEqual(before);
  });
});

describe('what a session waits for', () => {
  const next = (course: Course, id: string): string => {
    const step = nextSessionStep(
      course.protocol,
      course.program,
      course.session(id),
      course.session(id).run,
      course.now,
    );
    return step.step === 'end' ? step.as : 'until' in step ? `${step.step} ${step.until.slice(0, 16)}` : step.step;
  };

  test('its next message, its documentation, its aftercare, and then it ends', () => {
    const { course, dose } = booked();
    expect(next(course, dose)).toBe('send');
    course.cancel(dose);
    expect(next(course, dose)).toBe('send');
    const given = course.book('dosing', '2027-02-03T10:00');
    course.at(denverAt('2027-02-03T10:00')).clear(given).start(given);
    expect(next(course, given)).toBe('wait 2027-02-03T20:00');
    course.at(denverAt('2027-02-03T12:00')).outcome(given);
    expect(next(course, given)).toBe('send');
    const done = course.program.sessions.find((one) => one.kind === 'preparation')?.sessionId ?? '';
    expect(next(course, done)).toBe('completed');
  });

  test('an outcome, once nothing else is due', () => {
    const { course } = booked();
    const session = course.book('preparation', '2027-01-13T10:00');
    course.at(denverAt('2027-01-20T10:00'));
    for (const { key } of course.session(session).touchpoints) course.step((change) => claim(change, key, 1));
    course.step((change) => lookAtSession(change, session, 1, 1));
    expect(next(course, session)).toBe('await-outcome');
  });

  test('a session a century ahead, of a mistyped year perhaps: in waits that Step Functions allows', () => {
    const { course } = booked();
    const session = course.book('preparation', '2127-01-12T10:00');
    const { key } = course.rows(session).booked ?? { key: '' };
    const claimed = course.step((change) => claim(change, key, 1));
    const claimId = 'found' in claimed ? (claimed.found.touchpoint.claim?.claimId ?? '') : '';
    course.step((change) => settle(change, key, claimId, { outcome: 'accepted', sesMessageId: 'ses-1' }));
    expect(next(course, session)).toBe('wait 2027-07-10T23:00');
  });

  test('after 120 looks the next run takes over, so that no history grows too long', () => {
    const { course } = booked();
    const session = course.book('preparation', '2027-01-13T10:00');
    expect(course.step((change) => lookAtSession(change, session, 1, 119))).toMatchObject({ step: 'send' });
    expect(course.step((change) => lookAtSession(change, session, 1, 120))).toEqual({ step: 'continued' });
    expect(course.session(session).run).toBe(2);
  });
});
