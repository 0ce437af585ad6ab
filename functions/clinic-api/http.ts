/** What every route shares: who asks, what is asked, and how it is answered (contract section 1). */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { CareError, type ErrorCode, errorCodes } from '../../shared/contracts/errors.ts';
import { type Role, roles } from '../../shared/contracts/roles.ts';
import type { Refusal } from '../../shared/domain/change.ts';
import type { StaffRef } from '../../shared/domain/state.ts';
import type { ClinicRecord } from '../../shared/use-cases/ports.ts';
import type { Failed, Who } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';

export type Answer = { status: number; body: unknown; etag?: number; contentType?: string };

export type Request<Body, Query> = {
  deps: Deps;
  /** Method and path as the router knows them: what an idempotency key is good for. */
  operation: string;
  clinicId: string;
  /** As it was when the request came in. */
  clinic: ClinicRecord;
  roles: readonly Role[];
  who: Who;
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  headers: Readonly<Record<string, string | undefined>>;
};

export type Route<BodySchema extends z.ZodType = z.ZodType, QuerySchema extends z.ZodType = z.ZodType> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** In the router's notation: /v1/programs/{programId} */
  path: string;
  /** One of these roles is needed. */
  roles: readonly Role[];
  summary: string;
  body?: BodySchema;
  query?: QuerySchema;
  handle(request: Request<z.output<BodySchema>, z.output<QuerySchema>>): Promise<Answer>;
};

/** Keeps the types of one route's body and query together; the list of routes forgets them. */
export function route<BodySchema extends z.ZodType = z.ZodUndefined, QuerySchema extends z.ZodType = z.ZodUndefined>(
  one: Route<BodySchema, QuerySchema>,
): Route {
  return one;
}

const bodyBytesMax = 100_000;
const claims = z.object({
  clinicId: z.string().min(1).max(64),
  staffId: z.string().min(1).max(64),
  roles: z.union([z.string(), z.array(z.string())]),
});

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;

export async function serve(deps: Deps, one: Route, event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const identity = await identify(deps, event);
  if (!one.roles.some((role) => identity.roles.includes(role)))
    throw new CareError('forbidden', `This needs one of the roles ${one.roles.join(', ')}.`);
  const faults: Fault[] = [];
  const query = parse(one.query, event.queryStringParameters ?? {}, faults);
  // A request that takes no body takes no field either.
  const body = one.method === 'GET' ? undefined : parse(one.body, readBody(event), faults);
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (one.method !== 'GET') checkIdempotencyKey(headers, faults);
  if (faults.length > 0) throw new CareError('invalid', summaryOf(faults), { errors: faults });
  const answer = await one.handle({
    deps,
    operation: `${one.method} ${one.path}`,
    ...identity,
    params: paramsOf(event),
    query,
    body,
    headers,
  });
  return toResult(answer);
}

export function toResult({
  status,
  body,
  etag,
  contentType = 'application/json',
}: Answer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      'content-type': `${contentType}; charset=utf-8`,
      'cache-control': 'no-store',
      ...(etag === undefined ? {} : { etag: `"${etag}"` }),
    },
    body: JSON.stringify(body),
  };
}

/** The clinic comes from the token alone (R10). API Gateway hands a list claim over as the string "[a b]". */
async function identify(
  deps: Deps,
  event: HttpEvent,
): Promise<Pick<Request<unknown, unknown>, 'clinicId' | 'clinic' | 'roles' | 'who'>> {
  const parsed = claims.safeParse(event.requestContext.authorizer?.jwt?.claims ?? {});
  if (!parsed.success) throw new CareError('unauthenticated', 'The token carries no clinic, staff id and roles.');
  const { clinicId, staffId } = parsed.data;
  const given = Array.isArray(parsed.data.roles)
    ? parsed.data.roles
    : parsed.data.roles.replace(/^\[|\]$/g, '').split(/[\s,]+/);
  const { clinic, staff } = await deps.clinics.clinicAndStaff(clinicId, staffId);
  if (!clinic) throw new CareError('unknown-clinic', 'The clinic of this token does not exist.');
  if (staff?.leftOn) throw new CareError('forbidden', 'This member of staff does not work here any more.');
  const by: StaffRef = staff
    ? { staffId, name: staff.name, email: staff.email }
    : { staffId, name: staffId, email: '' };
  return {
    clinicId,
    clinic,
    roles: roles.filter((role) => given.includes(role)),
    who: { actor: { kind: 'staff', id: staffId }, by },
  };
}

type Fault = { path: string; message: string };

function parse(schema: z.ZodType | undefined, value: unknown, faults: Fault[]): unknown {
  const parsed = (schema ?? z.strictObject({})).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const at = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        faults.push({ path: [at, key].filter(Boolean).join('.'), message: 'There is no such field.' });
    else faults.push({ path: at, message: issue.message });
  }
  return undefined;
}

/** Also where nothing is written, and none is needed: what a request looks like does not depend on what comes of it. */
function checkIdempotencyKey(headers: Request<unknown, unknown>['headers'], faults: Fault[]): void {
  const key = headers['idempotency-key'];
  if (key !== undefined && !/^[A-Za-z0-9_-]{1,128}$/.test(key))
    faults.push({ path: 'Idempotency-Key', message: 'must be 1 to 128 of A-Z a-z 0-9 _ -' });
}

const summaryOf = (faults: readonly Fault[]): string =>
  faults.length === 1
    ? `${faults[0]?.path || 'The request'}: ${faults[0]?.message}`
    : `${faults.length} fields are wrong.`;

function readBody(event: HttpEvent): unknown {
  const raw = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (Buffer.byteLength(raw) > bodyBytesMax)
    throw new CareError('too-large', `A body may have ${bodyBytesMax} bytes at the most.`);
  if (raw === '') return {};
  try {
    return JSON.parse(raw);
  } catch {
    throw new CareError('invalid', 'The body is not JSON.', { errors: [{ path: '', message: 'must be JSON' }] });
  }
}

/** Ids are opaque words; anything else cannot exist, and never reaches a key. */
function paramsOf(event: HttpEvent): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {})) {
    if (!value || !/^[A-Za-z0-9_-]{1,200}$/.test(value)) throw new CareError('not-found', 'There is nothing here.');
    params[name] = value;
  }
  return params;
}

/** RFC 9457. `type` is a path of this API's documentation, `code` what programs compare. */
export function problem(
  code: ErrorCode,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): APIGatewayProxyStructuredResultV2 {
  const { status, title, retryable } = errorCodes[code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryable ? { 'retry-after': '1' } : {}),
    },
    body: JSON.stringify({ type: `/problems/${code}`, title, status, detail, code, ...more }),
  };
}

export function careErrorOf(failed: Failed): CareError {
  if ('refusal' in failed) return refusalError(failed.refusal);
  switch (failed.failure) {
    case 'not-found':
      return new CareError('not-found', 'There is no such program.');
    case 'busy':
      return new CareError('busy', 'Too many changes at the same time. Please try again.');
    case 'group-changed':
      return new CareError('busy', 'The group is being changed. Please try again.');
    case 'already-enrolled':
      return new CareError(
        'already-enrolled',
        'A program of this person (same email and date of birth) is active or on hold.',
      );
    case 'idempotency-key-taken':
      return new CareError('busy', 'The same request is being worked on. Please try again.');
  }
}

const refusalError = ({ code, detail, more }: Refusal): CareError => new CareError(code, detail, more);

export function hashBody(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}
