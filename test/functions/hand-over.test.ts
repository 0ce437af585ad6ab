/** Somebody has left, and one program could not be handed over: it is not forgotten, and keeps the others waiting no longer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handOverStaff } from '../../functions/reactions/hand-over-staff.ts';
import { TableHome, who } from './table-home.ts';

let home: TableHome;
beforeAll(async () => {
  home = await TableHome.start();
});
afterAll(() => home.close());

it('is gone through again until every program has its task', async () => {
  const { deps } = home;
  const programs = [await home.enroll(), await home.enroll()];
  const lead = await deps.clinics.staffByEmail('demo', 'sam.lee@clinic.example');
  if (!lead) throw new Error('nobody leads');
  const { staffId, name, email } = lead;
  const after = { ...lead, leftOn: '2027-01-04', version: lead.version + 1 };
  const handover = { leaving: { staffId, name, email, on: '2027-01-04' }, to: null, by: who.by, cursor: null };
  const changed = await deps.clinics.changeStaff('demo', lead, after, {}, who.actor, home.now, handover);
  expect(changed).toBe(true);
  const tasks = () =>
    Promise.all(programs.map(async (id) => (await deps.programs.load('demo', id))?.tasks.map(({ kind }) => kind)));

  await handOverStaff(home.withoutRoomFor(programs[0] ?? ''), 'demo', staffId);
  expect(await tasks()).toEqual([[], ['staff-left']]);
  expect(await deps.handovers.due(home.now)).toEqual([{ clinicId: 'demo', staffId }]);

  await handOverStaff(deps, 'demo', staffId);
  expect(await tasks()).toEqual([['staff-left'], ['staff-left']]);
  expect(await deps.handovers.due(home.now)).toEqual([]);
});

it('of somebody who came back and left again meanwhile goes on from its beginning', async () => {
  const { deps } = home;
  const lead = await deps.clinics.staffByEmail('demo', 'sam.lee@clinic.example');
  if (!lead) throw new Error('nobody has left');
  const { staffId, name, email } = lead;
  const leave = async (on: string): Promise<void> => {
    const known = await deps.clinics.staff('demo', staffId);
    if (!known) throw new Error('nobody has left');
    const handover = { leaving: { staffId, name, email, on }, to: null, by: who.by, cursor: null };
    const after = { ...known, leftOn: on, version: known.version + 1 };
    expect(await deps.clinics.changeStaff('demo', known, after, {}, who.actor, home.now, handover)).toBe(true);
  };
  await leave('2027-01-03');
  const first = await deps.handovers.read('demo', staffId);
  await leave('2027-01-04');
  if (!first) throw new Error('nothing is handed over');

  await deps.handovers.reached('demo', first, null, false);
  expect(await deps.handovers.read('demo', staffId)).toMatchObject({ leaving: { on: '2027-01-04' }, cursor: null });
  await deps.handovers.reached('demo', first, 'far', false);
  expect(await deps.handovers.read('demo', staffId)).toMatchObject({ leaving: { on: '2027-01-04' }, cursor: null });
  await handOverStaff(deps, 'demo', staffId);
  expect(await deps.handovers.read('demo', staffId)).toBeNull();
});
