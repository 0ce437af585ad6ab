/** The routes of both APIs that ask for a token. */
import { routes as clinicRoutes } from '../clinic-api/handler.ts';
import type { Route } from '../clinic-api/http.ts';
import { routes as operatorRoutes } from '../operator-api/handler.ts';

export const describedRoutes: readonly Route[] = [...clinicRoutes, ...operatorRoutes];
