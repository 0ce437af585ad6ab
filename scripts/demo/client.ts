/** The demo speaks to a home as any client does: over HTTP. */
export type Client = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, expected?: number[]): Promise<{ status: number; body: T }>;
  patch<T>(path: string, body: unknown, etag: string): Promise<T>;
  now(): Promise<string>;
  runTo(instant: string): Promise<void>;
  /** Posts a form of the page that the newest email to this address links to, as its reader. Not where mail cannot be read. */
  answer?(email: string, form: string, fields: Record<string, string>): Promise<void>;
};

export async function createClient(baseUrl: string): Promise<Client> {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await reach(`${baseUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const { status, body } = await call('POST', '/local/token', {
    clinicId: 'demo',
    roles: ['coordinator', 'therapist', 'clinician'],
  });
  if (status !== 200) throw new Error(`${baseUrl} gave no token: ${status} ${JSON.stringify(body)}`);
  const authorization = `Bearer ${(body as { token: string }).token}`;

  const expect = (got: { status: number; body: unknown }, what: string, expected: number[]): void => {
    if (!expected.includes(got.status)) throw new Error(`${what} answered ${got.status}: ${JSON.stringify(got.body)}`);
  };
  return {
    get: async <T>(path: string) => {
      const got = await call('GET', path, undefined, { authorization });
      expect(got, `GET ${path}`, [200]);
      return got.body as T;
    },
    post: async <T>(path: string, sent: unknown, expected = [200, 201]) => {
      const got = await call('POST', path, sent, { authorization });
      expect(got, `POST ${path}`, expected);
      return got as { status: number; body: T };
    },
    patch: async <T>(path: string, sent: unknown, etag: string) => {
      const got = await call('PATCH', path, sent, { authorization, 'if-match': etag });
      expect(got, `PATCH ${path}`, [200]);
      return got.body as T;
    },
    answer: (email, form, fields) => answerOnPage(baseUrl, email, form, fields),
    now: async () => ((await call('GET', '/local/clock')).body as { now: string }).now,
    runTo: async (instant) => {
      const got = await call('POST', '/local/clock', { runTo: instant });
      expect(got, `running the clock to ${instant}`, [200]);
    },
  };
}

const bornOn = '1988-05-17';

async function answerOnPage(
  baseUrl: string,
  email: string,
  form: string,
  fields: Record<string, string>,
): Promise<void> {
  const mails = (await (await reach(`${baseUrl}/local/mail`, {})).json()) as { to: string[]; text: string }[];
  const path = /\/p\/lnk_[a-z0-9]+/.exec(mails.findLast(({ to }) => to.includes(email))?.text ?? '')?.[0];
  if (!path) throw new Error(`no email to ${email} has a link`);
  const post = async (below: string, body: Record<string, string>, cookie = ''): Promise<Response> => {
    const answer = await reach(`${baseUrl}${path}/${below}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(body).toString(),
    });
    if (answer.status !== 303) throw new Error(`the page did not take ${below}: ${answer.status}`);
    return answer;
  };
  const proved = await post('prove', { dateOfBirth: bornOn });
  const cookie = proved.headers.getSetCookie().map((one) => one.split(';')[0]);
  await post(form, fields, cookie.join('; '));
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    throw new Error(`nothing answers at ${new URL(url).origin}. Is npm start running there?`, { cause: error });
  }
}
