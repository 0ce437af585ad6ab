/** The OpenAPI document: valid, whole, and true of what the API answers. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedRoutes } from '../../functions/api-description/described-routes.ts';
import { operations } from '../../functions/api-description/operations.ts';
import { answers } from '../../shared/contracts/answers.ts';
import { errorCodes } from '../../shared/contracts/errors.ts';
import { eventTypes } from '../../shared/domain/change.ts';
import { faultsOf, openApi, operationOf } from './documented.ts';
import { callEveryRoute } from './every-route.ts';
import { startTestHome, type TestHome } from './test-home.ts';

let home: TestHome;

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
});
afterAll(() => home?.close());

const named = Object.entries<any>(openApi.paths).flatMap(([path, methods]) =>
  Object.entries<any>(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, operation })),
);

test('anybody may read it, without a token', async () => {
  const response = await fetch(`${home.home.urls.api}/openapi.json`);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual(openApi);
  expect((await fetch(`${home.home.urls.api}/openapi.json`, { method: 'POST' })).status).toBe(404);
});

test('it is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(openApi))).toMatchObject({ valid: true });
  const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  for (const [, name = ''] of references) expect(openApi.components.schemas).toHaveProperty(name);
});

test('every route stands in it, and nothing else', () => {
  const served = describedRoutes.map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(operations).sort()).toEqual([...served].sort());
  expect(named.map(({ key }) => key).sort()).toEqual([...served, 'GET /openapi.json'].sort());
});

test('every operation says who may, what it takes and answers, with examples that fit, and how it refuses', () => {
  const ids = named.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { key, operation } of named.filter((one) => one.key !== 'GET /openapi.json')) {
    expect(operation.summary, key).toMatch(/\w/);
    expect(operation['x-roles'], key).not.toEqual([]);
    const body = operation.requestBody?.content['application/json'];
    if (body) expect(faultsOf(body.schema, body.example), `${key}, example of the request`).toEqual([]);
    for (const [status, answer] of Object.entries<any>(operation.responses))
      for (const { schema, example } of Object.values<any>(answer.content)) {
        expect(example, `${key} ${status}`).toBeDefined();
        expect(faultsOf(schema, example), `${key}, example of ${status}`).toEqual([]);
      }
    for (const status of ['400', '401', '403', '429', '500', '503'])
      expect(operation.responses, key).toHaveProperty(status);
  }
});

test('event types, task kinds, warnings and codes are enums', () => {
  const { Event, Task, Session, Problem } = openApi.components.schemas;
  expect(Event.properties.type.enum).toEqual(eventTypes);
  expect(Task.properties.kind.enum).toContain('late-booking');
  expect(Session.properties.warnings.items.enum).toEqual([
    'spacing-above-max',
    'spacing-broken',
    'integration-late',
    'staff-missing',
  ]);
  expect(Problem.properties.code.enum).toEqual([...Object.keys(errorCodes), 'internal']);
});

test('every route, asked on a home, answers what the document tells', async () => {
  // Each answer is held against its schema by the test home; here it is seen that none was left out.
  const answered = await callEveryRoute(home);
  const succeeded = new Set(answered.map(({ method, path }) => operationOf(method, path)?.key));
  expect(named.map(({ key }) => key).filter((key) => !succeeded.has(key))).toEqual(['GET /openapi.json']);
  const empty = answered.filter(({ body }) => Array.isArray(body.items) && body.items.length === 0);
  expect(empty.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('an answer with a field that nobody described is found out', () => {
  expect(
    faultsOf({ $ref: '#/components/schemas/Note' }, { noteId: 'a', text: 'b', at: '2027-01-04T16:00:00.000Z' }),
  ).toEqual([]);
  expect(
    faultsOf({ $ref: '#/components/schemas/Note' }, { noteId: 'a', text: 'b', at: 'noon', secret: 1 }),
  ).not.toEqual([]);
  expect(Object.keys(answers).every((name) => name in openApi.components.schemas)).toBe(true);
});
