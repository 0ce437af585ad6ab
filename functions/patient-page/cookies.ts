/** What the reader's browser holds for one link: the visit, and for a moment what was just done. No script can read them. */
import { type Done, dones } from '../../shared/pages/page.ts';

export const visitMinutes = 30;
const codeMinutes = 30;
const doneSeconds = 60;

export type Cookies = { visit: string | null; done: Done | null; codeAsked: boolean };

export function readCookies(cookies: readonly string[] = []): Cookies {
  const named = (name: string): string | null =>
    cookies
      .map((one) => one.trim())
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? null;
  const visit = named('visit');
  const done = named('done');
  return {
    visit: visit !== null && /^[A-Za-z0-9_]{1,64}$/.test(visit) ? visit : null,
    done: dones.find((one) => one === done) ?? null,
    codeAsked: named('asked') === 'code',
  };
}

/** For the pages of this link alone. Lax: it comes along when a link in a mail is opened, and with no other site's form. */
export function cookiesFor(base: string, secure: boolean) {
  const write = (name: string, value: string, seconds: number): string =>
    `${name}=${value}; Path=${base}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    visit: (value: string): string => write('visit', value, visitMinutes * 60),
    /** Said once, right after the button was pressed: never later of a session that has changed since. */
    done: (done: Done): string => write('done', done, doneSeconds),
    said: (): string => write('done', '', 0),
    codeAsked: (): string => write('asked', 'code', codeMinutes * 60),
    codeUsed: (): string => write('asked', '', 0),
  };
}
