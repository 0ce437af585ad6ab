/** A program goes to another version of its protocol: what is ahead follows, what was answered is judged anew. */
import { describe, expect, test } from 'vitest';
import { shutGates } from '../../shared/domain/gates.ts';
import { dryRun } from '../../shared/domain/preview.ts';
import { changeProtocol } from '../../shared/domain/program/change-protocol.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import type { Session } from '../../shared/domain/state.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { aProgram, type Course, type Options } from './builders.ts';
import { calm, denverAt } from './people.ts';

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
    expect(said.touchpoints.map(({ name, at, becomes }) => [name, at, becomes])).toEqual(
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
  expect(dryRun(setting, version({ guidelines })).touchpoints).toMatchObject([
    { name: 'moved', at: null, becomes: course.now },
  ]);
});

describe('what was cleared and answered under the old version', () => {
  const screening = (more: Partial<Protocol['screening']>): Protocol =>
    version({ screening: { ...ketamineHome.screening, ...more } });
  const gates = (course: Course, dose: string, protocol: Protocol): string[] =>
    shutGates(protocol, course.program, course.session(dose), { monitorPresent: true, vitals: calm }, course.now).map(
      ({ code }) => code,
    );
  /** Cleared, and at the hour of the dose. */
  function cleared(options: Options = {}) {
    const course = aProgram(options).prepared();
    const dose = course.book('dosing', '2027-01-20T10:00');
    course.at(denverAt('2027-01-20T09:55')).clear(dose);
    return { course, dose };
  }

  test('holds where the new version asks the same', () => {
    const { course, dose } = cleared();
    const to = version({ title: 'Another title' });
    course.do((change) => changeProtocol(change, to));
    expect([gates(course, dose, to), course.openTasks(), course.program.screenings.length]).toEqual([[], [], 1]);
  });

  test('is no clearance where other checks are asked; a task says so until it is given again', () => {
    const { course, dose } = cleared();
    const clearanceChecks = [...ketamineHome.dosing.clearanceChecks, 'pregnancy-test-negative'];
    const to = version({ dosing: { ...ketamineHome.dosing, clearanceChecks } });
    course.do((change) => changeProtocol(change, to));
    expect([gates(course, dose, to), course.openTasks()]).toEqual([['not-cleared'], ['dose-review']]);
    course.clear(dose);
    expect([gates(course, dose, to), course.openTasks()]).toEqual([[], []]);
  });

  test.each([
    ['is cancelled', (course: Course, dose: string) => course.cancel(dose)],
    [
      'was no dose in the end',
      (course: Course, dose: string) =>
        course.at(denverAt('2027-01-20T10:30')).outcome(dose, { result: 'no-show', startedAt: null, endedAt: null }),
    ],
  ])('is not to be cleared again where it %s', (_why, ends) => {
    const { course, dose } = cleared();
    const clearanceChecks = [...ketamineHome.dosing.clearanceChecks, 'pregnancy-test-negative'];
    course.do((change) => changeProtocol(change, version({ dosing: { ...ketamineHome.dosing, clearanceChecks } })));
    expect(course.openTasks()).toEqual(['dose-review']);
    ends(course, dose);
    expect(course.openTasks()).toEqual([]);
  });

  test('is a contraindication where the new version calls it one: nothing starts, and a clinician is asked at once', () => {
    const { course, dose } = cleared({ yes: ['urinary-symptoms'] });
    course.decide('caution', null);
    const { contraindications, cautions } = ketamineHome.screening;
    const to = screening({
      contraindications: [...contraindications, 'urinary-symptoms'],
      cautions: cautions.filter((code) => code !== 'urinary-symptoms'),
    });
    course.do((change) => changeProtocol(change, to));
    expect(gates(course, dose, to)).toEqual(['contraindicated', 'not-cleared']);
    expect(course.openTasks()).toEqual(['contraindication', 'dose-review']);
    expect(course.rows(dose)['not-yet']).toMatchObject({ status: 'planned' });
  });

  test('lacks what only the new version asks: no dose starts before a new screening', () => {
    const { course, dose } = cleared();
    const to: Protocol = {
      ...screening({ contraindications: [...ketamineHome.screening.contraindications, 'glaucoma'] }),
      medicines: [...ketamineHome.medicines, { code: 'lithium', planNeeded: true }],
    };
    course.do((change) => changeProtocol(change, to));
    expect([gates(course, dose, to), course.openTasks()]).toEqual([['screening-expired'], ['contraindication']]);
    expect(course.program.tasks.at(-1)?.text).toContain('nobody has answered: glaucoma, lithium.');
    expect(course.lastEvents.find(({ type }) => type === 'protocol-changed')?.data).toMatchObject({
      screening: { unanswered: ['glaucoma', 'lithium'] },
    });
  });

  test('is said by a dry run as it then is, which changes nothing', () => {
    const { course, dose } = cleared({ yes: ['urinary-symptoms'], takes: ['antihypertensive'] });
    course.decide('caution', null);
    const { contraindications, cautions } = ketamineHome.screening;
    const to: Protocol = {
      ...screening({
        contraindications: [...contraindications, 'urinary-symptoms', 'glaucoma'],
        cautions: cautions.filter((code) => code !== 'urinary-symptoms'),
      }),
      medicines: ketamineHome.medicines.map((one) => ({ ...one, planNeeded: true })),
    };
    const { program } = course;
    const nothing = { contraindications: [], unanswered: [], cautions: [], medicines: [] };
    expect(dryRun(course.setting, version({ title: 'Another title' }))).toEqual({
      touchpoints: [],
      clearances: [],
      screening: { needed: false, ...nothing },
    });
    expect(dryRun(course.setting, to)).toEqual({
      touchpoints: ['patient', 'monitor'].map((who) => ({
        key: expect.stringMatching(new RegExp(`not-yet_${who}$`)),
        name: 'not-yet',
        at: null,
        becomes: course.now,
      })),
      clearances: [dose],
      screening: {
        needed: true,
        contraindications: ['urinary-symptoms'],
        unanswered: ['glaucoma'],
        cautions: [],
        medicines: ['antihypertensive'],
      },
    });
    expect(course.program).toBe(program);
    course.do((change) => changeProtocol(change, to));
    expect(gates(course, dose, to)).toEqual(['contraindicated', 'screening-expired', 'medicines-plan', 'not-cleared']);
    const settled = { ...course.setting, protocol: to };
    expect(dryRun(settled, { ...to, version: 3 }).screening).toEqual({ needed: true, ...nothing });
  });

  test('asks for a plan where only the new version wants one', () => {
    const { course, dose } = cleared({ takes: ['antihypertensive'] });
    const to = version({ medicines: ketamineHome.medicines.map((one) => ({ ...one, planNeeded: true })) });
    course.do((change) => changeProtocol(change, to));
    expect([gates(course, dose, to), course.openTasks()]).toEqual([['medicines-plan'], ['medicines-plan']]);
  });
});
