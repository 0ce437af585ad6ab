/** Who is booked twice: a patient never, staff with a warning. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { book, denver, move, ok, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
const people: Someone[] = [];

beforeAll(async () => {
  home = await startTestHome();
  for (const name of ['Ada Adler', 'Ben Brook', 'Cleo Chan']) people.push(await enrollSomeone(home.clinic, { name }));
});
afterAll(() => home?.close());

const person = (index: number): Someone => people[index] as Someone;
const bookFor = (index: number, at: string, more: Record<string, unknown> = {}) =>
  book(home.clinic, person(index).base, therapyBody('preparation', at, more));
const to = (at: string) => ({ start: { at, timeZone: denver } });
const staffIdOf = async (email: string): Promise<string> =>
  (await ok(home.clinic.get('/v1/staff'), 200)).body.items.find((one: any) => one.email === email).staffId;

test('a patient is not booked twice: refused with the other session', async () => {
  const one = await bookFor(0, '2027-01-12T10:00');
  const answer = await home.clinic.post(`${person(0).base}/sessions`, therapyBody('preparation', '2027-01-12T10:59'));
  expect([answer.status, answer.body.code, answer.body.sessionId]).toEqual([422, 'does-not-fit', one.sessionId]);
});

test('staff who have another session then are named by ids, and the session stands all the same', async () => {
  const staffId = await staffIdOf(example('book-preparation').staff[0]);
  const one = await bookFor(0, '2027-01-13T10:00');
  expect(one.body.overlaps).toEqual([]);
  await home.settle();
  const warned = { code: 'staff-taken', staffId, programId: person(0).programId, sessionId: one.sessionId };
  const other = await bookFor(1, '2027-01-13T10:30');
  expect(other.body).toMatchObject({ status: 'booked', overlaps: [warned] });
  expect((await bookFor(2, '2027-01-13T11:30')).body.overlaps).toEqual([]);
  const elsewhere = await move(home.clinic, other, to('2027-01-13T14:00'));
  expect(elsewhere.body.overlaps).toEqual([]);
  const longer = await move(home.clinic, other, { durationMinutes: 55 });
  expect(longer.body.overlaps).toEqual([]);
  expect((await move(home.clinic, other, to('2027-01-13T09:30'))).body.overlaps).toEqual([warned]);
  expect((await move(home.clinic, other, { staff: [] })).body.overlaps).toEqual([]);
});

test('a group is one meeting for its staff; another session at its time is warned of', async () => {
  const wanted = { ...example('group'), ...to('2027-01-15T17:00') };
  const staffId = await staffIdOf(wanted.staff[0]);
  const alone = await bookFor(2, '2027-01-15T17:30', { staff: wanted.staff });
  const warned = { code: 'staff-taken', staffId, programId: person(2).programId, sessionId: alone.sessionId };
  const planned = await ok(home.clinic.post('/v1/groups', wanted), 201);
  expect(planned.body.overlaps).toEqual([warned]);
  const path = `/v1/groups/${planned.body.groupId}`;
  const join = (index: number) =>
    ok(home.clinic.post(`${path}/participants`, { programId: person(index).programId }), 201);
  for (const index of [0, 1]) expect((await join(index)).body.overlaps).toEqual([warned]);
  const moved = await ok(home.clinic.patch(path, to('2027-01-15T18:30'), planned.etag ?? ''), 200);
  expect(moved.body).toMatchObject({ taken: 2, overlaps: [] });
});
