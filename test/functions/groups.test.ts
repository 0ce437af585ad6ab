/** A group has moved, and whoever carries it to its participants fails on the way: nobody is left behind. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deps } from '../../functions/live.ts';
import { createHandler as createOnChange } from '../../functions/reactions/on-change.ts';
import { createHandler as createReconcile } from '../../functions/reactions/reconcile.ts';
import { changeGroup, type Group, planGroup } from '../../shared/domain/group/group.ts';
import { joinGroup } from '../../shared/domain/group/participate.ts';
import { resolveStart } from '../../shared/domain/time.ts';
import { runCommand } from '../../shared/use-cases/run-command.ts';
import { TableHome, who } from './table-home.ts';

let home: TableHome;
let deps: Deps;

beforeAll(async () => {
  home = await TableHome.start();
  deps = home.deps;
});
afterAll(() => home.close());

function at(wall: string) {
  const resolved = resolveStart(wall, 'America/Denver');
  if (!resolved.ok) throw new Error(resolved.code);
  return resolved.start;
}

const by = async () => {
  const clinic = await deps.clinics.clinic('demo');
  if (!clinic) throw new Error('no clinic');
  return { clinic, actor: who.actor, now: home.now, idempotency: undefined };
};

async function aGroupOf(people: number): Promise<{ group: Group; programs: string[] }> {
  const wanted = {
    start: at('2027-01-13T17:00'),
    durationMinutes: 60,
    mode: 'video' as const,
    modality: null,
    place: null,
  };
  const planned = planGroup({ ...wanted, kind: 'preparation', staff: [], capacity: 8 }, home.newId('grp'), home.now);
  if (!planned.ok) throw new Error('refused');
  expect(await deps.groups.create(planned.group, await by())).toBe('written');
  const programs: string[] = [];
  for (let count = 0; count < people; count += 1) {
    const programId = await home.enroll();
    const decide = (change: Parameters<typeof joinGroup>[0]) => joinGroup(change, planned.group, count, null);
    expect(await runCommand(deps, { clinicId: 'demo', programId, who, kind: 'person', decide })).toMatchObject({
      ok: true,
    });
    programs.push(programId);
  }
  return { group: planned.group, programs };
}

async function move(group: Group, start: string): Promise<Group> {
  const changed = changeGroup(group, { start: at(start) }, 0, home.now);
  if (!changed.ok) throw new Error('refused');
  expect(await deps.groups.change(group, changed.group, await by())).toBe('written');
  return changed.group;
}

const startsOf = async (programs: readonly string[]): Promise<(string | undefined)[]> =>
  Promise.all(programs.map(async (id) => (await deps.programs.load('demo', id))?.sessions[0]?.start.at));

const told = (group: Group) => ({
  Records: [
    {
      dynamodb: { SequenceNumber: '7', Keys: { pk: { S: `clinic#demo#group#${group.groupId}` }, sk: { S: 'group' } } },
    },
  ],
});

it('moves the others where one fails, reports the record so that it comes again, and then carries on', async () => {
  const { group, programs } = await aGroupOf(3);
  const moved = await move(group, '2027-01-14T09:00');
  const failed = await createOnChange(home.withoutRoomFor(programs[1] ?? ''))(told(group), {} as never);
  expect(failed).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  expect(await startsOf(programs)).toEqual(['2027-01-14T09:00', '2027-01-13T17:00', '2027-01-14T09:00']);
  expect((await deps.groups.find('demo', group.groupId))?.pending).toBe(true);
  const seqs = async () => Promise.all(programs.map(async (id) => (await deps.programs.load('demo', id))?.seq));
  const [first, , third] = await seqs();
  expect(await createOnChange(deps)(told(moved), {} as never)).toEqual({ batchItemFailures: [] });
  expect(await startsOf(programs)).toEqual(Array(3).fill('2027-01-14T09:00'));
  // Who had followed already is left alone.
  const after = await seqs();
  expect([after[0], after[2]]).toEqual([first, third]);
  expect((await deps.groups.find('demo', group.groupId))?.pending).toBe(false);
});

it('is found by the reconciler, should nobody have been told of it', async () => {
  const { group, programs } = await aGroupOf(2);
  await move(group, '2027-01-15T09:00');
  await createReconcile(deps)({ time: home.now }, {} as never);
  expect(await startsOf(programs)).toEqual(Array(2).fill('2027-01-13T17:00'));
  home.now = '2027-01-04T16:02:01.000Z';
  await createReconcile(home.withoutRoomFor(programs[0] ?? ''))({ time: home.now }, {} as never);
  expect(await startsOf(programs)).toEqual(['2027-01-13T17:00', '2027-01-15T09:00']);
  await createReconcile(deps)({ time: home.now }, {} as never);
  expect(await startsOf(programs)).toEqual(Array(2).fill('2027-01-15T09:00'));
});

it('a seat is taken only in the revision that was read, and only while there is room', async () => {
  const { group } = await aGroupOf(1);
  const programId = await home.enroll();
  const joinAs = (as: Group) =>
    runCommand(deps, {
      clinicId: 'demo',
      programId,
      who,
      kind: 'person',
      decide: (change) => joinGroup(change, as, 0, null),
    });
  const moved = await move(group, '2027-01-16T09:00');
  expect(await joinAs(group)).toEqual({ ok: false, failure: 'group-changed' });
  const small = changeGroup(moved, { capacity: 1 }, 1, home.now);
  if (!small.ok) throw new Error('refused');
  expect(await deps.groups.change(moved, small.group, await by())).toBe('written');
  expect(await joinAs(moved)).toEqual({ ok: false, failure: 'group-changed' });
  expect((await deps.programs.load('demo', programId))?.sessions).toEqual([]);
  // Nobody changes what somebody else has changed since.
  expect(await deps.groups.change(moved, { ...moved, version: 3 }, await by())).toBe('conflict');
});

it('a move that overtakes another one is followed to its end', async () => {
  const { group, programs } = await aGroupOf(1);
  const first = await move(group, '2027-01-17T09:00');
  const last = await move(first, '2027-01-18T09:00');
  expect(await deps.groups.noteFollowed('demo', first)).toBe(false);
  await createOnChange(deps)(told(last), {} as never);
  expect(await startsOf(programs)).toEqual(['2027-01-18T09:00']);
});
