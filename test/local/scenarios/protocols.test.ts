/** Protocols as data, over HTTP: drafts, approval, preview, dry run; and the routes of preparation, integration and ways out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ketamineHome } from '../../../shared/protocols/ketamine-home.ts';
import { type Answer, enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, doseBody, ok, prepared, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let director: TestClinic;
let admin: TestClinic;
const { version: _version, ...document } = ketamineHome;

beforeAll(async () => {
  home = await startTestHome();
  director = await home.as('demo', ['clinic-admin', 'clinician'], 'ines.calder@clinic.example');
  admin = await home.as('demo', ['clinic-admin'], 'robin.park@clinic.example');
});
afterAll(() => home?.close());

const add = (more: object): Promise<Answer> => admin.post('/v1/protocols', { ...document, ...more });

describe('a new protocol', () => {
  test('is a draft in which nobody is enrolled, until the medical director approves it', async () => {
    const { body } = await ok(add({ id: 'ours', title: 'Ours' }), 201);
    expect(body).toMatchObject({ id: 'ours', version: 1, status: 'draft', approval: null });
    const path = '/v1/protocols/ours/versions/1';
    const enroll = () =>
      home.clinic.post('/v1/programs', { ...example('enroll'), protocol: { id: 'ours', version: 1 } });
    expect((await enroll()).body.code).toBe('protocol-not-approved');
    expect((await admin.post(`${path}/approval`)).status).toBe(403);
    const approved = await ok(director.post(`${path}/approval`), 200);
    expect(approved.body).toMatchObject({ status: 'approved', approval: { by: 'stf_demo_director' } });
    expect((await enroll()).status).toBe(201);
  });

  test('gets the next version of its id; what stood before stays as it was', async () => {
    const first = await ok(add({ id: 'twice' }), 201);
    const second = await ok(add({ id: 'twice', title: 'Another title' }), 201);
    expect([first.body.version, second.body.version]).toEqual([1, 2]);
    expect((await ok(admin.get('/v1/protocols/twice/versions/1'), 200)).body.title).toBe(ketamineHome.title);
    expect((await admin.get('/v1/protocols/twice/versions/3')).status).toBe(404);
  });

  test('is made once, however often and at once its request comes, where it has an Idempotency-Key', async () => {
    const body = { ...document, id: 'once' };
    const ask = () => admin.post('/v1/protocols', body, { 'idempotency-key': 'new-protocol' });
    const [first, again] = [await ok(ask(), 201), await ok(ask(), 201)];
    expect(again.body).toEqual(first.body);
    await Promise.all([ask(), ask()]);
    expect((await admin.get('/v1/protocols/once/versions/2')).status).toBe(404);
    const other = await admin.post('/v1/protocols', { ...body, title: 'Other' }, { 'idempotency-key': 'new-protocol' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  test('that contradicts itself is refused with every fault named, and nothing is kept', async () => {
    const answer = await add({
      id: 'broken',
      dosing: { ...document.dosing, doses: null, spacing: [{ fromDose: 2, minDays: 9, targetDays: 7, maxDays: 90 }] },
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid']);
    expect(answer.body.errors.map((one: any) => one.path)).toEqual([
      'dosing.reviewEveryDoses',
      'dosing.spacing.0.minDays',
      'dosing.spacing.0.maxDays',
    ]);
    expect((await admin.get('/v1/protocols/broken/versions/1')).status).toBe(404);
  });

  test('that contradicts itself and has wrong fields, too, is told all of it at once', async () => {
    const answer = await add({
      id: 'broken',
      colour: 'blue',
      title: '',
      dosing: {
        ...document.dosing,
        doses: null,
        lapseDays: 0,
        spacing: [{ fromDose: 2, minDays: 9, targetDays: 7, maxDays: 90 }],
      },
      guidelines: document.guidelines.map((one: any, index: number) =>
        index === 0 ? { ...one, until: null } : index === 1 ? { ...one, subject: 'grapefruit' } : one,
      ),
      consents: { ...document.consents, required: [] },
    });
    expect([answer.status, answer.body.errors.map((one: any) => one.path).sort()]).toEqual([
      400,
      [
        'colour',
        'consents.required',
        'dosing.lapseDays',
        'dosing.reviewEveryDoses',
        'dosing.spacing.0.minDays',
        'guidelines.0.until',
        'guidelines.1.words',
        'title',
      ],
    ]);
    expect((await add({ careTeam: null, screening: [], reminders: 'none', measures: {} })).status).toBe(400);
    for (const body of [null, [], 'protocol', 7]) expect((await admin.post('/v1/protocols', body)).status).toBe(400);
  });

  test('of a medicine that needs a legal basis is not approved without one; then it asks what patients take', async () => {
    const refused = await director.post('/v1/protocols/mdma-ptsd/versions/1/approval');
    expect([refused.status, refused.body.errors[0].path]).toEqual([400, 'legalBasis']);
    const {
      version: _1,
      status: _2,
      approval: _3,
      ...template
    } = (await admin.get('/v1/protocols/mdma-ptsd/versions/1')).body;
    const trial = await ok(admin.post('/v1/protocols', { ...template, legalBasis: 'Trial NCT04077437' }), 201);
    await ok(director.post(`/v1/protocols/mdma-ptsd/versions/${trial.body.version}/approval`), 200);
    const questions = [...template.screening.contraindications, ...template.screening.cautions];
    const answers = Object.fromEntries(questions.map((code: string) => [code, false]));
    const enroll = (takes: string[]) =>
      home.clinic.post('/v1/programs', {
        ...example('enroll'),
        patient: { ...example('enroll').patient, email: 'who.takes@example.com' },
        protocol: { id: 'mdma-ptsd', version: trial.body.version },
        screening: { answers, takes },
      });
    const unknown = await enroll(['maoi', 'lithium']);
    expect([unknown.status, unknown.body.errors]).toEqual([
      400,
      [{ path: 'screening.takes.1', message: expect.stringContaining('ssri-or-snri, maoi, stimulant') }],
    ]);
    const { programId } = (await ok(enroll(['maoi']), 201)).body;
    const tasks = (await ok(home.clinic.get('/v1/tasks?status=open&limit=100'), 200)).body.items;
    expect(tasks.filter((one: any) => one.programId === programId).map((one: any) => one.kind)).toEqual([
      'medicines-plan',
    ]);
  });

  test('belongs to its clinic', async () => {
    const north = await home.as('north', ['clinic-admin', 'clinician']);
    for (const path of ['', '/preview', '/dry-run', '/approval'].map((one) => `/v1/protocols/ours/versions/1${one}`)) {
      const body = path.endsWith('preview')
        ? { kind: 'dosing', start: doseBody('2027-01-20T10:00').start, durationMinutes: 120 }
        : {};
      expect((await (path.endsWith('1') ? north.get(path) : north.post(path, body))).status).toBe(404);
    }
  });
});

test('a preview shows every message and deadline of a booking that nobody made', async () => {
  const { body } = await ok(
    home.clinic.post('/v1/protocols/ketamine-home/versions/1/preview', {
      kind: 'dosing',
      start: { at: '2027-01-20T10:00', timeZone: 'America/Denver' },
      durationMinutes: 120,
      bookedAt: '2027-01-13T16:00:00Z',
    }),
    200,
  );
  const patient = body.touchpoints.filter((one: any) => one.audience === 'patient');
  expect(patient.map((one: any) => `${one.name} ${one.at.slice(0, 16)}`)).toEqual([
    'booked 2027-01-13T16:00',
    'reminder-3d 2027-01-17T17:00',
    'reminder-24h 2027-01-19T15:00',
    'reminder-3h 2027-01-20T03:00',
    'after 2027-01-20T19:00',
    'next-day 2027-01-21T17:00',
  ]);
  expect(body.deadlines.find((one: any) => one.subject === 'solid-food').opens).toBe('2027-01-20T14:00:00.000Z');
  expect(body).toMatchObject({ late: false, confirmBy: '2027-01-20T00:00:00.000Z' });
  const none = await home.clinic.post('/v1/protocols/ketamine-home/versions/1/preview', {
    kind: 'dosing',
    start: { at: '2027-03-14T02:30', timeZone: 'America/Denver' },
    durationMinutes: 120,
  });
  expect([none.status, none.body.code]).toEqual([422, 'no-such-time']);
});

describe('a new version', () => {
  let someone: Someone;
  let version = 0;
  const path = () => `/v1/protocols/ketamine-home/versions/${version}`;

  beforeAll(async () => {
    [someone] = (await prepared(home, [{}])) as [Someone];
    await book(home.clinic, someone.base, doseBody('2027-01-10T14:00'));
    await home.settle();
    const guidelines = document.guidelines.map((one) =>
      one.subject === 'solid-food' ? { ...one, from: { anchor: 'planned-start', hoursBefore: 6 } } : one,
    );
    const reminders = document.reminders
      .filter(({ name }) => name !== 'reminder-3d')
      .map((one) => (one.name === 'reminder-3h' ? { ...one, at: { hoursBefore: 8 }, useByHoursBefore: 6 } : one));
    version = (await ok(add({ guidelines, reminders }), 201)).body.version;
  });

  test('changes no running program by itself; a dry run says which it would change, and how', async () => {
    const { body } = await ok(director.post(`${path()}/dry-run`), 200);
    const mine = body.programs.find((one: any) => one.programId === someone.programId);
    expect(mine.from).toBe(1);
    const change = ({ at, becomes }: any): string => (becomes === null ? 'gone' : at === null ? 'added' : 'moves');
    expect(mine.touchpoints.map((one: any) => [one.name, change(one)])).toEqual([
      ['reminder-3d', 'gone'],
      ['reminder-3h', 'moves'],
      // Told of food at another time before.
      ['moved', 'added'],
    ]);
    expect([mine.clearances, mine.screening.needed]).toEqual([[], false]);
    expect((await ok(home.clinic.get(someone.base), 200)).body.protocol.version).toBe(1);
  });

  test('that would change many programs says so in pages', async () => {
    for (const _ of [1, 2]) await enrollSomeone(home.clinic);
    const all = (await ok(director.post(`${path()}/dry-run?limit=100`), 200)).body;
    expect([all.next, all.programs.length > 2]).toEqual([null, true]);
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body }: Answer = await ok(director.post(`${path()}/dry-run?limit=1${next && `&cursor=${next}`}`), 200);
      expect(body.programs.length).toBeLessThanOrEqual(1);
      ids.push(...body.programs.map(({ programId }: any) => programId));
      next = body.next;
    }
    expect(ids).toEqual(all.programs.map(({ programId }: any) => programId));
    expect((await director.post(`${path()}/dry-run?limit=101`)).body.errors[0].path).toBe('limit');
  });

  test('is followed by the programs that a clinician names, once it is approved: one event each', async () => {
    const move = { move: [someone.programId] };
    expect((await director.post(`${path()}/dry-run`, move)).body.code).toBe('protocol-not-approved');
    await ok(director.post(`${path()}/approval`), 200);
    const key = { 'idempotency-key': 'move-once' };
    const moved = await ok(director.post(`${path()}/dry-run`, move, key), 200);
    // It is on this version by now; the same request is told what it was told.
    expect(moved.body.programs).toHaveLength(1);
    expect((await director.post(`${path()}/dry-run`, move, key)).body).toEqual(moved.body);
    expect((await director.post(`${path()}/dry-run`, {}, key)).body.code).toBe('idempotency-key-reused');
    expect((await ok(home.clinic.get(someone.base), 200)).body.protocol).toEqual({ id: 'ketamine-home', version });
    const events = (await ok(home.clinic.get(`${someone.base}/timeline?limit=100`), 200)).body.items;
    expect(events.filter((one: any) => one.type === 'protocol-changed')).toHaveLength(1);
    await home.runTo('2027-01-10T21:00:00Z');
    const rows = (await ok(home.clinic.get(`${someone.base}/messages`), 200)).body.items.filter(
      (one: any) => one.audience === 'patient',
    );
    expect(
      rows
        .filter((one: any) => one.touchpoint.startsWith('reminder-3'))
        .map((one: any) => [one.touchpoint, one.status]),
    ).toEqual([
      ['reminder-3d', 'voided'],
      ['reminder-3h', 'sent'],
    ]);
    const food = (await home.mails(someone.email)).at(-1)?.text.replace(/\s+/g, ' ');
    expect(food).toContain('No solid food after 8:00 AM on Sunday');
  });
});

test('the agenda lists the sessions of the clinic by start, whatever became of them, in pages', async () => {
  const { base } = await enrollSomeone(home.clinic);
  for (const day of ['2027-02-03', '2027-02-01', '2027-02-02'])
    await book(home.clinic, base, therapyBody('preparation', `${day}T15:00`));
  const from = '/v1/agenda?from=2027-02-01T00:00:00Z&to=2027-02-03T00:00:00Z';
  const first = await ok(home.clinic.get(`${from}&limit=1`), 200);
  const second = await ok(home.clinic.get(`${from}&limit=1&cursor=${encodeURIComponent(first.body.next)}`), 200);
  expect([...first.body.items, ...second.body.items].map((one: any) => one.start.at)).toEqual([
    '2027-02-01T15:00',
    '2027-02-02T15:00',
  ]);
  expect((await home.clinic.get('/v1/agenda?from=2027-02-03T00:00:00Z&to=2027-02-01T00:00:00Z')).status).toBe(400);
  const north = await home.as('north', ['coordinator']);
  expect((await ok(north.get(from), 200)).body.items).toEqual([]);
});

test('refused enrollments are listed to who may see them', async () => {
  await home.clinic.post('/v1/programs', example('enroll-contraindicated'));
  const { body } = await ok(director.get('/v1/screenings?result=contraindicated'), 200);
  expect(body.items[0]).toMatchObject({ contraindications: expect.any(Array), answers: expect.any(Object) });
});

test('core wounds and insights are recorded by who treats', async () => {
  const { base } = await enrollSomeone(home.clinic);
  await ok(home.clinic.post(`${base}/core-wounds`, { text: 'Not being heard.' }), 201);
  await ok(home.clinic.post(`${base}/insights`, { text: 'I may ask for help.' }), 201);
  expect((await home.clinic.post(`${base}/insights`, { text: 'x', sessionId: 'ses_none' })).status).toBe(404);
  expect((await ok(home.clinic.get(`${base}/core-wounds`), 200)).body.items).toMatchObject([
    { text: 'Not being heard.' },
  ]);
  expect((await ok(home.clinic.get(`${base}/insights`), 200)).body.items).toMatchObject([
    { text: 'I may ask for help.', sessionId: null },
  ]);
});
