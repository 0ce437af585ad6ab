/** Patients whom nobody mails: each touchpoint becomes a task for a person, with the phone number. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import { book, doseBody, ledger, ok, openTasks, prepared, type Session, type Someone, sentTo } from './steps.ts';

let home: TestHome;
const names = ['called', 'unconsented', 'withdrawing', 'bounced', 'complained'] as const;
type Name = (typeof names)[number];
const people = {} as Record<Name, Someone>;
const doses = {} as Record<Name, Session>;
const phone = '+1 303 555 0142';
const since = '2027-01-06T16:30';
const tasksOf = async (name: Name, kind = 'call-patient') =>
  (await openTasks(home.clinic, people[name].programId)).filter((task) => task.kind === kind);

beforeAll(async () => {
  home = await startTestHome();
  const enrolled = await prepared(
    home,
    [{ contactBy: 'call' }, {}, {}, {}, {}],
    [{}, { consents: example('enroll').consents.filter((one: any) => one.kind !== 'email') }],
  );
  for (const [index, name] of names.entries()) people[name] = enrolled[index] as Someone;
  for (const name of names) doses[name] = await book(home.clinic, people[name].base, doseBody('2027-01-10T10:00'));
  await home.settle();
});
afterAll(() => home?.close());

describe.each([
  ['called', 'contact-by-call'],
  ['unconsented', 'no-consent-to-email'],
] as const)('%s', (name, reason) => {
  test('every touchpoint so far is handed over with a task of its own, and nothing was mailed', async () => {
    // Two preparation sessions, each booked and with its reminder the day before, of which one merged; and the dose.
    const rows = (await ledger(home.clinic, people[name].base)).filter((row) => !row.includes('planned'));
    expect(rows.filter((row) => row.includes(' sent'))).toEqual([]);
    const handed = rows.filter((row) => row.includes(`handed-over ${reason}`));
    expect(handed.map((row) => row.split(' ')[1]).sort()).toEqual(['booked', 'booked', 'booked', 'reminder-1d']);
    const tasks = await tasksOf(name);
    // And the welcome.
    expect(tasks).toHaveLength(5);
    for (const task of tasks) expect(task.text).toContain(phone);
    expect(await sentTo(home, people[name].email)).toEqual([]);
  });
});

test('a consent withdrawn in the middle: from there on a person tells', async () => {
  const withdrawn = await home.clinic.post(`${people.withdrawing.base}/consents/email/withdraw`);
  expect(withdrawn.status).toBe(200);
  expect((await home.clinic.post(`${people.withdrawing.base}/consents/email/withdraw`)).status).toBe(409);
  expect((await home.clinic.post(`${people.withdrawing.base}/consents/fax/withdraw`)).status).toBe(404);
});

test('an address that bounces or complains raises one urgent task, and is mailed no more', async () => {
  for (const [name, type] of [
    ['bounced', 'bounce'],
    ['complained', 'complaint'],
  ] as const) {
    const mail = (await home.mails(people[name].email)).at(-1);
    const event = { method: 'POST', body: JSON.stringify({ type }) };
    // Told twice, as SES may.
    for (let time = 0; time < 2; time += 1)
      expect((await fetch(`${home.home.urls.api}/local/mail/${mail?.id}/event`, event)).status).toBe(202);
    await home.settle();
    const [task, ...others] = await tasksOf(name);
    expect(others).toEqual([]);
    expect(task).toMatchObject({ urgency: 'urgent', owner: { email: 'sam.lee@clinic.example' } });
    expect(task.text).toContain(phone);
    const { body } = await ok(home.clinic.get(`${people[name].base}/messages?limit=100`), 200);
    const told = body.items.find((one: any) => one.sessionId === doses[name].sessionId && one.touchpoint === 'booked');
    expect(told).toMatchObject({ status: 'sent', delivery: type === 'bounce' ? 'bounced' : 'complained' });
  }
});

test('through the reminders, nothing reaches any mailbox and each is somebody’s task', async () => {
  await home.runTo('2027-01-10T03:01:00Z');
  const reasons: Record<Name, string> = {
    called: 'contact-by-call',
    unconsented: 'no-consent-to-email',
    withdrawing: 'no-consent-to-email',
    bounced: 'bounced',
    complained: 'complained',
  };
  for (const name of names) {
    const booked = name === 'called' || name === 'unconsented' ? `handed-over ${reasons[name]}` : 'sent';
    expect(await ledger(home.clinic, people[name].base, doses[name].sessionId)).toEqual([
      `r1 booked ${booked}`,
      `r1 reminder-3d handed-over ${reasons[name]}`,
      `r1 reminder-24h handed-over ${reasons[name]}`,
      `r1 reminder-3h handed-over ${reasons[name]}`,
    ]);
    expect((await sentTo(home, people[name].email, since)).length).toBe(booked === 'sent' ? 1 : 0);
    const tasks = (await tasksOf(name)).filter((task) => task.text.includes('remind'));
    // Those of the dose; who is called was reminded of a preparation session, too.
    expect(tasks.filter((task) => task.sessionId === doses[name].sessionId)).toHaveLength(3);
    for (const task of tasks) expect(task.due >= task.raisedAt).toBe(true);
  }
});

test('consent given again: the rest is mailed again; a moved session takes its open calls back', async () => {
  await ok(home.clinic.post(`${people.withdrawing.base}/consents`, { kind: 'email', signedOn: '2027-01-09' }), 201);
  for (const name of ['withdrawing', 'bounced'] as const) {
    const cancelled = await home.clinic.post(`${doses[name].path}/cancel`, example('cancel'));
    expect(cancelled.status).toBe(200);
  }
  expect((await sentTo(home, people.withdrawing.email, since)).at(-1)).toBe(
    '2027-01-10T03:01 Your session is cancelled',
  );
  expect((await sentTo(home, people.bounced.email, since)).length).toBe(1);
  const left = (await tasksOf('bounced')).map((task) => task.text);
  // The address is still wrong, and somebody has to tell of the cancellation; of the old reminders nobody tells any more.
  expect(left).toHaveLength(2);
  expect(left.filter((text) => text.includes('was cancelled'))).toHaveLength(1);
});
