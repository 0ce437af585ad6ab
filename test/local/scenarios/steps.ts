/** What scenarios do over and over, each step one request. Instants are UTC unless a name says otherwise. */
import { type Answer, enrollSomeone, example, type Mail, type TestClinic, type TestHome } from '../test-home.ts';

export const denver = 'America/Denver';

export const allChecks = example('clearance').checks as Record<string, boolean>;
export const calmVitals = example('start').vitals as Record<string, number>;

/** A request that a scenario needs to have worked: says why it did not. */
export async function ok<T extends Answer>(asked: Promise<T>, status?: number): Promise<T> {
  const answer = await asked;
  const fits = status === undefined ? answer.status < 300 : answer.status === status;
  if (!fits) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

export type Someone = Awaited<ReturnType<typeof enrollSomeone>>;
export type Session = { sessionId: string; path: string; etag: string; body: any };

function sessionOf(base: string, { body, etag }: Answer): Session {
  return { sessionId: body.sessionId, path: `${base}/sessions/${body.sessionId}`, etag: etag ?? '', body };
}

export function doseBody(at: string, more: Record<string, unknown> = {}, timeZone = denver): Record<string, unknown> {
  return { ...example('book-dosing'), start: { at, timeZone }, ...more };
}

export function therapyBody(
  kind: string,
  at: string,
  more: Record<string, unknown> = {},
  timeZone = denver,
): Record<string, unknown> {
  return { ...example('book-preparation'), kind, start: { at, timeZone }, ...more };
}

export async function book(clinic: TestClinic, base: string, body: Record<string, unknown>): Promise<Session> {
  return sessionOf(base, await ok(clinic.post(`${base}/sessions`, body), 201));
}

export async function move(clinic: TestClinic, session: Session, change: Record<string, unknown>): Promise<Session> {
  const base = session.path.replace(/\/sessions\/.*$/, '');
  const { etag } = await ok(clinic.get(session.path), 200);
  return sessionOf(base, await ok(clinic.patch(session.path, change, etag ?? ''), 200));
}

export async function recordDone(
  clinic: TestClinic,
  session: Session,
  startedAt: string,
  endedAt: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  return ok(clinic.post(`${session.path}/outcome`, { result: 'completed', startedAt, endedAt, ...more }), 200);
}

/** Two preparation sessions on Tue 5 and Wed 6 January 2027, 08:00 in Denver, and an intention: run the clock past them, then `record`. */
export async function prepare(
  clinic: TestClinic,
  base: string,
  days = ['2027-01-05', '2027-01-06'],
): Promise<{ record: () => Promise<void> }> {
  const sessions: Session[] = [];
  for (const day of days) sessions.push(await book(clinic, base, therapyBody('preparation', `${day}T08:00`)));
  await ok(clinic.post(`${base}/intentions`, example('intention')), 201);
  return {
    record: async () => {
      for (const session of sessions) {
        const start = Date.parse(session.body.start.instant);
        await recordDone(
          clinic,
          session,
          new Date(start + 60_000).toISOString(),
          new Date(start + 59 * 60_000).toISOString(),
        );
      }
    },
  };
}

/** People who are prepared: enrolled on 4 January, both sessions done by Wed 6 January, 09:30 in Denver. */
export async function prepared(
  home: TestHome,
  patients: readonly Record<string, unknown>[],
  rest: readonly Record<string, unknown>[] = [],
): Promise<Someone[]> {
  const people: Someone[] = [];
  const records: (() => Promise<void>)[] = [];
  for (const [index, patient] of patients.entries()) {
    const someone = await enrollSomeone(home.clinic, patient, rest[index] ?? {});
    people.push(someone);
    records.push((await prepare(home.clinic, someone.base)).record);
  }
  await home.runTo('2027-01-06T16:30:00Z');
  for (const record of records) await record();
  await home.settle();
  return people;
}

/** The same without running the clock: a home that starts on Wed 6 January, 09:00 in Denver, and sessions of the day before, recorded late. */
export async function preparedBefore(
  home: TestHome,
  patients: readonly Record<string, unknown>[],
  rest: readonly Record<string, unknown>[] = [],
  day = { before: '2027-01-05', booked: '2027-01-09', until: '2027-01-06T16:30:00Z' },
): Promise<Someone[]> {
  const people: Someone[] = [];
  for (const [index, patient] of patients.entries()) {
    const someone = await enrollSomeone(home.clinic, patient, rest[index] ?? {});
    people.push(someone);
    for (const hour of ['14', '15']) {
      const session = await book(home.clinic, someone.base, therapyBody('preparation', `${day.booked}T08:00`));
      await recordDone(home.clinic, session, `${day.before}T${hour}:01:00Z`, `${day.before}T${hour}:59:00Z`);
    }
    await ok(home.clinic.post(`${someone.base}/intentions`, example('intention')), 201);
  }
  await home.runTo(day.until);
  return people;
}

export function clear(clinic: TestClinic, base: string, { sessionId }: Session): Promise<Answer> {
  return ok(clinic.post(`${base}/clearances`, { sessionId, checks: allChecks }), 201);
}

export function start(clinic: TestClinic, session: Session, more: Record<string, unknown> = {}): Promise<Answer> {
  return clinic.post(`${session.path}/start`, { monitorPresent: true, vitals: calmVitals, ...more });
}

/** Mails to one person after the welcome as "minute subject", in the order they went: exactly these and no other. */
export async function sentTo(home: TestHome, email: string, since = ''): Promise<string[]> {
  return (await mailsAfterWelcome(home, email)).filter((mail) => mail.at >= since).map(lineOf);
}

export async function mailsAfterWelcome(home: TestHome, email: string): Promise<Mail[]> {
  return (await home.mails(email)).filter(({ subject }) => !subject.startsWith('Meet your'));
}

export function lineOf(mail: Pick<Mail, 'at' | 'subject'>): string {
  return `${mail.at.slice(0, 16)} ${mail.subject}`;
}

/** What the patient is told of one session, or after the welcome of all: "name status" or "name status reason", in the order of plan. */
export async function ledger(
  clinic: TestClinic,
  base: string,
  sessionId?: string,
  audience = 'patient',
): Promise<string[]> {
  const { body } = await ok(clinic.get(`${base}/touchpoints`), 200);
  return body.items
    .filter((one: any) => one.audience === audience && one.name !== 'welcome')
    .filter((one: any) => sessionId === undefined || one.sessionId === sessionId)
    .map((one: any) => [`r${one.revision}`, one.name, one.status, one.reason].filter(Boolean).join(' '));
}

/** Nobody in these scenarios opens the patient's page: that a patient is silent is told by tests of their own. */
const ofSilence = ['address-unconfirmed', 'unconfirmed'];

export async function openTasks(clinic: TestClinic, programId: string): Promise<any[]> {
  const found: any[] = [];
  let cursor = '';
  do {
    const { body } = await ok(clinic.get(`/v1/tasks?limit=100${cursor}`), 200);
    found.push(...body.items.filter((task: any) => task.programId === programId && !ofSilence.includes(task.kind)));
    cursor = body.next ? `&cursor=${encodeURIComponent(body.next)}` : '';
  } while (cursor);
  return found;
}

export async function kindsOfOpenTasks(clinic: TestClinic, programId: string): Promise<string[]> {
  return (await openTasks(clinic, programId)).map((task) => task.kind).sort();
}
