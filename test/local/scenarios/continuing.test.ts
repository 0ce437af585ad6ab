/** Continuing psychotherapy has no end of its own: it goes on past the year that one execution may live. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { book, kindsOfOpenTasks, ok, recordDone, sentTo, therapyBody } from './steps.ts';

let home: TestHome;

beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home?.close());

const { history } = example('enroll-with-history');
const closed = [
  ...history.sessions,
  { kind: 'integration', startedAt: '2026-12-31T22:00:00Z', endedAt: '2026-12-31T22:50:00Z', mode: 'video' },
  { kind: 'closing', startedAt: '2027-01-02T22:00:00Z', endedAt: '2027-01-02T22:50:00Z', mode: 'video' },
];

test('continuing psychotherapy goes on past a year: every review is asked for, sessions are reminded of, and it ends when a clinician says so', async () => {
  const stays = await enrollSomeone(home.clinic, {}, { history: { sessions: closed } });
  await home.settle();
  expect((await home.clinic.get(stays.base)).body).toMatchObject({
    phase: 'ongoing',
    waitingFor: { what: 'review', due: '2027-04-04T16:00:00.000Z' },
  });
  await home.runTo('2028-02-07T16:00:00Z');
  const tasks = (await ok(home.clinic.get('/v1/tasks?limit=100'), 200)).body.items;
  const reviews = tasks.filter((one: any) => one.programId === stays.programId && one.rule === 'R12: review');
  expect(reviews.map((one: any) => one.raisedAt.slice(0, 10))).toEqual([
    '2027-04-04',
    '2027-07-03',
    '2027-10-01',
    '2027-12-30',
  ]);
  const session = await book(home.clinic, stays.base, therapyBody('continuing', '2028-02-09T15:00'));
  await home.runTo('2028-02-09T23:00:00Z');
  expect(await sentTo(home, stays.email, '2028-01-01')).toEqual([
    '2028-02-07T16:00 Your session is booked',
    '2028-02-08T22:00 Your session is tomorrow',
  ]);
  await recordDone(home.clinic, session, '2028-02-09T22:00:00Z', '2028-02-09T22:50:00Z');
  const { executions } = (await home.clinic.get(stays.base)).body;
  const ofProgram = executions.filter((one: any) => one.name.startsWith('program-'));
  // An execution looks 120 times, and the next run takes over: none comes near its year.
  expect(ofProgram.map((one: any) => one.status)).toEqual([
    ...Array(ofProgram.length - 1).fill('SUCCEEDED'),
    'RUNNING',
  ]);
  expect(ofProgram.length).toBeGreaterThanOrEqual(3);
  expect((await ok(home.clinic.post(`${stays.base}/complete`), 200)).body.status).toBe('completed');
  await home.settle();
  const ended = (await home.clinic.get(stays.base)).body.executions;
  // A session's run that another one has taken over is stopped.
  expect(ended.filter((one: any) => !['SUCCEEDED', 'ABORTED'].includes(one.status))).toEqual([]);
  expect(ended.filter((one: any) => one.name.startsWith('program-')).at(-1)?.status).toBe('SUCCEEDED');
  expect(await kindsOfOpenTasks(home.clinic, stays.programId)).toEqual([]);
}, 240_000);
