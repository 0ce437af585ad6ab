/** Which language a message is written in: a new one is one more file and one more line here. */
import { en } from './en.ts';
import { es } from './es.ts';
import type { Words } from './words.ts';

const languages: Readonly<Record<string, Words>> = { en, es };

export const languageCodes: readonly string[] = Object.keys(languages);

/** `locale` formats dates and numbers and is always one of the language that the words are in: never half and half. */
export type Language = { locale: string; words: Words };

export function pickLanguage(requested: string): Language {
  const tag = canonical(requested);
  const words = tag === null ? undefined : languages[new Intl.Locale(tag).language];
  return tag !== null && words ? { locale: tag, words } : { locale: 'en-US', words: en };
}

function canonical(tag: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch {
    return null;
  }
}
