/** One session as a card, and its guidelines as a list by the clock. */
import type { Deadline, MessageView, SessionView } from '../domain/message-view.ts';
import { isDose } from '../domain/protocol.ts';
import type { Instant } from '../domain/state.ts';
import { type Speaking, type SpokenDeadlines, speakDeadlines, speakingOf } from '../text/deadlines.ts';
import { safeUrl } from '../text/links.ts';
import type { Language } from '../text/locales.ts';
import { cleanText, neutralText } from '../text/names.ts';
import { dateAndClock, duration, listOf, readWhen, type When, zonesOf } from '../text/times.ts';
import type { Block, Fact } from './content.ts';

function sessionWhen(session: SessionView, view: MessageView, language: Language): When {
  return readWhen(session.start.instant, zonesOf(view, session), language.locale);
}

export function sessionDate(session: SessionView, view: MessageView, language: Language): string {
  return dateAndClock(sessionWhen(session, view, language));
}

/** "Before: …", where the time is another one now. */
export function earlierStart(view: MessageView, session: SessionView, { words, locale }: Language): string | null {
  const { previousStart } = view;
  if (!previousStart || previousStart.instant === session.start.instant) return null;
  return words.session.was(readWhen(previousStart.instant, zonesOf(view, session), locale));
}

type CardOptions = { label?: string; status?: string | null; was?: string | null; struck?: boolean; facts?: boolean };

export function sessionCard(
  session: SessionView,
  view: MessageView,
  language: Language,
  options: CardOptions = {},
): Block {
  const when = sessionWhen(session, view, language);
  const { words } = language;
  return {
    kind: 'session',
    label: options.label ?? words.session.starts,
    clock: when.clock,
    date: when.date,
    zone: when.zone,
    otherClock: words.session.otherClock(when),
    was: options.was ?? null,
    status: options.status ?? null,
    struck: options.struck ?? false,
    facts: (options.facts ?? !options.struck) ? factsOf(session, view.pageUrl, language) : [],
  };
}

function factsOf(session: SessionView, pageUrl: string | null, language: Language): Fact[] {
  const { words, locale } = language;
  const place = session.place ? neutralText(session.place.text) : null;
  const url = session.place ? safeUrl(session.place.url) : null;
  const facts: Fact[] = [{ label: words.session.where, value: place ?? words.session.place(session.mode), href: null }];
  if (url && neutralText(url)) facts.push({ label: words.session.joinBy, value: url, href: url });
  // An address, too, may tell what the session is: then it stands on the page only.
  else if (url && pageUrl) facts.push({ label: words.session.joinBy, value: words.page.open, href: pageUrl });
  // A name may come with a title that tells too much ("…, psychiatrist").
  const staff = session.staffNames.flatMap((name) => neutralText(name) ?? []);
  if (staff.length > 0) facts.push({ label: words.session.withWhom, value: listOf(staff, locale), href: null });
  if (isDose(session.kind) && session.monitorName) {
    facts.push({ label: words.session.monitor, value: cleanText(session.monitorName), href: null });
  }
  const howLong = words.session.about(duration(session.durationMinutes, locale));
  return [...facts, { label: words.session.howLong, value: howLong, href: null }];
}

/** By the clock, earliest first, with the session itself as the last entry; then what has begun, then what has no time. */
export function guidelineBlocks(
  deadlines: readonly Deadline[],
  session: SessionView,
  view: MessageView,
  language: Language,
): Block[] {
  if (deadlines.length === 0) return [];
  const { guidelines } = language.words;
  const speaking = speakingOf(view, session, view.late, language);
  const spoken = speakDeadlines(deadlines, speaking);
  const blocks: Block[] = [];
  if (spoken.begun.length > 0 && view.late) {
    blocks.push({ kind: 'list', title: guidelines.openTitle, intro: guidelines.openIntro, items: spoken.begun });
  }
  if (spoken.ahead.length > 0) blocks.push(timeline(spoken, session, speaking, view.late));
  if (spoken.begun.length > 0 && !view.late) {
    blocks.push({
      kind: 'list',
      title: guidelines.begunTitle,
      intro: guidelines.begunIntro(spoken.longer),
      items: spoken.begun,
    });
  }
  if (spoken.also.length > 0)
    blocks.push({ kind: 'list', title: guidelines.alsoTitle, intro: null, items: spoken.also });
  blocks.push({ kind: 'text', text: guidelines.unsure(view.clinic.phone) });
  return blocks;
}

function timeline(spoken: SpokenDeadlines, session: SessionView, speaking: Speaking, late: boolean): Block {
  const { words, locale } = speaking.language;
  const start: { instant: Instant; when: When } = {
    instant: session.start.instant,
    when: readWhen(session.start.instant, speaking.zones, locale),
  };
  const rows = [
    ...spoken.ahead.map(({ when, rules }) => ({ when, items: rules, start: false })),
    { when: start.when, items: [{ lead: words.guidelines.sessionStarts, note: null }], start: true },
  ];
  const dates = [...new Set(rows.map((row) => row.when.date))];
  return {
    kind: 'timeline',
    title: late ? words.guidelines.stillTitle : words.guidelines.title,
    intro: (late ? words.guidelines.stillIntro : words.guidelines.intro)(spoken.longer),
    days: dates.map((date) => ({
      date,
      rows: rows
        .filter((row) => row.when.date === date)
        .map(({ when, items, start: isStart }) => ({ clock: when.clock, other: otherOf(when), items, start: isStart })),
    })),
  };
}

function otherOf(when: When): string | null {
  return when.other ? `${when.other.clock} ${when.other.zone}` : null;
}
