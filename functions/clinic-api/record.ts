/** The record to take away, and who has read what (R11). */
import { CareError } from '../../shared/contracts/errors.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { bundleOf } from '../../shared/fhir/bundle.ts';
import { answerBytes, pageBytesMax } from '../../shared/store/record-store.ts';
import { type Answer, type Request, type Route, route } from './http.ts';
import { loadProgram } from './perform.ts';

const base = '/v1/programs/{programId}';
type AnyRequest = Request<unknown, unknown>;

export const recordRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: `${base}/export`,
    roles: may.coordinate,
    summary: 'The record to take away: everything that is kept, as JSON in pages, or a FHIR R4 Bundle',
    query: queries.export,
    handle: (request) =>
      request.query.format === 'fhir'
        ? exportBundle(request, request.query.cursor)
        : exportJson(request, request.query.cursor),
  }),
  route({
    method: 'GET',
    path: `${base}/accesses`,
    roles: may.administer,
    summary: 'Who has read this program, by which route and when; newest first',
    query: queries.page,
    handle: async (request) => {
      const { deps, clinicId, query } = request;
      const { programId } = await loadProgram(request);
      return { status: 200, body: await deps.accesses.list(clinicId, programId, query.limit, query.cursor) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/accesses',
    roles: may.administer,
    summary: 'Who has read lists of the clinic, and how many entries they saw; newest first',
    query: queries.page,
    handle: async ({ deps, clinicId, query }) => ({
      status: 200,
      body: await deps.accesses.list(clinicId, null, query.limit, query.cursor),
    }),
  }),
];

async function exportJson(request: AnyRequest, cursor: string | undefined): Promise<Answer> {
  const { deps, clinicId } = request;
  const { programId } = await loadProgram(request);
  const { after, ...page } = await deps.records.page(clinicId, programId, readCursor(programId, cursor));
  const next = after === null ? null : cursorOf(programId, after);
  return { status: 200, body: { programId, exportedAt: deps.now(), ...page, next } };
}

async function exportBundle(request: AnyRequest, cursor: string | undefined): Promise<Answer> {
  if (cursor !== undefined) throw wrongCursor('A Bundle has no pages: ask without a cursor.');
  const { deps, clinicId } = request;
  const program = await loadProgram(request);
  const body = bundleOf(program, await deps.records.sentTexts(clinicId, program.programId), deps.now());
  const bytes = answerBytes(body);
  if (bytes > pageBytesMax)
    throw new CareError(
      'answer-too-large',
      `The Bundle would have ${bytes} bytes, more than the ${pageBytesMax} that an answer can carry. format=json gives the same record in pages.`,
    );
  return { status: 200, body, contentType: 'application/fhir+json' };
}

/** Names its program: a cursor is good for one export only, and its key is never taken as it comes. */
function cursorOf(programId: string, after: string): string {
  return Buffer.from(JSON.stringify([programId, after])).toString('base64url');
}

const keyOfRecord = /^(state|event|message|execution|run)#[A-Za-z0-9_#-]{1,300}$/;

function readCursor(programId: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  try {
    const [of, after] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (of === programId && typeof after === 'string' && keyOfRecord.test(after)) return after;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw wrongCursor('The cursor does not belong to this export. Ask for the first page without one.');
}

function wrongCursor(detail: string): CareError {
  return new CareError('invalid', detail, {
    errors: [{ path: 'cursor', message: 'Use the `next` of an answer of this export, unchanged.' }],
  });
}
