// What needs no layout, so that it runs on every machine; contrast.test.ts and in-chromium.test.ts see to the rest.
import { describe, expect, it } from 'vitest';
import { exampleMessages } from '../../scripts/mail-preview/examples.ts';
import { open, violations } from '../document.ts';

async function violationsIn(html: string): Promise<string[]> {
  open(html);
  return (await violations()).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe('every message can be read by everyone', () => {
  it.each(exampleMessages.map(({ title, render }) => [title, render] as const))('%s', async (_, render) => {
    for (const locale of ['en-US', 'es-US']) {
      const { html } = await render(locale);
      expect(await violationsIn(html), locale).toEqual([]);
    }
  });

  it('would be noticed if it could not', async () => {
    const found = await violationsIn('<html><body><main><a href="https://x.example"></a></main></body></html>');
    expect(found.map((one) => one.split(':')[0])).toEqual(
      expect.arrayContaining(['document-title', 'html-has-lang', 'link-name']),
    );
  });
});
