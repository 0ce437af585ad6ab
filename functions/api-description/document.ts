/** The OpenAPI 3.1 document, made from the schemas that check requests (contract section 1). */
import * as z from 'zod';
import { type AnswerName, answers } from '../../shared/contracts/answers.ts';
import { type ErrorCode, errorCodes } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import type { Route } from '../clinic-api/http.ts';
import { answerExamples } from './answer-examples.ts';
import { type Operation, operations } from './operations.ts';
import { requestExamples } from './request-examples.ts';

type Json = Record<string, unknown>;

export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  const requests = z.registry<{ id: string }>();
  for (const route of routes) {
    const operation = operations[`${route.method} ${route.path}`];
    // A test names the routes that are missing from operations.ts; nobody is told of a route that nothing describes.
    if (!operation) continue;
    if (route.body) requests.add(route.body, { id: requestName(route.body, operation) });
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, operation) };
  }
  const answered = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answers)) answered.add(schema, { id });
  return {
    openapi: '3.1.1',
    info,
    tags: tags.map(({ name, description }) => ({ name, description })),
    security: [{ token: [] }],
    paths: { '/openapi.json': itself, ...paths },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Its claims give the clinic, the staff id and the roles. Another clinic’s id answers 404.',
        },
      },
      schemas: { ...componentsOf(requests, 'input'), ...componentsOf(answered, 'output'), Problem: problem },
    },
  };
}

const info = {
  title: 'Throughline clinic API',
  version: '1',
  description:
    'Carries each patient through one program of psychedelic-assisted psychotherapy. Instants are ISO 8601 in UTC; a session’s start is a wall time with its IANA zone. Lists answer `{items, next}`: ask again with `cursor` = `next`. A body may have 100,000 bytes. In the cloud API Gateway bounds the rate of requests and answers 429 by itself, with a body of its own: try again after a second.',
};

const tags = [
  { name: 'programs', prefix: '/v1/programs', description: 'One patient’s course through one protocol version' },
  { name: 'tasks', prefix: '/v1/tasks', description: 'The work queue' },
  { name: 'protocols', prefix: '/v1/protocols', description: 'Protocols as data' },
  {
    name: 'operations',
    prefix: '/v1/operations',
    description: 'For operators: executions by opaque id, and no patient’s data',
  },
  { name: 'clinic', prefix: '/', description: 'The clinic itself, its agenda, its refused enrollments' },
];

