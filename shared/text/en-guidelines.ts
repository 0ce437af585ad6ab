/** What to do around a session, in English: one sentence with weekday and clock for each guideline. */
import type { GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { ClockReading, When } from './times.ts';
import type { Rule, VehicleUntil, Words } from './words.ts';

function onDay(reading: ClockReading): string {
  const day = `${reading.clock} on ${reading.weekday}`;
  if (reading.special === 'noon') return `${day} (noon)`;
  return reading.special === 'midnight' ? `${day} (midnight, when ${reading.weekdayBefore} ends)` : day;
}

/** "7:00 AM on Wednesday", with the second clock where there is one. */
export function at(when: When): string {
  if (!when.other) return onDay(when);
  const sameDay = when.other.weekday === when.weekday;
  const other = sameDay ? `${when.other.clock} ${when.other.zone}` : `${onDay(when.other)}, ${when.other.zone}`;
  return `${onDay(when)}, ${when.zone} (${other})`;
}

const things: Readonly<Record<string, { name: string; what?: string }>> = {
  benzodiazepine: { name: 'benzodiazepines', what: 'These are medicines for calm or sleep.' },
  stimulant: { name: 'stimulants', what: 'These are medicines or drugs that keep you awake or alert.' },
  lithium: { name: 'lithium' },
  maoi: { name: 'MAO inhibitors' },
  'ssri-or-snri': { name: 'SSRIs or SNRIs' },
};
/** A medicine without words here is named as the protocol names it. */
const nameOf = (medicine: MedicineClass): string => things[medicine]?.name ?? medicine.replaceAll('-', ' ');
const sentences = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
const hangover = 'A hangover counts too.';
const prescribedSince = 'Was one prescribed for you since we last asked? Do not change it on your own; call us.';
const everyDay = 'If you drink every day: do not stop suddenly on your own; call us.';
const mustEat = 'If you have diabetes or must eat, call us first.';
const withWater = 'This includes water. If you need water to take a medicine, call us first.';

function avoid(subject: GuidelineSubject, from: When): Rule {
  switch (subject) {
    case 'alcohol':
      return { lead: `No alcohol after ${at(from)}`, note: `${hangover} ${everyDay}` };
    case 'solid-food':
      return { lead: `No solid food after ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `Nothing to drink after ${at(from)}`, note: withWater };
    default:
      return {
        lead: `Do not take ${nameOf(subject)} from ${at(from)} onward`,
        note: sentences(things[subject]?.what, prescribedSince),
      };
  }
}

/** A window that an earlier message told in time: it goes on. */
function begun(subject: GuidelineSubject, from: When): Rule {
  switch (subject) {
    case 'alcohol':
      return { lead: `Still no alcohol, since ${at(from)}`, note: everyDay };
    case 'solid-food':
      return { lead: `Still no solid food, since ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `Still nothing to drink, since ${at(from)}`, note: withWater };
    default:
      return { lead: `Still no ${nameOf(subject)}, since ${at(from)}`, note: prescribedSince };
  }
}

/** A window that began before anyone could tell: from now on, and say what happened. */
function tooLate(subject: GuidelineSubject, from: When): Rule {
  const tell = (verb: string): string => `Tell us if you ${verb} after ${at(from)}.`;
  switch (subject) {
    case 'alcohol':
      return { lead: 'From now on, no alcohol', note: `${tell('drank any')} ${everyDay}` };
    case 'solid-food':
      return { lead: 'From now on, no solid food', note: `${tell('ate')} ${mustEat}` };
    case 'liquids':
      return { lead: 'From now on, nothing to drink', note: `${tell('drank')} ${withWater}` };
    default:
      return {
        lead: `From now on, do not take ${nameOf(subject)}`,
        note: sentences(things[subject]?.what, tell('took any'), prescribedSince),
      };
  }
}

function plan(subject: MedicineClass, clinician: string | null): Rule {
  return {
    lead: `Follow the plan that ${clinician ?? 'your clinician'} made with you for ${nameOf(subject)}`,
    note:
      subject === 'alcohol'
        ? 'Do not stop suddenly on your own; call us.'
        : 'Do not change it on your own; if you have no plan, call.',
  };
}

function goesOn(medicine: MedicineClass, takes: boolean): Rule {
  const name = nameOf(medicine);
  return {
    lead: takes ? `Keep taking ${name} as prescribed` : `Do you take ${name}? Keep taking it as prescribed`,
    note: null,
  };
}

/** "No vehicle … until": null where nothing holds beyond the end. */
export function vehicleUntil({ after, sleep }: VehicleUntil): string | null {
  if (after === null) return sleep ? "you have had a full night's sleep" : null;
  return `${after} after the end of your session${sleep ? ", and only after a full night's sleep" : ''}`;
}

function other(subject: GuidelineSubject): Rule {
  return { lead: `Ask your care team about this: ${subject.replaceAll('-', ' ')}`, note: null };
}

export const guidelines: Words['guidelines'] = {
  title: 'What to do, and by when',
  stillTitle: 'What you can still do',
  intro: 'Each of these starts at its time and lasts until your care team says that the session is over.',
  stillIntro: 'These times are still ahead of you. Each one lasts until your care team says that the session is over.',
  openTitle: 'What has begun already',
  openIntro:
    'These times had begun before we wrote to you. That is not your fault. What you do from now on still counts.',
  begunTitle: 'What still holds',
  begunIntro: 'This has begun already. It lasts until your care team says that the session is over.',
  alsoTitle: 'Also important',
  sessionStarts: 'Your session starts',
  avoid,
  begun,
  tooLate,
  plan,
  goesOn,
  bloodPressure: (takes) => ({
    lead: takes
      ? 'Blood pressure medicine: Keep taking it as prescribed'
      : 'Do you take blood pressure medicine? Keep taking it as prescribed',
    note: null,
  }),
  monitor: (name) =>
    name === null
      ? { lead: 'Someone has to be with you the whole time', note: 'Please tell your care team who it will be.' }
      : { lead: `${name} has to be with you the whole time`, note: 'Can they no longer come? Call us right away.' },
  vehicle: (until) => ({
    lead: `Afterwards, no vehicle, bicycle or heavy machinery until ${vehicleUntil(until) ?? 'your care team says that the session is over'}`,
    note: 'Please plan now how you will get around.',
  }),
  unsure: (phone) => `Not sure if something counts? Call us: ${phone}.`,
  other,
};
