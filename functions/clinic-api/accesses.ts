/** Reads of patients' data are recorded, after the answer is ready and before it is given (docs/decisions/009). */
import type { Answer, Request, Route } from './http.ts';

/** Every other GET tells of patients: a new one is recorded until somebody says here that it need not be. */
export const tellsOfNoPatient: ReadonlySet<string> = new Set([
  'GET /v1/clinic',
  'GET /v1/protocols',
  'GET /v1/protocols/{id}/versions/{version}',
]);
/** What reads although it is a POST. Commands stand in the chain already, with who gave them. */
const readingPosts: ReadonlySet<string> = new Set([
  'POST /v1/programs/search',
  'POST /v1/programs/{programId}/series',
  'POST /v1/programs/{programId}/series/repair',
  'POST /v1/protocols/{id}/versions/{version}/dry-run',
]);

export function recordsAccess({ method, path }: Pick<Route, 'method' | 'path'>): boolean {
  const name = `${method} ${path}`;
  return readingPosts.has(name) || (method === 'GET' && !tellsOfNoPatient.has(name));
}

export function recordingAccess(route: Route): Route {
  if (!recordsAccess(route)) return route;
  return {
    ...route,
    handle: async (request) => {
      const answer = await route.handle(request);
      await record(request, answer);
      return answer;
    },
  };
}

/** A program opened is one record of it, a list one line with the number of its entries. */
async function record({ deps, clinicId, who, operation, params }: Request<unknown, unknown>, { body }: Answer) {
  const opened = params.programId ?? textOf(body, 'programId');
  const access = {
    accessId: deps.chance.newId('acc'),
    at: deps.now(),
    staffId: who.actor.id,
    route: operation,
    programId: opened,
    count: opened === null ? countOf(body) : null,
  };
  try {
    await deps.accesses.record(clinicId, access);
  } catch (error) {
    // Who treats a patient needs what they asked for now; that a record is missing is an error that alarms.
    deps.log('error', 'an access was not recorded', {
      clinicId,
      staffId: access.staffId,
      route: operation,
      ...(opened === null ? {} : { programId: opened }),
      error: error instanceof Error ? error.name : 'Error',
    });
  }
}

function textOf(body: unknown, field: string): string | null {
  const value = fieldOf(body, field);
  return typeof value === 'string' ? value : null;
}

function countOf(body: unknown): number {
  const entries = fieldOf(body, 'items') ?? fieldOf(body, 'programs');
  return Array.isArray(entries) ? entries.length : 0;
}

function fieldOf(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
}
