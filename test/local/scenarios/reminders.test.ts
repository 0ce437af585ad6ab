/** Reminders to the minute (contract section 6), read back from the mailbox: the worked table, and patients in other zones. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mail, startTestHome, type TestHome } from '../test-home.ts';
import { book, clear, doseBody, ok, preparedBefore, recordDone, type Session, type Someone, start } from './steps.ts';

let home: TestHome;

type Row = {
  who: string;
  zone: string;
  at: string;
  /** Hand-made: Denver is 7 hours behind UTC in January, New York 5, Kolkata 5:30 ahead. */
  expected: Record<string, string>;
  /** What the mails after booking say: food, drink, and the second clock. */
  words: string[];
  someone?: Someone;
  dose?: Session;
};

const rows: Row[] = [
  {
    who: 'at 08:00 in Denver',
    zone: 'America/Denver',
    at: '2027-01-20T08:00',
    expected: {
      booked: '2027-01-13T16:30',
      'reminder-3d': '2027-01-17T15:00',
      'reminder-24h': '2027-01-19T03:00',
      'reminder-3h': '2027-01-20T03:00',
      'next-day': '2027-01-21T17:00',
    },
    words: ['No solid food after 5:00 AM on Wednesday', 'Nothing to drink after 7:00 AM on Wednesday'],
  },
  {
    who: 'at 10:00 in Denver',
    zone: 'America/Denver',
    at: '2027-01-20T10:00',
    expected: {
      booked: '2027-01-13T16:30',
      'reminder-3d': '2027-01-17T17:00',
      'reminder-24h': '2027-01-19T15:00',
      'reminder-3h': '2027-01-20T03:00',
      'next-day': '2027-01-21T17:00',
    },
    words: ['No solid food after 7:00 AM on Wednesday', 'Nothing to drink after 9:00 AM on Wednesday'],
  },
  {
    who: 'at 14:00 in Denver',
    zone: 'America/Denver',
    at: '2027-01-20T14:00',
    expected: {
      booked: '2027-01-13T16:30',
      'reminder-3d': '2027-01-17T21:00',
      'reminder-24h': '2027-01-19T19:00',
      'reminder-3h': '2027-01-20T16:00',
      'next-day': '2027-01-21T17:00',
    },
    words: ['No solid food after 11:00 AM on Wednesday', 'Nothing to drink after 1:00 PM on Wednesday'],
  },
  {
    who: 'for a patient in New York, whose clock is two hours ahead',
    zone: 'America/New_York',
    at: '2027-01-20T10:00',
    expected: {
      booked: '2027-01-13T16:30',
      'reminder-3d': '2027-01-17T17:00',
      'reminder-24h': '2027-01-19T15:00',
      // 07:00 in New York is quiet: 20:00 on Tuesday there.
      'reminder-3h': '2027-01-20T01:00',
      'next-day': '2027-01-21T15:00',
    },
    words: ['No solid food after 9:00 AM on Wednesday', '7:00 AM Mountain Time', 'Nothing to drink after 11:00 AM'],
  },
  {
    who: 'for a patient in Kolkata, whose evening it is',
    zone: 'Asia/Kolkata',
    at: '2027-01-20T10:00',
    expected: {
      booked: '2027-01-13T16:30',
      // 22:30 there is quiet: 20:00.
      'reminder-3d': '2027-01-17T14:30',
      'reminder-24h': '2027-01-19T15:00',
      'reminder-3h': '2027-01-20T12:00',
      // Ended at 00:28 on Thursday there; eight hours later it is 08:28.
      'next-day': '2027-01-21T04:30',
    },
    words: ['No solid food after 7:30 PM on Wednesday', '7:00 AM Mountain Time', 'Nothing to drink after 9:30 PM'],
  },
];

beforeAll(async () => {
  home = await startTestHome('2027-01-13T16:00:00.000Z');
  const patients = rows.map((row) => ({ timeZone: row.zone }));
  const day = { before: '2027-01-12', booked: '2027-01-16', until: '2027-01-13T16:30:00Z' };
  const people = await preparedBefore(home, patients, [], day);
  for (const [index, row] of rows.entries()) if (people[index]) row.someone = people[index];
  for (const row of rows) row.dose = await book(home.clinic, row.someone?.base ?? '', doseBody(row.at));
  await home.runTo('2027-01-20T14:59:00Z');
  for (const row of rows) {
    if (!row.dose || !row.someone) continue;
    const begins = Date.parse(row.dose.body.start.instant);
    const minute = (offset: number) => new Date(begins + offset * 60_000).toISOString();
    row.dose.body.minute = minute;
  }
  // In the order of the clock: cleared, started, ended two minutes early, and recorded at the planned end.
  for (const start0 of ['2027-01-20T15:00:00.000Z', '2027-01-20T17:00:00.000Z', '2027-01-20T21:00:00.000Z']) {
    const due = rows.filter((row) => row.dose?.body.start.instant === start0);
    await home.runTo(start0);
    for (const { dose, someone } of due) {
      if (!dose || !someone) continue;
      await clear(home.clinic, someone.base, dose);
      await ok(start(home.clinic, dose), 200);
    }
    await home.runTo(due[0]?.dose?.body.minute(120));
    for (const { dose } of due) if (dose) await recordDone(home.clinic, dose, start0, dose.body.minute(118));
  }
  await home.runTo('2027-01-22T00:00:00Z');
});
afterAll(() => home?.close());

describe.each(rows)('a dose $who', (row) => {
  const mailsOfDose = async (): Promise<Mail[]> =>
    (await home.mails(row.someone?.email)).filter((mail) => mail.at >= '2027-01-13T16:30');

  test('sends each message once, at its minute, and nothing else', async () => {
    const { body } = await home.clinic.get(`${row.someone?.base}/messages`);
    const messages = body.items.filter(
      (one: any) => one.sessionId === row.dose?.sessionId && one.audience === 'patient',
    );
    const sent = messages.map((one: any) => [one.touchpoint, one.sentAt.slice(0, 16), one.status, one.delivery]);
    const after = row.dose?.body.minute(120).slice(0, 16);
    const wanted = { ...row.expected, after };
    expect(sent.sort()).toEqual(
      Object.entries(wanted)
        .map(([name, at]) => [name, at, 'sent', 'delivered'])
        .sort(),
    );
    expect((await mailsOfDose()).map((mail) => mail.at.slice(0, 16)).sort()).toEqual(Object.values(wanted).sort());
  });

  test('names the deadlines by the clock of the patient, and the other clock where it differs', async () => {
    const before = (await mailsOfDose()).filter((mail) => mail.at < '2027-01-20T14:00');
    expect(before.length).toBe(
      row.zone === 'Asia/Kolkata' || row.at.endsWith('10:00') || row.at.endsWith('08:00') ? 4 : 3,
    );
    for (const mail of before) for (const word of row.words) expect(mail.text.replace(/\s+/g, ' ')).toContain(word);
    if (row.zone === 'America/Denver') for (const mail of before) expect(mail.text).not.toContain('Mountain Time');
  });

  test('says after it what holds until when', async () => {
    const after = (await mailsOfDose()).find((mail) => mail.subject === 'After your session');
    // The first 08:00 there that is at least 8 hours after the actual end: on Thursday, wherever they are.
    const notBefore = row.zone === 'Asia/Kolkata' ? '8:00 AM on Friday' : '8:00 AM on Thursday';
    expect(after?.text.replace(/\s+/g, ' ')).toContain(`No vehicle, bicycle or heavy machinery before ${notBefore}`);
  });
});
