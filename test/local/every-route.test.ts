/**
 * One course through every route, each POST sent twice: answers are as the OpenAPI document tells, a repetition does nothing,
 * and what it leaves is the record to take away (R11): whole, in pages, in FHIR, and nobody else's.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedRoutes } from '../../functions/api-description/described-routes.ts';
import { tableName } from '../../infra/local/table.ts';
import { keys } from '../../shared/contracts/table.ts';
import { faultsOfResource, resourceTypes } from '../fhir/valid.ts';
import { openApi, operationOf } from './documented.ts';
import { type Answered, callEveryRoute } from './every-route.ts';
import { enrollSomeone, startTestHome, type TestClinic, type TestHome } from './test-home.ts';

let home: TestHome;
let answered: Answered[] = [];
/** By number and path: what each POST and its repetition were answered. */
const twice = new Map<string, unknown[]>();
/** The program of the course that was completed. */
let base = '';
let programId = '';
let db: DynamoDBDocumentClient;

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  answered = await callEveryRoute({ ...home, as: async (...who) => sendingTwice(await home.as(...who)) });
  base = answered.find(({ path }) => path.endsWith('/complete'))?.path.replace('/complete', '') ?? '';
  programId = base.split('/').at(-1) ?? '';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  db = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: home.home.urls.dynamoDb, region: 'us-east-1', credentials }),
  );
});
afterAll(() => home?.close());

/** Whoever is unsure whether a request arrived sends it again with its key. The first answer goes on. */
function sendingTwice(clinic: TestClinic): TestClinic {
  return {
    ...clinic,
    post: async (path, body) => {
      const sent = twice.size;
      const key = { 'idempotency-key': `twice-${sent}` };
      const first = await clinic.post(path, body, key);
      twice.set(`${sent} ${path}`, [first, await clinic.post(path, body, key)]);
      return first;
    },
  };
}

