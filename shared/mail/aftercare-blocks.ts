/** What messages after a session say. */
import type { MessageView } from '../domain/message-view.ts';
import type { Instant } from '../domain/state.ts';
import { vehicleUntil } from '../text/deadlines.ts';
import type { Language } from '../text/locales.ts';
import { readWhen, zonesOf } from '../text/times.ts';
import { type Block, careBlock, listBlock, textBlock } from './content.ts';

export function afterBlocks(view: MessageView, language: Language): Block[] {
  const { words } = language;
  const { after } = view;
  const endedAt = after && readWhen(after.endedAt, zonesOf(view, view.session), language.locale);
  const estimate = words.after.vehicleEstimate(vehicleUntil(view.vehicle, language));
  const fasted = view.deadlines.some(({ subject }) => subject === 'solid-food' || subject === 'liquids');
  return [
    textBlock(words.intro.ended(endedAt)),
    // An estimate names no instant: nobody knows yet when the session ended.
    ...(after ? vehicleBlocks(after.notBefore, view, language) : [careBlock(estimate)]),
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
    ...(view.template === 'next-day' ? [...stillNoVehicle(view, language), ...integrationBlocks(view, language)] : []),
  ];
}

function vehicleBlocks(notBefore: Instant | null, view: MessageView, language: Language): Block[] {
  if (notBefore === null) return [];
  const when = readWhen(notBefore, zonesOf(view, view.session), language.locale);
  const { lead, note } = language.words.after.vehicle(when, view.vehicle.sleep);
  return [careBlock(lead, ...(note ? [note] : []))];
}

/** The hours may not be over yet when this comes; a night without sleep does not count. */
function stillNoVehicle(view: MessageView, language: Language): Block[] {
  const { after, vehicle, now } = view;
  const ahead =
    after?.notBefore && after.notBefore > now
      ? readWhen(after.notBefore, zonesOf(view, view.session), language.locale)
      : null;
  const said = language.words.nextDay.vehicle(ahead, vehicle.sleep);
  return said === null ? [] : [textBlock(said)];
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
