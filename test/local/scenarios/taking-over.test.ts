/** Patients who come in the middle of a course, or come back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { enrollSomeone, example, startTestHome, type TestHome } from '../test-home.ts';
import { ok, type Someone } from './steps.ts';

let home: TestHome;
let inTheMiddle: Someone;

beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home?.close());

const { history } = example('enroll-with-history');

test('a history brings the course to where it is; nobody is asked or told of the past', async () => {
  inTheMiddle = await enrollSomeone(home.clinic, {}, { history });
  await home.settle();
  const { body } = await ok(home.clinic.get(inTheMiddle.base), 200);
  expect(body).toMatchObject({
    phase: 'integration',
    dose: { done: 2, of: 6 },
    waitingFor: { what: 'integrated', due: '2027-01-06T17:40:00.000Z' },
    executions: [{ name: `program-${inTheMiddle.programId}-1`, status: 'RUNNING' }],
  });
  const sessions = (await home.clinic.get(`${inTheMiddle.base}/sessions`)).body.items;
  expect(sessions.map((one: any) => [one.kind, one.doseNumber, one.status, one.imported, one.touchpoints])).toEqual([
    ['preparation', null, 'completed', true, []],
    ['preparation', null, 'completed', true, []],
    ['dosing', 1, 'completed', true, []],
    ['integration', 1, 'completed', true, []],
    ['dosing', 2, 'stopped-early', true, []],
  ]);
  expect((await home.mails(inTheMiddle.email)).map(({ subject }) => subject)).toEqual(['Meet your care team']);
});

test('the course goes on from there, by a series, too', async () => {
  const { preparation: _done, ...wish } = example('series');
  const { body } = await ok(home.clinic.post(`${inTheMiddle.base}/series`, wish), 200);
  expect(body.sessions.slice(0, 2).map((one: any) => [one.kind, one.doseNumber, one.start.at])).toEqual([
    ['integration', 2, '2027-01-05T15:00'],
    ['dosing', 3, '2027-01-06T10:00'],
  ]);
});

test('a history that cannot be is refused, and nobody is enrolled', async () => {
  const patient = { ...example('enroll').patient, email: 'future@example.com' };
  const ahead = { ...history.sessions[0], startedAt: '2027-01-04T22:00:00Z', endedAt: '2027-01-04T23:00:00Z' };
  const answer = await home.clinic.post('/v1/programs', {
    ...example('enroll'),
    patient,
    history: { sessions: [ahead] },
  });
  expect([answer.status, answer.body.errors]).toEqual([
    400,
    [{ path: 'history.sessions.0.endedAt', message: 'Lies in the future: now is 2027-01-04T16:00:00.000Z.' }],
  ]);
  const { body } = await home.clinic.post('/v1/programs/search', { q: 'future@example.com' });
  expect(body.items).toEqual([]);
});

test('a team that nobody knows yet and a long history are taken over together', async () => {
  const sessions = Array.from({ length: 54 }, (_, index) => ({
    kind: 'preparation',
    startedAt: `2026-10-${String((index % 27) + 1).padStart(2, '0')}T${index < 27 ? '16' : '20'}:00:00Z`,
    endedAt: `2026-10-${String((index % 27) + 1).padStart(2, '0')}T${index < 27 ? '17' : '21'}:00:00Z`,
    mode: 'video',
  }));
  const team = Array.from({ length: 18 }, (_, index) => ({
    name: `Kai ${index}`,
    email: `kai${index}@clinic.example`,
    role: 'therapist',
  }));
  const careTeam = [...example('enroll').careTeam, ...team];
  const { base } = await enrollSomeone(home.clinic, {}, { history: { sessions }, careTeam });
  expect((await home.clinic.get(`${base}/sessions`)).body.items).toHaveLength(54);
});

test('readmission: refused while the program runs; afterwards a new one, linked, once', async () => {
  const someone = await enrollSomeone(home.clinic, {}, { history });
  const early = await home.clinic.post(`${someone.base}/readmit`, example('readmit'));
  expect([early.status, early.body.code]).toEqual([409, 'wrong-state']);
  await ok(home.clinic.post(`${someone.base}/withdraw`, example('withdraw')), 200);
  const key = { 'idempotency-key': 'back-again' };
  const back = await ok(home.clinic.post(`${someone.base}/readmit`, example('readmit'), key), 201);
  expect(back.body).toMatchObject({
    status: 'active',
    phase: 'care-team',
    dose: { done: 0, of: 6 },
    patient: { email: someone.email },
    earlier: {
      programId: someone.programId,
      lastDose: { startedAt: '2026-12-30T17:00:00.000Z', endedAt: '2026-12-30T17:40:00.000Z' },
    },
  });
  expect((await home.clinic.post(`${someone.base}/readmit`, example('readmit'), key)).body).toEqual(back.body);
  const twice = await home.clinic.post(`${someone.base}/readmit`, example('readmit'));
  expect([twice.status, twice.body.code]).toEqual([409, 'already-enrolled']);
  await home.settle();
  const base = `/v1/programs/${back.body.programId}`;
  expect((await home.clinic.get(base)).body.phase).toBe('preparation');
  expect((await home.clinic.get(someone.base)).body).toMatchObject({ status: 'withdrawn', earlier: null });
  const unclear = await home.clinic.post(`${someone.base}/readmit`, { ...example('readmit'), carryOver: ['patient'] });
  expect(unclear.body.errors.map(({ path }: any) => path)).toEqual(['screening', 'consents', 'careTeam']);
});

test('a medicine that only the new protocol asks about is not "not taken": the screening is taken anew', async () => {
  const someone = await enrollSomeone(home.clinic);
  await ok(home.clinic.post(`${someone.base}/withdraw`, example('withdraw')), 200);
  const director = await home.as('demo', ['clinic-admin'], 'ines.calder@clinic.example');
  const { version: _version, ...document } = ketamineHome;
  const medicines = [...document.medicines, { code: 'lithium', planNeeded: true }];
  await ok(director.post('/v1/protocols', { ...document, id: 'asks-of-lithium', medicines }), 201);
  await ok(director.post('/v1/protocols/asks-of-lithium/versions/1/approval'), 200);
  const protocol = { id: 'asks-of-lithium', version: 1 };
  const carried = await home.clinic.post(`${someone.base}/readmit`, { ...example('readmit'), protocol });
  expect([carried.status, carried.body.code, carried.body.missing]).toEqual([422, 'screening-incomplete', ['lithium']]);
  const { answers } = example('enroll').screening;
  const anew = {
    ...example('readmit'),
    protocol,
    carryOver: ['patient', 'consents', 'care-team'],
    screening: { answers, takes: ['lithium'] },
  };
  const { body } = await ok(home.clinic.post(`${someone.base}/readmit`, anew), 201);
  const tasks = (await home.clinic.get(`/v1/tasks?programId=${body.programId}`)).body.items;
  expect(tasks.map(({ kind }: any) => kind)).toEqual(['medicines-plan']);
});

test('who is enrolled anew, without a word of the program before, has had its doses all the same', async () => {
  const someone = await enrollSomeone(home.clinic, {}, { history });
  await ok(home.clinic.post(`${someone.base}/withdraw`, example('withdraw')), 200);
  const again = await enrollSomeone(home.clinic, { email: someone.email.toUpperCase() });
  const { body } = await ok(home.clinic.get(again.base), 200);
  expect(body.earlier).toEqual({
    programId: someone.programId,
    lastDose: { startedAt: '2026-12-30T17:00:00.000Z', endedAt: '2026-12-30T17:40:00.000Z' },
  });
  const other = await enrollSomeone(home.clinic, { dateOfBirth: '1990-01-01' });
  expect((await ok(home.clinic.get(other.base), 200)).body.earlier).toBeNull();
});

test('a serious adverse event that nobody decided about follows from program to program; none is readmitted past it', async () => {
  const first = await enrollSomeone(home.clinic, {}, { history });
  const { items } = (await home.clinic.get(`${first.base}/sessions`)).body;
  const dose = items.findLast(({ kind }: any) => kind === 'dosing').sessionId;
  const event = { code: 'accident-or-fall', serious: true, at: '2026-12-30T19:00:00Z' };
  await ok(home.clinic.post(`${first.base}/sessions/${dose}/adverse-events`, event), 201);
  await ok(home.clinic.post(`${first.base}/withdraw`, example('withdraw')), 200);
  const readmit = async (base: string): Promise<string> => {
    await home.advance('PT1H');
    const { programId } = (await ok(home.clinic.post(`${base}/readmit`, example('readmit')), 201)).body;
    const tasks = (await home.clinic.get(`/v1/tasks?programId=${programId}`)).body.items;
    expect(tasks.map(({ kind, urgency }: any) => [kind, urgency])).toEqual([['adverse-event', 'urgent']]);
    return `/v1/programs/${programId}`;
  };
  const second = await readmit(first.base);
  await ok(home.clinic.post(`${second}/withdraw`, example('withdraw')), 200);
  const past = await home.clinic.post(`${first.base}/readmit`, example('readmit'));
  expect([past.status, past.body.code]).toEqual([409, 'wrong-state']);
  expect(second).toContain(past.body.detail.match(/from (\w+)/)?.[1]);
  const third = await readmit(second);
  expect((await ok(home.clinic.get(third), 200)).body.earlier.programId).toBe(second.split('/').at(-1));
});

test('a medical discharge is not forgotten by enrolling anew: a clinician reviews the screening first', async () => {
  const someone = await enrollSomeone(home.clinic);
  await ok(home.clinic.post(`${someone.base}/discharge`, { reason: 'medical' }), 200);
  const { patient, ...rest } = example('enroll');
  const anew = { ...rest, patient: { ...patient, email: someone.email } };
  const refused = await home.clinic.post('/v1/programs', anew);
  expect([refused.status, refused.body.code]).toEqual([422, 'review-needed']);
  const screening = { ...rest.screening, reviewedBy: 'ana.reyes@clinic.example' };
  await ok(home.clinic.post('/v1/programs', { ...anew, screening }), 201);
});
