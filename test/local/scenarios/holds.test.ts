/** Hold, resume, and the ways out of a program, around reminders and aftercare (R1). */
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
  recordDone,
  type Session,
  type Someone,
  sentTo,
  start,
  therapyBody,
} from './steps.ts';

let home: TestHome;
const names = ['held', 'far', 'given', 'left', 'discharged', 'died'] as const;
type Name = (typeof names)[number];
const people = {} as Record<Name, Someone>;
const doses = {} as Record<Name, Session>;
const births: Partial<Record<Name, string>> = {};
const since = '2027-01-06T16:30';
const mailsOf = (name: Name, from = since) => sentTo(home, people[name].email, from);
const at = (name: Name): string =>
  ({ held: '2027-01-10T10:00', far: '2027-01-11T10:00' })[name as string] ?? '2027-01-08T10:00';

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  const enrolled = await preparedBefore(
    home,
    names.map(() => ({})),
  );
  for (const [index, name] of names.entries()) {
    people[name] = enrolled[index] as Someone;
    doses[name] = await book(home.clinic, people[name].base, doseBody(at(name)));
    births[name] = '1988-05-17';
  }
});
afterAll(() => home?.close());

describe('on hold', () => {
  test('a hold three days before a dose tells the patient and asks for a call', async () => {
    await home.runTo('2027-01-07T17:30:00Z');
    const held = await home.clinic.post(`${people.held.base}/hold`, example('hold'));
    expect([held.status, held.body.status]).toEqual([200, 'on-hold']);
    const [task] = await openTasks(home.clinic, people.held.programId);
    expect(task).toMatchObject({
      kind: 'hold-close-to-session',
      urgency: 'urgent',
      owner: { email: 'sam.lee@clinic.example' },
    });
    expect((await home.clinic.get(doses.held.path)).body.status).toBe('booked');
    const far = await home.clinic.post(`${people.far.base}/hold`, { reason: 'patient-request' });
    expect(far.status).toBe(200);
    // More than 72 hours before it: the mail is enough.
    expect(await kindsOfOpenTasks(home.clinic, people.far.programId)).toEqual([]);
    expect(await mailsOf('far', '2027-01-07T17:30')).toEqual(['2027-01-07T17:30 Your sessions are paused']);
  });

  test('booking, moving, starting, clearing and holding again are refused; the rest is accepted', async () => {
    const { base } = people.held;
    const code = async (asked: ReturnType<TestHome['clinic']['post']>) => {
      const { status, body } = await asked;
      return `${status} ${body.code}`;
    };
    const refused = '409 wrong-state';
    expect(await code(home.clinic.post(`${base}/sessions`, therapyBody('preparation', '2027-01-09T08:00')))).toBe(
      refused,
    );
    const { etag } = await home.clinic.get(doses.held.path);
    const change = { start: { at: '2027-01-12T10:00', timeZone: 'America/Denver' } };
    expect(await code(home.clinic.patch(doses.held.path, change, etag ?? ''))).toBe(refused);
    expect(await code(start(home.clinic, doses.held))).toBe(refused);
    const clearance = { ...example('clearance'), sessionId: doses.held.sessionId };
    expect(await code(home.clinic.post(`${base}/clearances`, clearance))).toBe(refused);
    expect(await code(home.clinic.post(`${base}/hold`, example('hold')))).toBe(refused);
    expect((await home.clinic.post(`${base}/intentions`, example('intention'))).status).toBe(201);
    const twice = await home.clinic.post('/v1/programs', {
      ...example('enroll'),
      patient: (await home.clinic.get(base)).body.patient,
    });
    expect([twice.status, twice.body.code]).toEqual([409, 'already-enrolled']);
  });

  test('resumed by a clinician only: what is still ahead goes out, what fell due meanwhile was skipped', async () => {
    await home.runTo('2027-01-08T16:45:00Z');
    for (const name of ['given', 'left', 'discharged', 'died'] as const) {
      await clear(home.clinic, people[name].base, doses[name]);
      await ok(start(home.clinic, doses[name]), 200);
      await book(home.clinic, people[name].base, therapyBody('integration', '2027-01-10T09:00'));
    }
    await home.runTo('2027-01-08T19:00:00Z');
    for (const name of ['given', 'left', 'discharged', 'died'] as const)
      await recordDone(home.clinic, doses[name], '2027-01-08T17:00:00Z', '2027-01-08T18:55:00Z');
    await home.runTo('2027-01-08T19:10:00Z');
    expect((await home.clinic.post(`${people.given.base}/hold`, { reason: 'adverse-event' })).status).toBe(200);
    expect((await home.clinic.post(`${people.left.base}/withdraw`, example('withdraw'))).status).toBe(200);
    expect((await home.clinic.post(`${people.discharged.base}/discharge`, { reason: 'medical' })).status).toBe(200);
    const died = await home.clinic.post(`${people.died.base}/deceased`, { on: '2027-01-08' });
    expect([died.status, died.body.status, died.body.waitingFor]).toEqual([200, 'deceased', null]);
    await home.runTo('2027-01-09T16:00:00Z');
    const coordinator = await home.as('demo', ['coordinator']);
    const reason = { reason: 'clinic-request' };
    expect((await coordinator.post(`${people.held.base}/resume`, reason)).status).toBe(403);
    expect((await home.clinic.post(`${people.held.base}/resume`, reason)).body.status).toBe('active');
    expect((await home.clinic.post(`${people.held.base}/resume`, reason)).status).toBe(409);
    // The 24 h window opens in an hour, and a reminder had told of it before: not blocked.
    expect((await home.clinic.get(doses.held.path)).body.blocked).toEqual([]);
    expect(await kindsOfOpenTasks(home.clinic, people.held.programId)).toEqual([]);
    await home.runTo('2027-01-10T03:01:00Z');
    expect(await mailsOf('held')).toEqual([
      '2027-01-06T16:30 Your session is booked',
      '2027-01-07T17:00 Your session is in 3 days',
      '2027-01-07T17:30 Your sessions are paused',
      '2027-01-09T16:00 Your sessions go on',
      '2027-01-10T03:00 Your session is tomorrow',
    ]);
    expect(await ledger(home.clinic, people.held.base, doses.held.sessionId)).toEqual([
      'r1 booked sent',
      'r1 reminder-3d sent',
      'r1 reminder-24h skipped on-hold',
      'r1 reminder-3h sent',
    ]);
    const resumed = (await home.mails(people.held.email)).find((mail) => mail.subject === 'Your sessions go on');
    expect(resumed?.text).toContain('No solid food after 7:00 AM on Sunday');
  });

  test('resumed in the last 24 hours, after a window opened during the hold', async () => {
    await home.runTo('2027-01-10T18:00:00Z');
    expect((await home.clinic.post(`${people.far.base}/resume`, { reason: 'clinic-request' })).status).toBe(200);
    const { body } = await home.clinic.get(doses.far.path);
    // "booked" had told the opening before it passed: by the letter of the contract it was announced.
    expect(body.blocked).toEqual([]);
    expect(await mailsOf('far', '2027-01-10T18:00')).toEqual(['2027-01-10T18:00 Your sessions go on']);
    const text = (await home.mails(people.far.email)).at(-1)?.text ?? '';
    expect(text).toContain('No solid food after 7:00 AM on Monday');
  });
});

