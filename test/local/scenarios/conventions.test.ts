/** What every route shares (contract section 1), asked as a hostile client would. Nothing here needs the clock to move. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { type Answer, enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, type Session, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let north: TestClinic;
let someone: Someone;
let session: Session;

const said = ({ status, body }: Answer): string => `${status} ${body.code}`;
const paths = ({ body }: Answer): string[] => body.errors.map((one: any) => one.path).sort();

beforeAll(async () => {
  home = await startTestHome();
  north = await home.as('north', ['coordinator', 'therapist', 'clinician', 'clinic-admin']);
  someone = await enrollSomeone(home.clinic, { name: 'Zoë Nuñez-Ångström', email: "o'brien+test@example.com" });
  session = await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-08T15:00'));
});
afterAll(() => home?.close());

async function raw(path: string, init: RequestInit = {}): Promise<Answer & { type: string | null }> {
  const response = await fetch(`${home.home.urls.api}${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    body: text ? JSON.parse(text) : {},
    etag: response.headers.get('etag'),
    type: response.headers.get('content-type'),
  };
}

async function bearer(clinicId = 'demo', roles = ['coordinator']): Promise<string> {
  const { body } = await raw('/local/token', { method: 'POST', body: JSON.stringify({ clinicId, roles }) });
  return `Bearer ${body.token}`;
}

describe('who asks', () => {
  test('without a token, with a torn or a foreign one: 401, on every path alike', async () => {
    const good = await bearer();
    for (const path of ['/v1/programs', someone.base, '/v1/nothing', '/v1/tasks'])
      for (const authorization of ['', 'Bearer', 'Bearer x.y.z', `${good}x`, good.replace('Bearer ', '')]) {
        const answer = await raw(path, authorization ? { headers: { authorization } } : {});
        expect(said(answer)).toBe('401 unauthenticated');
        expect(answer.type).toContain('application/problem+json');
      }
    // Signed by nobody.
    const [, payload] = good.replace('Bearer ', '').split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect((await raw('/v1/programs', { headers: { authorization: `Bearer ${unsigned}` } })).status).toBe(401);
  });

  test('no token is made for a clinic that does not exist', async () => {
    const answer = await raw('/local/token', {
      method: 'POST',
      body: '{"clinicId":"nowhere","roles":["coordinator"]}',
    });
    expect(answer.status).toBe(404);
  });
});

describe('what is asked', () => {
  test('every wrong field is named at once, unknown ones too', async () => {
    const body = example('enroll');
    body.patient.email = 'not an address';
    body.patient.timeZone = 'Mars/Olympus';
    body.patient.quietHours = { from: '18:00', to: '09:00' };
    body.patient.nickname = 'M';
    body.consents[0].signedOn = '2027-02-30';
    body.screening.takes = ['benzodiazepine', 7];
    body.shoeSize = 38;
    delete body.patient.phone;
    const answer = await home.clinic.post('/v1/programs', body);
    expect(said(answer)).toBe('400 invalid');
    expect(paths(answer)).toEqual([
      'consents.0.signedOn',
      'patient.email',
      'patient.nickname',
      'patient.phone',
      'patient.quietHours',
      'patient.timeZone',
      'screening.takes.1',
      'shoeSize',
    ]);
    expect(answer.body).toMatchObject({ type: expect.any(String), title: expect.any(String), status: 400 });
    expect(answer.body.detail).toEqual(expect.any(String));
  });

  test('a program that is full takes no more words, and still everything else', async () => {
    const full = await enrollSomeone(home.clinic);
    const text = '𝔥'.repeat(2000);
    let answer = await home.clinic.post(`${full.base}/intentions`, { text });
    for (let count = 0; count < 60 && answer.status === 201; count += 1)
      answer = await home.clinic.post(`${full.base}/intentions`, { text });
    expect(said(answer)).toBe('413 too-large');
    expect((await home.clinic.post(`${full.base}/intentions`, example('intention'))).status).toBe(201);
    expect((await home.clinic.post(`${full.base}/hold`, example('hold'))).status).toBe(200);
  });

  test('a number that the table cannot hold is refused by its field', async () => {
    const { version: _version, ...document } = ketamineHome;
    const director = await home.as('demo', ['clinic-admin']);
    const minimumStay = [{ belowMg: 5e-324, minutes: 60 }];
    const tiny = await director.post('/v1/protocols', {
      ...document,
      dosing: { ...document.dosing, minimumStay, lapseDays: 84 },
      confirmation: { hoursBefore: 1e-200 },
    });
    expect(said(tiny)).toBe('400 invalid');
    expect(paths(tiny)).toEqual(['confirmation.hoursBefore', 'dosing.minimumStay.0.belowMg']);
    const amount = await home.clinic.post(`${session.path}/start`, { ...example('start'), amountMg: 5e-324 });
    expect([said(amount), ...paths(amount)]).toEqual(['400 invalid', 'amountMg']);
    const taken = example('enroll-with-history');
    taken.history.sessions[0].amountMg = 5e-324;
    const past = await home.clinic.post('/v1/programs', taken);
    expect([said(past), ...paths(past)]).toEqual(['400 invalid', 'history.sessions.0.amountMg']);
  });

  test('questions that are not answered are named; unknown ones are refused', async () => {
    const body = example('enroll');
    delete body.screening.answers['urinary-symptoms'];
    const answer = await home.clinic.post('/v1/programs', body);
    expect(said(answer)).toBe('422 screening-incomplete');
    expect(answer.body.missing).toEqual(['urinary-symptoms']);
    body.screening.answers['likes-cats'] = true;
    expect(said(await home.clinic.post('/v1/programs', body))).toBe('400 invalid');
  });

  test('too young, a consent missing or too old, a protocol that is not approved', async () => {
    const changed = async (change: (body: any) => void): Promise<string> => {
      const body = example('enroll');
      body.patient.email = 'nobody@example.com';
      change(body);
      return said(await home.clinic.post('/v1/programs', body));
    };
    expect(await changed((body) => (body.patient.dateOfBirth = '2009-01-05'))).toBe('422 under-age');
    expect(await changed((body) => (body.consents = body.consents.slice(1)))).toBe('422 consent-missing');
    expect(await changed((body) => (body.consents[0].signedOn = '2026-01-04'))).toBe('422 consent-missing');
    expect(await changed((body) => (body.consents[0].signedOn = '2027-01-07'))).toBe('400 invalid');
    expect(await changed((body) => (body.protocol.version = 2))).toBe('422 protocol-not-approved');
    expect(await changed((body) => (body.protocol.id = 'lsd-at-sea'))).toBe('422 protocol-not-approved');
    // Of age today.
    expect(await changed((body) => (body.patient.dateOfBirth = '2009-01-04'))).toBe('201 undefined');
  });

  test('a body that is no JSON, no object, too large, or not wanted', async () => {
    const authorization = await bearer();
    const post = (body: string, path = '/v1/programs') =>
      raw(path, { method: 'POST', headers: { authorization }, body });
    for (const body of ['{', '[]', '"x"', 'null', '17', '{"patient":null}'])
      expect(said(await post(body))).toBe('400 invalid');
    expect(said(await post(JSON.stringify({ q: 'x'.repeat(120_000) }), '/v1/programs/search'))).toBe('413 too-large');
    expect(said(await post('x'.repeat(3_000_000)))).toBe('413 too-large');
    expect(said(await post('{"why":"x"}', `${someone.base}/consents/email/withdraw`))).toBe('400 invalid');
  });

  test('ids with odd characters are nothing that is here, and no fault of ours', async () => {
    const odd = [
      '%',
      '%00',
      '%2F',
      '..%2F..',
      '%E0%A4%A',
      'a%20b',
      "';--",
      '%23',
      'a'.repeat(300),
      'ü',
      '%F0%9F%92%8A',
      '__proto__',
    ];
    for (const id of odd)
      for (const path of [`/v1/programs/${id}`, `${someone.base}/sessions/${id}`, `/v1/tasks/${id}`, `/v1/${id}`]) {
        const answer = await home.clinic.get(path);
        expect(`${path} ${said(answer)}`).toBe(`${path} 404 not-found`);
      }
    expect((await raw('//')).status).toBe(404);
    expect((await fetch(`${home.home.urls.mail}//`)).status).toBe(404);
    expect((await raw('/local/mail/%/event', { method: 'POST', body: '{"type":"bounce"}' })).status).toBe(404);
  });

  test('a start is a local time to the minute, in a zone of this world and a year of ours', async () => {
    const asked = (at: string, timeZone = 'America/Denver') =>
      home.clinic.post(`${someone.base}/sessions`, therapyBody('preparation', at, {}, timeZone));
    for (const at of ['2027-01-09', '2027-01-09T10:00:30', '2027-01-09T10:00Z', '2027-02-30T10:00', '2027-01-09T24:00'])
      expect(`${at} ${paths(await asked(at))}`).toBe(`${at} start.at`);
    // A year that no calendar here reaches would come back as a time that has long passed.
    for (const at of ['9999-12-31T10:00', '0001-01-01T00:00']) expect(paths(await asked(at))).toEqual(['start.at']);
    for (const zone of ['+07:00', 'Denver', ''])
      expect(paths(await asked('2027-01-09T10:00', zone))).toEqual(['start.timeZone']);
    const times = { startedAt: '9999-12-31T23:00:00-05:00', endedAt: '9999-12-31T23:30:00-05:00' };
    const ended = await home.clinic.post(`${session.path}/outcome`, { result: 'completed', ...times });
    expect(paths(ended)).toEqual(['endedAt', 'startedAt']);
  });

  test('no route forgets its name: unknown ones and other methods are 404', async () => {
    const authorization = await bearer();
    for (const [method, path] of [
      ['DELETE', someone.base],
      ['PUT', '/v1/programs'],
      ['GET', '/v1/programs/search/x/y'],
      ['POST', someone.base],
      ['GET', '/v1'],
    ] as const)
      expect((await raw(path, { method, headers: { authorization } })).status).toBe(404);
  });
});

describe('the same request twice', () => {
  test('one key, one answer; another body or another route with it is refused', async () => {
    const key = { 'idempotency-key': 'first-1' };
    const body = therapyBody('preparation', '2027-01-11T15:00');
    const first = await home.clinic.post(`${someone.base}/sessions`, body, key);
    const second = await home.clinic.post(`${someone.base}/sessions`, body, key);
    expect(second).toEqual(first);
    expect(first.status).toBe(201);
    const other = await home.clinic.post(`${someone.base}/sessions`, { ...body, durationMinutes: 45 }, key);
    expect(said(other)).toBe('422 idempotency-key-reused');
    const reason = { reason: 'patient-request' };
    const paused = { 'idempotency-key': 'first-2' };
    expect((await home.clinic.post(`${someone.base}/hold`, reason, paused)).body.status).toBe('on-hold');
    expect(said(await home.clinic.post(`${someone.base}/withdraw`, reason, paused))).toBe('422 idempotency-key-reused');
    expect((await home.clinic.get(someone.base)).body.status).toBe('on-hold');
    expect((await home.clinic.post(`${someone.base}/resume`, reason)).status).toBe(200);
    expect(said(await home.clinic.post(`${someone.base}/hold`, reason, { 'idempotency-key': 'no spaces' }))).toBe(
      '400 invalid',
    );
    // A key belongs to its clinic.
    expect((await north.post('/v1/programs', example('enroll'), { 'idempotency-key': 'first-1' })).status).toBe(201);
  });

  test('at the same time: one session, one program, the same answer for all', async () => {
    const body = therapyBody('preparation', '2027-01-12T15:00');
    const all = await Promise.all(
      Array.from({ length: 6 }, () =>
        home.clinic.post(`${someone.base}/sessions`, body, { 'idempotency-key': 'same' }),
      ),
    );
    expect(new Set(all.map((one) => `${one.status} ${one.body.sessionId}`)).size).toBe(1);
    expect(all[0]?.status).toBe(201);
    const { body: sessions } = await home.clinic.get(`${someone.base}/sessions`);
    expect(sessions.items).toHaveLength(3);
    const enroll = example('enroll');
    enroll.patient.email = 'twins@example.com';
    const enrolled = await Promise.all(
      Array.from({ length: 4 }, () => home.clinic.post('/v1/programs', enroll, { 'idempotency-key': 'twins' })),
    );
    expect(new Set(enrolled.map((one) => `${one.status} ${one.body.programId}`)).size).toBe(1);
    enroll.patient.email = 'rivals@example.com';
    const rivals = await Promise.all(Array.from({ length: 4 }, () => home.clinic.post('/v1/programs', enroll)));
    expect(rivals.map(said).sort()).toEqual([
      '201 undefined',
      '409 already-enrolled',
      '409 already-enrolled',
      '409 already-enrolled',
    ]);
  });
});

describe('what somebody else changed', () => {
  test('PATCH and PUT need If-Match; a stale one is refused, and two at once change it once', async () => {
    const authorization = await bearer();
    const change = JSON.stringify({ place: { text: 'Room 2' } });
    expect(said(await raw(session.path, { method: 'PATCH', headers: { authorization }, body: change }))).toBe(
      '428 if-match-missing',
    );
    const team = JSON.stringify({ careTeam: example('enroll').careTeam });
    const put = await raw(`${someone.base}/care-team`, { method: 'PUT', headers: { authorization }, body: team });
    expect(said(put)).toBe('428 if-match-missing');
    expect(said(await home.clinic.put(`${someone.base}/care-team`, JSON.parse(team), '"0"'))).toBe('412 stale');
    const { etag } = await home.clinic.get(session.path);
    const both = await Promise.all(
      ['Room 3', 'Room 4'].map((text) => home.clinic.patch(session.path, { place: { text } }, etag ?? '')),
    );
    expect(both.map((one) => one.status).sort()).toEqual([200, 412]);
    const kept = both.find((one) => one.status === 200);
    expect(kept?.etag).toBe(`"${kept?.body.version}"`);
    expect((await home.clinic.get(session.path)).etag).toBe(kept?.etag);
  });

  test('a new lead needs the consent of the patient', async () => {
    const { body, etag } = await home.clinic.get(someone.base);
    const careTeam = example('enroll').careTeam;
    careTeam[0] = { ...careTeam[0], name: 'Kim Poe', email: 'kim.poe@clinic.example' };
    expect(said(await home.clinic.put(`${someone.base}/care-team`, { careTeam }, etag ?? ''))).toBe(
      '422 consent-missing',
    );
    const future = { careTeam, leadChange: { consentedOn: '2027-03-01' } };
    expect(said(await home.clinic.put(`${someone.base}/care-team`, future, etag ?? ''))).toBe('400 invalid');
    const early = { careTeam, leadChange: { consentedOn: '2027-01-03' } };
    const refused = await home.clinic.put(`${someone.base}/care-team`, early, etag ?? '');
    expect([said(refused), refused.body.errors[0]]).toEqual([
      '400 invalid',
      { path: 'leadChange.consentedOn', message: 'Lies before the enrollment.' },
    ]);
    const consented = { careTeam, leadChange: { consentedOn: '2027-01-04' } };
    const changed = await home.clinic.put(`${someone.base}/care-team`, consented, etag ?? '');
    expect(changed.body.waitingFor.owner.email).toBe('kim.poe@clinic.example');
    expect(changed.body.version).toBe(body.version + 1);
  });
});
