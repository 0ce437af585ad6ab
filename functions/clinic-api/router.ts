/** Routes as one Lambda handler: the router, and the one mapper that turns errors into answers. */
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CareError } from '../../shared/contracts/errors.ts';
import type { Deps } from '../live.ts';
import { logFailure } from '../wrap.ts';
import { type HttpEvent, problem, type Route, serve } from './http.ts';

export const routerOf = (deps: Deps, name: string, routes: readonly Route[]) =>
  middy<HttpEvent, APIGatewayProxyStructuredResultV2>()
    .use({
      onError: (request) => {
        request.response = answerError(deps, name, request.error);
      },
    })
    .handler(
      httpRouter({
        routes: routes.map((one) => ({
          method: one.method,
          path: one.path,
          handler: (event: HttpEvent) => serve(deps, one, event),
        })),
        notFoundResponse: ({ method, path }: { method: string; path: string }) => {
          throw new CareError('not-found', `There is no ${method} ${path.length < 200 ? path : 'like this'}.`);
        },
      }),
    );

/** What nobody expected says nothing of itself but its kind, in the log. */
function answerError(deps: Deps, name: string, error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof CareError) return problem(error.code, error.message, error.more);
  logFailure(deps, name, error);
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
