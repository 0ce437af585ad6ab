import { describe, expect, test } from 'vitest';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { type Enrollment, enroll } from '../../shared/domain/program/enroll.ts';
import { addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import { aProgram, enrollmentOf } from './builders.ts';
import { ana, answers, clinic, denverAt, fullTeam, sam } from './people.ts';

const facts = { clinic, approved: true, refusedBefore: false };
function refusal(patch: Partial<Enrollment>, more: Partial<typeof facts> = {}) {
  const decided = enroll({ ...enrollmentOf(), ...patch }, aProgram().context(), { ...facts, ...more });
  return decided.ok ? { code: 'accepted' } : decided.refusal;
}
const minor = { ...enrollmentOf().patient, dateOfBirth: '2009-01-05' };
const screened = (given: Record<string, boolean>): Enrollment['screening'] => ({
  answers: given,
  takes: [],
  reviewedBy: null,
});

describe('enrollment', () => {
  test('begins in the care-team phase, active, with nothing but what was given', () => {
    const { program } = aProgram();
    expect(program).toMatchObject({ status: 'active', phase: 'care-team', phaseDose: 0, run: 1, version: 1 });
    expect([program.sessions, program.tasks, program.notices, program.decisions]).toEqual([[], [], [], []]);
  });

  test.each(aProgram().protocol.screening.contraindications)('refuses %s', (code) => {
    expect(refusal({ screening: screened(answers(code)) })).toMatchObject({
      code: 'contraindicated',
      more: { contraindications: [code] },
    });
  });

  test('refuses a contraindication before anything else is asked, whatever is missing', () => {
    const { 'urinary-symptoms': _, ...gaps } = answers('pregnant-nursing-or-trying');
    const everythingWrong = { patient: minor, consents: [], screening: screened(gaps) };
    expect(refusal(everythingWrong, { approved: false, refusedBefore: true }).code).toBe('contraindicated');
  });

  test('refuses an unanswered question and names it', () => {
    const { 'urinary-symptoms': _, ...gaps } = answers();
    expect(refusal({ screening: screened(gaps) })).toMatchObject({
      code: 'screening-incomplete',
      more: { missing: ['urinary-symptoms'] },
    });
  });

  test('refuses the answer to a question that the protocol does not ask', () => {
    expect(refusal({ screening: screened({ ...answers(), 'likes-tea': true }) }).code).toBe('invalid');
  });

  test('refuses a medicine that the protocol does not name, and says which it does', () => {
    const takes = ['stimulant', 'lithium'];
    expect(refusal({ screening: { ...screened(answers()), takes } })).toMatchObject({
      code: 'invalid',
      more: {
        errors: [
          {
            path: 'screening.takes.1',
            message: 'Must be one of benzodiazepine, stimulant, antihypertensive, alcohol-daily.',
          },
        ],
      },
    });
  });

  test('refuses in the contract’s order: age, approval, consents, review', () => {
    const none = { approved: false, refusedBefore: true };
    expect(refusal({ patient: minor, consents: [] }, none).code).toBe('under-age');
    expect(refusal({ consents: [] }, none).code).toBe('protocol-not-approved');
    expect(refusal({ consents: [] }, { refusedBefore: true }).code).toBe('consent-missing');
    expect(refusal({}, { refusedBefore: true }).code).toBe('review-needed');
    expect(refusal({ screening: { ...screened(answers()), reviewedBy: ana } }, { refusedBefore: true }).code).toBe(
      'accepted',
    );
  });

  test('takes 18 from the birthday on, by the clinic’s date', () => {
    expect(refusal({ patient: { ...minor, dateOfBirth: '2009-01-04' } }).code).toBe('accepted');
  });

  test('asks for treatment and for the monitor; email is optional', () => {
    const [treatment, monitor] = enrollmentOf().consents;
    if (!treatment || !monitor) throw new Error('two consents');
    expect(refusal({ consents: [treatment] })).toMatchObject({ more: { missing: ['monitor-and-contact'] } });
    expect(refusal({ consents: [treatment, monitor] }).code).toBe('accepted');
    expect(refusal({ consents: [{ ...treatment, signedOn: '2026-01-04' }, monitor] }).code).toBe('consent-missing');
  });

  test('a caution enrolls and asks a clinician', () => {
    const { program } = aProgram({ yes: ['urinary-symptoms'] });
    expect(program.tasks.map(({ kind, owner, urgency }) => [kind, owner.staffId, urgency])).toEqual([
      ['caution', 'stf_ana', 'soon'],
    ]);
  });

  test.each([
    ['benzodiazepine', ['medicines-plan']],
    ['stimulant', ['medicines-plan']],
    ['alcohol-daily', ['medicines-plan']],
    ['antihypertensive', []],
  ] as const)('who takes %s: tasks %j', (medicine, tasks) => {
    expect(aProgram({ takes: [medicine] }).openTasks()).toEqual(tasks);
  });
});

describe('people and papers', () => {
  test('the lead changes only with the patient’s recorded consent', () => {
    const course = aProgram();
    const newLead = fullTeam.map((one) => (one.lead ? { ...one, staffId: 'stf_new', name: 'Kim' } : one));
    const without = course.try((change) => putCareTeam(change, { careTeam: newLead, consentedOn: null }));
    expect(without).toMatchObject({ refusal: { code: 'consent-missing' } });
    expect(course.codeOf((change) => putCareTeam(change, { careTeam: newLead, consentedOn: '2027-01-04' }))).toBe(
      'accepted',
    );
    expect(course.lastEvents).toMatchObject([
      { type: 'care-team-changed', data: { leadChange: { from: sam.staffId, consentedOn: '2027-01-04' } } },
    ]);
  });

  test('the rest of the team changes without it', () => {
    const course = aProgram();
    expect(course.codeOf((change) => putCareTeam(change, { careTeam: fullTeam.slice(0, 1), consentedOn: null }))).toBe(
      'accepted',
    );
  });

  test('withdrawing a required consent asks the lead to talk to the patient, until it is signed again', () => {
    const course = aProgram();
    course.do((change) => withdrawConsent(change, 'treatment'));
    expect(course.program.tasks).toMatchObject([{ kind: 'consent-withdrawn', urgency: 'urgent', owner: sam }]);
    expect(course.codeOf((change) => withdrawConsent(change, 'treatment'))).toBe('wrong-state');
    course.do((change) => signConsent(change, 'monitor-and-contact', '2027-01-05'));
    expect(course.openTasks()).toEqual(['consent-withdrawn']);
    course.do((change) => signConsent(change, 'treatment', '2027-01-05'));
    expect(course.openTasks()).toEqual([]);
  });

  test('withdrawing the consent to email raises no task by itself', () => {
    const course = aProgram();
    course.do((change) => withdrawConsent(change, 'email'));
    expect(course.openTasks()).toEqual([]);
  });

  test('a later contraindication is recorded, with an urgent task and "not yet" for the booked dose', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.do((change) => addScreening(change, { answers: answers('serious-heart-problem'), takes: [] }));
    expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'contraindication', urgency: 'urgent', owner: ana });
    expect(course.rows(dose)['not-yet']).toMatchObject({
      at: denverAt('2027-01-19T10:00'),
      useBy: denverAt('2027-01-20T10:00'),
    });
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(course.rows(dose)['not-yet']).toMatchObject({ status: 'skipped', reason: 'no-longer-blocked' });
    expect(course.openTasks()).toEqual([]);
  });

  test('a later screening must be complete, too', () => {
    const { 'urinary-symptoms': _, ...gaps } = answers();
    const course = aProgram();
    expect(course.codeOf((change) => addScreening(change, { answers: gaps, takes: [] }))).toBe('screening-incomplete');
  });

  test('a screening without news leaves every session alone', () => {
    const course = aProgram().prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    const before = course.session(dose);
    course.do((change) => addScreening(change, { answers: answers(), takes: [] }));
    expect(course.session(dose)).toEqual(before);
  });
});
