/** Group sessions: planned, moved and cancelled once for all who take part. Who they are stands with their programs only. */
import type { z } from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { Refused } from '../../shared/domain/change.ts';
import { cancelGroup, changeGroup, type Group, planGroup } from '../../shared/domain/group/group.ts';
import { joinGroup } from '../../shared/domain/group/participate.ts';
import type { FoundGroup, Participants } from '../../shared/store/group-store.ts';
import { type Answer, careErrorOf, type Request, type Route, route } from './http.ts';
import { type Overlap, overlapsOf, withOverlaps } from './overlaps.ts';
import { pageOf } from './page-of.ts';
import { GroupChanged, perform, requireMatch, startIdempotent } from './perform.ts';
import { answerWith, resolveOrRefuse } from './sessions.ts';
import { staffForEmails } from './staff-for-emails.ts';
import { withoutUndefined } from './without-undefined.ts';

const base = '/v1/groups';
const one = `${base}/{groupId}`;
type AnyRequest = Request<unknown, unknown>;

export const groupRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: base,
    roles: may.coordinate,
    summary: 'The groups that start from one instant until another, in the order of the clock',
    query: queries.agenda,
    handle: async ({ deps, clinicId, query }) => {
      const { from, to } = query;
      if (to <= from)
        throw new CareError('invalid', '`to` must be after `from`.', {
          errors: [{ path: 'to', message: 'Must be after from.' }],
        });
      const found = await deps.groups.between(clinicId, from, to);
      const { items, next } = pageOf(found, `groups of ${clinicId}`, ({ group }) => group.groupId, query);
      return { status: 200, body: { items: items.map(present), next } };
    },
  }),
  route({
    method: 'POST',
    path: base,
    roles: may.coordinate,
    summary: 'Plan a group session',
    body: bodies.group,
    handle: async (request) => {
      const { start, staff, ...rest } = request.body;
      const { deps } = request;
      const wanted = { ...rest, start: resolveOrRefuse(start), staff: await staffForEmails(request, staff) };
      const planned = planGroup(wanted, deps.chance.newId('grp'), deps.now());
      const overlaps = await overlapsOf(request, { ...wanted, programId: null, groupId: null });
      return write(request, planned, { status: 201, participants: [], overlaps }, deps.groups.create);
    },
  }),
  route({
    method: 'GET',
    path: one,
    roles: may.coordinate,
    summary: 'One group, with who takes part by opaque ids',
    handle: async (request) => {
      const found = await load(request);
      return { status: 200, body: present(found), etag: found.group.version };
    },
  }),
  route({
    method: 'PATCH',
    path: one,
    roles: may.coordinate,
    summary: 'Move or change a group: the session of every participant follows, and each is told',
    body: bodies.groupChange,
    handle: async (request) => {
      const { start, staff, ...rest } = request.body;
      const { deps } = request;
      const wanted = {
        ...withoutUndefined(rest),
        ...(start ? { start: resolveOrRefuse(start) } : {}),
        ...(staff ? { staff: await staffForEmails(request, staff) } : {}),
      };
      const { group: before, participants } = await load(request);
      requireMatch(request, before.version);
      const changed = changeGroup(before, wanted, participants.length, deps.now());
      const { groupId } = before;
      const overlaps = changed.ok ? await overlapsOf(request, { ...changed.group, programId: null, groupId }) : [];
      return write(request, changed, { status: 200, participants, overlaps }, (group, by) =>
        deps.groups.change(before, group, by),
      );
    },
  }),
  route({
    method: 'POST',
    path: `${one}/cancel`,
    roles: may.coordinate,
    summary: 'Cancel a group: the session of every participant is cancelled, and each is told',
    body: bodies.cancel,
    handle: async (request) => {
      const { deps, body } = request;
      const { group: before, participants } = await load(request);
      const cancelled = cancelGroup(before, body.reason, body.note, deps.now());
      return write(request, cancelled, { status: 200, participants }, (group, by) =>
        deps.groups.change(before, group, by),
      );
    },
  }),
  route({
    method: 'POST',
    path: `${one}/participants`,
    roles: may.coordinate,
    summary: 'A patient takes part: a session of their own, which follows the group',
    body: bodies.participant,
    handle: async (request) => {
      for (let attempt = 1; attempt < joinsMax; attempt += 1)
        try {
          return await join(request);
        } catch (error) {
          if (!(error instanceof GroupChanged)) throw error;
        }
      return join(request);
    },
  }),
];

/** Each time that it is too late, somebody else has taken a seat, or the group was changed: what became of it is decided about anew. */
const joinsMax = 10;

async function join(request: Request<z.output<typeof bodies.participant>, unknown>): Promise<Answer> {
  const { programId, monitor } = request.body;
  const { group, participants } = await load(request);
  return perform(
    { ...request, params: { ...request.params, programId } },
    (change) => joinGroup(change, group, participants.length, monitor),
    async ({ program, value }) =>
      withOverlaps(answerWith(program, value.sessionId, 201), await overlapsOf(request, { ...group, programId })),
  );
}

type By = Parameters<Request<unknown, unknown>['deps']['groups']['create']>[1];

/** Written with its event on the clinic's chain, or not at all. */
async function write(
  request: AnyRequest,
  decided: { ok: true; group: Group } | Refused,
  { status, participants, overlaps }: { status: number; participants: Participants; overlaps?: Overlap[] },
  put: (group: Group, by: By) => Promise<'written' | 'conflict'>,
): Promise<Answer> {
  const idempotent = await startIdempotent(request);
  if (idempotent.replay) return idempotent.replay;
  if (!decided.ok) throw careErrorOf(decided);
  const { group } = decided;
  const plain = { status, body: present({ group, participants }), etag: group.version };
  const answer = overlaps ? withOverlaps(plain, overlaps) : plain;
  const { deps, clinicId, who } = request;
  const clinic = await deps.clinics.clinic(clinicId);
  if (!clinic) throw new CareError('unknown-clinic', 'The clinic of this token does not exist.');
  const { idempotency } = idempotent.extras(answer);
  const written = await put(group, { clinic, actor: who.actor, now: deps.now(), idempotency });
  return written === 'written' ? answer : idempotent.again();
}

async function load({ deps, clinicId, params }: AnyRequest): Promise<FoundGroup> {
  const found = await deps.groups.find(clinicId, params.groupId ?? '');
  if (!found) throw new CareError('not-found', 'There is no such group.');
  return found;
}

function present({ group, participants }: Pick<FoundGroup, 'group' | 'participants'>): Record<string, unknown> {
  return { ...group, taken: participants.length, participants };
}
