/** R13: the care team stays. Who stands in for a lead, for how long, and who is told. */
import { describe, expect, it } from 'vitest';
import { Change } from '../../shared/domain/change.ts';
import { shutGates } from '../../shared/domain/gates.ts';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import { leaderlessSince, waitingFor } from '../../shared/domain/milestones.ts';
import { putCareTeam, type TeamChange } from '../../shared/domain/program/care-team.ts';
import type { Enrollment } from '../../shared/domain/program/enroll.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { play } from './executions.ts';
import { ana, calm, coordinator, denverAt, fullTeam, sam } from './people.ts';

const kim = { staffId: 'stf_kim', name: 'Kim Ito', email: 'kim.ito@clinic.example' };
const withKim: Enrollment['careTeam'] = [...fullTeam, { ...kim, role: 'therapist', license: 'CO LPC 2', lead: false }];
const kimLeads = withKim.map((one) => ({ ...one, lead: one.staffId === kim.staffId }));
const gone = 'Called away.';

const change = (course: Course, team: Partial<TeamChange>): string =>
  course.codeOf((one) => putCareTeam(one, { careTeam: withKim, consentedOn: null, ...team }));
const standsIn = (course: Course): Course => {
  expect(change(course, { actingLead: { email: kim.email, reason: gone } })).toBe('accepted');
  return course;
};
const notices = ({ program }: Course): string[] => program.notices.map(({ name }) => name);
const leads = ({ program }: Course): string | undefined => program.careTeam.find(({ lead }) => lead)?.staffId;