describe('after a dose', () => {
  const aftercare = ['2027-01-08T19:00 After your session', '2027-01-09T17:00 How are you today?'];
  const tail = async (name: Name) =>
    (await mailsOf(name, '2027-01-08T17:00')).filter((line) => !line.includes('booked'));

  test('aftercare goes on through a hold', async () => {
    expect(await tail('given')).toEqual([aftercare[0], '2027-01-08T19:10 Your sessions are paused', aftercare[1]]);
    expect(await ledger(home.clinic, people.given.base)).toContain('r1 reminder-1d skipped on-hold');
  });

  test.each(['left', 'discharged'] as const)(
    'and when the patient has %s: what was booked is cancelled and told',
    async (name) => {
      expect(await tail(name)).toEqual([aftercare[0], '2027-01-08T19:10 Your session is cancelled', aftercare[1]]);
      expect((await home.clinic.get(people[name].base)).body).toMatchObject({ waitingFor: null });
      const late = await home.clinic.post(`${people[name].base}/intentions`, example('intention'));
      expect([late.status, late.body.code]).toEqual([409, 'wrong-state']);
    },
  );

  test('a death stops every message, aftercare too; a person calls the contact person', async () => {
    expect(await tail('died')).toEqual([aftercare[0]]);
    expect(await kindsOfOpenTasks(home.clinic, people.died.programId)).toEqual(['call-contact-person', 'patient-died']);
    const rows = await ledger(home.clinic, people.died.base);
    expect(rows.filter((row) => /planned|claimed/.test(row))).toEqual([]);
    expect(
      (await home.clinic.get(`${people.died.base}/sessions`)).body.items.map((one: any) => one.status),
    ).not.toContain('booked');
    expect((await home.clinic.post(`${people.died.base}/deceased`, { on: '2027-01-08' })).status).toBe(409);
    expect((await home.clinic.post(`${people.left.base}/deceased`, { on: '2027-01-09' })).body.status).toBe('deceased');
  });

  test('who has left may enroll again; who has died is not withdrawn', async () => {
    const { patient } = (await home.clinic.get(people.discharged.base)).body;
    const { screening, ...rest } = example('enroll');
    // For a medical reason: a clinician looks at the screening first.
    const reviewed = { ...screening, reviewedBy: 'ana.reyes@clinic.example' };
    const again = await home.clinic.post('/v1/programs', { ...rest, screening: reviewed, patient });
    expect(again.status).toBe(201);
    expect(again.body.programId).not.toBe(people.discharged.programId);
    const twice = await home.clinic.post('/v1/programs', { ...rest, screening: reviewed, patient });
    expect(twice.status).toBe(409);
    expect((await home.clinic.post(`${people.died.base}/withdraw`, example('withdraw'))).status).toBe(409);
  });

  test('nobody dies in the future', async () => {
    const { status, body } = await home.clinic.post(`${people.given.base}/deceased`, { on: '2027-02-01' });
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'on']);
  });
});
