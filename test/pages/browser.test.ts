/** Pages in a real Chromium: CHROMIUM_PATH, or /usr/bin/chromium. Where there is none, the one test says so. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastMail, linkIn } from '../local/scenarios/page-browser.ts';
import { book, doseBody, ok, preparedBefore, type Session, type Someone } from '../local/scenarios/steps.ts';
import { startTestHome, type TestHome } from '../local/test-home.ts';
import { examples, inLocale, render } from './example-pages.ts';
import { patient } from './example-views.ts';

const named = process.env.CHROMIUM_PATH || undefined;
const executablePath = named ?? '/usr/bin/chromium';

/** What cannot be read, tapped or told apart, and what makes a reader scroll sideways. */
async function faultsOf(page: Page): Promise<string[]> {
  // What setContent writes leaves the page's scripts as they are; another address has none.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html)))
      .then((faults) => {
        const wide = document.documentElement.scrollWidth - innerWidth;
        return wide > 0 ? [...faults, wide + ' px too wide'] : faults;
      })`,
  );
}

if (named !== undefined || existsSync(executablePath)) inChromium();
else
  it('there is no Chromium here (CHROMIUM_PATH, or /usr/bin/chromium): how pages look and feel was not tried', () => {
    expect(existsSync(executablePath)).toBe(false);
  });

function inChromium(): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  describe('every state', () => {
    it.each([
      ['light', 360, 'en-US'],
      ['dark', 360, 'es-US'],
      ['dark', 320, 'en-US'],
      ['light', 700, 'es-US'],
    ] as const)('can be read and tapped: %s, %i px, %s', async (colorScheme, width, locale) => {
      const page = await browser.newPage({ viewport: { width, height: 740 }, colorScheme });
      for (const [name, example] of Object.entries(examples)) {
        await page.setContent(render(inLocale(example, locale)));
        expect(await faultsOf(page), name).toEqual([]);
      }
      await page.close();
    });

    it('stays inside a narrow phone with a name of 300 letters', async () => {
      const page = await browser.newPage({ viewport: { width: 320, height: 740 } });
      const long = 'x'.repeat(300);
      await page.setContent(
        render(patient({ name: long, careTeam: [{ name: long, roles: ['clinician'], lead: true }] })),
      );
      expect(await faultsOf(page)).toEqual([]);
      await page.close();
    });

    it('would be noticed if it could not', async () => {
      const page = await browser.newPage({ viewport: { width: 320, height: 740 } });
      await page.setContent(
        '<html lang="en"><title>x</title><main><h1 style="width:400px;color:#aaa">pale</h1></main></html>',
      );
      expect((await faultsOf(page)).map((one) => one.split(':')[0])).toEqual(['color-contrast', '88 px too wide']);
      await page.close();
    });
  });

  describe('a patient with a keyboard and a narrow phone', () => {
    let home: TestHome;
    let maya: Someone;
    let dose: Session;
    beforeAll(async () => {
      home = await startTestHome('2027-01-06T16:00:00.000Z');
      maya = (await preparedBefore(home, [{}]))[0] as Someone;
      dose = await book(home.clinic, maya.base, doseBody('2027-01-12T10:00'));
      await home.runTo('2027-01-09T17:00:00Z');
    });
    afterAll(() => home?.close());

    const types = async (): Promise<string[]> => {
      const { body } = await ok(home.clinic.get(`${maya.base}/timeline?limit=100`), 200);
      return body.items.map((one: any) => one.type);
    };

    it('opens the link, proves who they are and confirms; the policy is broken nowhere', async () => {
      const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
      const broken: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => broken.push(message.text()));
      page.on('request', (request) => asked.push(request.url()));
      const link = `${home.home.urls.api}${linkIn(await lastMail(home, maya.email, /in 3 days/))}`;
      const before = await types();
      await page.goto(link);
      expect(await types(), 'opened with everything running').toEqual(before);
      expect(await page.title()).toBe('Your page');
      await tabTo(page, '[name="dateOfBirth"]');
      await page.keyboard.type('05171988');
      await page.keyboard.press('Enter');
      await page.waitForURL(link);
      await page.locator('h1', { hasText: 'Hello Maya' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      for (const name of ['guidelines', 'monitor']) {
        await tabTo(page, `[name="${name}"]`);
        await page.keyboard.press('Space');
      }
      await tabTo(page, 'form[action$="/confirm"] button');
      await page.keyboard.press('Enter');
      await page.locator('[role="status"]', { hasText: 'You have confirmed your session' }).waitFor();
      expect(page.url()).toBe(link);
      const { body } = await ok(home.clinic.get(dose.path), 200);
      expect(await types()).toContain('session-confirmed');
      expect(body.status).toBe('booked');
      await page.reload();
      expect(await page.locator('[role="status"]').count(), 'said once').toBe(0);
      expect(await page.evaluate('document.cookie'), 'no script reads a cookie').toBe('');
      expect(broken).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(`${link.split('/p/')[0]}/`))).toEqual([]);
      await page.close();
    });
  });
}

/** Presses Tab until the element has the focus, as somebody does who uses no mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab reaches ${selector}`);
}
