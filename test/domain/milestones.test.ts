import { describe, expect, test } from 'vitest';
import { waitingFor } from '../../shared/domain/milestones.ts';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { addIntention, withdrawConsent } from '../../shared/domain/program/people.ts';
import { hold, resume } from '../../shared/domain/program/standing.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { isWorthALook, lookAtProgram, nextProgramStep } from '../../shared/domain/workflow/look-at-program.ts';
import { aProgram, type Course } from './builders.ts';
import { play } from './executions.ts';
import { coordinator, denverAt, enrolledAt, fullTeam, sam } from './people.ts';

const waits = (course: Course) => waitingFor(course.protocol, course.program);
const moves = (course: Course): string[] =>
  course.events.filter((one) => one.type === 'phase-moved').map(({ data }) => `${data.to} ${data.dose}`);

describe('phases', () => {
  test('alternate between dosing and integration for all six doses, each move looked at when its fact stands', () => {
    const course = aProgram();
    const executions = play(course);
    executions.runTo(course.now);
    course.prepared();
    for (let dose = 1; dose <= 6; dose += 1) {
      course.withDosesGiven(dose);
      executions.runTo(course.now);
    }
    const alternating = [1, 2, 3, 4, 5, 6].flatMap((dose) => [`dosing ${dose}`, `integration ${dose}`]);
    expect(moves(course)).toEqual(['preparation 0', ...alternating, 'ongoing 6']);
  });

  test('facts that ran ahead of the stored phase never get stuck: one look carries the program there', () => {
    const course = aProgram().withDosesGiven(6);
    expect(course.program.phase).toBe('care-team');
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['ongoing', 6]);
    expect(moves(course)).toHaveLength(14);
  });

  test('a dose given without its integration waits there, and a later dose carries on', () => {
    const course = aProgram().withDosesGiven(1, false);
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['integration', 1]);
    course.decide('integration', null).give(course.book('dosing', '2027-01-27T10:00'));
    course.look();
    expect([course.program.phase, course.program.phaseDose]).toEqual(['integration', 2]);
  });

  test('a dose stopped early counts, a no-show and a cancelled one do not', () => {
    const course = aProgram().inPhase('dosing');
    course.cancel(course.book('dosing', '2027-01-19T10:00'));
    const missed = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T11:00')).outcome(missed, { result: 'no-show', startedAt: null, endedAt: null });
    course.look();
    expect(course.program.phase).toBe('dosing');
    const dose = course.book('dosing', '2027-01-25T10:00');
    course.at(denverAt('2027-01-25T10:00')).clear(dose).start(dose).at(denverAt('2027-01-25T10:20'));
    course.outcome(dose, { result: 'stopped-early' }).look();
    expect(course.program.phase).toBe('integration');
  });

  test('preparation needs two sessions and an intention', () => {
    const course = aProgram();
    course.look();
    for (const day of ['08', '11']) {
      course.meet('preparation', `2027-01-${day}T15:00`);
      course.look();
      expect(course.program.phase).toBe('preparation');
    }
    course.do((change) => addIntention(change, 'Kindness.'));
    course.look();
    expect(course.program.phase).toBe('dosing');
  });

  test('nothing moves while the program is on hold, and everything after it', () => {
    const course = aProgram();
    course.do((change) => hold(change, 'other', null));
    course.look();
    expect(course.program.phase).toBe('care-team');
    course.do((change) => resume(change, 'other', null));
    course.look();
    expect(course.program.phase).toBe('preparation');
  });

  test('an incomplete team waits for its roles; the enrolling member owns it', () => {
    const course = aProgram({ careTeam: [] });
    expect(course.look()).toEqual({ step: 'await', for: 'care-team', dose: 0 });
    expect(waits(course)?.owner).toEqual(coordinator);
    course.do((change) =>
      putCareTeam(change, { careTeam: fullTeam.map((one) => ({ ...one, license: null })), consentedOn: null }),
    );
    course.look();
    expect(course.program.phase).toBe('care-team');
    course.do((change) => putCareTeam(change, { careTeam: fullTeam, consentedOn: '2027-01-04' }));
    expect(course.look()).toMatchObject({ step: 'send', key: expect.stringContaining('welcome') });
    play(course).runTo(course.now);
    expect(course.look()).toEqual({ step: 'await', for: 'preparation', dose: 0 });
  });

  test('one person may fill several roles', () => {
    const both = [{ ...sam, role: ['therapist', 'clinician'] as const, license: 'L1', lead: true }];
    const course = aProgram({ careTeam: both.map((one) => ({ ...one, role: [...one.role] })) });
    course.look();
    expect(course.program.phase).toBe('preparation');
  });
});