test('every route was asked and has answered what the document tells, with something in every list', async () => {
  // Each answer is held against its schema by the test home; here it is seen that none was left out.
  const succeeded = new Set(answered.map(({ method, path }) => operationOf(method, path)?.key));
  const described = Object.entries<any>(openApi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.filter((key) => !succeeded.has(key))).toEqual(['GET /openapi.json']);
  const empty = answered.filter(({ body }) => Array.isArray(body.items) && body.items.length === 0);
  expect(empty.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('anybody may read the document, without a token', async () => {
  const response = await fetch(`${home.home.urls.api}/openapi.json`);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual(openApi);
  expect((await fetch(`${home.home.urls.api}/openapi.json`, { method: 'POST' })).status).toBe(404);
});

const readsOnly = ['/search', '/preview'];

test('a key that is none is refused on every route, also where nothing would be written', async () => {
  const every = ['coordinator', 'therapist', 'clinician', 'clinic-admin', 'operator'];
  // By name: of those with one of the roles the first by their id may be who has left.
  const anybody = await home.as('demo', every, 'ines.calder@clinic.example');
  for (const { method, path } of describedRoutes.filter((one) => one.method === 'POST')) {
    const filled = path.replace(/\{[^}]+\}/g, 'x');
    const { status, body } = await anybody.post(filled, {}, { 'idempotency-key': 'no spaces' });
    expect([status, body.code], `${method} ${path}`).toEqual([400, 'invalid']);
    expect(body.errors, path).toContainEqual({
      path: 'Idempotency-Key',
      message: 'must be 1 to 128 of A-Z a-z 0-9 _ -',
    });
  }
});

test('the same key, the same answer, and nothing is done a second time', () => {
  for (const [path, [first, second]] of twice)
    if (!readsOnly.some((end) => path.endsWith(end))) expect(second, path).toEqual(first);
  const asked = [...twice.keys()].map((one) => one.replace(/^\d+ /, '').replace(/_[a-z0-9]{20}/g, '_'));
  expect(new Set(asked).size).toBeGreaterThanOrEqual(describedRoutes.filter(({ method }) => method === 'POST').length);
});

async function pages(of: string): Promise<any[]> {
  const found: any[] = [];
  let cursor = '';
  do {
    const { status, body } = await home.clinic.get(`${of}/export${cursor}`);
    expect(status).toBe(200);
    found.push(body);
    cursor = body.next ? `?cursor=${encodeURIComponent(body.next)}` : '';
  } while (cursor);
  return found;
}

test('the JSON export holds everything: state, sessions, tasks, events, texts, executions, and no secret', async () => {
  const [page, ...more] = await pages(base);
  expect(more).toEqual([]);
  const { body: timeline } = await home.clinic.get(`${base}/timeline?limit=100`);
  expect(page.events.slice(0, 100)).toEqual(timeline.items);
  expect(page.events.map(({ seq }: any) => seq)).toEqual(page.events.map((_: unknown, index: number) => index + 1));
  const { body: sessions } = await home.clinic.get(`${base}/sessions`);
  expect(page.sessions.map((one: any) => one.sessionId).sort()).toEqual(
    sessions.items.map((one: any) => one.sessionId).sort(),
  );
  const { body: messages } = await home.clinic.get(`${base}/messages`);
  const sent = messages.items.filter((one: any) => one.status === 'sent').map((one: any) => one.messageId);
  expect(page.messages.map((one: any) => one.key)).toEqual(expect.arrayContaining(sent));
  expect(page.messages.every((one: any) => one.text && one.html && one.subject)).toBe(true);
  expect(page.executions.map((one: any) => one.name)).toContain(`program-${programId}-1`);
  expect(page.program).toMatchObject({ programId, status: 'completed', seq: page.events.length });
  expect(page.tasks.length).toBeGreaterThan(0);
  expect(JSON.stringify(page)).not.toMatch(/accessCode|"token"|tokenHash/);
});

test('a cursor is good for its own export, as it is', async () => {
  const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const cursor of ['x', forged(null), forged(['prg_other', 'state#head']), forged([programId, 'state#"head'])])
    expect((await home.clinic.get(`${base}/export?cursor=${cursor}`)).status).toBe(400);
  expect((await home.clinic.get(`${base}/export?format=fhir&cursor=x`)).status).toBe(400);
  expect((await home.clinic.get(`${base}/export?format=xml`)).status).toBe(400);
});

test('the Bundle is valid FHIR R4, resource by resource, and holds each kind', async () => {
  const { body } = await home.clinic.get(`${base}/export?format=fhir`);
  const resources = body.entry.map((one: any) => one.resource);
  expect(resources.flatMap(faultsOfResource)).toEqual([]);
  expect(faultsOfResource(body)).toEqual([]);
  expect([...new Set(resources.map((one: any) => one.resourceType))].sort()).toEqual(resourceTypes);
});

test('every reference in the Bundle leads to a resource in it, and ids stay the same', async () => {
  const { body } = await home.clinic.get(`${base}/export?format=fhir`);
  const ids = body.entry.map(({ resource }: any) => `${resource.resourceType}/${resource.id}`);
  expect(new Set(ids).size).toBe(ids.length);
  const named = [...JSON.stringify(body).matchAll(/"reference":"([^"]+)"/g)].map(([, reference]) => reference);
  expect(named.filter((reference) => !ids.includes(reference))).toEqual([]);
  const again = await home.clinic.get(`${base}/export?format=fhir`);
  expect(again.body).toEqual(body);
});

test('the validator finds what is wrong', () => {
  expect(faultsOfResource({ resourceType: 'Task', id: 'a', status: 'open', intent: 'order' } as any)).not.toEqual([]);
  expect(faultsOfResource({ resourceType: 'Consent', id: 'a', status: 'active' } as any)).not.toEqual([]);
});

/** Every quote counts four times in what Lambda hands over. */
const large = 'She said "so". '.repeat(20_000);
const keepText = (of: string, key: string) =>
  db.send(
    new PutCommand({
      TableName: tableName,
      Item: {
        ...keys.message('demo', of, key, 1),
        v: 1,
        state: { key, copy: 1, subject: 's', text: large, html: 'h' },
      },
    }),
  );

test('a large record comes in pages that an answer can carry, each thing once', async () => {
  const someone = await enrollSomeone(home.clinic);
  await home.settle();
  const names = Array.from({ length: 30 }, (_, index) => `large_${String(index).padStart(2, '0')}`);
  for (const key of names) await keepText(someone.programId, key);
  const found = await pages(someone.base);
  expect(found.length).toBeGreaterThan(1);
  for (const page of found) expect(Buffer.byteLength(JSON.stringify(JSON.stringify(page)))).toBeLessThan(6_000_000);
  const kept = found.flatMap((page) => page.messages.map((one: any) => one.key));
  expect(kept.filter((key) => key.startsWith('large'))).toEqual(names);
  expect(found.filter((page) => page.program !== null)).toHaveLength(1);
});

test('a Bundle that no answer can carry is refused, and the refusal names the way out', async () => {
  const { body } = await home.clinic.get(`${base}/messages`);
  for (const { messageId } of body.items) await keepText(programId, messageId);
  const bundle = await home.clinic.get(`${base}/export?format=fhir`);
  expect([bundle.status, bundle.body.code]).toEqual([422, 'answer-too-large']);
  expect(bundle.body.detail).toContain('format=json');
});
