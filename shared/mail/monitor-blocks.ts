/** What messages to the monitor say: when, what to do, and how to reach the clinic. */
import type { MessageView, SessionView } from '../domain/message-view.ts';
import { vehicleUntil } from '../text/deadlines.ts';
import { emergencyNumbers } from '../text/emergency.ts';
import type { Language } from '../text/locales.ts';
import { firstName, neutralText } from '../text/names.ts';
import { readWhen, zonesOf } from '../text/times.ts';
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
  const notBefore = view.after?.notBefore ?? null;
  const until = notBefore === null ? null : readWhen(notBefore, zonesOf(view, session), language.locale);
  const vehicle = monitor.vehicle(until, vehicleUntil(view.vehicle, language), patient);
  return [
    textBlock(view.after ? monitor.intro.after(patient) : monitor.intro.afterEstimate),
    // Over, and the protocol says nothing of driving beyond the end.
    ...(view.after && !until ? [] : [careBlock(vehicle.lead, ...(vehicle.note ? [vehicle.note] : []))]),
    listBlock(monitor.afterTitle, monitor.afterToDo(patient)),
    textBlock(monitor.unwell(emergencyNumbers(view.reader.country), view.clinic.phone)),
    call,
  ];
}
