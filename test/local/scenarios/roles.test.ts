/** Who may do what, and that no clinic reads or changes anything of another one (R10, contract section 2). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedRoutes } from '../../../functions/api-description/described-routes.ts';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, ok, openTasks, type Session, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let someone: Someone;
let session: Session;
let taskId = '';
let messageId = '';
let groupId = '';
/** A protocol that only this clinic has. */
const ours = '/v1/protocols/only-here/versions/1';

beforeAll(async () => {
  home = await startTestHome();
  const { screening } = example('enroll');
  const answers = { ...screening.answers, 'urinary-symptoms': true };
  someone = await enrollSomeone(home.clinic, {}, { screening: { answers, takes: [] } });
  session = await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-08T15:00'));
  await home.settle();
  messageId = (await home.clinic.get(`${someone.base}/messages`)).body.items[0].messageId;
  taskId = (await openTasks(home.clinic, someone.programId))[0]?.taskId;
  groupId = (await ok(home.clinic.post('/v1/groups', example('group')), 201)).body.groupId;
  const { version: _version, ...document } = ketamineHome;
  const admin = await home.as('demo', ['clinic-admin']);
  await ok(admin.post('/v1/protocols', { ...document, id: 'only-here' }), 201);
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
    ['get', `/v1/groups/${groupId}`, everybody],
    ['patch', `/v1/groups/${groupId}`, everybody],
    ['post', `/v1/groups/${groupId}/cancel`, everybody],
    ['post', `/v1/groups/${groupId}/participants`, everybody],
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
    ['post', `${one}/supplement`, ['therapist', 'clinician']],
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
    ['get', ours, everybody],
    ['post', `${ours}/approval`, ['clinic-admin']],
    ['post', `${ours}/preview`, everybody],
    ['post', `${ours}/dry-run`, ['clinician']],
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
      .replace('only-here', '*')
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
  supplement: () => ({ amountMg: 40 }),
  corrections: () => ({ reason: 'x' }),
  participants: () => ({ programId: someone.programId }),
  preview: () => ({
    kind: 'dosing',
    start: { at: '2027-01-20T10:00', timeZone: 'America/Denver' },
    durationMinutes: 120,
  }),
  'dry-run': () => ({ move: [someone.programId] }),
  stf_demo_therapist: () => ({ leftOn: '2027-01-04', handOverTo: 'ana.reyes@clinic.example' }),
};

/** Names something of this clinic by its id: a program and what belongs to it, a group, somebody of the staff, a protocol. */
const namesOurs = (path: string): boolean => /prg_|grp_|stf_|only-here/.test(path);

/** All that the other clinic must not change: each resource with its version, and how long the record is. */
async function ownThings(): Promise<unknown> {
  const paths = [someone.base, session.path, `/v1/groups/${groupId}`, '/v1/staff/stf_demo_therapist', ours];
  const things = await Promise.all(paths.map(async (path) => (await ok(home.clinic.get(path), 200)).body));
  const { items } = (await ok(home.clinic.get(`${someone.base}/timeline?limit=100`), 200)).body;
  return [...things, items.length];
}

/** A request that would succeed in one's own clinic. */
async function askRightly(clinic: TestClinic, method: Method, path: string, etag: string) {
  const name = path.split('/').at(-1) ?? '';
  const special = { [session.path]: { durationMinutes: 50 }, [`/v1/groups/${groupId}`]: { capacity: 9 } }[path];
  const body = special ?? (path.includes('/consents/') ? {} : (good[name]?.() ?? {}));
  if (method === 'get') return clinic.get(path);
  return method === 'post' ? clinic.post(path, body) : clinic[method](path, body, etag);
}

test.each([[...everybody, 'operator'], ...[...everybody, 'operator'].map((role) => [role])])(
  'another clinic as %s finds nothing of it, on any route, and changes nothing',
  async (...roles) => {
    const north = await home.as('north', roles);
    const before = await ownThings();
    const { etag } = await home.clinic.get(someone.base);
    for (const [method, path, allowed] of table().filter(([, one]) => namesOurs(one))) {
      const { status, body: answer } = await askRightly(north, method, path, etag ?? '');
      const expected = allowed.some((role) => roles.includes(role)) ? '404 not-found' : '403 forbidden';
      expect(`${method} ${path} ${status} ${answer.code}`).toBe(`${method} ${path} ${expected}`);
      expect(JSON.stringify(answer)).not.toMatch(/Maya|Ortiz|example\.com/);
    }
    expect(await ownThings()).toEqual(before);
  },
);

test('only lists, searches, what is made anew and the clinic itself name nothing of another clinic', () => {
  const without = table().flatMap(([method, path]) =>
    namesOurs(path) ? [] : [`${method} ${path.replace(/\?.*/, '')}`],
  );
  expect([...new Set(without)]).toEqual([
    'get /v1/programs',
    'get /v1/tasks',
    'get /v1/protocols',
    'post /v1/programs',
    'post /v1/programs/search',
    'get /v1/groups',
    'post /v1/groups',
    'get /v1/agenda',
    'get /v1/screenings',
    'get /v1/staff',
    'post /v1/staff',
    'get /v1/clinic',
    'patch /v1/clinic',
    'post /v1/protocols',
    'get /v1/accesses',
    'get /v1/operations/executions',
  ]);
});

test('lists, searches and protocols of another clinic hold nothing of this one', async () => {
  const north = await home.as('north', everybody);
  for (const path of ['/v1/programs', '/v1/tasks', '/v1/agenda?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z'])
    expect((await north.get(path)).body.items).toEqual([]);
  expect((await north.post('/v1/programs/search', { q: 'ortiz' })).body.items).toEqual([]);
  for (const path of ['/v1/protocols?limit=100', '/v1/groups?from=2027-01-01T00:00:00Z&to=2027-02-01T00:00:00Z'])
    expect(JSON.stringify((await north.get(path)).body)).not.toMatch(/only-here|grp_/);
  expect(JSON.stringify((await north.get('/v1/staff?limit=100')).body)).not.toContain('stf_demo');
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

test('ids of another clinic in a body are not found either, and change nothing', async () => {
  const north = await home.as('north', everybody);
  const before = await ownThings();
  const theirs = await ok(north.post('/v1/groups', { ...example('group'), staff: [] }), 201);
  const refused = async (asked: Promise<{ status: number; body: any }>): Promise<string> => {
    const { status, body } = await asked;
    expect(JSON.stringify(body)).not.toMatch(/Maya|Ortiz|Reyes/);
    return `${status} ${body.code}`;
  };
  const { programId } = someone;
  expect(await refused(north.post(`/v1/groups/${theirs.body.groupId}/participants`, { programId }))).toBe(
    '404 not-found',
  );
  const dryRun = '/v1/protocols/ketamine-home/versions/1/dry-run';
  expect(await refused(north.post(dryRun, { move: [programId] }))).toBe('404 not-found');
  const enrollment = { ...example('enroll'), protocol: { id: 'only-here', version: 1 } };
  expect(await refused(north.post('/v1/programs', enrollment))).toBe('422 protocol-not-approved');
  const own = await enrollSomeone(north);
  const { sessionId } = session;
  expect(await refused(north.post(`${own.base}/clearances`, { ...example('clearance'), sessionId }))).toBe(
    '404 not-found',
  );
  const decision = { ...example('decision'), sessionId };
  expect(await refused(north.post(`${own.base}/decisions`, decision))).toBe('404 not-found');
  const admin = await home.as('north', ['clinic-admin'], 'stf_north_director');
  const { etag } = await ok(admin.get('/v1/staff/stf_north_therapist'), 200);
  const handOver = { leftOn: '2027-01-04', handOverTo: 'robin.park@clinic.example' };
  expect(await refused(admin.patch('/v1/staff/stf_north_therapist', handOver, etag ?? ''))).toBe('400 invalid');
  expect(await ownThings()).toEqual(before);
  // Who was enrolled is welcomed before the home ends.
  await home.settle();
});
