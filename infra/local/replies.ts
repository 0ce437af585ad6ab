/** Answers of the home's own routes. */
export type Reply = { status: number; headers: Record<string, string | string[]>; body: string | Buffer };

export function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

export function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({ type: `/problems/${code}`, title, status, detail, code, ...more }),
  };
}
