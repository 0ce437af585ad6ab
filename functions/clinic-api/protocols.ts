import { queries } from '../../shared/contracts/http.ts';
import { may } from '../../shared/contracts/roles.ts';
import { type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';

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
        body: {
          items: items.map(({ state, approval }) => ({
            ...(state as object),
            status: approval ? 'approved' : 'draft',
            approval,
          })),
          next,
        },
      };
    },
  }),
];
