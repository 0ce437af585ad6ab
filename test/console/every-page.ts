/** What holds of every page: accessible, no wider than its window, steady, small. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectAccessible, goTo, type Opened } from './opened.ts';

export function everyPage(opened: () => Opened): void {
  describe('every page', () => {
    const lists = ['/programs', '/tasks', '/mailbox', '/executions'];
    const pathsOf = async (): Promise<string[]> => {
      const { programId } = opened();
      const [session] = (await opened().home.clinic.get(`/v1/programs/${programId}/sessions`)).body.items;
      const operator = await opened().home.as('demo', ['operator']);
      const [execution] = (await operator.get('/v1/operations/executions')).body.items;
      return [
        ...lists,
        `/executions/${execution.name}`,
        '/nowhere',
        `/programs/${programId}/sessions/${session.sessionId}`,
        `/programs/${programId}`,
      ];
    };

    test.each([
      { colorScheme: 'light', width: 1280 },
      { colorScheme: 'dark', width: 360 },
    ] as const)('is accessible and fits: $colorScheme, $width px', async (look) => {
      const page = await opened().open('/', look);
      await page.getByRole('table').first().waitFor();
      await expectAccessible(page);
      for (const path of await pathsOf()) {
        await goTo(page, path);
        await expectAccessible(page);
      }
      // The last one is a program's: its parts.
      for (const part of ['Tasks', 'Record', 'Measures', 'Intentions and insights', 'Patient and team']) {
        await page.getByRole('tab', { name: part }).click();
        await page.getByRole('tab', { name: part, selected: true }).waitFor();
        await page.getByText('Loading', { exact: true }).waitFor({ state: 'detached' });
        await expectAccessible(page);
      }
      expect(opened().complaints.splice(0)).toEqual([]);
      await page.close();
    });

    test.each([
      ['/', 3],
      ['/programs', 1],
      ['/executions', 1],
    ])('does not jump when its answers come, and is reached by its URL: %s', async (path, tables) => {
      const page = await opened().open(path);
      await page
        .getByRole('table')
        .nth(tables - 1)
        .waitFor();
      const shift = await page.evaluate<number>(`new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      })`);
      // What Google calls good ends at 0.1.
      expect(shift).toBeLessThan(0.1);
      await page.close();
    });

    test('has a first load under 500 kB, compressed', async () => {
      const page = await opened().browser.newPage();
      await page.goto(opened().home.home.urls.api);
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
}

/** A font is compressed as it is. */
async function compressedBytes(url: string): Promise<number> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  return url.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
}
