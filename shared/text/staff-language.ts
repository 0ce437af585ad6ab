/** Which language a member of staff is written to in: one that messages to patients are in, too. */
import { type Language, pickLanguage } from './locales.ts';
import { staffEn } from './staff-en.ts';
import { staffEs } from './staff-es.ts';
import type { StaffWords } from './staff-words.ts';

const languages: Readonly<Record<string, StaffWords>> = { en: staffEn, es: staffEs };

export type StaffLanguage = Language & { staff: StaffWords };

export function pickStaffLanguage(requested: string): StaffLanguage {
  const language = pickLanguage(requested);
  const staff = languages[new Intl.Locale(language.locale).language];
  return staff ? { ...language, staff } : { ...pickLanguage('en-US'), staff: staffEn };
}
