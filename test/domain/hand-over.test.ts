/** Somebody leaves: every program finds out once, and nothing of theirs is left without somebody who is here. */
import { describe, expect, it } from 'vitest';
import { leaderlessSince, leadOf } from '../../shared/domain/milestones.ts';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import type { Enrollment } from '../../shared/domain/program/enroll.ts';
import { handOver, type Successor } from '../../shared/domain/program/hand-over.ts';
import { withdrawConsent } from '../../shared/domain/program/people.ts';
import { staffRefOf } from '../../shared/domain/staff-ref.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { aProgram, type Course } from './builders.ts';
import { ana, coordinator, fullTeam, sam } from './people.ts';

const on = '2027-01-05';
const kim: Successor = {
  staffId: 'stf_kim',
  name: 'Kim Ito',
  email: 'kim.ito@clinic.example',
  roles: ['therapist'],
  license: 'CO LPC 2',
  licenseUntil: null,
  leftOn: null,
};
const leave = (course: Course, who = sam, to: Successor | null = kim): boolean =>
  course.step((change) => handOver(change, { ...who, on }, to, coordinator)).more;
const lastTask = ({ program }: Course) => program.tasks.find(({ kind }) => kind === 'staff-left');
const ref = { staffId: kim.staffId, name: kim.name, email: kim.email };

describe('a lead who leaves', () => {
  it('is stood in for by a successor with the role and the license; the lead stays who it was', () => {
    const course = aProgram();
    const session = course.book('preparation', '2027-01-08T15:00');
    leave(course);
    expect(course.program.actingLead?.staff).toEqual(ref);
    expect(course.program.careTeam.find(({ lead }) => lead)?.staffId).toBe(sam.staffId);
    expect(course.session(session).staff).toEqual([ref]);
    expect(course.openTasks()).toEqual(['lead-consent', 'staff-left']);
    expect(lastTask(course)).toMatchObject({ urgency: 'soon', owner: ref });
  });

  it.each([
    ['nobody was named', null],
    ['who was named has no license', { ...kim, license: null }],
    ['who was named has another role', { ...kim, roles: ['coordinator'] }],
    ['the license of who was named has ended', { ...kim, licenseUntil: '2027-01-02' }],
    ['who was named has left, too', { ...kim, leftOn: '2027-01-03' }],
  ])('leaves an urgent task where %s', (_why, to) => {
    const course = aProgram();
    leave(course, sam, to);
    expect(course.program.actingLead).toBeNull();
    expect(lastTask(course)).toMatchObject({ urgency: 'urgent', owner: to ? ref : ana });
    expect(lastTask(course)?.text).toContain('Nobody stands in for the lead');
    expect([leaderlessSince(course.program, course.now), leadOf(course.program)]).toEqual([course.now, ana]);
  });

  describe('while somebody stands in', () => {
    const withKim: Enrollment['careTeam'] = [
      ...fullTeam,
      { ...ref, role: 'therapist', license: 'CO LPC 2', lead: false },
    ];
    const stoodIn = (): Course => {
      const course = aProgram({ careTeam: withKim });
      const actingLead = { email: kim.email, reason: 'Ill.' };
      course.do((change) => putCareTeam(change, { careTeam: withKim, consentedOn: null, actingLead }) ?? {});
      return course;
    };
    const lou = { ...kim, staffId: 'stf_lou', name: 'Lou', email: 'lou@clinic.example' };

    it('leaves them in place', () => {
      const course = stoodIn();
      leave(course, sam, null);
      expect(leaderlessSince(course.program, course.now)).toBeNull();
      expect(lastTask(course)).toMatchObject({ urgency: 'soon', owner: ref });
      expect(lastTask(course)?.text).toContain('Kim Ito stands in for the lead.');
    });

    it('does not have the lead stand in for themselves', () => {
      const course = stoodIn();
      leave(course, ref, { ...kim, ...sam });
      expect([course.program.actingLead, leaderlessSince(course.program, course.now)]).toEqual([null, course.now]);
    });

    it('is missing once they leave, too; another one has the days that are left, and nobody more', () => {
      const course = stoodIn();
      course.at(plusDays(course.now, 10));
      leave(course, ref, null);
      expect(leaderlessSince(course.program, course.now)).toBe(course.now);
      expect(lastTask(course)?.urgency).toBe('urgent');
      course.at(plusDays(course.now, 20));
      const careTeam = withKim.map((one) => (one.staffId === ref.staffId ? { ...one, ...staffRefOf(lou) } : one));
      const louStandsIn = { careTeam, consentedOn: null, actingLead: { email: lou.email, reason: 'Ill.' } };
      course.do((change) => putCareTeam(change, louStandsIn) ?? {});
      expect(course.program.actingLead?.until).toBe(plusDays(course.now, 4));
      expect(leaderlessSince(course.program, course.now)).toBeNull();
      course.at(plusDays(course.now, 4));
      const since = course.now;
      leave(course, lou, { ...kim, staffId: 'stf_mo', email: 'mo@clinic.example' });
      expect([course.program.actingLead, leaderlessSince(course.program, course.now)]).toEqual([null, since]);
      expect(course.program.tasks.at(-1)?.text).toContain('Nobody may stand in for the lead any longer');
    });
  });
});