const itself: Json = {
  get: {
    operationId: 'getOpenApi',
    summary: 'This document',
    security: [],
    responses: {
      '200': { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  },
};

/** RFC 9457. */
const problem: Json = {
  type: 'object',
  description: 'RFC 9457. Programs compare `code`; `errors` names every wrong field, `gates` every shut gate.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: [...Object.keys(errorCodes), 'internal'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'message'],
      },
    },
    gates: {
      type: 'array',
      items: {
        type: 'object',
        properties: { code: { type: 'string', enum: Object.keys(errorCodes) }, opensWith: { type: 'string' } },
        required: ['code', 'opensWith'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
};

function operationOf(route: Route, operation: Operation): Json {
  const { method, path } = route;
  const example = requestExamples[operation.id];
  return {
    operationId: operation.id,
    summary: route.summary,
    tags: [tags.find(({ prefix }) => path.startsWith(prefix))?.name],
    'x-roles': route.roles,
    parameters: [...pathParameters(path), ...queryParameters(route), ...headerParameters(route, operation)],
    ...(route.body
      ? {
          requestBody: {
            // Where every field has a default, nobody needs to send one.
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: ref(requestName(route.body, operation)), example } },
          },
        }
      : {}),
    responses: {
      ...success(operation),
      ...problems([...commonCodes(method, path, operation), ...(operation.codes ?? [])]),
    },
  };
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const pascal = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)}`;

/** One body may serve several routes. */
function requestName(schema: z.ZodType, { id }: Operation): string {
  const shared = Object.entries(bodies).find(([, one]) => one === schema)?.[0];
  return `${pascal(shared ?? id)}Request`;
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: pathSchemas[name] ?? { type: 'string', pattern: '^[A-Za-z0-9_-]{1,200}$' },
  }));
}

const pathSchemas: Record<string, Json> = {
  kind: { type: 'string', enum: ['treatment', 'monitor-and-contact', 'email'] },
  version: { type: 'integer', minimum: 1 },
};

function queryParameters({ query }: Route): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({ method }: Route, { ignoresIdempotencyKey }: Operation): Json[] {
  if (method === 'PUT' || method === 'PATCH')
    return [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' }, example: '"3"' }];
  if (method !== 'POST' || ignoresIdempotencyKey) return [];
  const schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' };
  const description = 'The same key with the same body within 24 hours: the same answer, done once.';
  return [{ name: 'Idempotency-Key', in: 'header', required: false, schema, description }];
}

function success({ answer, alsoAs, status = 200, etag }: Operation): Json {
  const mediaOf = (name: AnswerName): Json => ({ schema: ref(name), example: answerExamples[name] });
  const listOf = (name: AnswerName): Json => ({
    schema: listSchema(name),
    example: { items: [answerExamples[name]], next: null },
  });
  return {
    [status]: {
      description: status === 201 ? 'Made' : 'Done',
      ...(etag ? { headers: { ETag: { schema: { type: 'string' }, description: 'For If-Match.' } } } : {}),
      content: {
        'application/json': typeof answer === 'string' ? mediaOf(answer) : listOf(answer.listOf),
        ...(alsoAs ? { [alsoAs.contentType]: mediaOf(alsoAs.answer) } : {}),
      },
    },
  };
}

function listSchema(name: AnswerName): Json {
  return {
    type: 'object',
    properties: { items: { type: 'array', items: ref(name) }, next: { type: ['string', 'null'] } },
    required: ['items', 'next'],
    additionalProperties: false,
  };
}

type DocumentedCode = ErrorCode | 'internal';

/** What any route of this kind may answer. */
function commonCodes(method: Route['method'], path: string, operation: Operation): DocumentedCode[] {
  const codes: DocumentedCode[] = ['invalid', 'unauthenticated', 'forbidden', 'unknown-clinic', 'rate-limited'];
  if (path.includes('{')) codes.push('not-found');
  if (method !== 'GET') codes.push('too-large');
  if (method === 'POST' && !operation.ignoresIdempotencyKey) codes.push('idempotency-key-reused');
  if (method === 'PUT' || method === 'PATCH') codes.push('stale', 'if-match-missing');
  return [...codes, 'busy', 'internal'];
}

/** One answer per status, with the codes that it may carry. */
function problems(codes: readonly DocumentedCode[]): Json {
  const byStatus = new Map<number, DocumentedCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      String(status),
      {
        description: of.map((code) => `\`${code}\`: ${titleOf(code)}`).join('. '),
        content: {
          'application/problem+json': {
            schema: { allOf: [ref('Problem'), { properties: { code: { enum: of }, status: { const: status } } }] },
            example: exampleOf(of[0] ?? 'internal'),
          },
        },
      },
    ]),
  );
}

const statusOf = (code: DocumentedCode): number => (code === 'internal' ? 500 : errorCodes[code].status);
const titleOf = (code: DocumentedCode): string =>
  code === 'internal' ? 'Something went wrong here' : errorCodes[code].title;
const exampleOf = (code: DocumentedCode): Json => ({
  type: `/problems/${code}`,
  title: titleOf(code),
  status: statusOf(code),
  detail: `${titleOf(code)}.`,
  code,
});

type ObjectSchema = { properties?: Record<string, Json>; required?: string[] };

function jsonSchemaOf(schema: z.ZodType): ObjectSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as ObjectSchema;
}

/** zod names each schema by its place in the document; there a schema needs no `$id` and no `$schema` of its own. */
function componentsOf(registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output'): Record<string, Json> {
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema as Json]),
  );
}