describe('closing', () => {
  test('completes the program in its own transaction and cancels what is still booked', () => {
    const course = aProgram().inPhase('ongoing');
    const left = course.book('closing', '2027-03-20T15:00');
    course.meet('closing', '2027-03-12T15:00');
    expect(course.program).toMatchObject({ status: 'completed', ended: { at: course.now, reason: 'closed' } });
    expect(course.session(left)).toMatchObject({ status: 'cancelled', run: 2 });
    expect(course.look()).toEqual({ step: 'end', as: 'completed' });
  });

  test('completes also while the stored phase lags behind the facts', () => {
    const course = aProgram().withDosesGiven(6);
    course.meet('closing', '2027-03-12T15:00');
    expect(course.program.status).toBe('completed');
  });

  test('waits for the last integration, and a look completes then: what is booked hears of it at once', () => {
    const course = aProgram().withDosesGiven(6, false);
    const integration = course.book('integration', '2027-03-01T10:00');
    course.book('closing', '2027-03-12T15:00');
    course.meet('closing', '2027-03-05T15:00');
    course.look();
    expect([course.program.status, waits(course)?.what]).toEqual(['active', 'integrated']);
    const executions = play(course);
    executions.runTo(denverAt('2027-03-05T17:00'));
    course.outcome(integration, { endedAt: denverAt('2027-03-05T16:30') });
    executions.runTo(denverAt('2027-03-05T17:00'));
    expect(course.program.status).toBe('completed');
    expect(executions.sent.at(-1)).toMatchObject({ name: 'cancelled', at: denverAt('2027-03-05T17:00') });
  });

  test('with `continuing` stays active, reviewed every 90 days, with sessions of its own', () => {
    const course = aProgram();
    play(course).runTo(course.now);
    course.inPhase('ongoing').meet('closing', '2027-03-12T15:00', { continuing: true });
    expect(course.look()).toEqual({ step: 'await', for: 'continuing', dose: 6 });
    const due = plusDays(course.now, 90);
    expect(waits(course)).toEqual({ what: 'review', since: course.now, due, owner: sam });
    course.meet('continuing', '2027-04-01T15:00');
    course.at(due).look();
    expect(course.openTasks()).toEqual(['overdue']);
    expect([course.program.status, waits(course)?.due]).toEqual(['active', plusDays(due, 90)]);
  });

  test('with `continuing` before the last integration still waits for that one', () => {
    const course = aProgram().withDosesGiven(6, false);
    course.book('integration', '2027-03-10T10:00');
    course.meet('closing', '2027-03-12T15:00', { continuing: true });
    course.look();
    expect(waits(course)?.what).toBe('integrated');
  });
});

describe('what a program waits for', () => {
  test('since when, until when, and who sees to it', () => {
    const course = aProgram();
    expect(waits(course)).toEqual({
      what: 'care-team-ready',
      since: enrolledAt,
      due: plusDays(enrolledAt, 7),
      owner: sam,
    });
    course.look();
    expect(waits(course)).toMatchObject({ what: 'prepared', since: enrolledAt, due: plusDays(enrolledAt, 30) });
    course.prepared().look();
    const prepared = course.now;
    expect(waits(course)).toMatchObject({ what: 'dose-done', since: prepared, due: plusDays(prepared, 14) });
    course.withDosesGiven(1, false);
    const ended = course.now;
    course.look();
    expect(waits(course)).toMatchObject({ what: 'integrated', since: ended, due: plusDays(ended, 7) });
  });

  test('closing within 30 days', () => {
    const course = aProgram().inPhase('ongoing');
    expect(waits(course)).toMatchObject({ what: 'closed', due: plusDays(course.now, 30) });
  });

  test('on hold: to be resumed within 14 days', () => {
    const course = aProgram();
    course.do((change) => hold(change, 'other', null));
    expect(waits(course)).toEqual({ what: 'resume', since: course.now, due: plusDays(course.now, 14), owner: sam });
  });

  test('once ended, for nothing', () => {
    const course = aProgram().inPhase('ongoing');
    course.meet('closing', '2027-03-12T15:00');
    expect([waits(course), course.openTasks()]).toEqual([null, []]);
  });

  test('overdue is said once, to the owner, and settled by the milestone', () => {
    const course = aProgram();
    course.look();
    const due = plusDays(enrolledAt, 30);
    course.at(new Date(Date.parse(due) - 1).toISOString()).look();
    expect(course.openTasks()).toEqual([]);
    for (const days of [0, 1, 2]) course.at(plusDays(due, days)).look();
    expect(course.program.tasks).toMatchObject([{ kind: 'overdue', owner: sam, raisedAt: due }]);
    expect(waits(course)?.due).toBe(due);
    course.meet('preparation', '2027-02-08T15:00');
    course.meet('preparation', '2027-02-09T15:00');
    course.do((change) => addIntention(change, 'Kindness.'));
    course.look();
    expect(course.openTasks()).toEqual([]);
  });
});

describe('looks', () => {
  test('after 120 the next run takes over', () => {
    const course = aProgram();
    play(course).runTo(course.now);
    expect(course.look(119)).toEqual({ step: 'await', for: 'preparation', dose: 0 });
    expect(course.look(120)).toEqual({ step: 'continued' });
    expect(course.program.run).toBe(2);
    expect(course.lastEvents).toEqual([
      { type: 'run-raised', data: { sessionId: null, run: 2, reason: 'looked-often-enough' } },
    ]);
  });

  test('an execution that ends is not continued', () => {
    const course = aProgram().inPhase('ongoing');
    course.meet('closing', '2027-03-12T15:00');
    expect(course.look(120)).toEqual({ step: 'end', as: 'completed' });
    expect(course.program.run).toBe(1);
  });

  test('a look of an outdated run changes nothing', () => {
    const course = aProgram();
    const before = course.program;
    expect(course.step((change) => lookAtProgram(change, 0, 1))).toEqual({ step: 'superseded' });
    expect(course.program).toEqual(before);
  });

  test('a second look changes nothing', () => {
    const course = aProgram().inPhase('dosing');
    const before = course.program;
    course.look();
    expect([course.program, course.lastEvents]).toEqual([before, []]);
  });

  test('are worth it when the milestone is met or the wait is another; not otherwise', () => {
    const course = aProgram();
    const worth = (awaited: string): boolean => isWorthALook(course.protocol, course.program, awaited, course.now);
    expect(worth('care-team-0')).toBe(true);
    play(course).runTo(course.now);
    expect(worth('preparation-0')).toBe(false);
    course.do((change) => withdrawConsent(change, 'email'));
    expect(worth('preparation-0')).toBe(false);
    course.do((change) => hold(change, 'other', null));
    expect(worth('preparation-0')).toBe(true);
    expect(nextProgramStep(course.program, course.program.run, course.now)).toMatchObject({ for: 'on-hold' });
  });
});
