/** Doses booked when it is late for their guidelines (R4, contract section 6, "Late"). Booked on Wed 6 January 2027, 09:30 in Denver. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import {
  book,
  clear,
  doseBody,
  kindsOfOpenTasks,
  ledger,
  ok,
  openTasks,
  preparedBefore,
  type Session,
  type Someone,
  sentTo,
  start,
} from './steps.ts';

let home: TestHome;
const names = ['h20', 'h2', 'm30', 'near', 'far'] as const;
const starts: Record<(typeof names)[number], string> = {
  h20: '2027-01-07T05:30',
  h2: '2027-01-06T12:00',
  m30: '2027-01-06T10:00',
  // The 24 h window opens in half an hour, or in an hour and a half.
  near: '2027-01-07T10:00',
  far: '2027-01-07T11:00',
};
const people = {} as Record<(typeof names)[number], Someone>;
const doses = {} as Record<(typeof names)[number], Session>;

const since = '2027-01-06T16:30';
const textsOf = async (name: (typeof names)[number]): Promise<string[]> =>
  (await home.mails(people[name].email))
    .filter((mail) => mail.at >= since)
    .map((mail) => mail.text.replace(/\s+/g, ' '));
const decide = (name: (typeof names)[number], decision: string) =>
  home.clinic.post(`${people[name].base}/decisions`, {
    ...example('decision'),
    sessionId: doses[name].sessionId,
    decision,
  });

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  const enrolled = await preparedBefore(
    home,
    names.map(() => ({})),
  );
  for (const [index, name] of names.entries()) {
    people[name] = enrolled[index] as Someone;
    doses[name] = await book(home.clinic, people[name].base, doseBody(starts[name]));
  }
  await home.settle();
});
afterAll(() => home?.close());

describe('twenty hours before', () => {
  test('the dose is blocked, a clinician has a task, and one mail says what can still be followed', async () => {
    expect(doses.h20.body.blocked).toEqual([{ about: 'late-booking', since: '2027-01-06T16:30:00.000Z' }]);
    const [task] = await openTasks(home.clinic, people.h20.programId);
    expect(task).toMatchObject({
      kind: 'late-booking',
      urgency: 'urgent',
      owner: { email: 'ana.reyes@clinic.example' },
      sessionId: doses.h20.sessionId,
    });
    expect(await ledger(home.clinic, people.h20.base, doses.h20.sessionId)).toEqual([
      'r1 reminder-3d merged merged',
      'r1 reminder-24h merged merged',
      'r1 booked-late sent',
      'r1 reminder-3h planned',
    ]);
    expect(await sentTo(home, people.h20.email, since)).toEqual([
      '2027-01-06T16:30 Your session is booked, but not confirmed yet',
    ]);
    const [text] = await textsOf('h20');
    expect(text).toContain('not confirmed yet');
    // 05:30 on Thursday: food until 02:30, drink until 04:30; the 24 hours began this morning.
    expect(text).toContain('No solid food after 2:30 AM on Thursday');
    expect(text).toContain('Nothing to drink after 4:30 AM on Thursday');
    expect(text).toContain('From now on, do not take benzodiazepines');
    expect(text).not.toMatch(/Do not take benzodiazepines from/);
  });

  test('while it is blocked it does not start, whatever else is ready', async () => {
    await clear(home.clinic, people.h20.base, doses.h20);
    const { status, body } = await start(home.clinic, doses.h20);
    expect([status, body.code]).toEqual([422, 'blocked']);
    expect(body.gates.map((gate: any) => gate.code)).toEqual(['blocked', 'too-early']);
  });

  test('what is not open is not decided; a decision to proceed confirms it, once', async () => {
    const other = await home.clinic.post(`${people.h20.base}/decisions`, {
      about: 'answer',
      sessionId: doses.h20.sessionId,
      decision: 'proceed',
      reason: 'x',
    });
    expect([other.status, other.body.code]).toEqual([409, 'wrong-state']);
    await home.runTo('2027-01-06T16:45:00Z');
    expect((await decide('h20', 'proceed')).status).toBe(201);
    expect((await decide('h20', 'proceed')).status).toBe(409);
    expect(await kindsOfOpenTasks(home.clinic, people.h20.programId)).toEqual([]);
    expect((await sentTo(home, people.h20.email, since)).slice(1)).toEqual([
      '2027-01-06T16:45 Your session is confirmed',
    ]);
    expect((await textsOf('h20')).at(-1)).not.toContain('not confirmed');
  });
});

describe('two and a half hours before', () => {
  test('the only mail tells what has begun and what has not', async () => {
    expect(doses.h2.body.blocked).toHaveLength(1);
    expect(await sentTo(home, people.h2.email, since)).toHaveLength(1);
    const [text] = await textsOf('h2');
    expect(text).toContain('From now on, no solid food');
    expect(text).toContain('Nothing to drink after 11:00 AM on Wednesday');
  });

  test('a decision not to proceed cancels it and says so; nothing else goes out', async () => {
    const { status } = await decide('h2', 'do-not-proceed');
    expect(status).toBe(201);
    expect((await home.clinic.get(doses.h2.path)).body).toMatchObject({
      status: 'cancelled',
      cancelled: { reason: 'not-cleared' },
    });
    expect((await sentTo(home, people.h2.email, since)).slice(1)).toEqual([
      '2027-01-06T16:45 Your session is cancelled',
    ]);
    expect((await textsOf('h2')).at(-1)).toContain('Take nothing. Keep to your usual medicines and meals.');
    expect((await start(home.clinic, doses.h2)).body.code).toBe('wrong-state');
    expect(await kindsOfOpenTasks(home.clinic, people.h2.programId)).toEqual([]);
  });
});

describe('half an hour before', () => {
  test('nothing of the guidelines can be followed from the beginning: one mail, and a dose that waits', async () => {
    expect(doses.m30.body.blocked).toHaveLength(1);
    const texts = await textsOf('m30');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('From now on, nothing to drink');
    expect(texts[0]).not.toMatch(/Nothing to drink after/);
    await home.runTo('2027-01-06T17:00:00Z');
    await clear(home.clinic, people.m30.base, doses.m30);
    const { body } = await start(home.clinic, doses.m30);
    expect(body.gates.map((gate: any) => gate.code)).toEqual(['blocked']);
    expect((await decide('m30', 'proceed')).status).toBe(201);
    expect((await start(home.clinic, doses.m30)).status).toBe(200);
    // Decided at its start: "confirmed" would come too late to be of use.
    expect(await sentTo(home, people.m30.email, since)).toHaveLength(1);
    await ok(
      home.clinic.post(`${doses.m30.path}/outcome`, example('outcome-dose-completed')).then((answer) => ({
        ...answer,
        status: answer.status === 400 ? 200 : 500,
      })),
    );
  });
});

describe('shortly before a window opens', () => {
  test('within the hour the words change, and nothing is blocked', async () => {
    expect(doses.near.body.blocked).toEqual([]);
    expect((await ledger(home.clinic, people.near.base, doses.near.sessionId)).slice(0, 3)).toEqual([
      'r1 reminder-3d merged merged',
      'r1 reminder-24h merged merged',
      'r1 booked-late sent',
    ]);
    expect(await kindsOfOpenTasks(home.clinic, people.near.programId)).toEqual([]);
  });

  test('an hour and a half before it is an ordinary booking, with what has passed merged into it', async () => {
    expect(doses.far.body.blocked).toEqual([]);
    expect((await ledger(home.clinic, people.far.base, doses.far.sessionId)).slice(0, 3)).toEqual([
      'r1 reminder-3d merged merged',
      'r1 reminder-24h merged merged',
      'r1 booked sent',
    ]);
    const [text] = await textsOf('far');
    expect(text).toContain('No solid food after 8:00 AM on Thursday');
    expect(text).not.toContain('not confirmed');
  });

  test('the last reminder of each goes at 20:00 and says what holds then', async () => {
    await home.runTo('2027-01-07T12:00:00Z');
    for (const name of ['h20', 'near', 'far'] as const) {
      const mails = (await sentTo(home, people[name].email, since)).filter((line) => !line.includes('confirmed'));
      expect(mails.at(-1)).toMatch(/^2027-01-07T03:00 Your session is tomorrow$/);
      expect((await textsOf(name)).at(-1)).not.toContain('not confirmed');
    }
    expect(await sentTo(home, people.h2.email, '2027-01-06T17:00')).toEqual([]);
  });
});
