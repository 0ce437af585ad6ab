/** Who may do what, and that no clinic reads or changes anything of another one (R10, contract section 2). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedRoutes } from '../../../functions/api-description/described-routes.ts';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, openTasks, type Session, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let someone: Someone;
let session: Session;
let taskId = '';
let messageId = '';

beforeAll(async () => {
  home = await startTestHome();
  const { screening } = example('enroll');
  const answers = { ...screening.answers, 'urinary-symptoms': true };
  someone = await enrollSomeone(home.clinic, {}, { screening: { answers, takes: [] } });
  session = await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-08T15:00'));
  await home.settle();
  messageId = (await home.clinic.get(`${someone.base}/messages`)).body.items[0].messageId;
  taskId = (await openTasks(home.clinic, someone.programId))[0]?.taskId;
});
afterAll(() => home?.close());

type Method = 'get' | 'post' | 'put' | 'patch';
const everybody = ['coordinator', 'therapist', 'clinician', 'clinic-admin'];
const table = (): [Method, string, readonly string[]][] => {
  const { base } = someone;
  const one = session.path;
  return [
    ['get', '/v1/programs', everybody],
    ['get', base, everybody],
    ['get', `${base}/timeline`, everybody],
    ['get', `${base}/touchpoints`, everybody],
    ['get', `${base}/messages`, everybody],
    ['get', `${base}/sessions`, everybody],
    ['get', `${base}/screenings`, everybody],
    ['get', one, everybody],
    ['get', '/v1/tasks', everybody],
    ['get', `/v1/tasks/${taskId}`, everybody],
    ['get', '/v1/protocols', everybody],
    ['post', '/v1/programs', everybody],
    ['post', '/v1/programs/search', everybody],
    ['post', `${base}/sessions`, everybody],
    ['patch', one, everybody],
    ['post', `${one}/cancel`, everybody],
    ['get', '/v1/groups?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z', everybody],
    ['post', '/v1/groups', everybody],
    ['get', '/v1/groups/grp_none', everybody],
    ['patch', '/v1/groups/grp_none', everybody],
    ['post', '/v1/groups/grp_none/cancel', everybody],
    ['post', '/v1/groups/grp_none/participants', everybody],
    ['post', `${base}/readmit`, everybody],
    ['post', `${base}/series`, everybody],
    ['post', `${base}/series/repair`, everybody],
    ['post', `${base}/consents`, everybody],
    ['post', `${base}/consents/email/withdraw`, everybody],
    ['post', `${base}/hold`, everybody],
    ['post', `${base}/withdraw`, everybody],
    ['post', `/v1/tasks/${taskId}/resolve`, everybody],
    ['post', `${base}/intentions`, ['therapist', 'clinician']],
    ['post', `${one}/start`, ['therapist', 'clinician']],
    ['post', `${one}/outcome`, ['therapist', 'clinician']],
    ['post', `${base}/screenings`, ['clinician']],
    ['post', `${base}/clearances`, ['clinician']],
    ['post', `${base}/decisions`, ['clinician']],
    ['post', `${base}/resume`, ['clinician']],
    ['post', `${base}/discharge`, ['clinician']],
    ['put', `${base}/care-team`, ['coordinator', 'clinician', 'clinic-admin']],
    ['post', `${base}/deceased`, ['clinician', 'clinic-admin']],
    ['patch', `${base}/patient`, everybody],
    ['post', `${base}/links/revoke`, everybody],
    ['get', `${base}/messages/${messageId}`, everybody],
    ['post', `${base}/messages/${messageId}/resend`, everybody],
    ['get', `${base}/measures`, everybody],
    ['post', `${base}/measures`, everybody],
    ['get', `${base}/actions`, everybody],
    ['post', `${base}/actions`, ['therapist', 'clinician']],
    ['post', `${base}/actions/act_none/done`, ['therapist', 'clinician']],
    ['get', `${base}/core-wounds`, everybody],
    ['post', `${base}/core-wounds`, ['therapist', 'clinician']],
    ['get', `${base}/insights`, everybody],
    ['post', `${base}/insights`, ['therapist', 'clinician']],
    ['post', `${base}/end-dosing`, ['clinician']],
    ['post', `${base}/complete`, ['clinician']],
    ['post', `${one}/adverse-events`, ['therapist', 'clinician']],
    ['post', `${one}/vitals`, ['therapist', 'clinician']],
    ['post', `${one}/corrections`, ['clinician']],
    ['get', '/v1/agenda?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z', everybody],
    ['get', '/v1/screenings', ['clinician', 'clinic-admin']],
    ['get', '/v1/staff', everybody],
    ['get', '/v1/staff/stf_demo_therapist', everybody],
    ['post', '/v1/staff', ['clinic-admin']],
    ['patch', '/v1/staff/stf_demo_therapist', ['clinic-admin']],
    ['get', '/v1/clinic', everybody],
    ['patch', '/v1/clinic', ['clinic-admin']],
    ['post', '/v1/protocols', ['clinic-admin']],
    ['get', '/v1/protocols/ketamine-home/versions/1', everybody],
    ['post', '/v1/protocols/ketamine-home/versions/1/approval', ['clinic-admin']],
    ['post', '/v1/protocols/ketamine-home/versions/1/preview', everybody],
    ['post', '/v1/protocols/ketamine-home/versions/1/dry-run', ['clinician']],
    ['get', `${base}/accesses`, ['clinic-admin']],
    ['get', '/v1/accesses', ['clinic-admin']],
    ['get', `${base}/export`, everybody],
    ['get', `${base}/export?format=fhir`, everybody],
    ['get', '/v1/operations/executions', ['operator']],
    ['get', `/v1/operations/executions/program-${someone.programId}-1`, ['operator']],
    ['get', `/v1/operations/executions/program-${someone.programId}-1/history`, ['operator']],
    ['post', `/v1/operations/executions/program-${someone.programId}-1/redrive`, ['operator']],
    ['post', `/v1/operations/programs/${someone.programId}/repair`, ['operator']],
  ];
};

test('the table names every route that there is', () => {
  const shape = (path: string): string =>
    path
      .replace(/\?.*$/, '')
      .replace(/(prg|ses|act|grp|stf)_\w+(-\w+)*|\/1(?=\/|$)/g, (id) => (id === '/1' ? '/*' : '*'));
  const named = table().map(([method, path]) =>
    `${method} ${shape(path)}`
      .replace('ketamine-home', '*')
      .replace('email/withdraw', '*/withdraw')
      .replace(/executions\/[^/]+/, 'executions/*')
      .replace(/\*_\w+|messages\/[^/]+/, (id) => (id.startsWith('messages') ? 'messages/*' : '*')),
  );
  const all = describedRoutes.map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/\{\w+\}/g, '*')}`);
  expect(all.filter((one) => !named.includes(one))).toEqual([]);
});

/** A body that no route takes: whoever is let in hears what is wrong with it, and nothing is changed. */
const ask = (clinic: TestClinic, method: Method, path: string) => {
  if (method === 'get') return clinic.get(path);
  const body = { nonsense: true };
  return method === 'post' ? clinic.post(path, body) : clinic[method](path, body, '"1"');
};

test.each([...everybody, 'operator'])('what a %s may do is exactly what the table says', async (role) => {
  const clinic = await home.as('demo', [role]);
  const got: string[] = [];
  const wanted: string[] = [];
  for (const [method, path, roles] of table()) {
    const { status, body } = await ask(clinic, method, path);
    got.push(`${method} ${path} ${status === 403 && body.code === 'forbidden' ? 'no' : 'yes'}`);
    wanted.push(`${method} ${path} ${roles.includes(role) ? 'yes' : 'no'}`);
    if (roles.includes(role)) expect([200, 400, 404]).toContain(status);
  }
  expect(got).toEqual(wanted);
});

test('two roles may what either may', async () => {
  const clinic = await home.as('demo', ['operator', 'therapist']);
  expect((await clinic.post(`${someone.base}/intentions`, example('intention'))).status).toBe(201);
});

const good: Record<string, () => Record<string, unknown>> = {
  sessions: () => therapyBody('preparation', '2027-01-09T15:00'),
  cancel: () => example('cancel'),
  readmit: () => example('readmit'),
  series: () => example('series'),
  repair: () => ({}),
  consents: () => ({ kind: 'email', signedOn: '2027-01-04' }),
  hold: () => example('hold'),
  withdraw: () => example('withdraw'),
  resolve: () => ({ note: 'x' }),
  intentions: () => example('intention'),
  start: () => example('start'),
  outcome: () => example('outcome-completed'),
  screenings: () => ({ answers: example('enroll').screening.answers, takes: [] }),
  clearances: () => ({ ...example('clearance'), sessionId: session.sessionId }),
  decisions: () => ({ about: 'caution', decision: 'proceed', reason: 'x' }),
  resume: () => ({ reason: 'other' }),
  discharge: () => ({ reason: 'other' }),
  'care-team': () => ({ careTeam: example('enroll').careTeam }),
  deceased: () => ({ on: '2027-01-04' }),
  patient: () => ({ discreet: true }),
  resend: () => ({ reason: 'x' }),
  measures: () => ({ instrument: 'gad-7', items: [0, 0, 0, 0, 0, 0, 0] }),
  actions: () => ({ text: 'x' }),
  'core-wounds': () => ({ text: 'x' }),
  insights: () => ({ text: 'x' }),
  'end-dosing': () => ({ reason: 'x' }),
  'adverse-events': () => ({ code: 'nausea-or-vomiting', serious: true, at: '2027-01-04T16:00:00Z' }),
  vitals: () => ({ systolicMmHg: 120, diastolicMmHg: 80, heartRateBpm: 60 }),
  corrections: () => ({ reason: 'x' }),
};

/** A request that would succeed in one's own clinic. */
async function askRightly(clinic: TestClinic, method: Method, path: string, etag: string) {
  const name = path.split('/').at(-1) ?? '';
  const body =
    path === session.path ? { durationMinutes: 50 } : path.includes('/consents/') ? {} : (good[name]?.() ?? {});
  if (method === 'get') return clinic.get(path);
  return method === 'post' ? clinic.post(path, body) : clinic[method](path, body, etag);
}

test.each([[...everybody, 'operator'], ...[...everybody, 'operator'].map((role) => [role])])(
  'another clinic as %s finds nothing of it, on any route, and changes nothing',
  async (...roles) => {
    const north = await home.as('north', roles);
    const before = await home.clinic.get(someone.base);
    const events = (await home.clinic.get(`${someone.base}/timeline?limit=100`)).body.items.length;
    for (const [method, path, allowed] of table()) {
      if (!/prg_/.test(path)) continue;
      const { status, body: answer } = await askRightly(north, method, path, before.etag ?? '');
      const expected = allowed.some((role) => roles.includes(role)) ? '404 not-found' : '403 forbidden';
      expect(`${method} ${path} ${status} ${answer.code}`).toBe(`${method} ${path} ${expected}`);
      expect(JSON.stringify(answer)).not.toMatch(/Maya|Ortiz|example\.com/);
    }
    expect((await home.clinic.get(someone.base)).body).toEqual(before.body);
    expect((await home.clinic.get(`${someone.base}/timeline?limit=100`)).body.items).toHaveLength(events);
  },
);

test('lists, searches and protocols of another clinic hold nothing of this one', async () => {
  const north = await home.as('north', everybody);
  const { version: _version, ...document } = ketamineHome;
  const admin = await home.as('demo', ['clinic-admin']);
  expect((await admin.post('/v1/protocols', { ...document, id: 'only-here' })).status).toBe(201);
  for (const path of ['/v1/programs', '/v1/tasks', '/v1/agenda?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z'])
    expect((await north.get(path)).body.items).toEqual([]);
  expect((await north.post('/v1/programs/search', { q: 'ortiz' })).body.items).toEqual([]);
  expect((await north.get('/v1/protocols/only-here/versions/1')).status).toBe(404);
  const routesRead = (await north.get('/v1/accesses')).body.items.map((one: any) => one.staffId);
  expect(routesRead.filter((staffId: string) => !staffId.startsWith('stf_north'))).toEqual([]);
});

test('a session or a task of another program of the same clinic is not found under this one', async () => {
  const other = await enrollSomeone(home.clinic);
  const path = `${other.base}/sessions/${session.sessionId}`;
  expect((await home.clinic.get(path)).status).toBe(404);
  expect((await home.clinic.post(`${path}/cancel`, example('cancel'))).status).toBe(404);
  expect((await home.clinic.patch(path, { durationMinutes: 50 }, '"1"')).status).toBe(404);
  expect(
    (await home.clinic.post(`${other.base}/clearances`, { ...example('clearance'), sessionId: session.sessionId }))
      .status,
  ).toBe(404);
  const decision = { ...example('decision'), sessionId: session.sessionId };
  expect((await home.clinic.post(`${other.base}/decisions`, decision)).status).toBe(404);
});

test('a task is resolved once, with a note, by whoever may', async () => {
  const coordinator = await home.as('demo', ['coordinator'], 'robin.park@clinic.example');
  const resolved = await coordinator.post(`/v1/tasks/${taskId}/resolve`, { note: 'Called her.' });
  expect(resolved.body).toMatchObject({ status: 'resolved', resolved: { by: 'Robin Park', note: 'Called her.' } });
  expect((await coordinator.post(`/v1/tasks/${taskId}/resolve`, { note: 'Again.' })).status).toBe(409);
  const { body } = await coordinator.get('/v1/tasks?status=resolved&owner=ana.reyes@clinic.example');
  expect(body.items.map((one: any) => one.taskId)).toEqual([taskId]);
});
