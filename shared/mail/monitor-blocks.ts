/** What messages to the monitor say: when, what to do, and how to reach the clinic. */
import type { Lasting, MessageView, SessionView } from '../domain/message-view.ts';
import { ownWords, type Speaking, speakingOf } from '../text/deadlines.ts';
import { emergencyNumbers } from '../text/emergency.ts';
import { heldUntil, mayEatAndDrink, vehicleFirst } from '../text/lasting.ts';
import type { Language } from '../text/locales.ts';
import { firstName, neutralText } from '../text/names.ts';
import type { Rule } from '../text/words.ts';
import { heldBlocks } from './aftercare-blocks.ts';
import { type Block, careBlock, listBlock, textBlock } from './content.ts';
import { earlierStart, sessionCard } from './session-card.ts';

export function monitorBlocks(view: MessageView, language: Language): Block[] {
  const { session } = view;
  if (!session) throw new TypeError(`a "${view.template}" message to a monitor needs its session`);
  const { words } = language;
  const { monitor } = words;
  const patient = view.patientName === null ? null : firstName(view.patientName);
  const call: Block = { kind: 'call', label: words.callUs(view.clinic.phone), phone: view.clinic.phone };
  const card = (status: string | null, struck = false): Block =>
    sessionCard(sessionFor(session, patient, language), view, language, {
      label: monitor.starts,
      status,
      struck,
      was: earlierStart(view, session, language),
    });
  switch (view.template) {
    case 'cancelled':
      return [textBlock(monitor.intro.cancelled), card(words.status.cancelled, true), call];
    case 'not-yet':
      return [
        textBlock(monitor.intro.notYet),
        card(words.status.notConfirmed),
        careBlock(monitor.takeNothingYet),
        call,
      ];
    case 'after':
      return afterBlocks(view, session, language, patient, call);
    default:
      return [
        textBlock(introOf(view, language, patient)),
        card(view.blocked ? words.status.notConfirmed : null),
        careBlock(view.blocked ? monitor.takeNothingYet : monitor.takeNothing(patient)),
        listBlock(monitor.title, monitor.toDo(patient)),
        textBlock(monitor.unwell(emergencyNumbers(view.reader.country), view.clinic.phone)),
        textBlock(monitor.cannotCome(view.clinic.phone)),
        call,
      ];
  }
}

/** What they need of it: when, how long, and where; the patient's own link and notes about the place are not theirs. */
function sessionFor(session: SessionView, patient: string | null, { words }: Language): SessionView {
  const clinicPlace = session.mode === 'clinic' ? neutralText(session.place?.text ?? '') : null;
  const text = clinicPlace ?? words.monitor.place(session.mode, patient);
  return { ...session, place: { text, url: null }, monitorName: null, staffNames: [] };
}

function introOf(
  { template, previousStart, session }: MessageView,
  { words }: Language,
  patient: string | null,
): string {
  const { intro } = words.monitor;
  if (template === 'moved') return previousStart?.instant === session?.start.instant ? intro.changed : intro.moved;
  if (template === 'confirmed') return intro.confirmed;
  return template === 'booked' ? intro.booked(patient) : intro.reminder(patient);
}

function afterBlocks(
  view: MessageView,
  session: SessionView,
  language: Language,
  patient: string | null,
  call: Block,
): Block[] {
  const { monitor } = language.words;
  const speaking = speakingOf(view, session, false, language);
  const { vehicle, others } = vehicleFirst(view.lasting);
  const driving = vehicle && monitor.avoid(vehicle.subject, heldUntil(vehicle, speaking), patient);
  const told = others.flatMap((one) => lastingRule(one, speaking, patient) ?? []);
  const stay = others.find(({ subject }) => subject === 'monitor');
  const help = { until: stay ? heldUntil(stay, speaking) : null, eat: mayEatAndDrink(view.lasting) };
  return [
    textBlock(view.after ? monitor.intro.after(patient) : monitor.intro.afterEstimate),
    ...heldBlocks(driving, told, language),
    listBlock(monitor.afterTitle, monitor.afterToDo(help, patient)),
    textBlock(monitor.unwell(emergencyNumbers(view.reader.country), view.clinic.phone)),
    call,
  ];
}

/** What somebody at their side can help to keep to. Null for medicines and plans, which are nobody's but the patient's. */
function lastingRule(rule: Lasting, speaking: Speaking, patient: string | null): Rule | null {
  const { monitor, after } = speaking.language.words;
  const { subject, takes } = rule;
  if (takes || subject === 'monitor') return null;
  const until = heldUntil(rule, speaking);
  if (rule.rule === 'avoid' && shared.has(subject)) return monitor.avoid(subject, until, patient);
  const own = rule.medicine ? null : ownWords(rule.words, speaking.language.locale);
  const neutral = own && neutralText(own);
  return neutral ? { lead: monitor.told(neutral), note: after.until(until) } : null;
}

const shared: ReadonlySet<string> = new Set(['alcohol', 'solid-food', 'liquids']);
