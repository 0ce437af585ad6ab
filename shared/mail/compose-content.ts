/** MessageView → Content: which blocks a template has, in which order. */

import type { MessageView } from '../domain/message-view.ts';
import type { TouchpointName } from '../domain/state.ts';
import { calendarDaysBetween } from '../domain/time.ts';
import { emergencyNumbers } from '../text/emergency.ts';
import { type Language, pickLanguage } from '../text/locales.ts';
import { cleanText, firstName, neutralText } from '../text/names.ts';
import type { Words } from '../text/words.ts';
import { afterBlocks, nextDayBlocks } from './aftercare-blocks.ts';
import { type Block, type Content, textBlock } from './content.ts';
import { monitorBlocks } from './monitor-blocks.ts';
import { codeBlocks, welcomeBlocks } from './page-blocks.ts';
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
  // A code says nothing of its own, and would be of no use behind the link that it opens.
  if (view.reader.discreet && view.audience === 'patient' && view.template !== 'code') {
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
        ...pageBlocks(view, words),
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
    greeting: words.greeting(firstName(view.reader.name)),
    blocks: withPage(blocksOf(view, language), view, words),
  };
}

function subjectOf(view: MessageView, words: Words): string {
  const days = view.session ? calendarDaysBetween(view.now, view.session.start.instant, view.reader.timeZone) : null;
  return words.subject(view.template, {
    days: days === 0 ? 'today' : days === 1 ? 'tomorrow' : days !== null && days > 1 ? days : null,
    audience: view.audience,
    newTime: view.previousStart !== null && view.previousStart.instant !== view.session?.start.instant,
  });
}

/** What a locked phone shows beside the subject: no more than a day and a time. */
function previewOf(view: MessageView, language: Language): string {
  const { words } = language;
  if (!view.session || !tellsTime.has(view.template)) return words.discreet.preview;
  return sessionDate(view.session, view, language);
}

const tellsTime: ReadonlySet<TouchpointName> = new Set([
  'booked',
  'booked-late',
  'moved',
  'cancelled',
  'not-yet',
  'confirmed',
  'reminder-1d',
  'reminder-3d',
  'reminder-24h',
  'reminder-3h',
]);

/** The link to the reader's page: where something is asked, right after the time; otherwise at the end. */
function withPage(blocks: Block[], view: MessageView, words: Words): Block[] {
  const page = pageBlocks(view, words);
  const card = blocks.findIndex(({ kind }) => kind === 'session');
  if (view.asks.length === 0 || card < 0) return [...blocks, ...page];
  return [...blocks.slice(0, card + 1), ...page, ...blocks.slice(card + 1)];
}

function pageBlocks({ pageUrl, asks }: MessageView, words: Words): Block[] {
  if (!pageUrl) return [];
  const label = asks.length > 0 ? words.page.openToAnswer : words.page.open;
  return [...asks.map((ask) => textBlock(words.page.asks[ask])), { kind: 'link', label, href: pageUrl }];
}

function blocksOf(view: MessageView, language: Language): Block[] {
  if (view.audience === 'monitor' && view.template !== 'code') return monitorBlocks(view, language);
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
    case 'check-in':
      return nextDayBlocks(view, language);
    case 'welcome':
      return welcomeBlocks(view, language);
    case 'measure':
      return [textBlock(language.words.measure.intro), textBlock(language.words.measure.howLong)];
    case 'code':
      return codeBlocks(view, language.words);
  }
}

function footerOf(view: MessageView, words: Words): Content['footer'] {
  const numbers = emergencyNumbers(view.reader.country);
  const { footer } = words;
  return {
    title: footer.title,
    lines: [footer.danger(numbers), footer.crisis(numbers), footer.mailbox, footer.call(view.clinic.phone)],
    phones: [view.clinic.phone, ...(numbers ? [numbers.danger, numbers.crisis.numbers] : [])],
  };
}
