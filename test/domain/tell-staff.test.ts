/** Who hears of a task: the line of people, the claim, and what happens when one of them cannot be reached. */
import { describe, expect, it } from 'vitest';
import {
  claimedDigest,
  type DigestRow,
  digestKey,
  digestsOf,
  heardDigest,
  nextDigestAt,
  nextDigestStep,
  type OpenTask,
  settledDigest,
} from '../../shared/domain/digest.ts';
import { withdrawConsent } from '../../shared/domain/program/people.ts';
import type { Task } from '../../shared/domain/state.ts';
import { plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { hearFromSes, type SendOutcome, settle } from '../../shared/domain/workflow/settle.ts';
import { claimAboutTask, type StaffMember } from '../../shared/domain/workflow/tell-staff.ts';
import { aProgram, type Course, type Options } from './builders.ts';
import { ana, clinic, denverAt, nurse, sam } from './people.ts';

const member = (
  of: { staffId: string; name: string; email: string },
  more: Partial<StaffMember> = {},
): StaffMember => ({
  ...of,
  roles: [],
  locale: 'en-US',
  reachable: true,
  ...more,
});
const ines = member({ staffId: 'stf_ines', name: 'Ines', email: 'ines@clinic.example' }, { roles: ['clinic-admin'] });
const everybody = [member(sam), member(ana), ines];

/** The lead's urgent task: a consent that a dose needs was withdrawn. */
function withTask(options: Options = {}): Course & { taskId: string } {
  const course = aProgram(options);
  course.do((change) => withdrawConsent(change, 'treatment'));
  return Object.assign(course, { taskId: course.program.tasks.at(-1)?.taskId ?? '' });
}

const taskOf = ({ program, taskId }: Course & { taskId: string }): Task =>
  program.tasks.find((one) => one.taskId === taskId) as Task;

/** Everything that is due now; what went out as "<name> <address>". */
function tell(
  course: Course & { taskId: string },
  staff: readonly StaffMember[] = everybody,
  mail: () => SendOutcome = () => ({ outcome: 'accepted', sesMessageId: 'ses' }),
): string[] {
  const told: string[] = [];
  for (let steps = 0; steps < 10; steps += 1) {
    const claimed = course.step((change) => claimAboutTask(change, course.taskId, staff));
    if (claimed.kind === 'nothing-due') return told;
    if (claimed.kind === 'look-again') continue;
    const { key, claim: held, name } = claimed.found.touchpoint;
    told.push(`${name} ${claimed.reader.email}`);
    course.step((change) => settle(change, key, held?.claimId ?? '', mail()));
  }
  throw new Error('it turns in circles');
}

const later = (course: Course, minutes: number): Course => course.at(plusMinutes(course.now, minutes));
const onCall = { clinic: { onCall: nurse } };

describe('an urgent task', () => {
  it('is told to its owner, 15 minutes later to who is on call, and when it is overdue to the administration', () => {
    const course = withTask(onCall);
    expect(tell(course)).toEqual([`task ${sam.email}`]);
    later(course, 14);
    expect(tell(course)).toEqual([]);
    later(course, 1);
    expect(tell(course)).toEqual([`task-on-call ${nurse.email}`]);
    course.at(taskOf(course).due);
    expect(tell(course)).toEqual([`task-overdue ${ines.email}`]);
    later(course, 24 * 60);
    expect(tell(course)).toEqual([]);
  });

  it.each([
    ['has no address', [member({ ...sam, email: '' }), ines]],
    ['does not work here any more', [member(sam, { reachable: false }), ines]],
  ])('whose owner %s is told at once to who is on call, then to the administration', (_why, staff) => {
    const course = withTask(onCall);
    expect(tell(course, staff)).toEqual([`task ${nurse.email}`]);
    later(course, 15);
    expect(tell(course, staff)).toEqual([`task-on-call ${ines.email}`]);
    expect(tell(withTask(), staff)).toEqual([`task ${ines.email}`]);
  });

  it('is told to the administration where nobody is on call', () => {
    const course = withTask();
    tell(course);
    later(course, 15);
    expect(tell(course)).toEqual([`task-on-call ${ines.email}`]);
  });

  it('is told to nobody twice where its owner is the only one there', () => {
    const course = withTask();
    tell(course, [member(sam)]);
    later(course, 15);
    expect(tell(course, [member(sam)])).toEqual([]);
    expect(taskOf(course).touchpoints[1]).toMatchObject({ status: 'skipped', reason: 'nobody-else' });
  });

  it('that nobody can be told stays open, and says so', () => {
    const course = withTask();
    expect(tell(course, [member(sam, { reachable: false })])).toEqual([]);
    expect(taskOf(course)).toMatchObject({ status: 'open' });
    expect(taskOf(course).touchpoints.map(({ status, reason }) => [status, reason])).toEqual([
      ['failed', 'nobody-can-be-reached'],
      ['failed', 'nobody-can-be-reached'],
      ['failed', 'nobody-can-be-reached'],
    ]);
    expect(course.openTasks()).toEqual(['consent-withdrawn']);
  });

  it('that SES rejects for its owner goes to the next in line at once, and raises no task about a task', () => {
    const course = withTask(onCall);
    let tries = 0;
    const told = tell(course, everybody, () => {
      tries += 1;
      return tries === 1
        ? { outcome: 'rejected', code: 'MessageRejected' }
        : { outcome: 'accepted', sesMessageId: 's' };
    });
    expect(told).toEqual([`task ${sam.email}`, `task-on-call ${nurse.email}`]);
    expect(course.openTasks()).toEqual(['consent-withdrawn']);
  });

  it('whose mail bounces after who is on call was told goes to nobody before it is overdue', () => {
    const course = withTask(onCall);
    tell(course);
    later(course, 15);
    tell(course);
    const bounce = { type: 'bounce', permanent: true, email: sam.email, copy: 1, sesMessageId: 'ses' } as const;
    course.step((change) => hearFromSes(change, `${course.taskId}_task_staff`, { ...bounce, at: course.now }));
    expect(tell(course)).toEqual([]);
    expect(course.program.suppressed).toEqual([]);
  });

  it('of an uncertain outcome is settled as any message: after 15 minutes one second copy, to the same person', () => {
    const course = withTask(onCall);
    const lost = (): SendOutcome => ({ outcome: 'unknown', code: 'TimeoutError' });
    expect(tell(course, everybody, lost)).toEqual([`task ${sam.email}`]);
    later(course, 15);
    expect(tell(course, everybody, lost)).toEqual([`task ${sam.email}`, `task-on-call ${nurse.email}`]);
    expect(taskOf(course).touchpoints[0]).toMatchObject({ copy: 2, status: 'unknown' });
  });

  it('that SES throttles is tried again for the same person', () => {
    const course = withTask(onCall);
    expect(tell(course, everybody, () => ({ outcome: 'throttled' }))).toEqual([`task ${sam.email}`]);
    expect(tell(course)).toEqual([]);
    later(course, 1);
    expect(tell(course)).toEqual([`task ${sam.email}`]);
  });

  it('is claimed by one sender alone, and by no execution', () => {
    const course = withTask();
    const first = course.step((change) => claimAboutTask(change, course.taskId, everybody));
    const second = course.step((change) => claimAboutTask(change, course.taskId, everybody));
    expect([first.kind, second.kind]).toEqual(['claimed', 'nothing-due']);
    const key = `${course.taskId}_task_staff`;
    expect(course.step((change) => claim(change, key, course.program.run)).kind).toBe('superseded');
  });

  it('that is resolved before its mail is claimed voids it', () => {
    const course = withTask(onCall);
    course.do((change) => change.resolveTask(taskOf(course), 'Seen to.'));
    expect(tell(course)).toEqual([]);
    expect(new Set(taskOf(course).touchpoints.map(({ status }) => status))).toEqual(new Set(['voided']));
  });

  it('is no news after a day of outage', () => {
    const course = withTask();
    later(course, 24 * 60 + 15);
    expect(tell(course)).toEqual([`task-overdue ${ines.email}`]);
    expect(taskOf(course).touchpoints[0]).toMatchObject({ status: 'skipped', reason: 'too-late' });
  });
});

it('any other task is told only when it is overdue, to an administration other than its owner where there is one', () => {
  const course = aProgram({ yes: ['urinary-symptoms'] });
  const withId = Object.assign(course, { taskId: course.program.tasks[0]?.taskId ?? '' });
  expect(tell(withId)).toEqual([]);
  course.at(taskOf(withId).due);
  const alsoAdmin = member(ana, { roles: ['clinician', 'clinic-admin'] });
  expect(tell(withId, [alsoAdmin, ines])).toEqual([`task-overdue ${ines.email}`]);
});

describe("the morning's list", () => {
  const at = denverAt('2027-01-11T08:00');
  const task = (taskId: string, more: Partial<OpenTask>): OpenTask =>
    ({ taskId, urgency: 'soon', due: at, owner: sam, programId: 'prg_1', ...more }) as OpenTask;

  it.each([
    ['on a weekday, before the clinic opens', clinic, '2027-01-11T07:59', '2027-01-11T08:00'],
    ['at the very opening', clinic, '2027-01-11T08:00', '2027-01-12T08:00'],
    ['over the weekend', clinic, '2027-01-08T12:00', '2027-01-11T08:00'],
    ['across a change of clocks', clinic, '2027-03-12T12:00', '2027-03-15T08:00'],
    ['where no hours are named', { ...clinic, openingHours: [] }, '2027-01-09T12:00', '2027-01-10T08:00'],
  ])('is due when the clinic opens: %s', (_when, of, after, due) => {
    expect(nextDigestAt(of, denverAt(after))).toBe(denverAt(due));
  });

  it('has what is urgent first, then what is due first, by reader', () => {
    const all = [
      task('t1', { due: plusHours(at, 2) }),
      task('t2', { due: at }),
      task('t3', { due: plusHours(at, 9), urgency: 'urgent' }),
      task('t4', { owner: ana }),
    ];
    const digests = digestsOf(all, (owner) => (owner.staffId === ana.staffId ? null : owner));
    expect(digests.map(({ reader, tasks }) => [reader.email, tasks.map(({ taskId }) => taskId)])).toEqual([
      [sam.email, ['t3', 't2', 't1']],
    ]);
  });

  const claimed = claimedDigest(null, { key: digestKey(sam, at, clinic.timeZone), staff: sam, at, claimId: 'c' }, at);
  const minutesIn = (minutes: number): string => plusMinutes(at, minutes);
  const step = (row: DigestRow | null, minutes: number): string => nextDigestStep(row, at, minutesIn(minutes)).step;

  it('is claimed once, and not sent again whatever became of it', () => {
    expect(claimed.key).toBe(`2027-01-11_${sam.staffId}_digest_staff`);
    expect([step(null, 0), step(claimed, 1)]).toEqual(['claim', 'wait']);
    for (const result of [
      { outcome: 'accepted', sesMessageId: 's' },
      { outcome: 'rejected', code: 'MessageRejected' },
    ] as const)
      expect(step(settledDigest(claimed, result, at), 600)).toBe('done');
    expect(step(settledDigest(claimed, { outcome: 'throttled' }, at), 2)).toBe('claim');
  });

  it('of which nobody learns whether it went is failed after 15 minutes, and corrected by a late word of SES', () => {
    expect(nextDigestStep(claimed, at, minutesIn(3))).toMatchObject({ step: 'settle', row: { status: 'unknown' } });
    const unknown = settledDigest(claimed, { outcome: 'unknown', code: 'TimeoutError' }, at);
    expect(step(unknown, 14)).toBe('wait');
    const failed = nextDigestStep(unknown, at, minutesIn(15));
    expect(failed).toMatchObject({ step: 'settle', row: { status: 'failed', reason: 'unknown' } });
    const word = { type: 'send', sesMessageId: 's', at, copy: 1 } as const;
    expect(heardDigest(unknown, word)).toMatchObject({ status: 'sent', sentAt: at });
    expect(heardDigest(settledDigest(claimed, { outcome: 'accepted', sesMessageId: 's' }, at), word)).toBeNull();
  });

  it('that could not be sent all morning is left out: tomorrow brings another', () => {
    expect(step(null, 8 * 60 - 4)).toBe('done');
    const throttled = settledDigest(claimed, { outcome: 'throttled' }, at);
    expect(nextDigestStep(throttled, at, minutesIn(8 * 60 - 4))).toMatchObject({ row: { status: 'skipped' } });
  });
});
