/** What was sent and to whom, the patient's data, the clinic's, and questionnaires: over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHome, type TestHome } from '../test-home.ts';
import {
  book,
  doseBody,
  kindsOfOpenTasks,
  ok,
  openTasks,
  prepared,
  type Session,
  type Someone,
  sentTo,
} from './steps.ts';

let home: TestHome;
let maya: Someone;
let other: Someone;
let third: Someone;
let dose: Session;
const nurse = { name: 'Noor Adams', phone: '+1 303 555 0198', email: 'noor@clinic.example' };

beforeAll(async () => {
  home = await startTestHome();
  [maya, other, third] = (await prepared(home, [{}, { locale: 'en-US' }, {}])) as [Someone, Someone, Someone];
  dose = await book(home.clinic, maya.base, doseBody('2027-01-10T10:00'));
  await home.settle();
});
afterAll(() => home?.close());

const messagesOf = async (someone: Someone): Promise<any[]> =>
  (await ok(home.clinic.get(`${someone.base}/messages`), 200)).body.items;
const find = async (someone: Someone, name: string, audience = 'patient'): Promise<any> =>
  (await messagesOf(someone)).findLast((one) => one.touchpoint === name && one.audience === audience);

describe('one message', () => {
  test('shows the exact text that was sent, the template and the protocol’s version, without its tokens', async () => {
    const message = await find(maya, 'booked');
    const { body } = await ok(home.clinic.get(`${maya.base}/messages/${message.messageId}`), 200);
    expect(body).toMatchObject({
      messageId: message.messageId,
      status: 'sent',
      delivery: 'delivered',
      content: {
        to: maya.email,
        subject: 'Your session is booked',
        template: 'booked',
        locale: 'en-US',
        protocol: { id: 'ketamine-home', version: 1 },
      },
    });
    const mail = (await home.mails(maya.email)).at(-1);
    const token = /\/p\/(lnk_[a-z0-9]+)/.exec(mail?.text ?? '')?.[1];
    expect(token).toBeDefined();
    expect(body.content.text.trimEnd()).toBe(mail?.text.replaceAll(token ?? '', '[cut out]').trimEnd());
    expect(JSON.stringify(body)).not.toContain(token);
  });

  test('that is only planned, or not there, answers 404; another clinic’s, too', async () => {
    const { body } = await ok(home.clinic.get(`${maya.base}/touchpoints`), 200);
    const planned = body.items.find((one: any) => one.status === 'planned');
    for (const id of [planned.key, 'nothing'])
      expect((await home.clinic.get(`${maya.base}/messages/${id}`)).status).toBe(404);
    const north = await home.as('north', ['coordinator', 'clinician', 'clinic-admin']);
    const message = await find(maya, 'booked');
    expect((await north.get(`${maya.base}/messages/${message.messageId}`)).status).toBe(404);
    expect((await north.post(`${maya.base}/messages/${message.messageId}/resend`, { reason: 'x' })).status).toBe(404);
  });

  test('is sent again by a person with a reason, under a key of its own', async () => {
    const message = await find(maya, 'booked');
    const path = `${maya.base}/messages/${message.messageId}/resend`;
    expect((await home.clinic.post(path, {})).status).toBe(400);
    const { body } = await ok(
      home.clinic.post(path, { reason: 'The patient lost it.' }, { 'idempotency-key': 'again-1' }),
      201,
    );
    expect(body.messageId).not.toBe(message.messageId);
    await ok(home.clinic.post(path, { reason: 'The patient lost it.' }, { 'idempotency-key': 'again-1' }), 201);
    await home.settle();
    expect((await sentTo(home, maya.email)).filter((one) => one.includes('is booked'))).toHaveLength(4);
    expect(await find(maya, 'booked')).toMatchObject({ messageId: body.messageId, status: 'sent' });
    const timeline = await ok(home.clinic.get(`${maya.base}/timeline?limit=100`), 200);
    expect(timeline.body.items.filter((one: any) => one.type === 'message-resent')).toHaveLength(1);
  });
});

describe('the monitor’s messages', () => {
  test('go to the monitor, with a link of their own and nothing of the patient’s', async () => {
    const mails = (await home.mails('luis.ortiz@example.com')).concat(await home.mails(dose.body.monitor.email));
    expect(mails.length).toBeGreaterThan(0);
    for (const { text, html } of mails) {
      expect(text).toMatch(/\/p\/lnk_/);
      expect(`${text}${html}`).not.toMatch(/ketamin|therap|dose|psyched|benzodiazepine|alcohol after/i);
    }
  });

  test('a new one is told, the one before is told that they are not needed', async () => {
    const { etag } = await ok(home.clinic.get(dose.path), 200);
    const eva = { name: 'Eva Ortiz', email: 'eva@example.com', phone: '+1 303 555 0177' };
    const changed = await ok(home.clinic.patch(dose.path, { monitor: eva }, etag ?? ''), 200);
    expect(changed.body.revision).toBe(1);
    expect((await home.mails(eva.email)).map(({ subject }) => subject)).toHaveLength(1);
    const former = (await messagesOf(maya)).filter((one) => one.audience === 'monitor');
    expect(former.map((one) => `${one.touchpoint} ${one.status}`).sort()).toEqual(
      ['booked sent', 'booked sent', 'cancelled sent', 'reminder-24h voided'].sort(),
    );
  });
});

describe("the patient's data", () => {
  const patch = async (someone: Someone, body: unknown, etag?: string) =>
    home.clinic.patch(`${someone.base}/patient`, body, etag ?? (await home.clinic.get(someone.base)).etag ?? '');

  test('a new zone derives again what is ahead, and tells of the new hours', async () => {
    const changed = await ok(patch(maya, { timeZone: 'America/New_York' }), 200);
    expect(changed.body.patient.timeZone).toBe('America/New_York');
    await home.settle();
    const mail = (await home.mails(maya.email)).at(-1);
    expect(mail?.subject).toBe('Your session has changed');
    expect(mail?.text.replace(/\s+/g, ' ')).toContain('12:00 PM');
  });

  test('a new address is welcomed; the person stays enrolled once, and is found by it', async () => {
    await ok(patch(other, { email: 'Other.New@example.com', name: 'Oda Brandt' }), 200);
    expect((await home.mails('other.new@example.com')).map(({ subject }) => subject)).toEqual(['Meet your care team']);
    for (const [q, count] of [
      ['other.new@example.com', 1],
      ['Brandt', 1],
      [other.email, 0],
    ] as const)
      expect((await ok(home.clinic.post('/v1/programs/search', { q }), 200)).body.items).toHaveLength(count);
    const taken = await patch(third, { email: 'other.new@example.com' });
    expect([taken.status, taken.body.code]).toEqual([409, 'already-enrolled']);
    expect((await home.clinic.get(third.base)).body.patient.email).toBe(third.email);
  });

  test.each([
    ['a line break', { email: 'a@example.com\r\nBcc: b@example.com' }],
    ['two addresses', { email: 'a@example.com, b@example.com' }],
    ['a display name', { email: 'Maya <a@example.com>' }],
    ['no zone', { timeZone: 'Mars/Olympus' }],
    ['an offset for a zone', { timeZone: '+07:00' }],
    ['quiet hours of a whole day', { quietHours: { from: '20:00', to: '19:00' } }],
    ['a date of birth', { dateOfBirth: '1990-01-01' }],
    ['nothing', {}],
    ['an unknown field', { zone: 'America/Denver' }],
  ])('with %s is refused with its path, and nothing changes', async (_, body) => {
    const before = await home.clinic.get(third.base);
    const answer = await patch(third, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect((await home.clinic.get(third.base)).body).toEqual(before.body);
  });

  test('needs the ETag that was read', async () => {
    expect((await home.clinic.patch(`${third.base}/patient`, { discreet: true }, '"0"')).status).toBe(412);
    const missing = await fetch(`${home.home.urls.api}${third.base}/patient`, {
      method: 'PATCH',
      body: '{"discreet":true}',
    });
    expect(missing.status).toBe(401);
  });
});

describe('the clinic', () => {
  test('is read by its staff and changed by its admin, with the ETag', async () => {
    const admin = await home.as('demo', ['clinic-admin']);
    const { body, etag } = await ok(home.clinic.get('/v1/clinic'), 200);
    expect(body).toMatchObject({ clinicId: 'demo', timeZone: 'America/Denver', onCall: null });
    expect((await home.clinic.patch('/v1/clinic', { onCall: nurse }, etag ?? '')).status).toBe(403);
    expect((await admin.patch('/v1/clinic', { onCall: { ...nurse, phone: 'call me' } }, etag ?? '')).status).toBe(400);
    const changed = await ok(admin.patch('/v1/clinic', { onCall: nurse }, etag ?? ''), 200);
    expect(changed.body).toMatchObject({ onCall: nurse, version: body.version + 1 });
    expect((await admin.patch('/v1/clinic', { phone: '+1 303 555 0111' }, etag ?? '')).status).toBe(412);
    const north = await home.as('north', ['clinic-admin']);
    expect((await north.get('/v1/clinic')).body).toMatchObject({ clinicId: 'north', onCall: null });
  });
});

describe('questionnaires and action items', () => {
  test('taken by the clinic are scored and make a line over the program; item 9 asks for a call at once', async () => {
    const path = `${third.base}/measures`;
    expect((await home.clinic.post(path, { instrument: 'phq-9', items: [0, 1] })).body.code).toBe('invalid');
    await ok(home.clinic.post(path, { instrument: 'phq-9', items: [1, 1, 1, 1, 1, 1, 1, 1, 0] }), 201);
    expect(await kindsOfOpenTasks(home.clinic, third.programId)).toEqual([]);
    const { body } = await ok(home.clinic.post(path, { instrument: 'phq-9', items: [2, 2, 2, 2, 2, 2, 2, 2, 1] }), 201);
    expect(body).toMatchObject({ score: 17, severity: 'moderately-severe', by: 'clinic', dosesGiven: 0 });
    expect((await openTasks(home.clinic, third.programId)).map((one) => [one.kind, one.urgency])).toEqual([
      ['unsafe', 'urgent'],
    ]);
    const list = await ok(home.clinic.get(path), 200);
    expect(list.body.items.map((one: any) => one.score)).toEqual([8, 17]);
  });

  test('an action item is recorded by who treats, ticked off, and comes up in the next reminder', async () => {
    const coordinator = await home.as('demo', ['coordinator']);
    expect((await coordinator.post(`${third.base}/actions`, { text: 'Walk.' })).status).toBe(403);
    const now = new Date(home.home.clock.now()).toISOString().slice(0, 10);
    const dayFromNow = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
    const day = dayFromNow(3);
    const walk = { text: 'Walk every morning', due: day };
    const late = await home.clinic.post(`${third.base}/actions`, { ...walk, due: dayFromNow(-2) });
    expect([late.status, late.body.errors]).toEqual([400, [{ path: 'due', message: 'Lies in the past.' }]]);
    const { body } = await ok(home.clinic.post(`${third.base}/actions`, walk), 201);
    await book(home.clinic, third.base, {
      ...doseBody(`${day}T15:00`),
      kind: 'preparation',
      mode: 'video',
      monitor: null,
      durationMinutes: 50,
    });
    await home.runTo(`${new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)}T23:00:00Z`);
    expect((await home.mails(third.email)).at(-1)?.text).toContain('Walk every morning');
    await ok(home.clinic.post(`${third.base}/actions/${body.actionId}/done`), 200);
    const list = await ok(home.clinic.get(`${third.base}/actions`), 200);
    expect(list.body.items).toMatchObject([{ actionId: body.actionId, doneAt: expect.any(String) }]);
  });
});
