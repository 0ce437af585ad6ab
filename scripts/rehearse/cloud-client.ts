/** The deployed HTTP API, as the demo's course of a program needs it. */
import type { Client } from '../demo/client.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Answer = { status: number; body: unknown };

/** The emulator serves an API under its own path; in AWS it is `ApiUrl` as it stands. */
export function apiUrlOf(apiUrl: string, endpoint: string): string {
  const apiId = new URL(apiUrl).hostname.split('.')[0];
  return `${endpoint}/_aws/execute-api/${apiId}/$default`;
}

export async function call(
  url: string,
  method: string,
  token: string | null,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** `token` is asked for before each call: it is valid for 15 minutes. */
export function cloudClient(baseUrl: string, token: () => Promise<string>, time: VirtualTime): Client {
  const ask = async (method: string, path: string, expected: number[], body?: unknown, headers = {}) => {
    const got = await call(`${baseUrl}${path}`, method, await token(), body, headers);
    if (!expected.includes(got.status))
      throw new Error(`${method} ${path} answered ${got.status}: ${JSON.stringify(got.body)}`);
    return got;
  };
  return {
    get: async <T>(path: string) => (await ask('GET', path, [200])).body as T,
    post: async <T>(path: string, sent: unknown, expected = [200, 201]) =>
      (await ask('POST', path, expected, sent)) as { status: number; body: T },
    patch: async <T>(path: string, sent: unknown, etag: string) =>
      (await ask('PATCH', path, [200], sent, { 'if-match': etag })).body as T,
    now: async () => time.now(),
    runTo: (instant) => time.runTo(instant),
  };
}
