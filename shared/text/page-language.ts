/** Which language a page is in: one that messages are written in, too, so that nothing is half and half. */
import { type Language, pickLanguage } from './locales.ts';
import { pageEn } from './page-en.ts';
import { pageEs } from './page-es.ts';
import type { PageWords } from './page-words.ts';

const languages: Readonly<Record<string, PageWords>> = { en: pageEn, es: pageEs };

export type PageLanguage = Language & { page: PageWords };

export function pickPageLanguage(requested: string): PageLanguage {
  const language = pickLanguage(requested);
  const page = languages[new Intl.Locale(language.locale).language];
  return page ? { ...language, page } : { ...pickLanguage('en-US'), page: pageEn };
}

/** What a browser asks for, where nobody knows yet whose page it is. */
export function firstLanguageOf(acceptLanguage: string | undefined): string {
  return /^\s*([A-Za-z0-9-]{2,35})/.exec(acceptLanguage ?? '')?.[1] ?? 'en-US';
}
