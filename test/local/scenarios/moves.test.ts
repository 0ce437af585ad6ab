/** Sessions that move, change or are cancelled: nothing of the old time ever goes out (R1). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import {
  book,
  clear,
  denver,
  doseBody,
  kindsOfOpenTasks,
  move,
  preparedBefore,
  type Session,
  type Someone,
  sentTo,
  start,
  therapyBody,
} from './steps.ts';

let home: TestHome;
const names = ['earlier', 'later', 'into', 'night', 'twice', 'place', 'monitor', 'chain', 'cancelled'] as const;
type Name = (typeof names)[number];
const people = {} as Record<Name, Someone>;
const doses = {} as Record<Name, Session>;
const since = '2027-01-06T16:30';
const to = (at: string) => ({ start: { at, timeZone: denver } });
const mailsOf = (name: Name) => sentTo(home, people[name].email, since);
const days: Partial<Record<Name, string>> = {
  earlier: '2027-01-12T10:00',
  into: '2027-01-12T10:00',
  night: '2027-01-11T10:00',
  twice: '2027-01-12T10:00',
  cancelled: '2027-01-10T08:00',
};

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  const enrolled = await preparedBefore(
    home,
    names.map(() => ({})),
  );
  for (const [index, name] of names.entries()) {
    people[name] = enrolled[index] as Someone;
    doses[name] = await book(home.clinic, people[name].base, doseBody(days[name] ?? '2027-01-10T10:00'));
  }
  // Everybody is told of the booking before it is moved.
  await home.settle();
});
afterAll(() => home?.close());

test('a move needs the newest ETag, and a time that is ahead', async () => {
  const { path, etag } = doses.place;
  const without = await home.clinic.patch(path, to('2027-01-11T10:00'), '');
  expect([without.status, without.body.code]).toEqual([412, 'stale']);
  const past = await home.clinic.patch(path, to('2027-01-06T09:00'), etag);
  expect([past.status, past.body.code]).toEqual([422, 'in-the-past']);
  const none = await home.clinic.patch(path, {}, etag);
  expect([none.status, none.body.code]).toEqual([400, 'invalid']);
});

test('a new place is a new revision that is told, with a clearance void and reminders of the same time', async () => {
  await clear(home.clinic, people.place.base, doses.place);
  const changed = await move(home.clinic, doses.place, { place: { text: 'At my sister’s' } });
  expect(changed.body).toMatchObject({ revision: 2, start: doses.place.body.start, blocked: [] });
  expect((await start(home.clinic, doses.place)).body.gates.map((gate: any) => gate.code)).toEqual([
    'not-cleared',
    'too-early',
  ]);
});

test('a new monitor voids the clearance and is no news for the patient', async () => {
  await clear(home.clinic, people.monitor.base, doses.monitor);
  const monitor = { name: 'Ada Ortiz', email: 'ada@example.com', phone: '+1 303 555 0101' };
  const changed = await move(home.clinic, doses.monitor, { monitor });
  expect(changed.body.revision).toBe(1);
  expect((await start(home.clinic, doses.monitor)).body.gates.map((gate: any) => gate.code)).toEqual([
    'not-cleared',
    'too-early',
  ]);
  const stale = await home.clinic.patch(doses.monitor.path, to('2027-01-11T10:00'), doses.monitor.etag);
  expect(stale.status).toBe(412);
});

test('twice quickly: only the last time counts', async () => {
  const [first, second] = [await home.clinic.get(doses.twice.path), { etag: '' }];
  const moved = await home.clinic.patch(doses.twice.path, to('2027-01-13T10:00'), first.etag ?? '');
  second.etag = moved.etag ?? '';
  const again = await home.clinic.patch(doses.twice.path, to('2027-01-14T10:00'), second.etag);
  expect([moved.body.revision, again.body.revision]).toEqual([2, 3]);
  await home.settle();
  const told = (await home.mails(people.twice.email)).filter((mail) => mail.subject === 'Your session has a new time');
  expect(told.length).toBeLessThanOrEqual(2);
  expect(told.at(-1)?.text).toContain('Thursday 14 January');
});

test('an earlier dose that comes too close to the next one moves, and the next one says so', async () => {
  const { base } = people.chain;
  await book(home.clinic, base, therapyBody('integration', '2027-01-12T08:00'));
  const next = await book(home.clinic, base, doseBody('2027-01-13T10:00'));
  expect(next.body).toMatchObject({ doseNumber: 2, warnings: [] });
  await move(home.clinic, doses.chain, to('2027-01-11T10:00'));
  expect((await home.clinic.get(next.path)).body.warnings).toEqual(['spacing-broken']);
  expect(await kindsOfOpenTasks(home.clinic, people.chain.programId)).toEqual(['spacing']);
  await move(home.clinic, doses.chain, to('2027-01-10T10:00'));
  expect((await home.clinic.get(next.path)).body.warnings).toEqual([]);
  expect(await kindsOfOpenTasks(home.clinic, people.chain.programId)).toEqual([]);
  const closer = await home.clinic.patch(
    next.path,
    to('2027-01-12T10:00'),
    (await home.clinic.get(next.path)).etag ?? '',
  );
  expect([closer.status, closer.body.code]).toEqual([422, 'too-soon']);
});

test('the clock runs past all of them, with a move or a cancellation right before each reminder', async () => {
  await home.runTo('2027-01-08T16:00:00Z');
  doses.earlier = await move(home.clinic, doses.earlier, to('2027-01-11T10:00'));
  expect(doses.earlier.body.blocked).toEqual([]);
  await home.runTo('2027-01-09T09:00:00Z');
  doses.night = await move(home.clinic, doses.night, to('2027-01-13T10:00'));
  await home.runTo('2027-01-09T14:59:00Z');
  doses.later = await move(home.clinic, doses.later, to('2027-01-12T10:00'));
  await home.runTo('2027-01-09T20:00:00Z');
  doses.into = await move(home.clinic, doses.into, to('2027-01-10T10:00'));
  await home.runTo('2027-01-10T02:59:00Z');
  const cancelled = await home.clinic.post(`${doses.cancelled.path}/cancel`, example('cancel'));
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  const again = await home.clinic.post(`${doses.cancelled.path}/cancel`, example('cancel'));
  expect([again.status, again.body.code]).toEqual([409, 'wrong-state']);
  const moved = await home.clinic.patch(doses.cancelled.path, to('2027-01-14T10:00'), cancelled.etag ?? '');
  expect([moved.status, moved.body.code]).toEqual([409, 'wrong-state']);
  await home.runTo('2027-01-12T12:00:00Z');
});

test('moved a day earlier: what has passed merges into the notice', async () => {
  expect(await mailsOf('earlier')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    // Three days before is an hour from now: it merges into this notice.
    '2027-01-08T16:00 Your session has a new time',
    '2027-01-10T15:00 Your session is tomorrow',
    '2027-01-11T03:00 Your session is tomorrow',
  ]);
});

test('moved a minute before a reminder: that reminder goes at the new time only', async () => {
  expect(await mailsOf('later')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-07T17:00 Your session is in 3 days',
    '2027-01-09T14:59 Your session has a new time',
    '2027-01-09T17:00 Your session is in 3 days',
    '2027-01-11T15:00 Your session is tomorrow',
    '2027-01-12T03:00 Your session is tomorrow',
  ]);
});

test('moved into an open window that nobody had announced: blocked, and the notice says so', async () => {
  expect(doses.into.body.blocked).toEqual([{ about: 'late-booking', since: '2027-01-09T20:00:00.000Z' }]);
  expect(await mailsOf('into')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-09T17:00 Your session is in 3 days',
    '2027-01-09T20:00 Your session has a new time',
    '2027-01-10T03:00 Your session is tomorrow',
  ]);
  const late = (await home.mails(people.into.email)).filter((mail) => mail.at >= '2027-01-09T20:00');
  for (const mail of late) expect(mail.text).toContain('not confirmed yet');
  expect(late[0]?.text).toContain('From now on');
  // Its start has passed since, and nobody said how it went.
  expect(await kindsOfOpenTasks(home.clinic, people.into.programId)).toEqual(['late-booking', 'undocumented']);
});

test('moved at night: told at once', async () => {
  expect(await mailsOf('night')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-08T17:00 Your session is in 3 days',
    '2027-01-09T09:00 Your session has a new time',
    '2027-01-10T17:00 Your session is in 3 days',
  ]);
});

test('cancelled at night, a minute before a reminder: told once, and nothing after it', async () => {
  expect(await mailsOf('cancelled')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-07T15:00 Your session is in 3 days',
    // The 24 h window opens on Saturday at 08:00; two hours before that is quiet: Friday, 20:00.
    '2027-01-09T03:00 Your session is in 2 days',
    '2027-01-10T02:59 Your session is cancelled',
  ]);
});

test('of every move, what was told to whom', async () => {
  expect(await mailsOf('place')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-06T16:30 Your session has changed',
    '2027-01-07T17:00 Your session is in 3 days',
    '2027-01-09T15:00 Your session is tomorrow',
    '2027-01-10T03:00 Your session is tomorrow',
  ]);
  expect(await mailsOf('monitor')).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-07T17:00 Your session is in 3 days',
    '2027-01-09T15:00 Your session is tomorrow',
    '2027-01-10T03:00 Your session is tomorrow',
  ]);
});
