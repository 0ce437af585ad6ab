/** What messages after a session say. */
import type { Lasting, MessageView } from '../domain/message-view.ts';
import { type Speaking, speakingOf } from '../text/deadlines.ts';
import { mayEatAndDrink, speakLasting, vehicleFirst } from '../text/lasting.ts';
import type { Language } from '../text/locales.ts';
import { sentence } from '../text/sentence.ts';
import { readWhen, zonesOf } from '../text/times.ts';
import type { Rule } from '../text/words.ts';
import { type Block, careBlock, listBlock, textBlock } from './content.ts';

export function afterBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  const { after } = view;
  const endedAt = after && readWhen(after.endedAt, zonesOf(view, view.session), language.locale);
  const fasted = view.deadlines.some(({ subject }) => subject === 'solid-food' || subject === 'liquids');
  return [
    // An estimate names no instant: nobody knows yet when the session ended.
    textBlock(words.intro.ended(endedAt)),
    ...lastingBlocks(view, language),
    textBlock(words.safety.vulnerableAfter),
    {
      kind: 'list',
      title: words.after.title,
      intro: null,
      items: [
        words.after.rest,
        ...(after && fasted && mayEatAndDrink(view.lasting) ? [words.after.foodAndDrink] : []),
        ...(after ? [] : [words.after.stillGoing]),
        words.after.plans,
      ],
    },
    textBlock(words.after.worry),
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
  ];
}

export function nextDayBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  return [
    textBlock(view.template === 'check-in' ? words.checkIn.intro : words.intro.nextDay),
    {
      kind: 'list',
      title: words.nextDay.title,
      intro: null,
      items: words.nextDay.signs.map((lead) => ({ lead, note: null })),
    },
    { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone },
    // Where an answer is awaited, silence is no answer.
    ...(view.asks.includes('check-in') ? [] : [textBlock(words.nextDay.noAnswerNeeded)]),
    ...(view.template === 'next-day' ? [...stillBlocks(view, language), ...integrationBlocks(view, language)] : []),
  ];
}

function lastingBlocks(view: MessageView, language: Language): Block[] {
  const speaking = speakingAfter(view, language);
  const { vehicle, others } = vehicleFirst(view.lasting);
  const say = (one: Lasting): Rule => speakLasting(one, speaking, view.now);
  return heldBlocks(vehicle && say(vehicle), others.map(say), language);
}

/** What still holds: of driving apart, then the rest. */
export function heldBlocks(driving: Rule | null, others: Rule[], { words }: Language): Block[] {
  return [
    ...(driving ? [careBlock(driving.lead, ...(driving.note ? [driving.note] : []))] : []),
    ...(others.length > 0
      ? [{ kind: 'list' as const, title: words.guidelines.begunTitle, intro: null, items: others }]
      : []),
  ];
}

/** The hours may not be over yet when this comes; a night without sleep does not count. */
function stillBlocks(view: MessageView, language: Language): Block[] {
  const speaking = speakingAfter(view, language);
  return view.lasting.map((one) => {
    const { lead, note } = speakLasting(one, speaking, view.now, { still: true });
    return textBlock(`${sentence(lead)}${note ? ` ${note}` : ''}`);
  });
}

function speakingAfter(view: MessageView, language: Language): Speaking {
  if (!view.session) throw new TypeError(`a "${view.template}" message needs its session`);
  return speakingOf(view, view.session, false, language);
}

/** The invitation to talk about what came up: when we meet, or that a time is still to be found. */
function integrationBlocks(view: MessageView, language: Language): Block[] {
  const { integration } = language.words;
  const { nextSession } = view;
  const text = nextSession
    ? integration.next(readWhen(nextSession.start.instant, zonesOf(view, nextSession), language.locale))
    : integration.none(view.clinic.phone);
  return [listBlock(integration.title, [text])];
}
