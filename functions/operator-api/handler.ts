/** What operators watch and repair: executions by opaque id, and no patient's data. */

import type { Route } from '../clinic-api/http.ts';
import { routerOf } from '../clinic-api/router.ts';
import type { Deps } from '../live.ts';
import { executionRoutes } from './executions.ts';
import { redriveRoute } from './redrive.ts';
import { repairRoute } from './repair.ts';

export const routes: readonly Route[] = [...executionRoutes, redriveRoute, repairRoute];

export const createHandler = (deps: Deps) => routerOf(deps, 'operator-api', routes);
