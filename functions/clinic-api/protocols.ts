import { queries } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import { type Route, route } from './http.ts';

export const protocolRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/protocols',
    roles: may.coordinate,
    summary: 'The protocols of the clinic, with their approval',
    query: queries.none,
    handle: async ({ deps, clinicId }) => {
      const items = await deps.queries.protocols(clinicId);
      return {
        status: 200,
        body: {
          items: items.map(({ state, approval }) => ({
            ...(state as object),
            status: approval ? 'approved' : 'draft',
            approval,
          })),
          next: null,
        },
      };
    },
  }),
];