describe('who stands in for a lead', () => {
  it.each([
    ['somebody outside the team', 'nobody@clinic.example'],
    ['the lead', sam.email],
    ['somebody without the role that leads', ana.email],
  ])('is not %s', (_who, email) => {
    expect(change(aProgram(), { actingLead: { email, reason: gone } })).toBe('invalid');
  });

  it('has the license that the protocol asks of who leads', () => {
    const careTeam = withKim.map((one) => (one.staffId === kim.staffId ? { ...one, license: null } : one));
    expect(change(aProgram(), { careTeam, actingLead: { email: kim.email, reason: gone } })).toBe('invalid');
  });

  it('owns what the lead would own; the lead stays the lead, and a task asks for consent within 14 days', () => {
    const course = standsIn(aProgram());
    const until = plusDays(course.now, 14);
    expect(leads(course)).toBe(sam.staffId);
    expect(waitingFor(course.protocol, course.program)?.owner).toEqual(kim);
    expect(course.program.tasks).toMatchObject([{ kind: 'lead-consent', owner: kim, due: until, rule: 'R13' }]);
    expect(course.lastEvents.map(({ type }) => type)).toEqual([
      'care-team-changed',
      'acting-lead-named',
      'task-raised',
    ]);
  });

  it('is introduced to the patient, as whom to turn to for the time being', () => {
    const course = aProgram();
    const executions = play(course);
    executions.runTo(course.now);
    standsIn(course);
    executions.runTo(course.now);
    expect(executions.sent.map(({ name }) => name)).toEqual(['welcome', 'introduction']);
    const touchpoint = course.program.notices.at(-1);
    if (!touchpoint) throw new Error('nothing was planned');
    const view = messageViewOf(course.setting, touchpoint, null, { pageUrl: null, code: null });
    expect(view).toMatchObject({
      leadStandsIn: true,
      careTeam: [
        { name: sam.name, lead: false },
        { name: ana.name, lead: false },
        { name: kim.name, lead: true },
      ],
    });
  });

  it('does so for 14 days at the most: then it is an urgent task of somebody else, once, and never a change of lead', () => {
    const course = standsIn(aProgram());
    course.at(plusDays(course.now, 13)).look();
    expect(course.openTasks()).toEqual(['lead-consent']);
    course.at(plusDays(course.now, 1)).look();
    course.at(plusDays(course.now, 1)).look();
    expect(course.openTasks().filter((kind) => kind === 'acting-lead-over')).toHaveLength(1);
    expect(course.program.tasks.at(-1)).toMatchObject({ urgency: 'urgent', owner: ana });
    expect(waitingFor(course.protocol, course.program)?.owner).toEqual(ana);
    expect(leads(course)).toBe(sam.staffId);
  });

  it('leaves what is theirs to who enrolled the patient, where the team has no other clinician', () => {
    const [lead] = fullTeam;
    if (!lead) throw new Error('nobody leads');
    const careTeam: Enrollment['careTeam'] = [
      lead,
      { ...kim, role: ['therapist', 'clinician'], license: 'CO 2', lead: false },
    ];
    const course = aProgram({ careTeam });
    expect(change(course, { careTeam, actingLead: { email: kim.email, reason: gone } })).toBe('accepted');
    course.at(plusDays(course.now, 14)).look();
    expect(waitingFor(course.protocol, course.program)?.owner).toEqual(coordinator);
  });

  it('may be somebody else meanwhile; the 14 days do not begin anew', () => {
    const course = standsIn(aProgram());
    const until = course.program.actingLead?.until;
    const lou = { staffId: 'stf_lou', name: 'Lou', email: 'lou@clinic.example' };
    const careTeam = [...withKim, { ...lou, role: 'therapist' as const, license: 'CO 3', lead: false }];
    course.at(plusDays(course.now, 10));
    expect(change(course, { careTeam, actingLead: { email: lou.email, reason: gone } })).toBe('accepted');
    expect(course.program.actingLead).toMatchObject({ staff: lou, until });
    expect(course.openTasks()).toEqual(['lead-consent']);
  });

  it('again, in the same absence of the lead, has the days that are left of the 14', () => {
    const course = standsIn(aProgram());
    course.at(plusDays(course.now, 4));
    expect(change(course, { actingLead: null })).toBe('accepted');
    course.at(plusDays(course.now, 13));
    standsIn(course);
    expect(course.program.actingLead?.until).toBe(plusDays(course.now, 10));
    course.at(plusDays(course.now, 10)).look();
    expect(course.openTasks()).toContain('acting-lead-over');
    const lou = { staffId: 'stf_lou', name: 'Lou', email: 'lou@clinic.example' };
    const withLou = [...withKim, { ...lou, role: 'therapist' as const, license: 'CO 3', lead: false }];
    const louStandsIn = { careTeam: withLou, actingLead: { email: lou.email, reason: gone } };
    expect(change(course, louStandsIn)).toBe('consent-missing');
    expect(change(course, { actingLead: null })).toBe('accepted');
    expect(change(course, louStandsIn)).toBe('consent-missing');
  });

  it('has 14 days anew once the lead has led again for 14 days, or when it is another lead', () => {
    const course = standsIn(aProgram());
    course.at(plusDays(course.now, 10));
    expect(change(course, { actingLead: null })).toBe('accepted');
    course.at(plusDays(course.now, 14));
    standsIn(course);
    expect(course.program.actingLead?.until).toBe(plusDays(course.now, 14));
    course.at(plusDays(course.now, 10));
    expect(change(course, { careTeam: kimLeads, consentedOn: '2027-01-05' })).toBe('accepted');
    const samStandsIn = { careTeam: kimLeads, actingLead: { email: sam.email, reason: gone } };
    expect(change(course, samStandsIn)).toBe('accepted');
    expect(course.program.actingLead?.until).toBe(plusDays(course.now, 14));
  });

  it.each([
    ['the lead is back', { actingLead: null }],
    ['who stands in leaves the team', { careTeam: fullTeam }],
    ['the patient has consented to a new lead', { careTeam: kimLeads, consentedOn: '2027-01-05' }],
  ])('ends when %s: nothing is asked any more, and the patient hears who it is', (_why, team) => {
    const course = standsIn(aProgram());
    expect(change(course, team)).toBe('accepted');
    expect(course.program.actingLead).toBeNull();
    expect(course.openTasks()).toEqual([]);
    expect(notices(course)).toEqual(['introduction', 'introduction']);
  });

  describe('for 14 days', () => {
    /** Everything else about the dose of Wednesday 20 January is as it should be. */
    const gates = (course: Course, dose: string): string[] => {
      const request = { monitorPresent: true, vitals: calm };
      return shutGates(course.protocol, course.program, course.session(dose), request, course.now).map(
        ({ code, opensWith }) => `${code}: ${opensWith}`,
      );
    };
    const missing = (since: string): string =>
      `staff-missing: The care team has no lead the patient consented to since ${since}: record the consent to a new one with the care team, or that the lead is back.`;
    const standingIn = (): { course: Course; dose: string } => {
      const course = aProgram().prepared();
      const dose = course.book('dosing', '2027-01-20T10:00');
      standsIn(course);
      course.at(denverAt('2027-01-20T09:00')).clear(dose).at(denverAt('2027-01-20T10:00'));
      return { course, dose };
    };
    /** As if they had been named 15 days ago. */
    const over = (): { course: Course; dose: string; since: string } => {
      const { course, dose } = standingIn();
      const since = plusDays(course.now, -1);
      const { actingLead } = course.program;
      if (!actingLead) throw new Error('nobody stands in');
      course.program = { ...course.program, actingLead: { ...actingLead, until: since } };
      return { course, dose, since };
    };

    it('has doses start, and not a minute longer', () => {
      const { course, dose } = standingIn();
      expect(gates(course, dose)).toEqual([]);
      const after = over();
      expect(gates(after.course, after.dose)).toEqual([missing(after.since)]);
      expect(after.course.codeOf((one) => startSession(one, after.dose, { monitorPresent: true, vitals: calm }))).toBe(
        'staff-missing',
      );
    });

    it.each([
      ['the lead is back', { actingLead: null }],
      ['the patient has consented to a new lead', { careTeam: kimLeads, consentedOn: '2027-01-19' }],
    ])('then a dose starts once %s', (_why, team) => {
      const { course, dose } = over();
      expect(change(course, team)).toBe('accepted');
      expect(gates(course, dose)).toEqual([]);
      course.start(dose);
    });

    it('then none does because who stood in is taken off the team', () => {
      const { course, dose, since } = over();
      expect(change(course, { careTeam: fullTeam })).toBe('accepted');
      expect([course.program.actingLead, gates(course, dose)]).toEqual([null, [missing(since)]]);
      expect(change(course, { actingLead: { email: kim.email, reason: gone } })).toBe('consent-missing');
      expect(change(course, { actingLead: null })).toBe('accepted');
      expect(course.lastEvents).toContainEqual({
        type: 'care-team-changed',
        data: expect.objectContaining({ leadIsBack: true }),
      });
      expect(gates(course, dose)).toEqual([]);
    });

    it('then a clinician may pass, with a reason, where the protocol lets them pass a gate of the staff', () => {
      const { course, dose } = over();
      const dosing = { ...ketamineHome.dosing, overridable: ['staff-missing' as const] };
      const context = { ...course.context(), protocol: { ...ketamineHome, dosing } };
      const request = { monitorPresent: true, vitals: calm };
      const override = [{ gate: 'staff-missing', reason: 'The patient asks for it.' }];
      expect(startSession(new Change(course.program, context), dose, request, override)).toBeUndefined();
      expect(course.codeOf((one) => startSession(one, dose, request, override))).toBe('invalid');
    });
  });

  it('stays as they are where the team changes otherwise', () => {
    const course = standsIn(aProgram());
    expect(change(course, { careTeam: [...withKim].reverse() })).toBe('accepted');
    expect(course.program.actingLead?.staff).toEqual(kim);
  });
});

