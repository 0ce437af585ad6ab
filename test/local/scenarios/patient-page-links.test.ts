/** Links that open nothing any more, and the one that a calendar reads. */
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHome, type TestHome } from '../test-home.ts';
import { aBrowser, bornOn, lastMail, linkIn, visit, visitFrom, welcomed, welcomeTo } from './page-browser.ts';
import { book, ok, type Someone, therapyBody } from './steps.ts';

let home: TestHome;
let path: string;

const someone = (patient: Record<string, unknown> = {}): Promise<Someone> => welcomed(home, patient);

beforeAll(async () => {
  home = await startTestHome('2027-01-06T16:00:00.000Z');
  path = linkIn(await lastMail(home, (await someone()).email));
});
afterAll(() => home?.close());

describe('links that open nothing', () => {
  test('unknown, altered and revoked ones answer alike', async () => {
    const revoked = await someone();
    const link = linkIn(await lastMail(home, revoked.email));
    const { browser } = await visit(home, revoked.email);
    await home.advance('PT1M');
    await ok(home.clinic.post(`${revoked.base}/links/revoke`), 200);
    const unknown = await aBrowser(home).get('/p/lnk_aaaaaaaaaaaaaaaaaaaa');
    expect([unknown.status, unknown.text.includes('You did nothing wrong')]).toEqual([404, true]);
    const altered = `${path.slice(0, -1)}${path.endsWith('a') ? 'b' : 'a'}`;
    for (const gone of [
      link,
      altered,
      `${path}a`,
      '/p/x',
      `${path.toUpperCase().replace('/P/', '/p/')}`,
      '/p/%00',
      '/p/..%2f..',
    ]) {
      const seen = await aBrowser(home).get(gone);
      expect([gone, seen.status, seen.html]).toEqual([gone, 404, unknown.html]);
      const posted = await aBrowser(home).post(`${gone}/prove`, bornOn);
      expect([gone, posted.status]).toEqual([gone, 404]);
    }
    expect((await browser.get(link)).status, 'who was in is out').toBe(404);
    expect((await browser.post(`${link}/address`)).status).toBe(404);
  });

  test('in the language of the browser, for every token alike', async () => {
    const headers = { 'accept-language': 'fr-CA,fr;q=0.9' };
    expect((await aBrowser(home).get('/p/lnk_aaaaaaaaaaaaaaaaaaaa', headers)).text).toContain(
      'This link does not open',
    );
  });

  test('a link expires seven days after what it was for', async () => {
    const old = await someone();
    const link = linkIn(await lastMail(home, old.email));
    await home.advance('P8DT23H');
    expect((await aBrowser(home).get(link)).status).toBe(200);
    await home.advance('PT2H');
    expect((await aBrowser(home).get(link)).status).toBe(404);
  });

  test('another address: the links in the old mailbox are dead, the new one is asked', async () => {
    const moved = await someone();
    const link = linkIn(await lastMail(home, moved.email));
    await home.advance('PT1M');
    const { etag } = await ok(home.clinic.get(moved.base), 200);
    await ok(home.clinic.patch(`${moved.base}/patient`, { email: 'new@example.com' }, etag ?? ''), 200);
    expect((await aBrowser(home).get(link)).status).toBe(404);
    const { seen } = await visitFrom(home, await welcomeTo(home, 'new@example.com'));
    expect(seen.text).toContain('Is this the address that you want us to write to? new@example.com');
  });

  test('of who has died: gone, also for who was in', async () => {
    const dead = await someone();
    const { browser, path: link } = await visit(home, dead.email);
    await ok(home.clinic.post(`${dead.base}/deceased`, { on: '2027-01-06' }), 200);
    expect((await browser.get(link)).status).toBe(404);
    expect((await aBrowser(home).get(link)).status).toBe(404);
  });
});

describe('the calendar', () => {
  test('its secret address is shown once, and a second program reads it', async () => {
    const planner = await someone();
    await book(home.clinic, planner.base, therapyBody('preparation', '2027-02-02T08:00'));
    const { browser, path: link } = await visit(home, planner.email);
    const shown = await browser.post(`${link}/calendar`);
    const feed = /(\/p\/lnk_[a-z0-5]{20}\/calendar\.ics)<\/textarea>/.exec(shown.html)?.[1] ?? '';
    expect(shown.text).toContain('It is shown this one time');
    expect((await browser.get(link)).html).not.toContain(feed);
    const file = await aBrowser(home).raw('GET', feed);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const calendar = new ICAL.Component(ICAL.parse(await file.text()));
    const [event] = calendar.getAllSubcomponents('vevent');
    expect(event?.getFirstPropertyValue('summary')).toBe('Session');
    expect(new ICAL.Event(event as ICAL.Component).startDate.toString()).toBe('2027-02-02T08:00:00');
    expect((await aBrowser(home).raw('HEAD', feed)).status).toBe(200);
    // The feed's address is no page, and a page's link is no feed.
    expect((await aBrowser(home).get(feed.replace('/calendar.ics', ''))).status).toBe(404);
    expect((await aBrowser(home).get(`${link}/calendar.ics`)).status).toBe(404);
  });
});
