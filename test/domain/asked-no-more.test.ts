/** An end is recorded however much is asked: what one transaction does not take, the looks that follow resolve. */
import { expect, test } from 'vitest';
import { endProgram, recordDeath } from '../../shared/domain/program/standing.ts';
import type { TaskKind } from '../../shared/domain/task-kinds.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { lookAtProgram } from '../../shared/domain/workflow/look-at-program.ts';
import { aProgram, type Course } from './builders.ts';

const looksMax = 10;

function withTasks(kind: TaskKind, count: number): Course {
  const course = aProgram().prepared();
  course.step((change) => {
    for (let index = 0; index < count; index += 1)
      change.raiseTask({
        kind,
        urgency: 'soon',
        owner: change.program.enrolledBy,
        due: plusDays(change.now, 1),
        rule: 'R3',
        text: `Call the patient (${index}).`,
      });
    return {};
  });
  return course;
}
const open = (course: Course, kind: TaskKind): number =>
  course.program.tasks.filter((task) => task.kind === kind && task.status === 'open').length;
const look = (course: Course) => course.step((change) => lookAtProgram(change, course.program.run, 1));

/** How many tasks each look leaves open, until one ends. */
function looks(course: Course, kind: TaskKind): number[] {
  const left: number[] = [];
  for (let index = 0; index < looksMax; index += 1) {
    const { step } = look(course);
    if (step === 'send') continue;
    left.push(open(course, kind));
    if (step === 'end') return left;
  }
  return [...left, Number.NaN];
}

test('a death with forty calls to make is one decision of bounded size, and the rest is resolved before its execution ends', () => {
  const course = withTasks('call-patient', 40);
  course.step((change) => recordDeath(change, '2027-01-20', null) ?? {});
  expect([course.program.status, open(course, 'call-patient')]).toEqual(['deceased', 28]);
  expect(looks(course, 'call-patient')).toEqual([16, 4, 0]);
});

test('a withdrawal, too; what is not about a dose or a phase to come stays', () => {
  const course = withTasks('overdue', 14);
  course.step((change) => endProgram(change, 'withdrawn', 'patient-request', null) ?? {});
  expect(open(course, 'overdue')).toBe(2);
  expect(looks(course, 'overdue').at(-1)).toBe(0);
  const other = withTasks('call-patient', 14);
  other.step((change) => endProgram(change, 'withdrawn', 'patient-request', null) ?? {});
  expect([looks(other, 'call-patient').at(-1), open(other, 'call-patient')]).toEqual([14, 14]);
});

test('a death after the end brings a new execution that resolves what is left', () => {
  const course = withTasks('call-patient', 14);
  course.step((change) => endProgram(change, 'withdrawn', 'patient-request', null) ?? {});
  const { run } = course.program;
  course.step((change) => recordDeath(change, '2027-01-20', null) ?? {});
  expect([course.program.run, open(course, 'call-patient')]).toEqual([run + 1, 2]);
  expect(looks(course, 'call-patient')).toEqual([0]);
});
