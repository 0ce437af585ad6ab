/** The whole course by one request: proposed, booked or moved, all or none. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { kindsOfOpenTasks, ok, type Someone } from './steps.ts';

let home: TestHome;
let someone: Someone;

beforeAll(async () => {
  home = await startTestHome();
  someone = await enrollSomeone(home.clinic);
  await home.settle();
});
afterAll(() => home?.close());

const dates = (body: any): string[] =>
  body.sessions.map((one: any) => `${one.kind} ${one.doseNumber ?? ''} ${one.start.at}`.replace('  ', ' '));
const sessionsOf = async (base: string): Promise<any[]> =>
  (await ok(home.clinic.get(`${base}/sessions`), 200)).body.items;
const eventsOf = async (base: string): Promise<number> =>
  (await ok(home.clinic.get(`${base}/timeline?limit=100`), 200)).body.items.length;

test('a proposal names every date and writes nothing, not even an unknown member of staff', async () => {
  const before = await eventsOf(someone.base);
  const body = example('series');
  const proposed = await ok(
    home.clinic.post(`${someone.base}/series`, {
      ...body,
      closing: { ...body.closing, staff: ['new@clinic.example'] },
    }),
    200,
  );
  expect(dates(proposed.body)).toEqual([
    'preparation 2027-01-08T15:00',
    'preparation 2027-01-15T15:00',
    'dosing 1 2027-01-20T10:00',
    'integration 1 2027-01-22T15:00',
    'dosing 2 2027-01-27T10:00',
    'integration 2 2027-01-29T15:00',
    'dosing 3 2027-02-03T10:00',
    'integration 3 2027-02-05T15:00',
    'dosing 4 2027-02-10T10:00',
    'integration 4 2027-02-12T15:00',
    'dosing 5 2027-02-17T10:00',
    'integration 5 2027-02-19T15:00',
    'dosing 6 2027-02-24T10:00',
    'integration 6 2027-02-26T15:00',
    'closing 2027-03-05T15:00',
  ]);
  expect(proposed.body).toMatchObject({ booked: false, unplaced: [], dosesThatFit: 6 });
  expect([await eventsOf(someone.base), await sessionsOf(someone.base)]).toEqual([before, []]);
  const staff = await home.clinic.get('/v1/staff');
  expect(JSON.stringify(staff.body)).not.toContain('new@clinic.example');
});

test('booked, the whole course stands, once, each session with its own execution and notice', async () => {
  const body = { ...example('series'), book: true };
  const key = { 'idempotency-key': 'course-1' };
  const booked = await ok(home.clinic.post(`${someone.base}/series`, body, key), 200);
  expect(booked.body.sessions).toHaveLength(15);
  expect((await home.clinic.post(`${someone.base}/series`, body, key)).body).toEqual(booked.body);
  expect(await sessionsOf(someone.base)).toHaveLength(15);
  // Fifteen executions want the program's head at the same moment: who finds it busy tries again.
  await home.advance('PT10M');
  const mails = (await home.mails(someone.email)).map(({ subject }) => subject);
  expect(mails.filter((subject) => subject === 'Your session is booked')).toHaveLength(15);
  const { executions } = (await home.clinic.get(someone.base)).body;
  expect(executions.filter((one: any) => one.name.startsWith('session-') && one.status === 'RUNNING')).toHaveLength(15);
  // What is booked already is asked for no more.
  const again = await ok(home.clinic.post(`${someone.base}/series`, body), 200);
  expect([again.body.sessions, again.body.unplaced]).toEqual([[], []]);
});

test('somebody else is offered other times: the same member of staff is nowhere twice', async () => {
  const other = await enrollSomeone(home.clinic);
  const { body } = await ok(home.clinic.post(`${other.base}/series`, example('series')), 200);
  expect(dates(body).slice(0, 4)).toEqual([
    'preparation 2027-01-08T16:00',
    'preparation 2027-01-15T16:00',
    'dosing 1 2027-01-20T13:00',
    'integration 1 2027-01-22T16:00',
  ]);
});

test('staff that nobody names are those of the care team; who has left, or has no license any more, is not', async () => {
  const other = await enrollSomeone(home.clinic);
  const { preparation, timeZone, startFrom } = example('series');
  const { staff: _named, ...rest } = preparation;
  const wanted = { timeZone, startFrom, preparation: rest };
  const staffOf = async () => {
    const { body } = await ok(home.clinic.post(`${other.base}/series`, wanted), 200);
    return body.sessions.map((one: any) => one.staff.map(({ email }: any) => email).join());
  };
  expect(await staffOf()).toEqual(['sam.lee@clinic.example', 'sam.lee@clinic.example']);
  const admin = await home.as('demo', ['clinic-admin'], 'stf_demo_director');
  const sam = (await ok(admin.get('/v1/staff?limit=100'), 200)).body.items.find(({ name }: any) => name === 'Sam Lee');
  const path = `/v1/staff/${sam.staffId}`;
  const changed = await ok(admin.patch(path, { licenseUntil: '2027-01-01' }, `"${sam.version}"`), 200);
  expect(await staffOf()).toEqual(['', '']);
  await ok(admin.patch(path, { licenseUntil: sam.licenseUntil }, changed.etag ?? ''), 200);
});

test('all or none: what has no place is named, and nothing is booked', async () => {
  const other = await enrollSomeone(home.clinic);
  const wish = example('series');
  const answer = await home.clinic.post(`${other.base}/series`, {
    ...wish,
    dosing: { ...wish.dosing, times: ['17:00'] },
    book: true,
  });
  expect([answer.status, answer.body.code]).toEqual([422, 'does-not-fit']);
  expect(answer.body.unplaced).toEqual([
    {
      kind: 'dosing',
      doseNumber: 1,
      reasons: expect.arrayContaining([expect.objectContaining({ code: 'clinic-closed' })]),
    },
  ]);
  expect(dates(answer.body)).toEqual(['preparation 2027-01-08T16:00', 'preparation 2027-01-15T16:00']);
  expect(await sessionsOf(other.base)).toEqual([]);
});

test('a wish that says nothing, or something wrong, is answered with what would be right', async () => {
  const empty = await home.clinic.post(`${someone.base}/series`, {});
  expect([empty.status, empty.body.errors[0].message]).toEqual([400, expect.stringContaining('names no kind')]);
  const wrong = await home.clinic.post(`${someone.base}/series`, {
    startFrom: '2027-02-30',
    closing: { ...example('series').closing, times: ['25:00'], daysOfWeek: [] },
  });
  expect(wrong.body.errors.map(({ path }: any) => path).sort()).toEqual([
    'closing.daysOfWeek',
    'closing.times.0',
    'startFrom',
  ]);
});

test('a dose that moves says what it breaks; the repair is proposed, then moves all of it', async () => {
  const dose = (await sessionsOf(someone.base)).find((one) => one.doseNumber === 1 && one.kind === 'dosing');
  const path = `${someone.base}/sessions/${dose.sessionId}`;
  const { etag } = await ok(home.clinic.get(path), 200);
  const start = { at: '2027-01-26T10:00', timeZone: 'America/Denver' };
  const moved = await ok(home.clinic.patch(path, { start }, etag ?? ''), 200);
  const short = ({ kind, start: at, because }: any) => `${kind} ${at.at} ${because.code}`;
  expect(moved.body.breaks.map(short)).toEqual([
    'integration 2027-01-22T15:00 wrong-phase',
    'dosing 2027-01-27T10:00 too-soon',
  ]);
  await home.settle();
  const before = await sessionsOf(someone.base);
  const proposed = await ok(home.clinic.post(`${someone.base}/series/repair`, {}), 200);
  expect(proposed.body.sessions).toHaveLength(12);
  expect(proposed.body.sessions.slice(0, 3).map((one: any) => [one.kind, one.from.at, one.start.at])).toEqual([
    ['integration', '2027-01-22T15:00', '2027-01-29T15:00'],
    ['dosing', '2027-01-27T10:00', '2027-02-03T10:00'],
    ['integration', '2027-01-29T15:00', '2027-02-05T15:00'],
  ]);
  expect(await sessionsOf(someone.base)).toEqual(before);
  expect(await kindsOfOpenTasks(home.clinic, someone.programId)).toContain('spacing');
  const repaired = await ok(home.clinic.post(`${someone.base}/series/repair`, { book: true }), 200);
  expect(dates(repaired.body)).toEqual(dates(proposed.body));
  expect(await kindsOfOpenTasks(home.clinic, someone.programId)).not.toContain('spacing');
  await home.advance('PT10M');
  const mails = (await home.mails(someone.email)).map(({ subject }) => subject);
  expect(mails.filter((subject) => subject === 'Your session has a new time')).toHaveLength(13);
  // Nothing is broken any more: a further repair moves nothing.
  const none = await ok(home.clinic.post(`${someone.base}/series/repair`, { book: true }), 200);
  expect(none.body).toEqual({ booked: true, sessions: [], unplaced: [] });
});

test('withdrawing from a course that was booked whole cancels all of it', async () => {
  await ok(home.clinic.post(`${someone.base}/withdraw`, example('withdraw')), 200);
  expect((await sessionsOf(someone.base)).map((one) => one.status)).toEqual(Array(15).fill('cancelled'));
});
