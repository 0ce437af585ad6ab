/** The nights on which the clocks change: 14 March and 7 November 2027 in the United States. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrollSomeone, startTestHome, type TestHome } from '../test-home.ts';
import { book, doseBody, move, prepare, type Someone, sentTo, therapyBody } from './steps.ts';

let home: TestHome;
let spring: Someone;
let autumn: Someone;
let wakeful: Someone;

beforeAll(async () => {
  home = await startTestHome('2027-03-08T16:00:00.000Z');
  spring = await enrollSomeone(home.clinic);
  autumn = await enrollSomeone(home.clinic);
  wakeful = await enrollSomeone(home.clinic, { quietHours: { from: '00:00', to: '00:00' } });
  const { record } = await prepare(home.clinic, spring.base, ['2027-03-09', '2027-03-10']);
  await home.runTo('2027-03-10T16:30:00Z');
  await record();
});
afterAll(() => home?.close());

const planned = (session: { body: any }) =>
  Object.fromEntries(session.body.touchpoints.map((one: any) => [one.name, one.at.slice(0, 16)]));

test('a dose on the morning after the clocks went forward: windows are elapsed time, reminders wall time', async () => {
  const dose = await book(home.clinic, spring.base, doseBody('2027-03-14T10:00'));
  expect(dose.body.start).toMatchObject({ instant: '2027-03-14T16:00:00.000Z', offset: '-06:00' });
  await home.runTo('2027-03-14T15:00:00Z');
  expect(await sentTo(home, spring.email, '2027-03-10T16:30')).toEqual([
    '2027-03-10T16:30 Your session is booked',
    // Thursday 10:00, an hour more than 71 before it.
    '2027-03-11T17:00 Your session is in 3 days',
    // The 24 h window opens on Saturday at 09:00 of winter time; two hours before that is quiet: Friday 20:00.
    '2027-03-13T03:00 Your session is in 2 days',
    '2027-03-14T03:00 Your session is tomorrow',
  ]);
  const texts = (await home.mails(spring.email)).filter((mail) => mail.at >= '2027-03-11').map((mail) => mail.text);
  for (const text of texts.map((one) => one.replace(/\s+/g, ' '))) {
    expect(text).toContain('No solid food after 7:00 AM on Sunday');
    expect(text).toContain('Nothing to drink after 9:00 AM on Sunday');
    expect(text).toMatch(/benzodiazepines (from|since) 9:00 AM on Saturday|benzodiazepines, since 9:00 AM on Saturday/);
  }
});

test('a dose on the morning after the clocks went back', async () => {
  for (const day of ['2027-11-02', '2027-11-03'])
    await book(home.clinic, autumn.base, therapyBody('preparation', `${day}T08:00`));
  const dose = await book(home.clinic, autumn.base, doseBody('2027-11-07T10:00'));
  expect(dose.body.start).toMatchObject({ instant: '2027-11-07T17:00:00.000Z', offset: '-07:00' });
  expect(planned(dose)).toEqual({
    booked: '2027-03-14T15:00',
    'reminder-3d': '2027-11-04T16:00',
    // The window opens on Saturday at 11:00 of summer time.
    'reminder-24h': '2027-11-06T15:00',
    'reminder-3h': '2027-11-07T02:00',
  });
});

test('a start that the clocks skip is refused with what may be meant', async () => {
  const body = therapyBody('preparation', '2028-03-12T02:30');
  const { status, body: problem } = await home.clinic.post(`${autumn.base}/sessions`, body);
  expect([status, problem.code]).toEqual([422, 'no-such-time']);
  expect(problem.offers.map((one: any) => one.instant).sort()).toEqual([
    '2028-03-12T08:30:00.000Z',
    '2028-03-12T09:30:00.000Z',
  ]);
  const chosen = therapyBody('preparation', '2028-03-12T02:30');
  (chosen.start as any).offset = '-07:00';
  expect((await home.clinic.post(`${autumn.base}/sessions`, chosen)).body.code).toBe('no-such-time');
});

test('a start that the clocks show twice is refused until an offset chooses one', async () => {
  const asked = therapyBody('preparation', '2027-11-07T01:30');
  const { status, body } = await home.clinic.post(`${wakeful.base}/sessions`, asked);
  expect([status, body.code]).toEqual([422, 'ambiguous-time']);
  expect(body.offers.map((one: any) => [one.instant, one.offset]).sort()).toEqual([
    ['2027-11-07T07:30:00.000Z', '-06:00'],
    ['2027-11-07T08:30:00.000Z', '-07:00'],
  ]);
  const wrong = await home.clinic.post(`${wakeful.base}/sessions`, {
    ...asked,
    start: { ...(asked.start as object), offset: '-05:00' },
  });
  expect([wrong.status, wrong.body.code]).toEqual([422, 'ambiguous-time']);
  for (const { offset, instant } of body.offers) {
    const chosen = await book(home.clinic, wakeful.base, { ...asked, start: { ...(asked.start as object), offset } });
    expect(chosen.body.start).toMatchObject({ instant, offset });
  }
});

test('a move knows the same two nights', async () => {
  const { base } = await enrollSomeone(home.clinic);
  const session = await book(home.clinic, base, therapyBody('preparation', '2027-11-05T09:00'));
  const skipped = { start: { at: '2028-03-12T02:15', timeZone: 'America/Denver' } };
  const refused = await home.clinic.patch(session.path, skipped, session.etag);
  expect([refused.status, refused.body.code]).toEqual([422, 'no-such-time']);
  const second = { start: { at: '2027-11-07T01:15', timeZone: 'America/Denver', offset: '-07:00' } };
  expect((await move(home.clinic, session, second)).body.start.instant).toBe('2027-11-07T08:15:00.000Z');
});

test('a reminder at a wall time that is skipped or shown twice takes the earlier instant', async () => {
  const skipped = await book(home.clinic, wakeful.base, therapyBody('preparation', '2028-03-13T02:30'));
  expect(planned(skipped)['reminder-1d']).toBe('2028-03-12T08:30');
  const twice = await book(home.clinic, wakeful.base, therapyBody('preparation', '2027-11-08T01:30'));
  expect(planned(twice)['reminder-1d']).toBe('2027-11-07T07:30');
});