it('is not followed onto the team by somebody whose license has ended: what they take they may give on', () => {
  const course = aProgram();
  const session = course.book('preparation', '2027-01-08T15:00');
  leave(course, sam, { ...kim, licenseUntil: '2027-01-02' });
  expect(course.program.careTeam.map(({ staffId }) => staffId)).toEqual([sam.staffId, ana.staffId]);
  expect(course.session(session).staff).toEqual([ref]);
  expect(lastTask(course)?.text).toContain('The license of Kim Ito expired on 2027-01-02.');
});

it('another member goes from the team; what is missing then is said', () => {
  const course = aProgram();
  leave(course, ana);
  expect(course.program.careTeam.map(({ staffId }) => staffId)).toEqual([sam.staffId]);
  expect(lastTask(course)?.text).toBe('Dr. Ana Reyes does not work here any more. The care team lacks: clinician.');
});

it('their open tasks have another owner; an urgent one is told to them at once', () => {
  const course = aProgram();
  course.do((change) => withdrawConsent(change, 'treatment'));
  leave(course);
  const [task] = course.program.tasks;
  expect(task).toMatchObject({ kind: 'consent-withdrawn', owner: ref, status: 'open' });
  expect(task?.touchpoints.map(({ key, at }) => [key.replace(/^.*_task/, 'task'), at === course.now])).toEqual([
    ['task_staff', true],
    ['task-on-call_staff', false],
    ['task-overdue_staff', false],
    ['task-2_staff', true],
  ]);
});

it('with many tasks goes on in the next call: one transaction has an end', () => {
  const course = aProgram();
  for (let count = 0; count < 35; count += 1)
    course.do((change) =>
      change.raiseTask({ kind: 'spacing', urgency: 'routine', owner: sam, due: course.now, rule: 'x', text: 'x' }),
    );
  expect(leave(course)).toBe(true);
  expect(leave(course)).toBe(false);
  expect(course.program.tasks.filter(({ owner }) => owner.staffId === sam.staffId)).toEqual([]);
});

it('with many sessions goes on in the next call, too; the task counts all of them', () => {
  const course = aProgram();
  for (let day = 10; day < 34; day += 1)
    course.book('preparation', `2027-0${day < 32 ? 1 : 2}-${String(day < 32 ? day : day - 31).padStart(2, '0')}T15:00`);
  const ofSam = () =>
    course.program.sessions.filter(({ staff }) => staff.some(({ staffId }) => staffId === sam.staffId));
  expect(ofSam()).toHaveLength(24);
  expect([leave(course), ofSam().length]).toEqual([true, 14]);
  expect([leave(course), ofSam().length]).toEqual([true, 4]);
  expect([leave(course), ofSam().length]).toEqual([false, 0]);
  expect(lastTask(course)?.text).toContain('Booked sessions that Kim Ito takes now: 24.');
  expect(course.program.tasks.filter(({ kind }) => kind === 'staff-left')).toHaveLength(1);
});

it('done twice finds nothing the second time, and a program that does not know them stays as it is', () => {
  const course = aProgram();
  leave(course);
  const { program } = course;
  leave(course);
  leave(course, { ...coordinator, staffId: 'stf_other' });
  expect(course.program).toBe(program);
});

it('a program that has ended keeps its team; its open tasks go to somebody', () => {
  const course = aProgram();
  course.do((change) =>
    change.raiseTask({ kind: 'spacing', urgency: 'routine', owner: sam, due: course.now, rule: 'x', text: 'x' }),
  );
  course.do((change) => change.update({ status: 'withdrawn' }) ?? change.record('program-withdrawn'));
  leave(course);
  expect(course.program.careTeam).toHaveLength(2);
  expect(course.program.tasks.map(({ kind, owner }) => [kind, owner.staffId])).toEqual([['spacing', kim.staffId]]);
});
