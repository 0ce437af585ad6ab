/** Group sessions: who may take part, and how a session follows its group. */
import { describe, expect, test } from 'vitest';
import { cancelGroup, changeGroup, type Group, planGroup } from '../../shared/domain/group/group.ts';
import { followGroup, joinGroup } from '../../shared/domain/group/participate.ts';
import { hold } from '../../shared/domain/program/standing.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { ana, denverAt, enrolledAt, luis, sam, wall } from './people.ts';

const now = enrolledAt;
const place = { text: 'Video call', url: null };

function aGroup(more: Partial<Group> = {}): Group {
  const start = wall('2027-01-13T17:00');
  const planned = planGroup(
    {
      kind: 'preparation',
      start,
      durationMinutes: 60,
      mode: 'video',
      modality: 'group',
      place,
      staff: [sam],
      capacity: 8,
    },
    'grp_1',
    now,
  );
  if (!planned.ok) throw new Error('refused');
  return { ...planned.group, ...more };
}

function changed(group: Group, wanted: Parameters<typeof changeGroup>[1], taken = 1): Group {
  const done = changeGroup(group, wanted, taken, now);
  if (!done.ok) throw new Error(done.refusal.code);
  return done.group;
}

const join = (course: Course, group: Group, taken = 0) => course.try((change) => joinGroup(change, group, taken, luis));
const joined = (course: Course, group: Group): string => {
  const made = join(course, group);
  if ('refusal' in made) throw new Error(made.refusal.detail);
  return made.sessionId;
};
const follow = (course: Course, sessionId: string, group: Group): void => {
  course.try((change) => {
    followGroup(change, sessionId, group);
    return {};
  });
};
const refusalOf = (course: Course, group: Group, taken = 0): string => {
  const made = join(course, group, taken);
  return 'refusal' in made ? made.refusal.code : 'accepted';
};

describe('a group', () => {
  test('is raised to a new revision by whatever its participants take over, not by its capacity', () => {
    const group = aGroup();
    expect(changed(group, { start: wall('2027-01-14T17:00') })).toMatchObject({ revision: 2, version: 2 });
    expect(changed(group, { staff: [ana] })).toMatchObject({ revision: 2, version: 2 });
    expect(changed(group, { capacity: 3 })).toMatchObject({ revision: 1, version: 2, capacity: 3 });
    expect(changeGroup(group, { capacity: 2 }, 3, now)).toMatchObject({ refusal: { code: 'wrong-state' } });
  });

  test('is neither moved nor cancelled once it has begun or was cancelled, nor planned or moved into the past', () => {
    const group = aGroup();
    const begun = group.start.instant;
    expect(changeGroup(group, { durationMinutes: 50 }, 0, begun)).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(cancelGroup(group, 'other', null, begun)).toMatchObject({ refusal: { code: 'wrong-state' } });
    const cancelled = cancelGroup(group, 'illness', 'Sam is ill.', now);
    if (!cancelled.ok) throw new Error('refused');
    expect(cancelled.group).toMatchObject({ status: 'cancelled', revision: 2, cancelled: { reason: 'illness' } });
    expect(changeGroup(cancelled.group, { capacity: 9 }, 0, now)).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(changeGroup(group, { start: wall('2027-01-02T10:00') }, 0, now)).toMatchObject({
      refusal: { code: 'in-the-past' },
    });
    expect(changeGroup({ ...group, revision: 60 }, { durationMinutes: 50 }, 0, now)).toMatchObject({
      refusal: { code: 'wrong-state' },
    });
  });
});

describe('the time of a patient', () => {
  test('is theirs: nobody takes part while they are in another session', () => {
    const course = aProgram();
    course.book('preparation', '2027-01-13T17:30');
    expect(refusalOf(course, aGroup())).toBe('does-not-fit');
  });

  test.each([
    ['moves', { start: wall('2027-01-14T17:00') }],
    ['lasts longer', { durationMinutes: 90 }],
  ])('where the group %s into another session of theirs, they stay in it, and somebody sees to it', (_, wanted) => {
    const course = aProgram();
    const group = aGroup();
    const sessionId = joined(course, group);
    for (const start of ['2027-01-13T18:00', '2027-01-14T17:30']) course.book('preparation', start);
    follow(course, sessionId, changed(group, wanted));
    expect(course.session(sessionId)).toMatchObject({ ...wanted, status: 'booked', group: { revision: 2 } });
    expect(course.openTasks()).toEqual(['group-moved']);
  });
});

