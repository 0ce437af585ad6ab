/** A program goes to another version of its protocol: what is ahead follows, what was answered is judged anew. */
import { describe, expect, test } from 'vitest';
import { dryRun } from '../../shared/domain/preview.ts';
import { changeProtocol } from '../../shared/domain/program/change-protocol.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import type { Session } from '../../shared/domain/state.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course } from './builders.ts';
import { denverAt } from './people.ts';

const version = (more: Partial<Protocol>): Protocol => ({ ...ketamineHome, version: 2, ...more });
const without = (...names: string[]): Protocol => ({
  ...ketamineHome,
  reminders: ketamineHome.reminders.filter(({ name }) => !names.includes(name)),
});

/** A dose on Wednesday 20 January, 10:00 in Denver, told of a week ahead. */
function withDose(protocol: Protocol): { course: Course; dose: string } {
  const course = aProgram({ protocol }).prepared();
  return { course, dose: course.book('dosing', '2027-01-20T10:00') };
}

describe('reminders that a new version adds', () => {
  const rows = (course: Course, dose: string) =>
    course
      .session(dose)
      .touchpoints.filter(({ name, status }) => name.startsWith('reminder') && status === 'planned')
      .map(({ name, audience, at }) => [name, audience, at]);

  test('are planned for what is booked already, for the patient and the monitor, as if they had been there', () => {
    const { course, dose } = withDose(without('reminder-24h', 'reminder-3h'));
    expect(rows(course, dose)).toHaveLength(1);
    const run = course.session(dose).run;
    const said = dryRun(course.setting, version({}));
    course.do((change) => changeProtocol(change, version({})));
    const added = [
      ['reminder-24h', 'patient', denverAt('2027-01-19T08:00')],
      ['reminder-3h', 'patient', denverAt('2027-01-19T20:00')],
      ['reminder-24h', 'monitor', denverAt('2027-01-19T08:00')],
    ];
    expect(rows(course, dose).slice(1)).toEqual(added);
    expect(said.map(({ name, at, becomes }) => [name, at, becomes])).toEqual(
      added.map(([name, , at]) => [name, null, at]),
    );
    expect(course.session(dose).run).toBe(run + 1);
  });

  test('whose time has passed are not sent late', () => {
    const { course, dose } = withDose(without('reminder-3d', 'reminder-24h'));
    course.at(denverAt('2027-01-19T12:00')).do((change) => changeProtocol(change, version({})));
    expect(rows(course, dose).map(([name]) => name)).toEqual(['reminder-3h']);
  });

  test('come back after a version in between had dropped them, under a key of their own', () => {
    const { course, dose } = withDose(ketamineHome);
    course.do((change) => changeProtocol(change, version({ reminders: without('reminder-3d').reminders })));
    expect(rows(course, dose).map(([name]) => name)).not.toContain('reminder-3d');
    course.do((change) => changeProtocol(change, { ...ketamineHome, version: 3 }));
    expect(rows(course, dose).filter(([name]) => name === 'reminder-3d')).toHaveLength(1);
    const keys = course.session(dose).touchpoints.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('a dry run names the notice that times have changed', () => {
  const { course, dose } = withDose(ketamineHome);
  // Who was told times that do not hold any more hears of it.
  const told = (one: Session): Session => ({
    ...one,
    touchpoints: one.touchpoints.map((row) => (row.name === 'booked' ? { ...row, status: 'sent' } : row)),
  });
  const sessions = course.program.sessions.map((one) => (one.sessionId === dose ? told(one) : one));
  const setting = { ...course.setting, program: { ...course.program, sessions } };
  const guidelines = ketamineHome.guidelines.map((one) =>
    one.subject === 'solid-food' ? { ...one, from: { anchor: 'planned-start' as const, hoursBefore: 6 } } : one,
  );
  expect(dryRun(setting, version({ guidelines }))).toMatchObject([{ name: 'moved', at: null, becomes: course.now }]);
});
