/** As it is laid out, on a phone and on a wide screen, light and dark. Needs a Chromium: CHROMIUM_PATH, or /usr/bin/chromium. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSession, aView } from '../../scripts/mail-preview/example-views.ts';
import { exampleMessages } from '../../scripts/mail-preview/examples.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';

const named = process.env.CHROMIUM_PATH || undefined;
const executablePath = named ?? '/usr/bin/chromium';
const found = named !== undefined || existsSync(executablePath);

/** What makes a reader scroll sideways. */
async function isTooWide(page: Page, html: string): Promise<string[]> {
  // Written into the open page, so that axe stays loaded in it.
  await page.evaluate(`document.documentElement.innerHTML = ${JSON.stringify(html)}`);
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return wide > 0 ? [`${wide} px too wide`] : [];
}

/** And what cannot be read or hit with a thumb. */
async function faultsOf(page: Page, html: string): Promise<string[]> {
  const tooWide = await isTooWide(page, html);
  const unreadable = await page.evaluate<string[]>(
    `axe.run({ runOnly: ['color-contrast', 'target-size'], resultTypes: ['violations'] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html)))`,
  );
  return [...tooWide, ...unreadable];
}

async function openPage(browser: Browser, options: { width: number; colorScheme?: 'light' | 'dark' }): Promise<Page> {
  const { width, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  await page.setContent('<!doctype html><html lang="en"></html>');
  await page.evaluate(axe.source);
  return page;
}

if (found) {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  describe('every message, laid out by Chromium', () => {
    // One language for each look: words differ in length, colours do not.
    it.each([
      ['light', 'es-US'],
      ['dark', 'en-US'],
    ] as const)('fits, can be read and can be tapped on a narrow phone, %s, %s', async (colorScheme, locale) => {
      const page = await openPage(browser, { width: 320, colorScheme });
      for (const { title, render } of exampleMessages)
        expect(await faultsOf(page, (await render(locale)).html), title).toEqual([]);
      await page.close();
    });

    it('fits at 700 px and between', async () => {
      const page = await openPage(browser, { width: 700 });
      for (const width of [360, 480, 481, 700]) {
        await page.setViewportSize({ width, height: 800 });
        for (const { title, render } of exampleMessages.slice(0, 12))
          expect(await isTooWide(page, (await render('en-US')).html), `${title}, ${width}`).toEqual([]);
      }
      await page.close();
    });

    it('would be noticed if it did not', async () => {
      const page = await openPage(browser, { width: 320 });
      const html =
        '<html lang="en"><p style="width:400px;color:#999;background:#fff">pale</p><a href="#a" style="display:block;height:9px">a</a><a href="#b" style="display:block;height:9px">b</a></html>';
      const faults = (await faultsOf(page, html)).map((fault) => fault.split(':')[0]);
      expect(new Set(faults)).toEqual(new Set(['88 px too wide', 'color-contrast', 'target-size']));
      await page.close();
    });

    it('keeps long names, places and links inside a narrow phone', async () => {
      const page = await openPage(browser, { width: 320 });
      const long = (text: string): string => text.repeat(Math.ceil(150 / text.length));
      const session = aSession('dosing', {
        place: { text: long('Q'), url: `https://video.clinic.example/${long('r')}` },
        staffNames: [long('Wilhelmina-')],
        monitorName: long('Ö'),
      });
      const { html } = await renderMessage(
        aView('booked', 'dosing', { session, clinic: { ...aView('booked').clinic, name: long('Clinic') } }),
      );
      expect(await faultsOf(page, html)).toEqual([]);
      await page.close();
    });
  });
} else {
  describe('every message, laid out by Chromium', () => {
    it(`was not looked at: there is no ${executablePath}, and CHROMIUM_PATH names no other`, () => {
      process.stderr.write(
        '\n  No Chromium: how messages look was not checked here. Install it, or set CHROMIUM_PATH.\n\n',
      );
    });
  });
}
