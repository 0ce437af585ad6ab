/** A contraindication that is found after booking: recorded, told once per revision, and no dose starts over it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import {
  book,
  clear,
  doseBody,
  kindsOfOpenTasks,
  ledger,
  move,
  preparedBefore,
  type Session,
  type Someone,
  sentTo,
  start,
} from './steps.ts';

let home: TestHome;
let early: Someone;
let short: Someone;
let lifted: Someone;
let earlyDose: Session;
let shortDose: Session;
let liftedDose: Session;
const since = '2027-01-06T16:30';

const answers = (yes: string[]) => {
  const all = example('enroll').screening.answers;
  return { answers: { ...all, ...Object.fromEntries(yes.map((code) => [code, true])) }, takes: [] };
};
const screen = (someone: Someone, ...yes: string[]) => home.clinic.post(`${someone.base}/screenings`, answers(yes));

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  [early, short, lifted] = (await preparedBefore(home, [{}, {}, {}])) as [Someone, Someone, Someone];
  earlyDose = await book(home.clinic, early.base, doseBody('2027-01-10T10:00'));
  shortDose = await book(home.clinic, short.base, doseBody('2027-01-10T10:00'));
  liftedDose = await book(home.clinic, lifted.base, doseBody('2027-01-10T10:00'));
});
afterAll(() => home?.close());

test('three days before: recorded with 201, an urgent task, and nothing is booked any more', async () => {
  await home.runTo('2027-01-07T18:00:00Z');
  for (const someone of [early, lifted]) {
    const { status, body } = await screen(someone, 'pregnant-nursing-or-trying');
    expect([status, body.contraindications]).toEqual([201, ['pregnant-nursing-or-trying']]);
    expect(await kindsOfOpenTasks(home.clinic, someone.programId)).toEqual(['contraindication']);
  }
  const again = await home.clinic.post(`${early.base}/sessions`, doseBody('2027-01-14T10:00'));
  expect([again.status, again.body.code]).toEqual([422, 'contraindicated']);
  const gates = (await start(home.clinic, earlyDose)).body.gates.map((gate: any) => gate.code);
  expect(gates).toEqual(['contraindicated', 'not-cleared', 'too-early']);
});

test('lifted before the last day by a newer screening: nobody is told "not yet"', async () => {
  await home.runTo('2027-01-08T18:00:00Z');
  expect((await screen(lifted)).status).toBe(201);
  expect(await kindsOfOpenTasks(home.clinic, lifted.programId)).toEqual([]);
});

test('the patient hears of it once, as the last day begins, and the reminders say "not confirmed yet"', async () => {
  await home.runTo('2027-01-10T06:59:00Z');
  expect(await sentTo(home, early.email, since)).toEqual([
    '2027-01-06T16:30 Your session is booked',
    '2027-01-07T17:00 Your session is in 3 days',
    '2027-01-09T15:00 Your session is tomorrow',
    '2027-01-09T17:00 Your session is not confirmed yet',
    '2027-01-10T03:00 Your session is tomorrow',
  ]);
  const texts = (await home.mails(early.email)).filter((mail) => mail.at > '2027-01-07T17:01').map((mail) => mail.text);
  expect(texts).toHaveLength(3);
  for (const text of texts) expect(text).toContain('not confirmed yet');
  expect(texts[1]?.replace(/\s+/g, ' ')).toMatch(/Take nothing\. .*call/);
  expect((await sentTo(home, lifted.email, since)).map((line) => line.slice(17))).toEqual([
    'Your session is booked',
    'Your session is in 3 days',
    'Your session is tomorrow',
    'Your session is tomorrow',
  ]);
});

test('ten hours before: told at once, at night', async () => {
  await home.runTo('2027-01-10T07:00:00Z');
  expect((await screen(short, 'serious-heart-problem')).status).toBe(201);
  expect((await sentTo(home, short.email, since)).at(-1)).toBe('2027-01-10T07:00 Your session is not confirmed yet');
  const { status, body } = await home.clinic.post(`${short.base}/decisions`, {
    about: 'adverse-event',
    sessionId: shortDose.sessionId,
    decision: 'proceed',
    reason: 'x',
  });
  expect([status, body.code]).toEqual([409, 'wrong-state']);
});

test('no and yes again tells nothing twice of the same revision, and once more of the next', async () => {
  await home.runTo('2027-01-10T08:00:00Z');
  expect((await screen(short)).status).toBe(201);
  expect((await screen(short, 'serious-heart-problem')).status).toBe(201);
  expect((await screen(short)).status).toBe(201);
  await home.settle();
  const told = async () =>
    (await sentTo(home, short.email, since)).filter((line) => line.includes('not confirmed yet'));
  expect(await told()).toHaveLength(1);
  shortDose = await move(home.clinic, shortDose, { start: { at: '2027-01-11T10:00', timeZone: 'America/Denver' } });
  expect((await screen(short, 'serious-heart-problem')).status).toBe(201);
  await home.runTo('2027-01-10T18:00:00Z');
  expect(await told()).toEqual([
    '2027-01-10T07:00 Your session is not confirmed yet',
    '2027-01-10T17:00 Your session is not confirmed yet',
  ]);
});

test('a dose over a contraindication never starts, whoever clears and decides; one that was lifted does', async () => {
  await home.runTo('2027-01-10T18:00:00Z');
  await clear(home.clinic, early.base, earlyDose);
  const refused = await start(home.clinic, earlyDose);
  expect([refused.status, refused.body.code]).toEqual([422, 'contraindicated']);
  await clear(home.clinic, lifted.base, liftedDose);
  expect((await start(home.clinic, liftedDose)).status).toBe(200);
  expect(await ledger(home.clinic, early.base, earlyDose.sessionId)).toEqual([
    'r1 booked sent',
    'r1 reminder-3d sent',
    'r1 reminder-24h sent',
    'r1 not-yet sent',
    'r1 reminder-3h sent',
  ]);
});
