/** The example requests of the contract, in their order, on a fresh home. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { example, startTestHome, type TestHome } from '../test-home.ts';
import { book, type Session, sentTo } from './steps.ts';

let home: TestHome;
let base = '';
let preparation: Session;
let dose: Session;

beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home?.close());

test('an enrolled program is active in care-team, and its execution moves it on at once', async () => {
  const { status, body, etag } = await home.clinic.post('/v1/programs', example('enroll'));
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: 'active', phase: 'care-team', dose: { done: 0, of: 6 } });
  expect(body.waitingFor).toMatchObject({ what: 'care-team-ready', due: '2027-01-11T16:00:00.000Z' });
  expect(etag).toBe(`"${body.version}"`);
  base = `/v1/programs/${body.programId}`;
  await home.settle();
  const read = await home.clinic.get(base);
  expect(read.body).toMatchObject({
    phase: 'preparation',
    waitingFor: { what: 'prepared', due: '2027-02-03T16:00:00.000Z', owner: { email: 'sam.lee@clinic.example' } },
    executions: [{ name: `program-${body.programId}-1`, status: 'RUNNING' }],
  });
});

test('the same person twice is refused, and a contraindication is refused by name', async () => {
  const twice = await home.clinic.post('/v1/programs', example('enroll'));
  expect([twice.status, twice.body.code]).toEqual([409, 'already-enrolled']);
  const refused = await home.clinic.post('/v1/programs', example('enroll-contraindicated'));
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({
    code: 'contraindicated',
    contraindications: ['pregnant-nursing-or-trying'],
    status: 422,
  });
  // Refused before: the same person needs a clinician's review, even without the contraindication.
  const again = example('enroll-contraindicated');
  again.screening.answers['pregnant-nursing-or-trying'] = false;
  const unreviewed = await home.clinic.post('/v1/programs', again);
  expect([unreviewed.status, unreviewed.body.code]).toEqual([422, 'review-needed']);
  again.screening.reviewedBy = 'sam.lee@clinic.example';
  const byTherapist = await home.clinic.post('/v1/programs', again);
  expect([byTherapist.status, byTherapist.body.errors?.[0]?.path]).toEqual([400, 'screening.reviewedBy']);
  const invented = {
    name: 'Dr. Nobody',
    email: 'nobody@clinic.example',
    role: 'clinician',
    license: null,
    lead: false,
  };
  const byInvented = await home.clinic.post('/v1/programs', {
    ...again,
    careTeam: [...again.careTeam, invented],
    screening: { ...again.screening, reviewedBy: invented.email },
  });
  expect([byInvented.status, byInvented.body.errors?.[0]?.path]).toEqual([400, 'screening.reviewedBy']);
  again.screening.reviewedBy = 'ana.reyes@clinic.example';
  expect((await home.clinic.post('/v1/programs', again)).status).toBe(201);
});

test('a dose is refused while preparation is neither done nor booked in time', async () => {
  const { status, body } = await home.clinic.post(`${base}/sessions`, example('book-dosing'));
  expect([status, body.code]).toEqual([422, 'not-prepared']);
});

test('a booked session has its first revision, its instant and its touchpoints', async () => {
  const answer = await home.clinic.post(`${base}/sessions`, example('book-preparation'));
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    status: 'booked',
    revision: 1,
    doseNumber: null,
    blocked: [],
    warnings: [],
    start: {
      at: '2027-01-08T15:00',
      timeZone: 'America/Denver',
      instant: '2027-01-08T22:00:00.000Z',
      offset: '-07:00',
    },
  });
  expect(answer.body.touchpoints.map((one: any) => [one.name, one.at, one.useBy, one.status])).toEqual([
    ['booked', '2027-01-04T16:00:00.000Z', '2027-01-08T22:00:00.000Z', 'planned'],
    ['reminder-1d', '2027-01-07T22:00:00.000Z', '2027-01-08T22:00:00.000Z', 'planned'],
  ]);
  preparation = {
    sessionId: answer.body.sessionId,
    path: `${base}/sessions/${answer.body.sessionId}`,
    etag: answer.etag ?? '',
    body: answer.body,
  };
});

test('its outcome is recorded with 200, an intention with 201', async () => {
  const second = await book(home.clinic, base, {
    ...example('book-preparation'),
    start: { at: '2027-01-12T15:00', timeZone: 'America/Denver' },
  });
  await home.runTo('2027-01-08T23:05:00Z');
  const done = await home.clinic.post(`${preparation.path}/outcome`, example('outcome-completed'));
  expect(done.status).toBe(200);
  expect(done.body).toMatchObject({
    status: 'completed',
    actual: { startedAt: '2027-01-08T22:02:00.000Z', endedAt: '2027-01-08T23:01:00.000Z' },
  });
  expect((await home.clinic.post(`${base}/intentions`, example('intention'))).status).toBe(201);
  await home.runTo('2027-01-12T23:05:00Z');
  const next = { result: 'completed', startedAt: '2027-01-12T22:00:00Z', endedAt: '2027-01-12T22:59:00Z' };
  expect((await home.clinic.post(`${second.path}/outcome`, next)).status).toBe(200);
});

test('a dose is booked, moved with its ETag to a second revision, and refused with a stale one', async () => {
  dose = await book(home.clinic, base, example('book-dosing'));
  expect(dose.body).toMatchObject({ doseNumber: 1, start: { instant: '2027-01-20T17:00:00.000Z' } });
  const moved = await home.clinic.patch(dose.path, example('reschedule'), dose.etag);
  expect(moved.status).toBe(200);
  expect(moved.body).toMatchObject({ revision: 2, start: { instant: '2027-01-22T17:00:00.000Z' } });
  const stale = await home.clinic.patch(dose.path, example('reschedule'), dose.etag);
  expect([stale.status, stale.body.code]).toEqual([412, 'stale']);
});

test('a cancelled session answers so', async () => {
  const { status, body } = await home.clinic.post(`${dose.path}/cancel`, example('cancel'));
  expect([status, body.status]).toEqual([200, 'cancelled']);
  dose = await book(home.clinic, base, example('book-dosing'));
});

test('a dose starts only with its clearance', async () => {
  await home.runTo('2027-01-20T16:30:00Z');
  const early = await home.clinic.post(`${dose.path}/start`, example('start'));
  expect(early.status).toBe(422);
  expect(early.body).toMatchObject({ code: 'not-cleared' });
  expect(early.body.gates.map((gate: any) => gate.code)).toEqual(['not-cleared', 'too-early']);
  for (const gate of early.body.gates) expect(gate.opensWith).toMatch(/\w/);
  const cleared = await home.clinic.post(`${base}/clearances`, {
    ...example('clearance'),
    sessionId: dose.sessionId,
  });
  expect(cleared.status).toBe(201);
  expect(cleared.body.validUntil).toBe('2027-01-21T16:30:00.000Z');
  await home.runTo('2027-01-20T17:04:00Z');
  const started = await home.clinic.post(`${dose.path}/start`, example('start'));
  expect([started.status, started.body.status]).toEqual([200, 'in-session']);
  expect(started.body.actual).toEqual({ startedAt: '2027-01-20T17:04:00.000Z', endedAt: null });
});

test('its outcome is recorded, and aftercare follows', async () => {
  await home.runTo('2027-01-20T19:00:00Z');
  const { status, body } = await home.clinic.post(`${dose.path}/outcome`, example('outcome-dose-completed'));
  expect([status, body.status]).toEqual([200, 'completed']);
  await home.runTo('2027-01-21T18:00:00Z');
  expect(await sentTo(home, 'maya@example.com', '2027-01-20T17:01')).toEqual([
    '2027-01-20T19:00 After your session',
    '2027-01-21T17:00 How are you today?',
  ]);
  expect((await home.clinic.get(base)).body).toMatchObject({ phase: 'integration', dose: { done: 1, of: 6 } });
});

test('the next dose too soon after it is refused; a late one is blocked until a decision', async () => {
  await book(home.clinic, base, {
    ...example('book-preparation'),
    kind: 'integration',
    start: { at: '2027-01-22T09:00', timeZone: 'America/Denver' },
  });
  const soon = await home.clinic.post(`${base}/sessions`, {
    ...example('book-dosing'),
    start: { at: '2027-01-22T10:00', timeZone: 'America/Denver' },
  });
  expect([soon.status, soon.body.code]).toEqual([422, 'too-soon']);
  await home.runTo('2027-01-22T17:00:00Z');
  const late = await book(home.clinic, base, {
    ...example('book-dosing'),
    start: { at: '2027-01-23T08:00', timeZone: 'America/Denver' },
  });
  expect(late.body.blocked).toEqual([{ about: 'late-booking', since: '2027-01-22T17:00:00.000Z' }]);
  const decided = await home.clinic.post(`${base}/decisions`, { ...example('decision'), sessionId: late.sessionId });
  expect(decided.status).toBe(201);
  expect((await home.clinic.get(late.path)).body.blocked).toEqual([]);
});

test('a hold and a withdrawal answer with the program; what is booked is cancelled', async () => {
  const held = await home.clinic.post(`${base}/hold`, example('hold'));
  expect([held.status, held.body.status]).toEqual([200, 'on-hold']);
  expect(held.body.waitingFor).toMatchObject({ what: 'resume', due: '2027-02-05T17:00:00.000Z' });
  const withdrawn = await home.clinic.post(`${base}/withdraw`, example('withdraw'));
  expect([withdrawn.status, withdrawn.body.status, withdrawn.body.waitingFor]).toEqual([200, 'withdrawn', null]);
  const { body } = await home.clinic.get(`${base}/sessions`);
  expect(body.items.filter((one: any) => one.status === 'booked')).toEqual([]);
});
