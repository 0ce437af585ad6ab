/** What operators see and repair, over HTTP: executions by opaque id, and no patient's data (R7, R9, R10). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrollSomeone, startTestHome, type TestClinic, type TestHome } from '../test-home.ts';
import { book, ok, type Session, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let operator: TestClinic;
let someone: Someone;
let session: Session;
const executions = '/v1/operations/executions';

beforeAll(async () => {
  home = await startTestHome();
  operator = await home.as('demo', ['operator']);
  someone = await enrollSomeone(home.clinic);
  session = await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-08T15:00'));
  await home.settle();
});
afterAll(() => home?.close());

const names = async (query = ''): Promise<string[]> =>
  (await ok(operator.get(`${executions}${query}`), 200)).body.items.map(({ name }: any) => name);

test('running executions are listed with the phase of their program and what it waits for, and without anybody’s name', async () => {
  const { body } = await ok(operator.get(executions), 200);
  const program = body.items.find(({ machine }: any) => machine === 'program');
  expect(program).toMatchObject({
    name: `program-${someone.programId}-1`,
    status: 'RUNNING',
    programId: someone.programId,
    phase: 'preparation',
    programStatus: 'active',
    waitingFor: { what: 'prepared', since: expect.any(String), due: expect.any(String) },
  });
  expect(body.items.map(({ machine }: any) => machine).sort()).toEqual(['program', 'session']);
  expect(JSON.stringify(body)).not.toMatch(/Maya|Ortiz|example\.com|ketamine|ines/i);
});

test('one machine’s executions alone; pages follow each other', async () => {
  expect(await names('?machine=session')).toEqual([`session-${session.sessionId}-1`]);
  const first = (await ok(operator.get(`${executions}?limit=1`), 200)).body;
  const second = (await ok(operator.get(`${executions}?limit=1&cursor=${first.next}`), 200)).body;
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(await names());
  // Of one machine alone: what lies between is read past.
  const alone = (await ok(operator.get(`${executions}?limit=1&machine=program`), 200)).body;
  expect(alone.items.map(({ machine }: any) => machine)).toEqual(['program']);
});

test('one execution has its definition; its history says where it waits, and keeps the task’s token to itself', async () => {
  const one = `${executions}/session-${session.sessionId}-1`;
  const { body } = await ok(operator.get(one), 200);
  expect(body).toMatchObject({ machine: 'session', status: 'RUNNING', stoppedAt: null, error: null });
  expect(body.input).toEqual({
    clinicId: 'demo',
    programId: someone.programId,
    sessionId: session.sessionId,
    run: 1,
  });
  expect(Object.keys(body.definition.States)).toContain('Look');
  const history = (await ok(operator.get(`${one}/history`), 200)).body;
  const entered = history.items.filter(({ type }: any) => /StateEntered$/.test(type)).map(({ state }: any) => state);
  expect(entered[0]).toBe(body.definition.StartAt);
  expect(Object.keys(body.definition.States)).toEqual(expect.arrayContaining(entered));
  const ofProgram = (await ok(operator.get(`${executions}/program-${someone.programId}-1/history`), 200)).body;
  const stored = ofProgram.items.find(({ details }: any) => details?.parameters?.Payload?.token);
  expect(stored.details.parameters.Payload.token).toBe('…');
  const newest = (await ok(operator.get(`${one}/history?order=newest-first&limit=1`), 200)).body;
  expect(newest.items[0].id).toBe(history.items.at(-1).id);
  expect(newest.next).toEqual(expect.any(String));
});

test('an execution of another clinic, of nobody, or with a cursor of another list is refused', async () => {
  const north = await home.as('north', ['operator']);
  const one = `${executions}/program-${someone.programId}-1`;
  for (const path of [one, `${one}/history`]) expect((await north.get(path)).status).toBe(404);
  expect((await north.post(`/v1/operations/programs/${someone.programId}/repair`)).status).toBe(404);
  expect((await north.get(executions)).body.items).toEqual([]);
  expect((await operator.get(`${executions}/program-nobody-1`)).status).toBe(404);
  for (const cursor of ['nonsense', '0'.repeat(1024), '0'.repeat(1025), '']) {
    const wrong = await operator.get(`${one}/history?cursor=${cursor}`);
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'cursor']);
  }
  expect((await operator.get(`${executions}?status=LOST`)).status).toBe(400);
});

test('repair: new executions take over, once however often its request comes, and the record says who asked', async () => {
  const path = `/v1/operations/programs/${someone.programId}/repair`;
  const key = { 'idempotency-key': 'repair-1' };
  const repaired = (await ok(operator.post(path, {}, key), 200)).body;
  expect(repaired).toEqual({
    programId: someone.programId,
    executions: [`program-${someone.programId}-2`, `session-${session.sessionId}-2`],
  });
  expect((await ok(operator.post(path, {}, key), 200)).body).toEqual(repaired);
  await home.settle();
  expect((await names()).sort()).toEqual([...repaired.executions].sort());
  expect(await names('?status=ABORTED')).toHaveLength(2);
  const events = (await home.clinic.get(`${someone.base}/timeline?limit=100`)).body.items;
  const raised = events.filter(({ type }: any) => type === 'run-raised');
  expect(raised.map(({ actor, data }: any) => [actor.kind, data.reason])).toEqual([
    ['staff', 'repair'],
    ['staff', 'repair'],
  ]);
});

describe('redrive', () => {
  let name: string;
  const redriven = (key?: string) =>
    operator.post(`${executions}/${name}/redrive`, {}, key ? { 'idempotency-key': key } : {});
  const shown = async () => (await ok(operator.get(`${executions}/${name}`), 200)).body;
  const redrivesInHistory = async (): Promise<number> => {
    const { items } = (await ok(operator.get(`${executions}/${name}/history`), 200)).body;
    return items.filter(({ type }: any) => type === 'ExecutionRedriven').length;
  };

  beforeAll(async () => {
    const { executions: running } = (await ok(home.clinic.get(someone.base), 200)).body;
    name = running.findLast((one: any) => one.name.startsWith('program-') && one.status === 'RUNNING').name;
  });

  test('what runs is not redriven, nor what another clinic has, nor what nobody has', async () => {
    expect((await shown()).redrive).toEqual({
      possible: false,
      why: 'It runs: there is nothing to redrive.',
      takenOverBy: null,
    });
    const refused = await redriven();
    expect([refused.status, refused.body.code]).toEqual([409, 'wrong-state']);
    const north = await home.as('north', ['operator']);
    expect((await north.post(`${executions}/${name}/redrive`)).status).toBe(404);
    expect((await operator.post(`${executions}/program-nobody-1/redrive`)).status).toBe(404);
    expect((await operator.post(`${executions}/${name}/redrive`, { nonsense: true })).status).toBe(400);
  });

  test('a failed execution of the current run goes on, once however often its request comes, and the record says who asked', async () => {
    await home.stopUnheard(name);
    expect(await shown()).toMatchObject({ status: 'ABORTED', redrive: { possible: true, why: null } });
    const { body } = await ok(redriven('redrive-1'), 200);
    expect(body).toEqual({ name, programId: someone.programId, redriveCount: 1 });
    expect((await ok(redriven('redrive-1'), 200)).body).toEqual(body);
    await home.settle();
    expect([(await shown()).status, await redrivesInHistory()]).toEqual(['RUNNING', 1]);
    const events = (await home.clinic.get(`${someone.base}/timeline?limit=100`)).body.items;
    expect(
      events.filter(({ type }: any) => type === 'redrive-requested').map(({ actor, data }: any) => [actor.kind, data]),
    ).toEqual([['staff', { sessionId: null, run: Number(name.split('-').at(-1)) }]]);
  });

  test('it goes on with what the table says, and no newer run takes over', async () => {
    const before = await home.clinic.get(someone.base);
    await ok(home.clinic.post(`${someone.base}/hold`, { reason: 'clinic-request' }), 200);
    await home.settle();
    const history = (await ok(operator.get(`${executions}/${name}/history?order=newest-first&limit=50`), 200)).body;
    expect(history.items.map(({ state }: any) => state)).toContain('On hold');
    expect((await home.clinic.get(someone.base)).body.executions).toEqual(before.body.executions);
  });

  test('once a newer run has taken over it is refused, and the page is told which', async () => {
    await ok(operator.post(`/v1/operations/programs/${someone.programId}/repair`), 200);
    await home.settle();
    const run = Number(name.split('-').at(-1)) + 1;
    expect((await shown()).redrive).toEqual({
      possible: false,
      why: expect.stringContaining('A newer run has taken over'),
      takenOverBy: { name: name.replace(/\d+$/, String(run)), run, startedAt: expect.any(String) },
    });
    const refused = await redriven();
    expect([refused.status, refused.body.code]).toEqual([409, 'wrong-state']);
    expect(refused.body.detail).toContain('A newer run has taken over');
    // What was answered before is answered again.
    expect((await redriven('redrive-1')).status).toBe(200);
    expect(await redrivesInHistory()).toBe(1);
  });
});

test('nothing is left to repair once a program has ended and told what it had to tell', async () => {
  await ok(home.clinic.post(`${someone.base}/withdraw`, { reason: 'patient-request' }), 200);
  await home.settle();
  const answer = await operator.post(`/v1/operations/programs/${someone.programId}/repair`);
  expect([answer.status, answer.body.code]).toEqual([409, 'wrong-state']);
});
