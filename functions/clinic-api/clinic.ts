import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { ClinicRecord } from '../../shared/use-cases/ports.ts';
import { type Answer, type Route, route } from './http.ts';
import { requireMatch } from './perform.ts';
import { withoutUndefined } from './without-undefined.ts';

export const clinicRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/clinic',
    roles: may.coordinate,
    summary: 'The clinic: zone, opening hours, phones, who is on call',
    handle: async ({ clinic }) => present(clinic),
  }),
  route({
    method: 'PATCH',
    path: '/v1/clinic',
    roles: may.administer,
    summary: 'Change the clinic; without a phone on call no check-in and no measure is asked for',
    body: bodies.clinic,
    handle: async (request) => {
      const { clinic, body, deps, who } = request;
      requireMatch(request, clinic.version);
      const changed = await deps.clinics.change(clinic, withoutUndefined(body), who.actor, deps.now());
      if (!changed) throw new CareError('busy', 'The clinic is being changed. Please try again.');
      return present(changed);
    },
  }),
];

function present({ seq: _seq, hash: _hash, ...clinic }: ClinicRecord): Answer {
  return { status: 200, body: clinic, etag: clinic.version };
}
