/** Protocols as data: versions never change, drafts are approved by the medical director, running programs stay on theirs. */
import { CareError } from '../../shared/contracts/errors.ts';
import { defaultQuietHours } from '../../shared/contracts/fields.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { newProtocol, toProtocol } from '../../shared/contracts/protocol.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { isRunning } from '../../shared/domain/course.ts';
import { type DryRun, dryRun, previewOf } from '../../shared/domain/preview.ts';
import { changeProtocol } from '../../shared/domain/program/change-protocol.ts';
import type { Protocol } from '../../shared/domain/protocol.ts';
import { approvalFaults } from '../../shared/domain/protocol-faults.ts';
import type { Extras } from '../../shared/use-cases/ports.ts';
import { runCommand } from '../../shared/use-cases/run-command.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { startIdempotent } from './perform.ts';
import { resolveOrRefuse } from './sessions.ts';

type AnyRequest = Request<unknown, unknown>;
const one = '/v1/protocols/{id}/versions/{version}';

export const protocolRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/protocols',
    roles: may.coordinate,
    summary: 'The protocols of the clinic, with their approval',
    query: queries.pageOfProgram,
    handle: async ({ deps, clinicId, query }) => {
      const all = await deps.queries.protocols(clinicId);
      const { items, next } = pageOf(all, `protocols of ${clinicId}`, ({ sk }) => String(sk), query);
      return {
        status: 200,
        body: { items: items.map(({ state, approval }) => present(state as Protocol, approval)), next },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/protocols',
    roles: may.administer,
    summary: 'A new version of a protocol, as a draft',
    body: newProtocol,
    handle: async (request) => {
      const { deps, clinicId, who, body } = request;
      const idempotent = await startIdempotent(request);
      if (idempotent.replay) return idempotent.replay;
      const { version: _version, ...document } = toProtocol(body, 1);
      const answer = (added: Protocol): Answer => ({ status: 201, body: present(added, null) });
      const idempotencyOf = (added: Protocol) => idempotent.extras(answer(added)).idempotency;
      const added = await deps.clinics.addProtocol(clinicId, document, who.actor, deps.now(), idempotencyOf);
      return added ? answer(added) : idempotent.again();
    },
  }),
  route({
    method: 'GET',
    path: one,
    roles: may.coordinate,
    summary: 'One version of a protocol',
    handle: async (request) => {
      const { protocol, approval } = await load(request);
      return { status: 200, body: present(protocol, approval) };
    },
  }),
  route({
    method: 'POST',
    path: `${one}/approval`,
    roles: may.administer,
    summary: 'The medical director approves a version: from now on patients may be enrolled in it',
    handle: async (request) => {
      const { deps, clinicId, clinic, who } = request;
      const { protocol, approval } = await load(request);
      if (clinic.medicalDirector !== who.actor.id)
        throw new CareError('forbidden', "Only the clinic's medical director approves a protocol.");
      if (approval) return { status: 200, body: present(protocol, approval) };
      const faults = approvalFaults(protocol);
      if (faults.length > 0)
        throw new CareError('invalid', 'This protocol cannot be approved yet.', { errors: faults });
      const { id, version } = protocol;
      const written = await deps.clinics.approveProtocol(clinicId, id, version, who.actor.id, who.actor, deps.now());
      if (!written) throw new CareError('busy', 'The clinic is being changed. Please try again.');
      return { status: 200, body: present(protocol, (await load(request)).approval) };
    },
  }),
  route({
    method: 'POST',
    path: `${one}/preview`,
    roles: may.coordinate,
    summary: 'Every touchpoint and deadline of a booking that nobody made',
    body: bodies.preview,
    handle: async (request) => {
      const { body, clinic, deps } = request;
      const { protocol } = await load(request);
      const start = resolveOrRefuse(body.start);
      const patient = body.patient ?? { timeZone: start.timeZone, quietHours: defaultQuietHours };
      const { kind, durationMinutes } = body;
      const bookedAt = body.bookedAt ?? deps.now();
      return {
        status: 200,
        body: { ...previewOf(protocol, clinic, { kind, start, durationMinutes, bookedAt, patient }), start },
      };
    },
  }),
  route({
    method: 'POST',
    path: `${one}/dry-run`,
    roles: may.decide,
    summary: 'Which programs this version would change, and how; moves those that a clinician names',
    body: bodies.dryRun,
    query: queries.page,
    handle: async (request) => {
      const { move } = request.body;
      const idempotent = await startIdempotent(request);
      if (idempotent.replay) return idempotent.replay;
      const { protocol, approval } = await load(request);
      if (move.length > 0 && !approval)
        throw new CareError('protocol-not-approved', 'Programs go to an approved version only.');
      const { ids, next } = move.length > 0 ? { ids: move, next: null } : await pageOfOthers(request, protocol);
      const programs = await changedBy(request, protocol, ids);
      const answer = { status: 200, body: { programs, next, moved: move } };
      // Who has moved already stays. The last one's command keeps the answer: without it, not all have moved.
      for (const [index, programId] of move.entries()) {
        const extras = index === move.length - 1 ? idempotent.extras(answer) : {};
        if (!(await moveTo(request, programId, protocol, extras))) return idempotent.again();
      }
      return answer;
    },
  }),
];

async function pageOfOthers(
  { deps, clinicId, query }: Request<unknown, { limit: number; cursor?: string | undefined }>,
  protocol: Protocol,
): Promise<{ ids: string[]; next: string | null }> {
  const page = await deps.queries.programsOnOtherVersions(clinicId, protocol, query.limit, query.cursor);
  return { ids: page.items.map(({ programId }) => programId), next: page.next };
}

/** Of these programs, those that this version would change: running ones of its protocol on another version. */
async function changedBy({ deps, clinicId, clinic }: AnyRequest, protocol: Protocol, ids: readonly string[]) {
  const now = deps.now();
  const found: ({ programId: string; from: number } & DryRun)[] = [];
  for (const programId of ids) {
    const program = await deps.programs.load(clinicId, programId);
    if (!program || program.protocol.id !== protocol.id || program.protocol.version === protocol.version) continue;
    const current = await deps.clinics.protocolDocument(clinicId, protocol.id, program.protocol.version);
    if (!current || !isRunning(program.status)) continue;
    const from = program.protocol.version;
    found.push({ programId, from, ...dryRun({ protocol: current, program, clinic, now }, protocol) });
  }
  return found;
}

/** False where the same request, at the same time, was faster. */
async function moveTo(
  { deps, clinicId, who }: AnyRequest,
  programId: string,
  to: Protocol,
  extras: Extras,
): Promise<boolean> {
  const done = await runCommand(deps, {
    clinicId,
    programId,
    who,
    kind: 'person',
    decide: (change) => changeProtocol(change, to) ?? {},
    extras: () => extras,
  });
  if (done.ok) return true;
  if ('failure' in done && done.failure === 'idempotency-key-taken') return false;
  throw careErrorOf(done);
}

async function load({ deps, clinicId, params }: AnyRequest): Promise<{ protocol: Protocol; approval: unknown }> {
  const version = Number(params.version);
  const all = Number.isInteger(version) ? await deps.queries.protocols(clinicId) : [];
  const found = all.find(({ state }) => {
    const protocol = state as Protocol;
    return protocol.id === params.id && protocol.version === version;
  });
  if (!found) throw new CareError('not-found', 'There is no such version of this protocol.');
  return { protocol: found.state as Protocol, approval: found.approval };
}

function present(protocol: Protocol, approval: unknown): Record<string, unknown> {
  return { ...protocol, status: approval ? 'approved' : 'draft', approval: approval ?? null };
}
