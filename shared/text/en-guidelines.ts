/** What to do around a session, in English: one sentence with weekday and clock for each guideline. */
import type { GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { ClockReading, When } from './times.ts';
import type { Beyond, HeldUntil, Rule, Words } from './words.ts';

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
  'solid-food': { name: 'solid food' },
  'vehicle-or-machinery': { name: 'vehicle, bicycle or heavy machinery' },
};
/** What has no words here is named as the protocol names it. */
const nameOf = (subject: GuidelineSubject): string => things[subject]?.name ?? subject.replaceAll('-', ' ');
/** "no solid food", to stand inside a sentence. */
export const nothingOf = (subject: GuidelineSubject): string =>
  subject === 'liquids' ? 'nothing to drink' : `no ${nameOf(subject)}`;
export const begin = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentences = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' ');
const hangover = 'A hangover counts too.';
const prescribedSince = 'Was one prescribed for you since we last asked? Do not change it on your own; call us.';
const everyDay = 'If you drink every day: do not stop suddenly on your own; call us.';
const cautions: Readonly<Record<string, string>> = {
  alcohol: everyDay,
  'solid-food': 'If you have diabetes or must eat, call us first.',
  liquids: 'This includes water. If you need water to take a medicine, call us first.',
  'vehicle-or-machinery': '',
};
/** Nobody stops a medicine, starves or thirsts because a message said so. */
const cautionOf = (subject: GuidelineSubject): string => cautions[subject] ?? prescribedSince;
const isMedicine = (subject: GuidelineSubject): boolean => cautions[subject] === undefined;

function avoid(subject: GuidelineSubject, from: When): Rule {
  if (isMedicine(subject))
    return {
      lead: `Do not take ${nameOf(subject)} from ${at(from)} onward`,
      note: sentences(things[subject]?.what, prescribedSince),
    };
  return {
    lead: `${begin(nothingOf(subject))} after ${at(from)}`,
    note: sentences(subject === 'alcohol' ? hangover : null, cautionOf(subject)),
  };
}

/** A window that an earlier message told in time: it goes on. */
function begun(subject: GuidelineSubject, from: When): Rule {
  return { lead: `Still ${nothingOf(subject)}, since ${at(from)}`, note: cautionOf(subject) };
}

const did: Readonly<Record<string, string>> = { alcohol: 'drank any', 'solid-food': 'ate', liquids: 'drank' };

/** A window that began before anyone could tell: from now on, and say what happened. */
function tooLate(subject: GuidelineSubject, from: When): Rule {
  const medicine = isMedicine(subject);
  return {
    lead: `From now on, ${medicine ? `do not take ${nameOf(subject)}` : nothingOf(subject)}`,
    note: sentences(
      things[subject]?.what,
      `Tell us if you ${did[subject] ?? 'took any'} after ${at(from)}.`,
      cautionOf(subject),
    ),
  };
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

/** "until …": null where nothing holds beyond the end. */
function beyondEnd({ after, sleep }: Beyond): string | null {
  if (after === null) return sleep ? "you have had a full night's sleep" : null;
  return `${after} after the end of your session${slept(sleep)}`;
}

/** "before 8:00", for what holds until then. */
export const notBefore = (when: When, sleep: boolean): string => `before ${at(when)}${slept(sleep)}`;

export const slept = (sleep: boolean): string => (sleep ? ", and only after a full night's sleep" : '');

const isOver = 'your care team says that the session is over';

function afterwards(subject: GuidelineSubject, until: Beyond): Rule {
  const vehicle = subject === 'vehicle-or-machinery';
  return {
    lead: `${vehicle ? 'Afterwards' : 'From the start of your session'}, ${nothingOf(subject)} until ${beyondEnd(until) ?? isOver}`,
    note: vehicle ? 'Please plan now how you will get around.' : cautionOf(subject),
  };
}

/** What holds when the session is over. */
export const after: Pick<Words['after'], 'avoid' | 'until'> = {
  avoid: (subject, until) => ({
    lead: `${begin(nothingOf(subject))} ${until.at ? notBefore(until.at, until.sleep) : `until ${beyondEstimate(until)}`}`,
    note:
      sentences(
        until.at && until.sleep ? 'Both have to be true. If you slept badly, wait longer.' : null,
        cautionOf(subject),
      ) || null,
  }),
  until: (until) =>
    until.at
      ? `Until ${at(until.at)}${until.sleep ? ", and until you have had a full night's sleep" : ''}.`
      : `Until ${beyondEstimate(until)}.`,
};

function beyondEstimate(until: Beyond): string {
  const first = beyondEnd(until);
  const word = 'your care team has written or called you';
  return first === null ? word : `${first}${until.after === null ? ' and ' : ', and until '}${word}`;
}

export function still(subject: GuidelineSubject, until: HeldUntil | null): string {
  return until?.at
    ? `Still ${nothingOf(subject)} ${notBefore(until.at, until.sleep)}`
    : `If you have not had a full night's sleep yet: still ${nothingOf(subject)}`;
}

function other(subject: GuidelineSubject): Rule {
  return { lead: `Ask your care team about this: ${subject.replaceAll('-', ' ')}`, note: null };
}

const orLonger = (longer: boolean): string => (longer ? ', or longer where it says so' : '');

export const guidelines: Words['guidelines'] = {
  title: 'What to do, and by when',
  stillTitle: 'What you can still do',
  intro: (longer) => `Each of these starts at its time and lasts until ${isOver}${orLonger(longer)}.`,
  stillIntro: (longer) => `These times are still ahead of you. Each one lasts until ${isOver}${orLonger(longer)}.`,
  openTitle: 'What has begun already',
  openIntro:
    'These times had begun before we wrote to you. That is not your fault. What you do from now on still counts.',
  begunTitle: 'What still holds',
  begunIntro: (longer) => `This has begun already. It lasts until ${isOver}${orLonger(longer)}.`,
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
  afterwards,
  holds: (until) => {
    const beyond = beyondEnd(until);
    return beyond && `This holds until ${beyond}.`;
  },
  unsure: (phone) => `Not sure if something counts? Call us: ${phone}.`,
  other,
};