it('nobody leads once the lead is taken off the team, and another one needs the consent of the patient, too', () => {
  const course = aProgram();
  const careTeam = withKim.map((one) => ({ ...one, lead: false }));
  expect(change(course, { careTeam })).toBe('consent-missing');
  expect(change(course, { careTeam, consentedOn: '2027-01-04' })).toBe('accepted');
  expect(change(course, { careTeam, actingLead: null })).toBe('accepted');
  expect(leaderlessSince(course.program, course.now)).toBe(course.now);
  expect(change(course, { careTeam: kimLeads })).toBe('consent-missing');
  expect(change(course, { careTeam: kimLeads, consentedOn: '2027-01-04' })).toBe('accepted');
  expect(leaderlessSince(course.program, course.now)).toBeNull();
});

it('a new lead, by consent, is introduced to the patient; the first one is in the welcome', () => {
  const course = aProgram({ careTeam: [] });
  expect(change(course, { careTeam: fullTeam })).toBe('accepted');
  expect(notices(course)).toEqual([]);
  expect(change(course, { careTeam: kimLeads, consentedOn: '2027-01-04' })).toBe('accepted');
  expect(notices(course)).toEqual(['introduction']);
  const both = { careTeam: withKim, consentedOn: '2027-01-04', actingLead: { email: kim.email, reason: gone } };
  expect(change(course, both)).toBe('invalid');
});
