/** What the clinic has before it, and whom it could not enroll. */
import { CareError } from '../../shared/contracts/errors.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { type Route, route } from './http.ts';

export const agendaRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/agenda',
    roles: may.coordinate,
    summary: 'The sessions that start from one instant until another, in the order of the clock',
    query: queries.agenda,
    handle: async ({ deps, clinicId, query }) => {
      const { from, to, limit, cursor } = query;
      if (to <= from)
        throw new CareError('invalid', '`to` must be after `from`.', {
          errors: [{ path: 'to', message: 'Must be after from.' }],
        });
      const page = await deps.queries.agenda(clinicId, { from, to }, limit, cursor);
      const items = page.items.map(({ programId, session }) => {
        const { sessionId, kind, format, mode, modality, place, start, durationMinutes, staff, status, blocked } =
          session;
        return {
          programId,
          sessionId,
          kind,
          format,
          mode,
          modality,
          place,
          start,
          durationMinutes,
          staff,
          status,
          blocked,
        };
      });
      return { status: 200, body: { items, next: page.next } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/screenings',
    roles: may.recordDeath,
    summary: 'Enrollments that were refused for a contraindication, newest first',
    query: queries.screenings,
    handle: async ({ deps, clinicId, query }) => {
      const page = await deps.queries.refusals(clinicId, query.limit, query.cursor);
      return { status: 200, body: { items: page.items, next: page.next } };
    },
  }),
];
