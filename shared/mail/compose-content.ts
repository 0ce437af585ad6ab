/** MessageView → Content: which blocks a template has, in which order. */

import type { MessageView } from '../domain/message-view.ts';
import { calendarDaysBetween } from '../domain/time.ts';
import { emergencyNumbers } from '../text/emergency.ts';
import { type Language, pickLanguage } from '../text/locales.ts';
import { cleanText, firstName, neutralText } from '../text/names.ts';
import type { Words } from '../text/words.ts';
import { afterBlocks, nextDayBlocks } from './aftercare-blocks.ts';
import type { Block, Content } from './content.ts';
import { cancelledBlocks, notYetBlocks, onHoldBlocks, resumedBlocks, sessionBlocks } from './session-blocks.ts';
import { sessionDate } from './session-card.ts';

export function composeContent(given: MessageView): Content {
  const view = { ...given, clinic: { ...given.clinic, phone: cleanText(given.clinic.phone) } };
  const language = pickLanguage(view.locale);
  const { words } = language;
  const common = {
    language: language.locale,
    direction: words.direction,
    footer: footerOf(view, words),
  };
  if (view.patient.discreet) {
    return {
      ...common,
      subject: words.discreet.subject,
      preview: words.discreet.preview,
      // A clinic's name may tell what it does.
      sender: words.careTeam,
      heading: words.discreet.subject,
      greeting: words.greeting(null),
      blocks: [
        { kind: 'text', text: words.discreet.body },
        { kind: 'text', text: words.discreet.call(view.clinic.phone) },
        { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
      ],
    };
  }
  const subject = subjectOf(view, words);
  return {
    ...common,
    subject,
    preview: previewOf(view, language),
    sender: neutralText(view.clinic.name) ?? words.careTeam,
    heading: subject,
    greeting: words.greeting(firstName(view.patient.name)),
    blocks: blocksOf(view, language),
  };
}

function subjectOf(view: MessageView, words: Words): string {
  const days = view.session ? calendarDaysBetween(view.now, view.session.start.instant, view.patient.timeZone) : null;
  return words.subject(view.template, {
    days: days === 0 ? 'today' : days === 1 ? 'tomorrow' : days !== null && days > 1 ? days : null,
    newTime: view.previousStart !== null && view.previousStart.instant !== view.session?.start.instant,
  });
}

/** What a locked phone shows beside the subject: no more than a day and a time. */
function previewOf(view: MessageView, language: Language): string {
  const { words } = language;
  if (!view.session || view.template === 'after' || view.template === 'next-day') return words.discreet.preview;
  return sessionDate(view.session, view, language);
}

function blocksOf(view: MessageView, language: Language): Block[] {
  switch (view.template) {
    case 'booked':
    case 'booked-late':
    case 'moved':
    case 'confirmed':
    case 'reminder-1d':
    case 'reminder-3d':
    case 'reminder-24h':
    case 'reminder-3h':
      return sessionBlocks(view, language);
    case 'cancelled':
      return cancelledBlocks(view, language);
    case 'not-yet':
      return notYetBlocks(view, language);
    case 'on-hold':
      return onHoldBlocks(view, language);
    case 'resumed':
      return resumedBlocks(view, language);
    case 'after':
      return afterBlocks(view, language);
    case 'next-day':
      return nextDayBlocks(view, language);
  }
}

function footerOf(view: MessageView, words: Words): Content['footer'] {
  const numbers = emergencyNumbers(view.patient.country);
  const { footer } = words;
  return {
    title: footer.title,
    lines: [footer.danger(numbers), footer.crisis(numbers), footer.mailbox, footer.call(view.clinic.phone)],
    phones: [view.clinic.phone, ...(numbers ? [numbers.danger, numbers.crisis.numbers] : [])],
  };
}
