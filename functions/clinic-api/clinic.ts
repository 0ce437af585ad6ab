import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { ClinicRecord } from '../../shared/use-cases/ports.ts';
import { type Answer, type Request, type Route, route } from './http.ts';
import { requireMatch } from './perform.ts';

export const clinicRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clinic',
    roles: may.coordinate,
    summary: 'The clinic: zone, opening hours, phones, who is on call',
    handle: async (request) => present(await loadClinic(request)),
  }),
  route({
    method: 'PATCH',
    path: '/v1/clinic',
    roles: may.administer,
    summary: 'Change the clinic; without a phone on call no check-in and no measure is asked for',
    body: bodies.clinic,
    handle: async (request) => {
      const clinic = await loadClinic(request);
      requireMatch(request, clinic.version);
      const changed = await request.deps.clinics.change(
        clinic,
        withoutUndefined(request.body),
        request.who.actor,
        request.deps.now(),
      );
      if (!changed) throw new CareError('busy', 'The clinic is being changed. Please try again.');
      return present(changed);
    },
  }),
];

async function loadClinic({ deps, clinicId }: Request<unknown, unknown>): Promise<ClinicRecord> {
  const clinic = await deps.clinics.clinic(clinicId);
  if (!clinic) throw new CareError('unknown-clinic', 'The clinic of this token does not exist.');
  return clinic;
}

function present({ seq: _seq, hash: _hash, ...clinic }: ClinicRecord): Answer {
  return { status: 200, body: clinic, etag: clinic.version };
}

/** What a request leaves out stays as it is. */
export function withoutUndefined<T extends Record<string, unknown>>(
  body: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never;
}
