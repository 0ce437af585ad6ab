/** Who works at the clinic: roles, licenses, languages; and what happens when somebody leaves. */
import { CareError } from '../../shared/contracts/errors.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { staffBodies } from '../../shared/contracts/staff-bodies.ts';
import { whyUnfit } from '../../shared/domain/program/licenses.ts';
import type { Handover, Staff } from '../../shared/use-cases/ports.ts';
import { aStaffMember } from '../../shared/use-cases/staff.ts';
import { assertNotAhead } from './assert-dates.ts';
import { type Answer, type Request, type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { requireMatch, startIdempotent } from './perform.ts';
import { withoutUndefined } from './without-undefined.ts';

const present = ({ login: _login, ...staff }: Staff): Omit<Staff, 'login'> => staff;
const answer = (staff: Staff, status = 200): Answer => ({ status, body: present(staff), etag: staff.version });

export const staffRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/staff',
    roles: may.coordinate,
    summary: 'The staff of the clinic, by name',
    query: queries.page,
    handle: async ({ deps, clinicId, query }) => {
      const staff = await deps.queries.staffOf(clinicId);
      const sorted = staff.sort((a, b) => a.name.localeCompare(b.name) || a.staffId.localeCompare(b.staffId));
      const { items, next } = pageOf(sorted, `staff of ${clinicId}`, ({ staffId }) => staffId, query);
      return { status: 200, body: { items: items.map(present), next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/staff/{staffId}',
    roles: may.coordinate,
    summary: 'One member of staff',
    handle: async (request) => answer(await load(request)),
  }),
  route({
    method: 'POST',
    path: '/v1/staff',
    roles: may.administer,
    summary: 'Add a member of staff',
    body: staffBodies.add,
    handle: async (request) => {
      const { deps, clinicId, body, who } = request;
      const idempotent = await startIdempotent(request);
      if (idempotent.replay) return idempotent.replay;
      const staff = aStaffMember({ staffId: deps.chance.newId('stf'), ...body, login: false });
      const { idempotency } = idempotent.extras(answer(staff, 201));
      const added = await deps.clinics.addStaff(clinicId, staff, who.actor, deps.now(), idempotency);
      if (added.staffId === staff.staffId) return answer(staff, 201);
      // The same request, at the same time, may have been the faster one.
      const { replay } = await startIdempotent(request);
      if (replay) return replay;
      throw new CareError('wrong-state', 'Somebody of the staff has this email: change them instead.', {
        staffId: added.staffId,
      });
    },
  }),
  route({
    method: 'PATCH',
    path: '/v1/staff/{staffId}',
    roles: may.administer,
    summary: 'Change a member of staff, or record that they have left and who takes over what is theirs',
    body: staffBodies.change,
    handle: async (request) => {
      const { deps, clinicId, body, who } = request;
      const before = await load(request);
      requireMatch(request, before.version);
      const { handOverTo, ...fields } = body;
      const wanted = withoutUndefined(fields);
      if (body.leftOn) assertNotAhead([{ date: body.leftOn, path: 'leftOn' }], deps.now());
      const leaves = Boolean(body.leftOn) && before.leftOn === null;
      await assertSomebodyAdministers(request, before, { ...before, ...wanted });
      const handover = leaves ? await handoverOf(request, before, body.leftOn ?? '', handOverTo) : null;
      if (handOverTo && !leaves) throw fault('handOverTo', 'Goes with `leftOn`, of somebody who works here.');
      const emailStopped = body.email && body.email !== before.email ? null : before.emailStopped;
      const after: Staff = { ...before, ...wanted, emailStopped, version: before.version + 1 };
      const written = await deps.clinics.changeStaff(clinicId, before, after, wanted, who.actor, deps.now(), handover);
      if (written) return answer(after);
      if (body.email && (await deps.clinics.staffByEmail(clinicId, body.email))?.staffId !== before.staffId)
        throw new CareError('wrong-state', 'Somebody else of the staff has this email.');
      throw new CareError('busy', 'The staff is being changed. Please try again.');
    },
  }),
];

type AnyRequest = Request<unknown, unknown>;

async function load({ deps, clinicId, params }: AnyRequest): Promise<Staff> {
  const staff = await deps.clinics.staff(clinicId, params.staffId ?? '');
  if (!staff) throw new CareError('not-found', 'There is no such member of staff.');
  return staff;
}

const fault = (path: string, message: string): CareError =>
  new CareError('invalid', `${path}: ${message}`, { errors: [{ path, message }] });

async function handoverOf(
  { deps, clinicId, who }: AnyRequest,
  { staffId, name, email }: Staff,
  on: string,
  handOverTo: string | undefined,
): Promise<Handover> {
  const to = handOverTo ? await deps.clinics.staffByEmail(clinicId, handOverTo) : null;
  if (handOverTo && (!to || to.leftOn !== null || to.staffId === staffId))
    throw fault('handOverTo', 'Nobody else who works here has this email.');
  const unfit = to && whyUnfit(to, deps.now());
  if (unfit) throw fault('handOverTo', unfit);
  return { leaving: { staffId, name, email, on }, to: to?.staffId ?? null, by: who.by, cursor: null };
}

/** Without an administration nobody could ever change the staff again. */
async function assertSomebodyAdministers({ deps, clinicId }: AnyRequest, before: Staff, after: Staff): Promise<void> {
  const administers = ({ roles, leftOn }: Staff): boolean => roles.includes('clinic-admin') && leftOn === null;
  if (!administers(before) || administers(after)) return;
  const others = (await deps.queries.staffOf(clinicId)).filter(
    (one) => one.staffId !== before.staffId && administers(one),
  );
  if (others.length === 0)
    throw new CareError('wrong-state', 'They are the last of the administration: give somebody else the role first.');
}
