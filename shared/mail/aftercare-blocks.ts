/** What messages after a session say. */
import type { MessageView } from '../domain/message-view.ts';
import type { Language } from '../text/locales.ts';
import { readWhen, zonesOf } from '../text/times.ts';
import { type Block, careBlock, listBlock, textBlock } from './content.ts';

export function afterBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  const read = (instant: string) => readWhen(instant, zonesOf(view, view.session), language.locale);
  const { after } = view;
  const vehicle = after ? words.after.vehicle(read(after.notBefore)) : null;
  const fasted = view.deadlines.some(({ subject }) => subject === 'solid-food' || subject === 'liquids');
  return [
    textBlock(words.intro.ended(after ? read(after.endedAt) : null)),
    // An estimate names no instant: nobody knows yet when the session ended.
    vehicle ? careBlock(vehicle.lead, ...(vehicle.note ? [vehicle.note] : [])) : careBlock(words.after.vehicleEstimate),
    textBlock(words.safety.vulnerableAfter),
    {
      kind: 'list',
      title: words.after.title,
      intro: null,
      items: [
        words.after.rest,
        ...(after && fasted ? [words.after.foodAndDrink] : []),
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
    ...(view.template === 'next-day' ? [textBlock(words.nextDay.vehicle), ...integrationBlocks(view, language)] : []),
  ];
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
