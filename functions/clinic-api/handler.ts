/** The clinic's API: one file per resource. */
import type { Deps } from '../live.ts';
import { recordingAccess } from './accesses.ts';
import { agendaRoutes } from './agenda.ts';
import { clinicRoutes } from './clinic.ts';
import { groupRoutes } from './groups.ts';
import type { Route } from './http.ts';
import { patientDataRoutes } from './patient-data.ts';
import { programCommandRoutes } from './program-commands.ts';
import { programRoutes } from './programs.ts';
import { protocolRoutes } from './protocols.ts';
import { recordRoutes } from './record.ts';
import { routerOf } from './router.ts';
import { seriesRoutes } from './series.ts';
import { sessionRoutes } from './sessions.ts';
import { staffRoutes } from './staff.ts';
import { taskRoutes } from './tasks.ts';

export const routes: readonly Route[] = [
  ...programRoutes,
  ...programCommandRoutes,
  ...patientDataRoutes,
  ...clinicRoutes,
  ...staffRoutes,
  ...agendaRoutes,
  ...sessionRoutes,
  ...seriesRoutes,
  ...groupRoutes,
  ...taskRoutes,
  ...protocolRoutes,
  ...recordRoutes,
];

export const createHandler = (deps: Deps) => routerOf(deps, 'clinic-api', routes.map(recordingAccess));
