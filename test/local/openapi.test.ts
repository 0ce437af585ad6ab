/** The OpenAPI document: valid and whole. That it is true of what the API answers is seen in every-route.test.ts. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { describedRoutes } from '../../functions/api-description/described-routes.ts';
import { operations } from '../../functions/api-description/operations.ts';
import { answers } from '../../shared/contracts/answers.ts';
import { errorCodes } from '../../shared/contracts/errors.ts';
import { eventTypes } from '../../shared/domain/change.ts';
import { faultsOf, openApi } from './documented.ts';

const named = Object.entries<any>(openApi.paths).flatMap(([path, methods]) =>
  Object.entries<any>(methods).map(([method, operation]) => ({ key: `${method.toUpperCase()} ${path}`, operation })),
);

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

test('an answer with a field that nobody described is found out', () => {
  expect(
    faultsOf({ $ref: '#/components/schemas/Note' }, { noteId: 'a', text: 'b', at: '2027-01-04T16:00:00.000Z' }),
  ).toEqual([]);
  expect(
    faultsOf({ $ref: '#/components/schemas/Note' }, { noteId: 'a', text: 'b', at: 'noon', secret: 1 }),
  ).not.toEqual([]);
  expect(Object.keys(answers).every((name) => name in openApi.components.schemas)).toBe(true);
});
