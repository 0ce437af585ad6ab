/** The console in a real browser, on a real home: what its users do, and what must never be seen. Needs a Chromium. */
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildConsole } from '../../console/build.ts';
import { therapyBody } from '../local/scenarios/steps.ts';
import { enrollSomeone, startTestHome, type TestHome } from '../local/test-home.ts';
import { found, launch, notFound } from './browser.ts';

/** A font is compressed as it is. */
async function compressedBytes(url: string): Promise<number> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  return url.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
}

/** Building takes seconds, on a machine that runs other tests more. */
const hookMs = 180_000;

if (found) {
  let home: TestHome;
  let browser: Browser;
  /** What the browser complained of: a refused style, a failed request, an error that nobody caught. */
  let complaints: string[];

  const open = async (path: string, size = { width: 1280, height: 900 }): Promise<Page> => {
    const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${home.home.urls.api}${path}`);
    return page;
  };

  beforeAll(async () => {
    await buildConsole();
    home = await startTestHome();
    const { base } = await enrollSomeone(home.clinic);
    await home.clinic.post(`${base}/sessions`, therapyBody('preparation', '2027-01-12T10:00'));
    await home.settle();
    browser = await launch();
  }, hookMs);
  afterAll(async () => {
    await browser?.close();
    await home?.close();
  });

  describe('a coordinator', () => {
    test('enrolls, books, lets time pass, reads the email, sees the graph move, cancels, and sees the reminder voided', async () => {
      complaints = [];
      const page = await open('/');
      await page.getByRole('button', { name: 'Enroll an example patient' }).click();
      await page.waitForURL(/\/programs\/prg_/);
      const programUrl = page.url();
      const sections = page.getByRole('button', { name: /^Preparation, / });
      await expect.poll(() => sections.count()).toBe(2);

      await page.getByRole('button', { name: 'Book a session' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Start').fill('2027-01-11T11:00');
      await dialog.getByRole('button', { name: 'Book a session' }).click();
      await page.getByRole('button', { name: /^Preparation, Mon, Jan 11, 11:00 AM/ }).waitFor();

      await page
        .getByRole('link', { name: '3 running' })
        .or(page.getByRole('link', { name: '4 running' }))
        .click();
      await page
        .getByRole('link', { name: /^session-/ })
        .first()
        .click();
      const current = page.locator('[data-kind="current"]');
      const before = await current.getAttribute('data-state');
      await page.getByRole('button', { name: '+1 day' }).click();
      await page.getByText('Tue, Jan 5, 9:00 AM').waitFor();
      await page.getByRole('button', { name: '+1 day' }).click();
      await page.getByText('Wed, Jan 6, 9:00 AM').waitFor();
      expect(before).toEqual(expect.any(String));
      await expect.poll(() => page.locator('[data-state="Send"]').getAttribute('data-kind')).toBe('entered');

      await page.getByRole('link', { name: 'Mailbox' }).click();
      await page.getByRole('link', { name: 'Your session is tomorrow' }).first().click();
      const mail = page.frameLocator('iframe');
      await mail.getByRole('heading', { name: 'Your session is tomorrow' }).waitFor();

      await page.goto(programUrl);
      for (const part of ['Record', 'Tasks', 'Measures', 'Patient and team', 'Sessions'])
        await page.getByRole('tab', { name: part }).click();
      expect(page.url()).toBe(`${programUrl}/sessions`);
      await page.getByRole('button', { name: /^Preparation, Mon, Jan 11/ }).waitFor();
      await page.getByRole('link', { name: 'Open the session' }).last().click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await dialog.getByRole('button', { name: 'Reason' }).click();
      await page.getByRole('option', { name: 'Illness' }).click();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Cancelled').first().waitFor();
      const reminder = page.getByRole('row', { name: /Reminder 1d/ });
      await expect.poll(() => reminder.textContent()).toContain('Voided');
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('is told which gates are shut, and what opens each', async () => {
      complaints = [];
      const someone = await enrollSomeone(home.clinic);
      const page = await open(`/programs/${someone.programId}`);
      await page.getByRole('button', { name: 'Book a session' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Kind' }).click();
      await page.getByRole('option', { name: 'Integration' }).click();
      await dialog.getByRole('button', { name: 'Book a session' }).click();
      const refused = await home.clinic.post(`${someone.base}/sessions`, {
        ...therapyBody('integration', '2027-01-13T10:00'),
      });
      expect(refused.status).toBe(422);
      await dialog.getByText(refused.body.detail).waitFor();
      // The refusal itself is an answer of 422, and the browser says so.
      expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
      await page.close();
    });
  });

  describe('the keyboard alone', () => {
    /** Steps from one thing to the next until it is on the one of that name, as people do who use no mouse. */
    const tabTo = async (page: Page, name: RegExp): Promise<void> => {
      for (let steps = 0; steps < 80; steps += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate<string>(
          "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
        );
        if (name.test(focused)) return;
      }
      throw new Error(`nothing named ${name} is reached`);
    };

    test('opens a program, books, hears why not, and comes back to where it was', async () => {
      complaints = [];
      const page = await open('/programs');
      await page.getByRole('link', { name: 'Maya Ortiz' }).first().waitFor();
      await tabTo(page, /^Maya Ortiz$/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Maya Ortiz' }).waitFor();
      await tabTo(page, /^Book a session$/);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Start').fill('2020-01-11T11:00');
      await tabTo(page, /^Book a session$/);
      await page.keyboard.press('Enter');
      await dialog.getByText('in the past').first().waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement?.textContent')).toBe('Book a session');
      expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
      await page.close();
    });
  });

  describe('a name that is markup', () => {
    test('is shown as it was typed, and nothing of it runs', async () => {
      complaints = [];
      const name = '<img src=x onerror="document.title=\'owned\'">';
      const someone = await enrollSomeone(home.clinic, { name });
      for (const path of ['/programs', `/programs/${someone.programId}`]) {
        const page = await open(path);
        await page.getByText(name).first().waitFor();
        expect(await page.title()).toBe('Programs · Throughline');
        expect(await page.locator('img[src="x"]').count()).toBe(0);
        await page.close();
      }
      expect(complaints).toEqual([]);
    });
  });

  describe('what is left behind', () => {
    test('no name, no address in URLs, titles or the browser’s storage', async () => {
      const someone = await enrollSomeone(home.clinic, { name: 'Canary Kestrel', email: 'canary@example.com' });
      const page = await open('/programs');
      await page.getByLabel('Find by name or email').fill('Kestrel');
      await page.getByRole('link', { name: 'Canary Kestrel' }).click();
      await page.waitForURL(`**/programs/${someone.programId}`);
      const kept = await page.evaluate<string>(
        'JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie])',
      );
      expect(kept).not.toMatch(/canary|kestrel/i);
      await page.close();
    });
  });

  describe('an operator', () => {
    test('sees executions and no patient', async () => {
      complaints = [];
      const page = await open('/');
      await page.getByRole('button', { name: /demo, all roles/ }).click();
      await page.getByText('Clinic demo').click();
      await page.getByRole('menuitem', { name: 'Operator' }).first().click();
      await page
        .getByRole('link', { name: /^program-prg_/ })
        .first()
        .waitFor();
      expect(new URL(page.url()).pathname).toBe('/executions');
      expect(await page.getByRole('link', { name: 'Programs' }).count()).toBe(0);
      expect(await page.locator('body').textContent()).not.toMatch(/Maya|Kestrel|example\.com/);
      expect(complaints).toEqual([]);
      await page.close();
    });
  });

  describe('every page', () => {
    const pathsOf = async (): Promise<string[]> => {
      const { items } = (await home.clinic.get('/v1/programs')).body;
      const { programId } = items.at(-1);
      const sessions = (await home.clinic.get(`/v1/programs/${programId}/sessions`)).body.items;
      const operator = await home.as('demo', ['operator']);
      const executions = (await operator.get('/v1/operations/executions')).body.items;
      const parts = ['sessions', 'tasks', 'record', 'measures', 'people'];
      return [
        '/',
        '/programs',
        '/tasks',
        '/mailbox',
        '/executions',
        `/executions/${executions[0].name}`,
        ...parts.map((part) => `/programs/${programId}/${part}`),
        ...sessions.slice(0, 1).map(({ sessionId }: any) => `/programs/${programId}/sessions/${sessionId}`),
        '/nowhere',
      ];
    };

    test.each([
      ['light', 1280],
      ['dark', 360],
    ] as const)('is accessible and fits: %s, %i px', async (colorScheme, width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      for (const path of await pathsOf()) {
        await page.goto(`${home.home.urls.api}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.evaluate(axe.source);
        const faults = await page.evaluate<string[]>(
          `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
            violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200))))`,
        );
        expect(faults, path).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
      }
      await page.close();
    });

    test('does not jump when its answers come', async () => {
      for (const path of ['/', '/programs', '/executions']) {
        const page = await open('/nowhere');
        await page.goto(`${home.home.urls.api}${path}`, { waitUntil: 'commit' });
        await page.getByRole('table').first().waitFor();
        await page.waitForLoadState('networkidle');
        const shift = await page.evaluate<number>(`new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
        })`);
        // What Google calls good ends at 0.1.
        expect(shift, path).toBeLessThan(0.1);
        await page.close();
      }
    });

    test('has a first load under 500 kB, compressed', async () => {
      const page = await open('/');
      await page.getByRole('heading', { name: 'Today' }).waitFor();
      const files = await page.evaluate<string[]>(
        "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/assets/'))",
      );
      const sizes = await Promise.all(files.map(compressedBytes));
      expect(files.some((file) => file.endsWith('.js'))).toBe(true);
      expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(500_000);
      await page.close();
    });
  });
} else notFound();