describe('taking part', () => {
  test('is booked by the rules of any other session, and told in the same way', () => {
    const course = aProgram();
    const sessionId = joined(course, aGroup());
    expect(course.session(sessionId)).toMatchObject({
      format: 'group',
      group: { groupId: 'grp_1', revision: 1 },
      monitor: luis,
    });
    expect(Object.keys(course.rows(sessionId))).toEqual(['booked', 'reminder-1d']);
    expect(refusalOf(aProgram(), aGroup({ kind: 'integration' }))).toBe('wrong-phase');
    expect(refusalOf(aProgram(), aGroup({ kind: 'closing' }))).toBe('wrong-phase');
  });

  test('needs room, once a patient, and a program that goes on', () => {
    const course = aProgram();
    expect(refusalOf(course, aGroup({ capacity: 3 }), 3)).toBe('wrong-state');
    joined(course, aGroup());
    expect(refusalOf(course, aGroup())).toBe('wrong-state');
    course.do((change) => hold(change, 'other', null) ?? {});
    expect(refusalOf(course, aGroup({ groupId: 'grp_2' }))).toBe('wrong-state');
  });

  test('in a dose is possible only where the protocol has the group among its modalities', () => {
    const dose = aGroup({ kind: 'dosing', start: wall('2027-01-20T10:00'), durationMinutes: 120, mode: 'clinic' });
    expect(refusalOf(aProgram().prepared(), dose)).toBe('accepted');
    const alone = { ...ketamineHome, modalities: ['talk' as const] };
    expect(refusalOf(aProgram({ protocol: alone }).prepared(), dose)).toBe('wrong-state');
    expect(refusalOf(aProgram({ protocol: alone }), aGroup())).toBe('accepted');
  });
});

describe('following', () => {
  test('a move is a revision that is told; done again it changes nothing', () => {
    const course = aProgram();
    const sessionId = joined(course, aGroup());
    const moved = changed(aGroup(), { start: wall('2027-01-14T17:00') });
    follow(course, sessionId, moved);
    expect(course.session(sessionId)).toMatchObject({
      start: { at: '2027-01-14T17:00' },
      revision: 2,
      run: 2,
      version: 2,
      group: { revision: 2 },
    });
    expect(course.rows(sessionId).moved?.status).toBe('planned');
    const [program, events] = [course.program, course.events.length];
    follow(course, sessionId, moved);
    follow(course, sessionId, aGroup());
    expect([course.program, course.events.length]).toEqual([program, events]);
  });

  test('a dose that the group takes to where none is given stands there, and somebody is told', () => {
    const course = aProgram().prepared();
    const dose = aGroup({ kind: 'dosing', start: wall('2027-01-20T10:00'), durationMinutes: 120, mode: 'clinic' });
    const sessionId = joined(course, dose);
    follow(course, sessionId, changed(dose, { mode: 'video' }));
    expect(course.session(sessionId).mode).toBe('video');
    expect(course.program.tasks.map(({ kind }) => kind)).toContain('group-moved');
  });

  test('other staff is no news for the patient', () => {
    const course = aProgram();
    const sessionId = joined(course, aGroup());
    follow(course, sessionId, changed(aGroup(), { staff: [ana] }));
    expect(course.session(sessionId)).toMatchObject({ staff: [ana], revision: 1, group: { revision: 2 } });
    expect(course.lastEvents.map(({ type, data }) => [type, data.group])).toEqual([
      ['session-changed', { groupId: 'grp_1', revision: 2 }],
    ]);
  });

  test('goes on while the program is on hold, and stops once the outcome is known', () => {
    const course = aProgram();
    const sessionId = joined(course, aGroup());
    course.do((change) => hold(change, 'other', null) ?? {});
    follow(course, sessionId, changed(aGroup(), { start: wall('2027-01-14T17:00') }));
    expect(course.session(sessionId).start.at).toBe('2027-01-14T17:00');
    course.at(denverAt('2027-01-14T18:00')).outcome(sessionId);
    const over = course.program;
    follow(course, sessionId, { ...aGroup(), revision: 3, durationMinutes: 90 });
    expect(course.program).toBe(over);
  });

  test('a time that does not fit stands, with a task that goes when it fits again', () => {
    const course = aProgram().prepared();
    course.book('dosing', '2027-01-20T10:00');
    const group = aGroup({ kind: 'integration', start: wall('2027-01-22T17:00') });
    const sessionId = joined(course, group);
    const before = changed(group, { start: wall('2027-01-19T17:00') });
    follow(course, sessionId, before);
    expect([course.session(sessionId).start.at, course.openTasks()]).toEqual(['2027-01-19T17:00', ['group-moved']]);
    follow(course, sessionId, changed(before, { start: wall('2027-01-23T17:00') }));
    expect(course.openTasks()).toEqual([]);
  });

  test('a cancellation cancels, with the reason, and tells', () => {
    const course = aProgram();
    const sessionId = joined(course, aGroup());
    const cancelled = cancelGroup(aGroup(), 'illness', null, now);
    if (!cancelled.ok) throw new Error('refused');
    follow(course, sessionId, cancelled.group);
    expect(course.session(sessionId)).toMatchObject({ status: 'cancelled', cancelled: { reason: 'illness' } });
    expect(course.rows(sessionId).cancelled?.status).toBe('planned');
  });
});
