/** One home and one browser for all that is seen of the console; files are cached from page to page, as for anybody. */
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildConsole } from '../../console/build.ts';
import { ok, therapyBody } from '../local/scenarios/steps.ts';
import { enrollSomeone, startTestHome, type TestHome } from '../local/test-home.ts';
import { launch } from './browser.ts';

type Look = { width: number; colorScheme: 'light' | 'dark' };

export type Opened = {
  home: TestHome;
  browser: Browser;
  /** What the browser complained of: a refused style, a failed request, an error that nobody caught. */
  complaints: string[];
  open(path: string, look?: Look): Promise<Page>;
  /** Of somebody who has a session before her. */
  programId: string;
  close(): Promise<void>;
};

export async function openConsole(): Promise<Opened> {
  await buildConsole();
  const [home, browser] = await Promise.all([startTestHome(), launch()]);
  const context: BrowserContext = await browser.newContext({ reducedMotion: 'reduce' });
  const { base, programId } = await enrollSomeone(home.clinic);
  await ok(home.clinic.post(`${base}/sessions`, therapyBody('preparation', '2027-01-12T10:00')), 201);
  await home.settle();
  const complaints: string[] = [];
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  context.on('weberror', (fault) => complaints.push(fault.error().message));
  return {
    home,
    browser,
    complaints,
    programId,
    open: async (path, { width, colorScheme } = { width: 1280, colorScheme: 'light' }) => {
      const page = await context.newPage();
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(`${home.home.urls.api}${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await home.close();
    },
  };
}

/** Goes on to another page as a link does, and waits until that is there. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`{
    document.querySelector('h1')?.setAttribute('data-before', '');
    history.pushState(null, '', ${JSON.stringify(path)});
    dispatchEvent(new PopStateEvent('popstate'));
  }`);
  await page.locator('h1:not([data-before])').waitFor();
  await page.getByText('Loading', { exact: true }).waitFor({ state: 'detached' });
}

/** Nothing on the page keeps anybody out, and it is no wider than its window. */
export async function expectAccessible(page: Page): Promise<void> {
  const path = new URL(page.url()).pathname;
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const faults = await page.evaluate<string[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200))))`,
  );
  expect(faults, path).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
}
