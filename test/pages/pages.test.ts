/** Every state of a page in every language: well-formed, accessible, neutral, and telling nobody what is not theirs. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../shared/pages/style.ts';
import { pickPageLanguage } from '../../shared/text/page-language.ts';
import { document, type Element, open, violations } from '../document.ts';
import { examples, inLocale, render } from './example-pages.ts';

const locales = ['en-US', 'en-GB', 'es-US'];
const names = Object.keys(examples);
const states = locales.flatMap((locale) => names.map((name) => [locale, name] as const));

const page = (name: string, locale = 'en-US'): string => {
  const example = examples[name];
  if (!example) throw new Error(`no example "${name}"`);
  return render(inLocale(example, locale));
};

const all = (selector: string, within: Element = document): Element[] => [...within.querySelectorAll(selector)];

describe.each(states)('%s %s', (locale, name) => {
  const html = page(name, locale);
  const { page: words } = pickPageLanguage(locale);

  it('has one look and nothing that its policy keeps out', () => {
    expect(html).not.toMatch(/<script|<img|<iframe|<link|<base| style="| on[a-z]+="|javascript:|http-equiv/i);
    const styles = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css ?? '');
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/undefined|\[object|NaN|Invalid Date/);
  });

  it('is in the language of its reader, under a title that tells nothing', () => {
    expect(/<html lang="(.*?)" dir="ltr">/.exec(html)?.[1]).toBe(locale);
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).toBe(words.title);
    expect(/<meta name="robots" content="(.*?)">/.exec(html)?.[1]).toBe('noindex, nofollow');
  });

  it('can be read and filled in by everybody', async () => {
    open(html);
    const ids = all('[id]').map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all('h1')).toHaveLength(1);
    for (const named of all('[aria-describedby]'))
      for (const id of (named.getAttribute('aria-describedby') ?? '').split(' ')) expect(ids).toContain(id);
    for (const link of all('a[href^="#"]')) expect(ids).toContain(link.getAttribute('href')?.slice(1));
    for (const form of all('form')) {
      expect(form.getAttribute('method')).toBe('post');
      expect(form.getAttribute('action')).toMatch(/^\/p\/lnk_a{20}\/[a-z]/);
      expect(all('button', form)).toHaveLength(1);
    }
    expect(await faults()).toEqual([]);
  });
});

/** Colours need a real browser: test/pages/browser.test.ts. */
async function faults(): Promise<string[]> {
  return (await violations()).map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.html).join(' ')}`);
}

it('would find a field without a label, and a page without a language', async () => {
  const broken = page('prove')
    .replace('<label class="name" for="date-of-birth">', '<label>')
    .replace(' lang="en-US"', '');
  open(broken);
  const found = (await violations()).map(({ id }) => id);
  expect(found).toEqual(expect.arrayContaining(['html-has-lang', 'label-title-only']));
});
