/** How people reach the home: HTTP as API Gateway hands it over, asked again with the same key where no answer came. */
import type { Dice } from '../chance.ts';
import type { World } from '../world.ts';

export type Staff = { clinicId: string; staffId: string; email: string; name: string; roles: readonly string[] };
export type Reply = { status: number; body: Record<string, unknown>; etag: string | null };
/** A success that somebody was told of (R8). */
export type Promised = {
  at: number;
  clinicId: string;
  programId: string;
  method: string;
  path: string;
  status: number;
  body: Record<string, unknown>;
};

const triesMax = 6;
type Answer = { statusCode: number; headers?: Record<string, string>; cookies?: string[]; body?: string } | null;

export class Http {
  readonly #world: World;
  readonly #dice: Dice;
  readonly promised: Promised[] = [];
  /** Every button that was pressed, whatever came of it. */
  readonly pressed: { programId: string; path: string; answered: boolean }[] = [];
  /** Answers that say no more than that something went wrong. */
  readonly broke: { at: number; path: string; status: number }[] = [];
  /** Whatever an operator was answered (R9). */
  readonly seenByOperators: string[] = [];
  #keys = 0;

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  get(by: Staff, path: string): Promise<Reply> {
    return this.ask(by, 'GET', path);
  }

  post(by: Staff, path: string, body: unknown = {}): Promise<Reply> {
    return this.ask(by, 'POST', path, body);
  }

  /** Until an answer comes: people press the button again. */
  async ask(by: Staff, method: string, path: string, body?: unknown, etag?: string | null): Promise<Reply> {
    this.#keys += 1;
    const headers: Record<string, string> = {
      ...(method === 'POST' ? { 'idempotency-key': `key-${by.staffId}-${this.#keys}` } : {}),
      ...(etag ? { 'if-match': etag } : {}),
    };
    const programId = programIn(path, body);
    const press = { programId: programId ?? '', path, answered: false };
    if (method === 'POST' && programId) this.pressed.push(press);
    for (let attempt = 1; ; attempt += 1) {
      const answer = (await this.#world.serve(
        path.startsWith('/v1/operations') ? 'operator-api' : 'clinic-api',
        eventOf(method, path, headers, body, claimsOf(by)),
      )) as Answer;
      const status = answer?.statusCode ?? 0;
      const parsed = JSON.parse(answer?.body || '{}') as Record<string, unknown>;
      if (by.roles.includes('operator')) this.seenByOperators.push(`${path} ${answer?.body}`);
      if (method !== 'GET')
        this.#world.journal.note(
          programId ?? String(parsed.programId ?? ''),
          `${by.roles[0]}: ${method} ${path} → ${status} ${codeOf(parsed)}`,
        );
      if (status === 500) this.broke.push({ at: this.#world.now(), path: `${method} ${path}`, status });
      if ((status === 0 || status >= 500) && attempt < triesMax) {
        await this.#world.wait(this.#world.now() + this.#dice.between(1, 20) * 30_000);
        continue;
      }
      press.answered = status !== 0 && status < 500;
      const reply = { status, body: parsed, etag: answer?.headers?.etag ?? null };
      if (status >= 200 && status < 300 && method !== 'GET')
        this.promised.push({
          at: this.#world.now(),
          clinicId: by.clinicId,
          programId: programId ?? String(parsed.programId ?? ''),
          method,
          path,
          status,
          body: parsed,
        });
      return reply;
    }
  }

  /** A form of a page. Who gets no answer tries once more. */
  async submit(
    token: string,
    form: string,
    fields: Record<string, string>,
    cookies: readonly string[] = [],
  ): Promise<{ status: number; cookies: string[] }> {
    const body = new URLSearchParams(fields).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    const event = { ...eventOf('POST', `/p/${token}/${form}`, headers, body), cookies };
    const answer = ((await this.#world.serve('patient-page', event)) ??
      (await this.#world.serve('patient-page', event))) as Answer;
    return { status: answer?.statusCode ?? 0, cookies: (answer?.cookies ?? []).map((one) => one.split(';')[0] ?? '') };
  }
}

/** Whose program it is about: as the path says, or what is sent. */
function programIn(path: string, body: unknown): string | null {
  const { programId } = (body ?? {}) as { programId?: string };
  return /^\/v1\/(?:operations\/)?programs\/(prg_\w+)/.exec(path)?.[1] ?? programId ?? null;
}

const codeOf = ({ code, detail }: Record<string, unknown>): string =>
  code ? `${code}: ${String(detail).slice(0, 160)}` : '';

const claimsOf = ({ clinicId, staffId, roles }: Staff): Record<string, string> => ({
  clinicId,
  staffId,
  roles: `[${roles.join(' ')}]`,
});

function eventOf(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
  claims?: Record<string, string>,
): Record<string, unknown> {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { 'content-type': 'application/json', ...headers },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    requestContext: {
      http: { method, path: rawPath },
      ...(claims ? { authorizer: { jwt: { claims, scopes: null } } } : {}),
      stage: '$default',
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}
