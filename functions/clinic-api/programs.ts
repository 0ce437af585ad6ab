import { CareError } from '../../shared/contracts/errors.ts';
import { bodies, queries } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { Program } from '../../shared/domain/state.ts';
import { resendMessage } from '../../shared/domain/workflow/resend.ts';
import { personHash } from '../../shared/store/chain.ts';
import { enrollPatient } from '../../shared/use-cases/enroll-patient.ts';
import { assertNotAhead } from './assert-not-ahead.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { loadProgram, perform, startIdempotent } from './perform.ts';
import { presentHead, presentKept, presentMessage, presentProgram, presentTouchpoint, rowsOf } from './present.ts';

export const programRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs',
    roles: may.coordinate,
    summary: 'Enroll a patient',
    body: bodies.enroll,
    handle: async (request) => {
      const { deps, clinicId, who, body } = request;
      assertNotAhead(
        body.consents.map((one, index) => ({ date: one.signedOn, path: `consents.${index}.signedOn` })),
        deps.now(),
      );
      const idempotent = await startIdempotent(request);
      if (idempotent.replay) return idempotent.replay;
      const known = await deps.clinics.protocolDocument(clinicId, body.protocol.id, body.protocol.version);
      const answer = (program: Program): Answer => ({
        status: 201,
        body: known ? presentProgram(known, program, []) : {},
        etag: program.version,
      });
      const { reviewedBy, ...screening } = body.screening;
      const enrolled = await enrollPatient(
        deps,
        { ...body, screening: { ...screening, reviewedByEmail: reviewedBy } },
        clinicId,
        who,
        personHash,
        (program) => idempotent.extras(answer(program)),
      );
      if (enrolled.ok) return answer(enrolled.program);
      if ('failure' in enrolled && enrolled.failure === 'idempotency-key-taken') return idempotent.again();
      throw careErrorOf(enrolled);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs',
    roles: may.coordinate,
    summary: 'List programs',
    query: queries.programs,
    handle: async ({ deps, clinicId, query }) => {
      const { limit, cursor, ...filter } = query;
      const page = await deps.queries.programs(clinicId, filter, limit, cursor);
      return { status: 200, body: { items: page.items.map(presentHead), next: page.next } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/search',
    roles: may.coordinate,
    summary: 'Find programs by name or email',
    body: bodies.search,
    handle: async ({ deps, clinicId, body }) => {
      const found = await deps.queries.search(clinicId, body.q);
      return { status: 200, body: { items: found.map(presentHead), next: null } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/{programId}',
    roles: may.coordinate,
    summary: 'One program, with what it waits for and its executions',
    handle: async (request) => {
      const { deps, clinicId } = request;
      const program = await loadProgram(request);
      return {
        status: 200,
        body: await presentWithExecutions(
          request,
          program,
          await deps.executionRows.ofProgram(clinicId, program.programId),
        ),
        etag: program.version,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/{programId}/timeline',
    roles: may.coordinate,
    summary: 'The record: who did what, when',
    query: queries.page,
    handle: async (request) => {
      const { programId } = await loadProgram(request);
      const { limit, cursor } = request.query;
      return { status: 200, body: await request.deps.queries.events(request.clinicId, programId, limit, cursor) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/{programId}/touchpoints',
    roles: may.coordinate,
    summary: 'Every touchpoint, planned or settled',
    query: queries.pageOfProgram,
    handle: async (request) => {
      const program = await loadProgram(request);
      const items = rowsOf(program).map(({ touchpoint, sessionId }) => presentTouchpoint(touchpoint, sessionId));
      const list = `touchpoints of ${program.programId}`;
      return { status: 200, body: pageOf(items, list, ({ key }) => key, request.query) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/{programId}/messages',
    roles: may.coordinate,
    summary: 'What became of each message',
    query: queries.pageOfProgram,
    handle: async (request) => {
      const program = await loadProgram(request);
      const items = rowsOf(program)
        .filter(({ touchpoint }) => touchpoint.status !== 'planned')
        .map(({ touchpoint, sessionId }) => presentMessage(touchpoint, sessionId));
      const list = `messages of ${program.programId}`;
      return { status: 200, body: pageOf(items, list, ({ messageId }) => messageId, request.query) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/programs/{programId}/messages/{messageId}',
    roles: may.coordinate,
    summary: 'One message: what became of it, and the exact text that was sent',
    handle: async (request) => {
      const program = await loadProgram(request);
      const found = rowsOf(program).find(({ touchpoint }) => touchpoint.key === request.params.messageId);
      if (!found || found.touchpoint.status === 'planned')
        throw new CareError('not-found', 'There is no such message.');
      const { touchpoint, sessionId } = found;
      const kept = await request.deps.queries.message(
        request.clinicId,
        program.programId,
        touchpoint.key,
        touchpoint.copy,
      );
      return { status: 200, body: { ...presentMessage(touchpoint, sessionId), ...presentKept(touchpoint, kept) } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/{programId}/messages/{messageId}/resend',
    roles: may.coordinate,
    summary: 'Have a message sent again, with a reason, under a key of its own',
    body: bodies.resend,
    handle: (request) =>
      perform(
        request,
        (change) => resendMessage(change, request.params.messageId ?? '', request.body.reason),
        ({ program, value }) => {
          const made = rowsOf(program).find(({ touchpoint }) => touchpoint.key === value.key);
          return {
            status: 201,
            body: made ? presentMessage(made.touchpoint, made.sessionId) : { messageId: value.key },
          };
        },
      ),
  }),
];

export async function presentWithExecutions(
  { deps, clinicId }: Request<unknown, unknown>,
  program: Program,
  executions: Parameters<typeof presentProgram>[2],
): Promise<Record<string, unknown>> {
  const { id, version } = program.protocol;
  const protocol = await deps.clinics.protocolDocument(clinicId, id, version);
  if (!protocol) throw new CareError('not-found', 'The protocol of this program is gone.');
  return presentProgram(protocol, program, executions);
}
