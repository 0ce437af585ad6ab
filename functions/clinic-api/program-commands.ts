import type { z } from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import type { Role } from '../../shared/contracts/roles.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { Change, Refused } from '../../shared/domain/change.ts';
import { rolesOf } from '../../shared/domain/milestones.ts';
import { putCareTeam } from '../../shared/domain/program/care-team.ts';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { completeProgram, endDosing } from '../../shared/domain/program/end-dosing.ts';
import { addIntention, addScreening, signConsent, withdrawConsent } from '../../shared/domain/program/people.ts';
import { endProgram, hold, recordDeath, resume } from '../../shared/domain/program/standing.ts';
import type { ConsentKind } from '../../shared/domain/protocol.ts';
import type { CareTeamMember, Program } from '../../shared/domain/state.ts';
import { refuseUnfit, resolveStaff } from '../../shared/use-cases/enroll-patient.ts';
import type { Done } from '../../shared/use-cases/run-command.ts';
import { assertNotAhead, assertNotBefore } from './assert-dates.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { loadProgram, perform, requireMatch } from './perform.ts';
import { presentProgram, presentScreening } from './present.ts';

const base = '/v1/programs/{programId}';
type AnyRequest = Request<unknown, unknown>;

export const programCommandRoutes: readonly Route[] = [
  route({
    method: 'PUT',
    path: `${base}/care-team`,
    roles: may.changeCareTeam,
    summary: 'Change the care team; a new lead with the consent of the patient',
    body: bodies.careTeam,
    handle: async (request) => {
      const { deps, clinicId, body, who } = request;
      if (body.leadChange)
        assertNotAhead([{ date: body.leadChange.consentedOn, path: 'leadChange.consentedOn' }], deps.now());
      const before = await loadProgram(request);
      if (body.leadChange)
        assertNotBefore(
          { date: body.leadChange.consentedOn, path: 'leadChange.consentedOn' },
          before.enrolledAt,
          'Lies before the enrollment.',
        );
      requireMatch(request, before.version);
      const team = await resolveStaff(deps, clinicId, body.careTeam);
      const unfit = refuseUnfit(
        team.unfit.filter(({ staffId }) => isNew(before, team.members, body.actingLead, staffId)),
      );
      if (unfit) throw careErrorOf(unfit);
      for (const staff of team.newStaff) await deps.clinics.addStaff(clinicId, staff, who.actor, deps.now());
      return onProgram(request, (change) => {
        requireMatch(request, change.program.version);
        return putCareTeam(change, {
          careTeam: team.members,
          consentedOn: body.leadChange?.consentedOn ?? null,
          ...(body.actingLead === undefined ? {} : { actingLead: body.actingLead }),
        });
      });
    },
  }),
  route({
    method: 'POST',
    path: `${base}/consents`,
    roles: may.coordinate,
    summary: 'Record a signed consent',
    body: bodies.consent,
    handle: (request) => {
      assertNotAhead([{ date: request.body.signedOn, path: 'signedOn' }], request.deps.now());
      return onProgram(request, (change) => signConsent(change, request.body.kind, request.body.signedOn), 201);
    },
  }),
  route({
    method: 'POST',
    path: `${base}/consents/{kind}/withdraw`,
    roles: may.coordinate,
    summary: 'Record that a consent was withdrawn',
    handle: (request) => {
      const kind = (['treatment', 'monitor-and-contact', 'email'] as const).find((one) => one === request.params.kind);
      if (!kind) throw new CareError('not-found', 'There is no such kind of consent.');
      return onProgram(request, (change) => withdrawConsent(change, kind satisfies ConsentKind));
    },
  }),
  route({
    method: 'GET',
    path: `${base}/screenings`,
    roles: may.coordinate,
    summary: 'Every screening, oldest first',
    query: queries.pageOfProgram,
    handle: async (request) => {
      const program = await loadProgram(request);
      const protocol = await protocolOf(request, program.protocol);
      const { items: page, next } = pageOf(
        program.screenings,
        `screenings of ${program.programId}`,
        (one) => one.screeningId,
        request.query,
      );
      const items = page.map((one) => presentScreening(protocol, program, program.screenings.indexOf(one)));
      return { status: 200, body: { items, next } };
    },
  }),
  route({
    method: 'POST',
    path: `${base}/screenings`,
    roles: may.decide,
    summary: 'Record a newer screening',
    body: bodies.screening,
    handle: (request) =>
      perform(
        request,
        (change) => addScreening(change, request.body),
        ({ program, context }) => ({ status: 201, body: presentScreening(context.protocol, program) }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/intentions`,
    roles: may.treat,
    summary: 'Record an intention',
    body: bodies.intention,
    handle: (request) =>
      perform(
        request,
        (change) => addIntention(change, request.body.text),
        ({ program }) => ({ status: 201, body: program.intentions.at(-1) }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/clearances`,
    roles: may.decide,
    summary: "A clinician's yes to one dose of one revision",
    body: bodies.clearance,
    handle: (request) =>
      perform(
        request,
        (change) => giveClearance(change, request.body.sessionId, request.body.checks),
        ({ value }) => ({ status: 201, body: { sessionId: request.body.sessionId, ...value.clearance } }),
      ),
  }),
  route({
    method: 'POST',
    path: `${base}/decisions`,
    roles: may.decide,
    summary: "A clinician's answer to what blocks a dose",
    body: bodies.decision,
    handle: (request) =>
      perform(
        request,
        (change) => makeDecision(change, request.body),
        ({ value }) => ({ status: 201, body: value.decision }),
      ),
  }),
  ending('hold', may.coordinate, 'Put the program on hold', bodies.hold, (change, body) =>
    hold(change, body.reason, body.note),
  ),
  ending('resume', may.decide, 'Resume the program', bodies.end, (change, body) =>
    resume(change, body.reason, body.note),
  ),
  ending('withdraw', may.coordinate, 'The patient withdraws', bodies.end, (change, body) =>
    endProgram(change, 'withdrawn', body.reason, body.note),
  ),
  ending('discharge', may.decide, 'Discharge the patient', bodies.end, (change, body) =>
    endProgram(change, 'discharged', body.reason, body.note),
  ),
  route({
    method: 'POST',
    path: `${base}/end-dosing`,
    roles: may.decide,
    summary: 'End dosing before the protocol does: what was given is the course',
    body: bodies.endDosing,
    handle: (request) => onProgram(request, (change) => endDosing(change, request.body.reason)),
  }),
  route({
    method: 'POST',
    path: `${base}/complete`,
    roles: may.decide,
    summary: 'End continuing psychotherapy',
    handle: (request) => onProgram(request, completeProgram),
  }),
  route({
    method: 'POST',
    path: `${base}/deceased`,
    roles: may.recordDeath,
    summary: 'The patient has died: every message stops',
    body: bodies.deceased,
    handle: (request) => {
      assertNotAhead([{ date: request.body.on, path: 'on' }], request.deps.now());
      return onProgram(request, (change) => recordDeath(change, request.body.on, request.body.note));
    },
  }),
];

/**
 * Whoever is on the team stays on it as they are: a lead who has left leads until the patient has consented to another. To lead,
 * to be back as the lead, to stand in, or to have another role, is new.
 */
function isNew(
  before: Program,
  careTeam: readonly CareTeamMember[],
  actingLead: z.output<typeof bodies.careTeam>['actingLead'],
  staffId: string,
): boolean {
  const known = before.careTeam.find((one) => one.staffId === staffId);
  const member = careTeam.find((one) => one.staffId === staffId);
  if (!known || !member) return true;
  const leads = member.lead && (!known.lead || actingLead === null);
  const standsIn = actingLead?.email === member.email && before.actingLead?.staff.staffId !== staffId;
  return leads || standsIn || rolesOf(member).some((role) => !rolesOf(known).includes(role));
}

function ending<Schema extends z.ZodType>(
  name: string,
  allowed: readonly Role[],
  summary: string,
  body: Schema,
  decide: (change: Change, body: z.output<Schema>) => Refused | undefined,
): Route {
  return route({
    method: 'POST',
    path: `${base}/${name}`,
    roles: allowed,
    summary,
    body,
    handle: (request) => onProgram(request, (change) => decide(change, request.body)),
  });
}

export async function onProgram(
  request: AnyRequest,
  decide: (change: Change) => Refused | undefined,
  status = 200,
): Promise<Answer> {
  const { deps, clinicId, params } = request;
  const executions = await deps.executionRows.ofProgram(clinicId, params.programId ?? '');
  return perform(
    request,
    (change) => decide(change) ?? {},
    ({ program, context }: Done<unknown>) => ({
      status,
      body: presentProgram(context.protocol, program, executions),
      etag: program.version,
    }),
  );
}

async function protocolOf({ deps, clinicId }: AnyRequest, { id, version }: { id: string; version: number }) {
  const protocol = await deps.clinics.protocolDocument(clinicId, id, version);
  if (!protocol) throw new CareError('not-found', 'The protocol of this program is gone.');
  return protocol;
}
