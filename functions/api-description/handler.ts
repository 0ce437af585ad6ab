/** The OpenAPI document of the clinic's API. It needs no token: it says what the API is, and tells of nobody. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { describedRoutes } from './described-routes.ts';
import { openApiDocument } from './document.ts';

export const routes = [{ method: 'GET', path: '/openapi.json' }] as const;

export const createHandler = (): (() => Promise<APIGatewayProxyStructuredResultV2>) => {
  const body = JSON.stringify(openApiDocument(describedRoutes));
  return async () => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'max-age=300' },
    body,
  });
};
