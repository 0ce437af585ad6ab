/** The clinic's API: one router, one file per resource. */
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CareError } from '../../shared/contracts/errors.ts';
import type { Deps } from '../live.ts';
import { logFailure } from '../wrap.ts';
import { recordingAccess } from './accesses.ts';
import { agendaRoutes } from './agenda.ts';
import { clinicRoutes } from './clinic.ts';
import { type HttpEvent, problem, type Route, serve } from './http.ts';
import { patientDataRoutes } from './patient-data.ts';
import { programCommandRoutes } from './program-commands.ts';
import { programRoutes } from './programs.ts';
import { protocolRoutes } from './protocols.ts';
import { recordRoutes } from './record.ts';
import { seriesRoutes } from './series.ts';
import { sessionRoutes } from './sessions.ts';
import { taskRoutes } from './tasks.ts';

export const routes: readonly Route[] = [
  ...programRoutes,
  ...programCommandRoutes,
  ...patientDataRoutes,
  ...clinicRoutes,
  ...agendaRoutes,
  ...sessionRoutes,
  ...seriesRoutes,
  ...taskRoutes,
  ...protocolRoutes,
  ...recordRoutes,
];

export const createHandler = (deps: Deps) =>
  middy<HttpEvent, APIGatewayProxyStructuredResultV2>()
    .use({
      onError: (request) => {
        request.response = answerError(deps, request.error);
      },
    })
    .handler(
      httpRouter({
        routes: routes.map(recordingAccess).map((one) => ({
          method: one.method,
          path: one.path,
          handler: (event: HttpEvent) => serve(deps, one, event),
        })),
        notFoundResponse: ({ method, path }: { method: string; path: string }) => {
          throw new CareError('not-found', `There is no ${method} ${path.length < 200 ? path : 'like this'}.`);
        },
      }),
    );

/** One mapper turns errors into answers. What nobody expected says nothing of itself but its kind, in the log. */
function answerError(deps: Deps, error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof CareError) return problem(error.code, error.message, error.more);
  logFailure(deps, 'clinic-api', error);
  return {
    statusCode: 500,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: '/problems/internal',
      title: 'Something went wrong here',
      status: 500,
      code: 'internal',
      detail: 'Nothing was changed that you were not told of. Please try again; if it stays, call support.',
    }),
  };
}
