/** The worked table of the contract, section 6, to the minute. */
import { expect, test } from 'vitest';
import { deadlinesOf } from '../../shared/domain/guidelines.ts';
import { aProgram } from './builders.ts';
import { mailed, play } from './executions.ts';
import { denverAt, wall } from './people.ts';

const rows = [
  ['08:00', '17T08:00', '18T20:00', '19T20:00', '20T05:00', '20T07:00', '21T10:00'],
  ['10:00', '17T10:00', '19T08:00', '19T20:00', '20T07:00', '20T09:00', '21T10:00'],
  ['14:00', '17T14:00', '19T12:00', '20T09:00', '20T11:00', '20T13:00', '21T10:00'],
] as const;

test.each(rows)('a dose on Wed 20 January at %s, booked a week ahead', (start, d3, h24, h3, food, drink, nextDay) => {
  const course = aProgram().prepared().at(denverAt('2027-01-13T09:00'));
  const dose = course.book('dosing', `2027-01-20T${start}`);
  const opens = (subject: string): string | null | undefined =>
    deadlinesOf(course.protocol, course.session(dose), course.program, course.now).find(
      (one) => one.subject === subject,
    )?.opens;
  const { 'reminder-3d': three, 'reminder-24h': day, 'reminder-3h': hours, booked } = course.rows(dose);
  const planned = [three, day, hours].map((one) => one?.at);
  const useBy = [three, day, hours].map((one) => one?.useBy);
  expect(planned).toEqual([d3, h24, h3].map((at) => denverAt(`2027-01-${at}`)));
  expect(useBy).toEqual([`19T${start}`, `19T${start}`, food].map((at) => denverAt(`2027-01-${at}`)));
  expect([booked?.at, booked?.useBy]).toEqual([course.now, denverAt(`2027-01-20T${start}`)]);
  expect([opens('solid-food'), opens('liquids')]).toEqual([food, drink].map((at) => denverAt(`2027-01-${at}`)));
  course.give(dose);
  expect(course.rows(dose)['next-day']?.at).toBe(denverAt(`2027-01-${nextDay}`));
});

function bookedLate() {
  const course = aProgram().prepared().at(denverAt('2027-01-19T14:00'));
  return { course, dose: course.book('dosing', '2027-01-20T10:00') };
}

test('booked at Tue 14:00 for Wed 10:00: one late notice, and what has passed is recorded as merged into it', () => {
  const { course, dose } = bookedLate();
  const rows = course.rows(dose);
  expect(Object.values(rows).map((one) => [one.name, one.status, one.mergedInto])).toEqual([
    ['booked-late', 'planned', null],
    ['reminder-3d', 'merged', rows['booked-late']?.key],
    ['reminder-24h', 'merged', rows['booked-late']?.key],
    ['reminder-3h', 'planned', null],
  ]);
});

test('booked late, the dose is blocked, and the clinician has an urgent task until its start', () => {
  const { course, dose } = bookedLate();
  expect(course.session(dose).blocked).toEqual([{ about: 'late-booking', since: course.now }]);
  const task = course.program.tasks.at(-1);
  expect(task).toMatchObject({ kind: 'late-booking', urgency: 'urgent', sessionId: dose, status: 'open' });
  expect([task?.owner.staffId, task?.due]).toEqual(['stf_ana', denverAt('2027-01-20T10:00')]);
});

test('booked late, the late notice goes at once and reminder-3h still at Tue 20:00: nothing else', () => {
  const { course, dose } = bookedLate();
  const executions = play(course);
  executions.runTo(denverAt('2027-01-20T10:00'));
  expect(mailed(executions, dose)).toEqual(['booked-late 2027-01-19T21:00', 'reminder-3h 2027-01-20T03:00']);
});

test.each([
  ['2027-01-19T08:59', 'booked', 0],
  ['2027-01-19T09:00', 'booked-late', 0],
  ['2027-01-19T09:59', 'booked-late', 0],
  ['2027-01-19T10:00', 'booked-late', 1],
])('booked at %s for Wed 10:00: the notice is %s, blocks: %i', (now, name, blocks) => {
  const course = aProgram().prepared().at(denverAt(now));
  const dose = course.book('dosing', '2027-01-20T10:00');
  expect(course.session(dose).touchpoints[0]?.name).toBe(name);
  expect(course.session(dose).blocked).toHaveLength(blocks);
  expect(course.openTasks()).toEqual(blocks ? ['late-booking'] : []);
});

test('a therapy session is reminded one calendar day earlier, and its late booking blocks nothing', () => {
  const course = aProgram();
  const early = course.book('preparation', '2027-01-08T15:00');
  expect(course.rows(early)['reminder-1d']).toMatchObject({
    at: denverAt('2027-01-07T15:00'),
    useBy: denverAt('2027-01-08T15:00'),
    status: 'planned',
  });
  const tomorrow = course.book('preparation', wall('2027-01-04T20:00'));
  expect(course.session(tomorrow).touchpoints.map((one) => [one.name, one.status])).toEqual([
    ['booked', 'planned'],
    ['reminder-1d', 'merged'],
  ]);
  expect([course.session(tomorrow).blocked, course.openTasks()]).toEqual([[], []]);
});

test('deadlines stand in the order of the clock, and what has no time of its own comes last', () => {
  const course = aProgram().prepared();
  const dose = course.book('dosing', '2027-01-20T10:00');
  const deadlines = deadlinesOf(course.protocol, course.session(dose), course.program, course.now);
  expect(deadlines.map((one) => one.subject)).toEqual([
    'benzodiazepine',
    'stimulant',
    'alcohol',
    'solid-food',
    'liquids',
    'antihypertensive',
    'monitor',
    'vehicle-or-machinery',
  ]);
});
