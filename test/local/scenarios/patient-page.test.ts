/** Whom a link lets in, and whom not: proofs, codes, scanners, two browsers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHome, type TestHome } from '../test-home.ts';
import { aBrowser, answered, bornOn, lastMail, linkIn, textOf, visit, welcomed } from './page-browser.ts';
import { book, doseBody, ok, preparedBefore, type Session, type Someone } from './steps.ts';

let home: TestHome;
let maya: Someone;
let dose: Session;
let path: string;

/** Nothing that stands on a page before a proof may tell whose it is, or of what. */
const private_ = /Maya|Ortiz|Sam Lee|Reyes|Demo|ketamine|therap|session|303 555|10:00/i;

async function timeline(someone: Someone): Promise<string[]> {
  const { body } = await ok(home.clinic.get(`${someone.base}/timeline?limit=100`), 200);
  return body.items.map((one: any) => one.type);
}

const someone = (patient: Record<string, unknown> = {}): Promise<Someone> => welcomed(home, patient);

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  maya = (await preparedBefore(home, [{}]))[0] as Someone;
  dose = await book(home.clinic, maya.base, doseBody('2027-01-12T10:00'));
  path = linkIn(await lastMail(home, maya.email, /booked/));
});
afterAll(() => home?.close());

describe('before a proof', () => {
  test('the page asks who they are, and tells nothing of whom or of what', async () => {
    const seen = await aBrowser(home).get(path);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Is it you?');
    expect(seen.text).toContain('call or text 988');
    expect(seen.text).not.toMatch(private_);
    expect(seen.html).toContain('<title>Your page</title>');
    expect(seen.html).not.toMatch(/<script|<img|<link|onload|http-equiv|https?:/i);
  });

  test('scanners open it, twice, and look at its head: nothing changes and nobody is let in', async () => {
    const before = await timeline(maya);
    for (const below of [
      '',
      '/',
      '/calendar.ics',
      `/sessions/${dose.sessionId}/check`,
      '/measures/phq-9',
      '/prove',
      '/x/y',
    ])
      for (const method of ['GET', 'GET', 'HEAD']) {
        const seen = await aBrowser(home).raw(method, `${path}${below}`, undefined, { 'user-agent': 'a scanner' });
        expect([200, 303, 404], `${method} ${below}`).toContain(seen.status);
        expect(seen.headers.getSetCookie()).toEqual([]);
        expect(await seen.text()).not.toMatch(/Maya|Ortiz/);
      }
    expect(await timeline(maya)).toEqual(before);
  });

  test('every answer keeps itself to its reader', async () => {
    for (const url of [path, '/p/lnk_nobodyknowsthistoken', `${path}/calendar.ics`]) {
      const { headers } = await aBrowser(home).raw('GET', url);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex, nofollow',
        'x-frame-options': 'DENY',
        'content-type': 'text/html; charset=utf-8',
      });
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  test('what cannot be posted gets a page and not a program: other methods, other forms, too much, from elsewhere', async () => {
    const browser = aBrowser(home);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const tried: [string, Promise<Response>, number][] = [
      ['PUT', browser.raw('PUT', path, 'x=1', form), 405],
      ['DELETE', browser.raw('DELETE', path), 405],
      ['json', browser.raw('POST', `${path}/prove`, '{}', { 'content-type': 'application/json' }), 415],
      [
        'no type',
        browser.raw('POST', `${path}/prove`, 'dateOfBirth=1988-05-17', { 'content-type': 'text/plain' }),
        415,
      ],
      ['large', browser.raw('POST', `${path}/prove`, `note=${'a'.repeat(40_000)}`, form), 413],
      [
        'another site',
        browser.raw('POST', `${path}/prove`, 'dateOfBirth=1988-05-17', { ...form, 'sec-fetch-site': 'cross-site' }),
        403,
      ],
      ['no such form', browser.raw('POST', `${path}/nothing`, '', form), 404],
    ];
    for (const [what, asked, status] of tried) {
      const answer = await asked;
      expect([what, answer.status, answer.headers.get('content-type')]).toEqual([
        what,
        status,
        'text/html; charset=utf-8',
      ]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const put = await browser.raw('PUT', path);
    expect(put.headers.get('allow')).toBe('GET, HEAD, POST');
  });
});

describe('a proof', () => {
  test('the right date of birth opens the page for this browser alone, for half an hour', async () => {
    const first = aBrowser(home);
    const opened = await first.raw('POST', `${path}/prove`, 'dateOfBirth=1988-05-17', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, path]);
    expect(opened.headers.getSetCookie()[0]).toMatch(
      new RegExp(`^visit=lnk_[a-z0-5]{20}; Path=${path}; Max-Age=1800; HttpOnly; SameSite=Lax$`),
    );
    expect((await first.get(path)).text).toContain('Hello Maya');
    expect((await aBrowser(home).get(path)).text).toContain('Is it you?');
    expect(await timeline(maya)).toContain('page-opened');
    const second = aBrowser(home);
    expect((await second.post(`${path}/prove`, bornOn)).text).toContain('Hello Maya');
    expect((await first.get(path)).text, 'the first is still in').toContain('Hello Maya');
    await home.advance('PT31M');
    for (const browser of [first, second]) expect((await browser.get(path)).text).toContain('Is it you?');
  });

  test('of five at the same time the first has to go', async () => {
    const browsers = [];
    for (let count = 1; count <= 5; count += 1) {
      const browser = aBrowser(home);
      await browser.post(`${path}/prove`, bornOn);
      browsers.push(browser);
    }
    const inside = await Promise.all(browsers.map(async (one) => (await one.get(path)).text.includes('Hello Maya')));
    expect(inside).toEqual([false, true, true, true, true]);
  });

  test('after half an hour what was filled in comes back with the proof, and is sent by nobody but its reader', async () => {
    const { browser } = await visit(home, maya.email);
    await home.runTo('2027-01-11T16:00:00Z');
    const link = linkIn(await lastMail(home, maya.email, /tomorrow/));
    const inside = aBrowser(home);
    await inside.post(`${link}/prove`, bornOn);
    const form = `${link}/sessions/${dose.sessionId}/check`;
    const answers = { ...answered(await inside.get(form), form, 'no'), note: '<b>A "note"</b>\r\nof two lines' };
    await home.advance('PT31M');
    const asked = await inside.post(form, answers);
    expect([asked.status, asked.text.includes('Nothing that you filled in is lost')]).toEqual([403, true]);
    const hidden = [...asked.html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
      ([, name, value]) => [name ?? '', textOf(value ?? '')] as const,
    );
    const kept = Object.fromEntries(hidden);
    const back = await inside.post(`${link}/prove`, { ...kept, ...bornOn });
    expect(back.text).toContain('what you filled in is still here. It has not been sent yet.');
    expect(back.html.match(/ checked/g)).toHaveLength(9);
    expect(back.html).toContain('&#60;b&#62;A &#34;note&#34;&#60;/b&#62;');
    expect(await timeline(maya)).not.toContain('pre-session-checked');
    expect((await inside.post(form, answers)).text).toContain('Your answers are with your care team');
    expect((await browser.get(path)).text).toContain('Is it you?');
  });
});

describe('wrong proofs', () => {
  test('nothing filled in counts for nothing; five wrong dates lock the link, then only a code by mail opens it', async () => {
    const locked = await someone();
    const link = linkIn(await lastMail(home, locked.email));
    const browser = aBrowser(home);
    for (let count = 1; count <= 6; count += 1) {
      const empty = await browser.post(`${link}/prove`, { dateOfBirth: count % 2 ? '' : '17 May 1988' });
      expect([empty.status, empty.text.includes('Please enter your date of birth')]).toEqual([403, true]);
    }
    // At the same moment, too: no more than five are looked at.
    const wrong = Array.from({ length: 8 }, (_, index) => ({ dateOfBirth: `1988-05-0${index + 1}` }));
    await Promise.all(wrong.map((one) => aBrowser(home).post(`${link}/prove`, one)));
    const right = await browser.post(`${link}/prove`, bornOn);
    expect(right.status).toBe(403);
    expect(right.text).toContain('only a code by email opens it now');
    expect(right.html).not.toContain('name="dateOfBirth"');
    await browser.post(`${link}/code`);
    await home.settle();
    const code = /Your code: (\d{6})/.exec((await lastMail(home, locked.email, /code/i)).text)?.[1] ?? '';
    const asked = await browser.get(link);
    expect(asked.text).toContain('If we may write to you by email, a code is on its way.');
    const opened = await browser.post(`${link}/prove`, { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });
    expect(opened.text).toContain('Hello Maya');
    const again = await aBrowser(home).post(`${link}/prove`, { code });
    expect([again.status, again.text.includes('This code does not open the page')]).toEqual([403, true]);
  });

  test('a code is void after five wrong ones, and after half an hour', async () => {
    const forgetful = await someone();
    const link = linkIn(await lastMail(home, forgetful.email));
    const browser = aBrowser(home);
    const codeOf = async (): Promise<string> => {
      await browser.post(`${link}/code`);
      return /Your code: (\d{6})/.exec((await lastMail(home, forgetful.email, /code/i)).text)?.[1] ?? '';
    };
    const code = await codeOf();
    const other = code === '000000' ? '000001' : '000000';
    for (let count = 1; count <= 5; count += 1) await browser.post(`${link}/prove`, { code: other });
    expect((await browser.post(`${link}/prove`, { code })).status).toBe(403);
    await home.advance('PT1M');
    const second = await codeOf();
    await home.advance('PT30M');
    expect((await browser.post(`${link}/prove`, { code: second })).status).toBe(403);
    // Nobody's date of birth was tried: that way is still open.
    expect((await browser.post(`${link}/prove`, bornOn)).text).toContain('Hello Maya');
  });
});

test('names of any kind are text, on the page as elsewhere', async () => {
  const odd = await someone({ name: '<img/src=x> \u202e👩‍👩‍👧 "O\'Neil" שרה' });
  const { seen } = await visit(home, odd.email);
  expect(seen.html).not.toContain('<img');
  expect(seen.text).toContain('Hello <img/src=x>');
});

test('what failed is logged without a path, a token or a name', async () => {
  expect(home.logs.join('\n')).not.toMatch(/lnk_|Maya|example\.com|1988/);
});
