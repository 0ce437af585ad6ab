/** API Gateway's HTTP API on one machine: the same event shape, a JWT authorizer, and the home's own routes beside it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FunctionHost } from './functions.ts';
import type { LocalRoutes } from './local-routes.ts';
import { json, problem, type Reply } from './replies.ts';
import { CannotStart } from './stop-error.ts';
import type { Tokens } from './tokens.ts';

const bodyBytesMax = 1_000_000;

export type HttpApi = { url: string; close(): Promise<void> };

export async function startHttpApi(options: {
  port: number;
  host: FunctionHost;
  tokens: Tokens;
  local: LocalRoutes;
  /** After each call that may have changed something. */
  onChanged: () => void;
}): Promise<HttpApi> {
  const { port } = options;
  const server = createServer((request, response) => {
    void serve(options, request)
      .catch(() =>
        json(500, { type: '/problems/internal', title: 'Something went wrong here', status: 500, code: 'internal' }),
      )
      .then((reply) => write(response, reply));
  });
  // Longer than clients keep idle connections: they should end them, not meet a closed one.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new CannotStart(
              `Port ${port} is taken: the API cannot start. Stop what uses it, or set PORT to a free one.`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(options: Parameters<typeof startHttpApi>[0], request: IncomingMessage): Promise<Reply> {
  const { host, tokens, local, onChanged } = options;
  // Such as "//": nothing that anybody serves.
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  if (!url) return problem(404, 'not-found', 'There is nothing here', 'This is no address.');
  const body = await readBody(request);
  if (body === null)
    return problem(
      413,
      'too-large',
      'The request is too large',
      `A request may have ${bodyBytesMax} bytes at the most.`,
    );
  if (url.pathname.startsWith('/p/')) return callFunction('patient-page', toEvent(request, url, body));
  if (url.pathname === '/openapi.json' && request.method === 'GET')
    return callFunction('api-description', toEvent(request, url, body));
  if (!/^\/v1(\/|$)/.test(url.pathname)) return local.answer(request.method ?? 'GET', url, body);
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = token ? await tokens.verify(token) : null;
  if (!claims)
    return problem(
      401,
      'unauthenticated',
      'A valid token is needed',
      'Send "Authorization: Bearer <token>". On this machine POST /local/token makes one.',
    );
  const name = url.pathname.startsWith('/v1/operations/') ? 'operator-api' : 'clinic-api';
  return callFunction(name, toEvent(request, url, body, claims));

  async function callFunction(name: string, event: Record<string, unknown>): Promise<Reply> {
    const { statusCode, headers, cookies, body: text } = (await host.invoke(name, event)) as FunctionResult;
    // A read leaves no more than the record of itself, which nothing waits for.
    if (request.method !== 'GET') onChanged();
    return {
      status: statusCode,
      headers: { ...headers, ...(cookies?.length ? { 'set-cookie': cookies } : {}) },
      body: text ?? '',
    };
  }
}

type FunctionResult = { statusCode: number; headers?: Record<string, string>; cookies?: string[]; body?: string };

/** Payload format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function toEvent(
  request: IncomingMessage,
  url: URL,
  body: string,
  claims?: Record<string, string>,
): Record<string, unknown> {
  const method = request.method ?? 'GET';
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    cookies: (request.headers.cookie ?? '').split('; ').filter(Boolean),
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      http: { method, path: url.pathname },
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
      stage: '$default',
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyBytesMax) chunks.push(chunk);
  }
  return size > bodyBytesMax ? null : Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers);
  response.end(body);
}
