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
import { codeBlocks, introductionBlocks, welcomeBlocks } from './page-blocks.ts';
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
  const discreet = view.reader.discreet && view.audience === 'patient';
  // A code says nothing of its own, and would be of no use behind the link that it opens.
  if (discreet && view.template !== 'code') return { ...common, ...discreetContent(view, words) };
  const subject = subjectOf(view, words);
  return {
    ...common,
    subject,
    preview: previewOf(view, language),
    sender: senderOf(view, discreet),
    heading: subject,
    greeting: words.greeting(discreet ? null : firstName(view.reader.name)),
    blocks: withPage(blocksOf(view, language), view, words),
  };
}

/** Only that there is something to read, with the link: the same whatever it is about, and nobody's name. */
function discreetContent({ pageUrl, clinic }: MessageView, { discreet, careTeam, greeting, page }: Words) {
  const blocks: Block[] = pageUrl
    ? [textBlock(discreet.body), { kind: 'link', label: page.open, href: pageUrl, note: null }]
    : [textBlock(discreet.body), textBlock(discreet.call(clinic.phone))];
  const { subject, preview } = discreet;
  return { subject, preview, sender: careTeam, heading: subject, greeting: greeting(null), blocks };
}

function senderOf(view: MessageView, discreet: boolean): string {
  // A clinic's name may tell what it does.
  return (discreet ? null : neutralText(view.clinic.name)) ?? senderNameOf(view);
}

export function senderNameOf({ audience, locale }: MessageView): string {
  const { words } = pickLanguage(locale);
  return audience === 'monitor' ? words.monitor.sender : words.careTeam;
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

const overForMonitor: ReadonlySet<TouchpointName> = new Set(['cancelled', 'after']);

/**
 * The link to the reader's page. Where something is asked it comes early: after the time and what must not be missed,
 * or where there is neither after the first words. Otherwise it comes last.
 */
function withPage(blocks: Block[], view: MessageView, words: Words): Block[] {
  const { pageUrl, asks } = view;
  // Who asked for a code has the page open; a link beside it would put both halves into one message.
  if (!pageUrl || view.template === 'code') return blocks;
  // A monitor's page is there to answer: where they are not needed any more it says nothing.
  if (view.audience === 'monitor' && overForMonitor.has(view.template)) return blocks;
  const { open, openToAnswer, askTitle, secret } = words.page;
  if (asks.length === 0) return [...blocks, { kind: 'link', label: open, href: pageUrl, note: secret }];
  const items = asks.map((ask) => words.page.asks[ask]);
  const ask: Block = { kind: 'ask', title: askTitle, items, label: openToAnswer, href: pageUrl, note: secret };
  const card = blocks.findIndex(({ kind }) => kind === 'session');
  const before: Block['kind'] = card < 0 ? 'text' : 'callout';
  const after = blocks.findIndex(({ kind }, index) => index > card && kind !== before);
  const at = after < 0 ? blocks.length : after;
  return [...blocks.slice(0, at), ask, ...blocks.slice(at)];
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
    case 'introduction':
      return introductionBlocks(view, language);
    case 'measure':
      return [textBlock(language.words.measure.intro), textBlock(language.words.measure.howLong)];
    case 'code':
      return codeBlocks(view, language.words);
  }
}

function footerOf(view: MessageView, words: Words): Content['footer'] {
  const numbers = emergencyNumbers(view.reader.country);
  const { footer } = words;
  const reach = view.audience === 'monitor' ? words.monitor.reach : footer.call;
  return {
    title: footer.title,
    lines: [footer.danger(numbers), footer.crisis(numbers), footer.mailbox, reach(view.clinic.phone)],
    phones: [view.clinic.phone, ...(numbers ? [numbers.danger, numbers.crisis.numbers] : [])],
  };
}
