/** A browser without scripts: opens links out of mails, keeps cookies by their path, posts forms, follows redirects. */
import { enrollSomeone, type Mail, type TestHome } from '../test-home.ts';
import type { Someone } from './steps.ts';

export type Seen = { status: number; text: string; html: string; headers: Headers };

export type Browser = {
  get(path: string, headers?: Record<string, string>): Promise<Seen>;
  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Seen>;
  /** Without following, without cookies of its own making. */
  raw(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Response>;
};

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

export function aBrowser(home: TestHome): Browser {
  const jar = new Map<string, { value: string; path: string }>();
  const raw: Browser['raw'] = async (method, path, body, headers = {}) => {
    const cookie = [...jar]
      .filter(([, { path: below }]) => path === below || path.startsWith(`${below}/`))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
    const response = await fetch(`${home.home.urls.api}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(cookie ? { cookie } : {}), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  };
  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find((one) => one.startsWith('Path='))?.slice(5) ?? '/';
    if (attributes.includes('Max-Age=0')) jar.delete(`${name} ${path}`);
    else jar.set(`${name} ${path}`, { value, path });
  }
  const follow = async (response: Response, headers: Record<string, string> = {}): Promise<Seen> => {
    const location = response.headers.get('location');
    if (location) return follow(await raw('GET', location, undefined, headers), headers);
    const html = await response.text();
    return { status: response.status, html, text: textOf(html), headers: response.headers };
  };
  return {
    raw,
    get: async (path, headers = {}) => follow(await raw('GET', path, undefined, headers), headers),
    post: async (path, form = {}, headers = {}) =>
      follow(await raw('POST', path, new URLSearchParams(form).toString(), { ...formType, ...headers })),
  };
}

export function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Somebody new, to whom the welcome has gone out. */
export async function welcomed(home: TestHome, patient: Record<string, unknown> = {}): Promise<Someone> {
  const made = await enrollSomeone(home.clinic, patient);
  await home.settle();
  return made;
}

/** The path of the page that a mail links to. */
export function linkIn(mail: Pick<Mail, 'text'> | undefined): string {
  const path = /http:\/\/127\.0\.0\.1:\d+(\/p\/lnk_[a-z0-5]{20})/.exec(mail?.text.replace(/\s+/g, ' ') ?? '')?.[1];
  if (!path) throw new Error(`no link in: ${mail?.text ?? 'no mail'}`);
  return path;
}

export async function lastMail(home: TestHome, to: string, subject?: RegExp): Promise<Mail> {
  const found = (await home.mails(to)).filter((mail) => subject?.test(mail.subject) ?? true).at(-1);
  if (!found) throw new Error(`no mail to ${to}`);
  return found;
}

/** The first mail to an address is its welcome. */
export async function welcomeTo(home: TestHome, to: string): Promise<Mail> {
  const [first] = await home.mails(to);
  if (!first) throw new Error(`no mail to ${to}`);
  return first;
}

export const bornOn = { dateOfBirth: '1988-05-17' };

type Visited = { browser: Browser; path: string; seen: Seen };

/** Opens the newest mail's page and proves to be Maya. */
export async function visit(home: TestHome, email: string, subject?: RegExp): Promise<Visited> {
  return visitFrom(home, await lastMail(home, email, subject));
}

export async function visitFrom(home: TestHome, mail: Mail): Promise<Visited> {
  const path = linkIn(mail);
  const browser = aBrowser(home);
  const seen = await browser.post(`${path}/prove`, bornOn);
  if (seen.status !== 200) throw new Error(`not let in: ${seen.status} ${seen.text}`);
  return { browser, path, seen };
}

/** The names and preset values of a form, as a browser would post it untouched. */
export function fieldsOf(seen: Seen, action: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's').exec(seen.html)?.[1];
  if (form === undefined) throw new Error(`no form posts to ${action}: ${seen.text}`);
  const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([tag]) => ({
    name: /name="([^"]*)"/.exec(tag)?.[1] ?? '',
    value: /value="([^"]*)"/.exec(tag)?.[1] ?? '',
    sent: /type="hidden"/.test(tag) || / checked/.test(tag),
  }));
  return Object.fromEntries(inputs.filter(({ sent }) => sent).map(({ name, value }) => [name, value]));
}

/** Every question of a form answered with the same. */
export function answered(seen: Seen, action: string, value: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's').exec(seen.html)?.[1] ?? '';
  const names = [...form.matchAll(/type="radio" name="([^"]*)"/g)].map(([, name]) => name ?? '');
  return { ...fieldsOf(seen, action), ...Object.fromEntries(names.map((name) => [name, value])) };
}
