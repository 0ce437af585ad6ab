/** Who has read what is found again, and a record that cannot be written takes no answer from anybody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsAccess, tellsOfNoPatient } from '../../functions/clinic-api/accesses.ts';
import { createHandler, routes } from '../../functions/clinic-api/handler.ts';
import { compose, liveChance } from '../../functions/live.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureClinics, ensureTable, tableName } from '../../infra/local/table.ts';
import { enrollSomeone, example, startTestHome, type TestClinic, type TestHome } from './test-home.ts';

let home: TestHome;
let admin: TestClinic;
let therapist: TestClinic;

beforeAll(async () => {
  home = await startTestHome();
  admin = await home.as('demo', ['clinic-admin']);
  therapist = await home.as('demo', ['therapist'], 'sam.lee@clinic.example');
});
afterAll(() => home?.close());

const linesOf = async (path: string): Promise<string[]> =>
  (await admin.get(path)).body.items.map((one: any) =>
    [one.staffId, one.route, one.count].filter((part) => part !== null).join(' '),
  );

test('a program that is opened is a line of its own, newest first, with who and by which route', async () => {
  const { base, programId } = await enrollSomeone(home.clinic);
  await therapist.get(base);
  await home.advance('PT1M');
  await therapist.get(`${base}/export?format=fhir`);
  await therapist.get(`${base}/messages/nothing`);
  const line = { accessId: expect.stringMatching(/^acc_/), staffId: 'stf_demo_therapist', programId, count: null };
  expect((await admin.get(`${base}/accesses`)).body.items).toEqual([
    { ...line, at: '2027-01-04T16:01:00.000Z', route: 'GET /v1/programs/{programId}/export' },
    { ...line, at: '2027-01-04T16:00:00.000Z', route: 'GET /v1/programs/{programId}' },
  ]);
  await home.advance('PT1M');
  expect(await linesOf(`${base}/accesses`)).toContain('stf_demo_director GET /v1/programs/{programId}/accesses');
});

test('a task that is opened opens its program', async () => {
  const { screening } = example('enroll');
  const answers = { ...screening.answers, 'urinary-symptoms': true };
  const { base } = await enrollSomeone(home.clinic, {}, { screening: { answers, takes: [] } });
  const [task] = (await therapist.get('/v1/tasks')).body.items;
  await therapist.get(`/v1/tasks/${task.taskId}`);
  expect(await linesOf(`${base}/accesses`)).toEqual(['stf_demo_therapist GET /v1/tasks/{taskId}']);
});

test('a list is one line with the number of its entries', async () => {
  await home.advance('PT1M');
  await therapist.get('/v1/programs?limit=1');
  await home.advance('PT1M');
  await therapist.post('/v1/programs/search', { q: 'ortiz' });
  expect((await linesOf('/v1/accesses')).slice(0, 2)).toEqual([
    'stf_demo_therapist POST /v1/programs/search 2',
    'stf_demo_therapist GET /v1/programs 1',
  ]);
  expect(JSON.stringify((await admin.get('/v1/accesses')).body)).not.toMatch(/ortiz/i);
});

test('commands and what tells of no patient leave no line', async () => {
  const { base } = await enrollSomeone(home.clinic);
  await therapist.get('/v1/clinic');
  await therapist.get('/v1/protocols');
  await therapist.post(`${base}/intentions`, { text: 'To rest.' });
  expect(await linesOf(`${base}/accesses`)).toEqual([]);
  expect((await linesOf('/v1/accesses')).filter((line) => /clinic|protocols/.test(line))).toEqual([]);
});

test('whatever can be read is recorded, unless it is named as telling of nobody', () => {
  const silent = routes.filter((one) => one.method === 'GET' && !recordsAccess(one));
  expect(silent.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...tellsOfNoPatient].sort());
});

test('pages of lines come in their order, each once, and a cursor is good for its own list', async () => {
  const { base } = await enrollSomeone(home.clinic);
  for (let count = 0; count < 5; count += 1) await therapist.get(base);
  await home.advance('PT1M');
  const first = (await admin.get(`${base}/accesses?limit=3`)).body;
  const second = (await admin.get(`${base}/accesses?limit=100&cursor=${first.next}`)).body;
  // Asking for the first page was an access of its own, newer than all of them.
  const ids = [...first.items, ...second.items].map((one: any) => one.accessId);
  expect(new Set(ids).size).toBe(5);
  expect((await admin.get(`/v1/accesses?cursor=${first.next}`)).status).toBe(400);
});

/** A DynamoDB that refuses to write access records, or never answers them; everything else goes through. */
async function startProxy(endpoint: string, mode: () => 'refuse' | 'hang') {
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (request.headers['x-amz-target']?.toString().endsWith('PutItem') && body.includes('access#')) {
      if (mode() === 'refuse') response.writeHead(400).end('{"__type":"AccessDeniedException"}');
      return;
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name !== 'host' && name !== 'connection'),
    ) as Record<string, string>;
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
  };
  const server = createServer((request, response) => void forward(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test('a record that cannot be written, or takes too long, is logged with its ids and loses no answer', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-accesses-'));
  const dynamo = await startDynamoDb({
    port: (await freePorts()).dynamoDb,
    file: join(folder, 'db.sqlite'),
    external: undefined,
  });
  let mode: 'refuse' | 'hang' = 'refuse';
  const proxy = await startProxy(dynamo.endpoint, () => mode);
  try {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const now = '2027-01-04T16:00:00.000Z';
    const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials });
    await ensureTable(client);
    await ensureClinics(client, now);
    const logs: object[] = [];
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:program';
    const deps = compose({
      environment: {
        AWS_REGION: 'us-east-1',
        TABLE_NAME: tableName,
        PROGRAM_MACHINE_ARN: arn,
        SESSION_MACHINE_ARN: arn,
        MAIL_FROM: 'care@throughline.example',
        PAGES_URL: 'http://127.0.0.1:1',
        CONSOLE_URL: 'http://127.0.0.1:1',
        AWS_ENDPOINT_URL_DYNAMODB: proxy.url,
      },
      now: () => new Date(now),
      chance: liveChance,
      access: { credentials },
      log: (level, message, ids) => logs.push({ level, message, ...ids }),
    });
    const claims = { clinicId: 'demo', staffId: 'stf_demo_therapist', roles: ['therapist'] };
    const event: any = {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/v1/programs',
      headers: {},
      requestContext: { http: { method: 'GET', path: '/v1/programs' }, authorizer: { jwt: { claims } } },
      isBase64Encoded: false,
    };
    for (const [how, error] of [
      ['refuse', 'AccessDeniedException'],
      ['hang', 'AbortError'],
    ] as const) {
      mode = how;
      const answer: any = await createHandler(deps)(event, {} as any);
      expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([200, { items: [], next: null }]);
      expect(logs.splice(0)).toEqual([
        {
          level: 'error',
          message: 'an access was not recorded',
          clinicId: 'demo',
          staffId: 'stf_demo_therapist',
          route: 'GET /v1/programs',
          error,
        },
      ]);
    }
  } finally {
    proxy.server.closeAllConnections();
    proxy.server.close();
    await dynamo.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
