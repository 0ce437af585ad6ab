/** A page's facts as HTML, in the language of its reader. */
import { cleanText, neutralText } from '../text/names.ts';
import { pickPageLanguage } from '../text/page-language.ts';
import type { Content } from './html.ts';
import { monitorPage } from './monitor-page.ts';
import type { Page } from './page.ts';
import { patientPage } from './patient-page.ts';
import { provePage } from './prove-page.ts';
import { document, type Frame } from './shell.ts';
import { calendarPage, failedPage, gonePage } from './small-pages.ts';

export function renderPage(page: Page, base: string): string {
  const frame = frameOf(page, base);
  return document(frame, senderOf(page, frame), mainOf(page, frame));
}

function frameOf(page: Page, base: string): Frame {
  const view = page.kind === 'patient' || page.kind === 'monitor' ? page.view : null;
  const locale = page.kind === 'patient' || page.kind === 'monitor' ? page.view.locale : page.locale;
  const phone = page.kind === 'calendar' ? page.phone : (view?.clinic.phone ?? null);
  const country = page.kind === 'prove' || page.kind === 'calendar' ? page.country : (view?.reader.country ?? null);
  return { base, language: pickPageLanguage(locale), phone: phone === null ? null : cleanText(phone), country };
}

/** Whose page it is, once its patient is in; no other page tells whose it is. */
function senderOf(page: Page, { language }: Frame): string | null {
  return page.kind === 'patient' ? (neutralText(page.view.clinic.name) ?? language.words.careTeam) : null;
}

function mainOf(page: Page, frame: Frame): Content {
  switch (page.kind) {
    case 'gone':
      return gonePage(frame);
    case 'failed':
      return failedPage(page, frame);
    case 'prove':
      return provePage(page, frame);
    case 'patient':
      return patientPage(page, frame);
    case 'monitor':
      return monitorPage(page, frame);
    case 'calendar':
      return calendarPage(page, frame);
  }
}
