import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { isRunning } from '../../shared/domain/course.ts';
import { enrolledBefore, readmit } from '../../shared/domain/program/readmit.ts';
import type { Program } from '../../shared/domain/state.ts';
import { resendMessage } from '../../shared/domain/workflow/resend.ts';
import { personHash } from '../../shared/store/chain.ts';
import type { ListedProgram } from '../../shared/store/program-items.ts';
import { type EnrollmentRequest, enrollPatient } from '../../shared/use-cases/enroll-patient.ts';
import { assertNotAhead } from './assert-dates.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { loadProgram, perform, startIdempotent } from './perform.ts';
import { presentKept, presentListing, presentMessage, presentProgram, presentTouchpoint, rowsOf } from './present.ts';

export const programRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/programs',
    roles: may.coordinate,
    summary: 'Enroll a patient',
    body: bodies.enroll,
    handle: async (request) => {
      const { history, ...body } = request.body;
      const { reviewedBy, ...screening } = body.screening;
      const sessions = (history?.sessions ?? []).map((one) => ({
        ...one,
        timeZone: one.timeZone ?? body.patient.timeZone,
      }));
      return enrollOnce(request, async () => ({
        ...body,
        ...(await factsOfEarlier(request, body.patient)),
        screening: { ...screening, reviewedByEmail: reviewedBy },
        history: sessions,
      }));
    },
  }),
  route({
    method: 'POST',
    path: '/v1/programs/{programId}/readmit',
    roles: may.coordinate,
    summary: 'Readmit a patient into a new program, linked to this one, with what the clinic carries over',
    body: bodies.readmit,
    handle: (request) =>
      enrollOnce(request, async () => {
        const { deps, body } = request;
        const { reviewedBy, protocol, ...wanted } = body;
        const earlier = await loadProgram(request);
        const newest = await newestEnded(request, earlier.patient);
        if (newest && newest.enrolledAt > earlier.enrolledAt)
          throw new CareError('wrong-state', `This person was in a later program: readmit from ${newest.programId}.`);
        const { clinicId } = request;
        const [from, to] = await Promise.all(
          [earlier.protocol, protocol].map(({ id, version }) => deps.clinics.protocolDocument(clinicId, id, version)),
        );
        if (!to) throw new CareError('protocol-not-approved', 'This clinic has no such version of this protocol.');
        if (!from) throw new CareError('not-found', 'The protocol of this program is gone.');
        const readmitted = readmit(earlier, wanted, { from, to }, deps.now());
        if (!readmitted.ok) throw careErrorOf(readmitted);
        const { screening, ...rest } = readmitted;
        return { ...rest, protocol, screening: { ...screening, reviewedByEmail: reviewedBy } };
      }),
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
      return { status: 200, body: { items: page.items.map(presentListing), next: page.next } };
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
      return { status: 200, body: { items: found.map(presentListing), next: null } };
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

/** The newest program of this person (same email and date of birth) that has ended. */
async function newestEnded(
  { deps, clinicId }: Request<unknown, unknown>,
  { email, dateOfBirth }: Program['patient'],
): Promise<ListedProgram | undefined> {
  const found = await deps.queries.search(clinicId, email);
  const person = personHash({ email, dateOfBirth });
  return found
    .map(({ state }) => state)
    .filter(({ patient, status }) => personHash(patient) === person && !isRunning(status))
    .sort((a, b) => a.enrolledAt.localeCompare(b.enrolledAt))
    .at(-1);
}

async function factsOfEarlier(
  request: Request<unknown, unknown>,
  patient: Program['patient'],
): Promise<Pick<EnrollmentRequest, 'earlier'>> {
  const newest = await newestEnded(request, patient);
  const program = newest && (await request.deps.programs.load(request.clinicId, newest.programId));
  if (!program) return {};
  const before = enrolledBefore(program);
  if (!before.ok) throw careErrorOf(before);
  return { earlier: before.earlier };
}

/** `wanted` is asked for only where the request was not answered before. */
async function enrollOnce(
  request: Request<unknown, unknown>,
  wanted: () => Promise<EnrollmentRequest>,
): Promise<Answer> {
  const { deps, clinicId, who } = request;
  const idempotent = await startIdempotent(request);
  if (idempotent.replay) return idempotent.replay;
  const enrollment = await wanted();
  const { id, version } = enrollment.protocol;
  assertNotAhead(
    enrollment.consents.map((one, index) => ({ date: one.signedOn, path: `consents.${index}.signedOn` })),
    deps.now(),
  );
  const known = await deps.clinics.protocolDocument(clinicId, id, version);
  const answer = (program: Program): Answer => ({
    status: 201,
    body: known ? presentProgram(known, program, []) : {},
    etag: program.version,
  });
  const enrolled = await enrollPatient(deps, enrollment, clinicId, who, personHash, (program) =>
    idempotent.extras(answer(program)),
  );
  if (enrolled.ok) return answer(enrolled.program);
  if ('failure' in enrolled && enrolled.failure === 'idempotency-key-taken') return idempotent.again();
  throw careErrorOf(enrolled);
}

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
