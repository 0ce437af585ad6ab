/** What to do around a session, in Spanish: one sentence with weekday and clock for each guideline. */
import type { GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { ClockReading, When } from './times.ts';
import type { Beyond, HeldUntil, Rule, Words } from './words.ts';

/** "las 7:00 a.m.", but "la 1:00 p.m." */
export function hour(clock: string): string {
  return `${/^1:/.test(clock) ? 'la' : 'las'} ${clock}`;
}

/** Zones that have no name of their own go by their city. */
export function zoneWords(zone: string): string {
  return /^hora\b/i.test(zone) ? zone : `hora de ${zone}`;
}

function onDay(reading: ClockReading): string {
  const day = `${hour(reading.clock)} del ${reading.weekday}`;
  if (reading.special === 'noon') return `${day} (mediodía)`;
  return reading.special === 'midnight' ? `${day} (medianoche, cuando termina el ${reading.weekdayBefore})` : day;
}

/** "las 7:00 a.m. del miércoles", with the second clock where there is one. */
export function at(when: When): string {
  if (!when.other) return onDay(when);
  const sameDay = when.other.weekday === when.weekday;
  const other = `${sameDay ? when.other.clock : onDay(when.other)}, ${zoneWords(when.other.zone)}`;
  return `${onDay(when)}${when.zone ? `, ${zoneWords(when.zone)}` : ''} (${other})`;
}

const things: Readonly<Record<string, { name: string; what?: string }>> = {
  benzodiazepine: { name: 'benzodiacepinas', what: 'Son medicamentos para calmarse o para dormir.' },
  stimulant: { name: 'estimulantes', what: 'Son medicamentos o drogas que quitan el sueño o aumentan la atención.' },
  lithium: { name: 'litio' },
  maoi: { name: 'inhibidores de la MAO' },
  'ssri-or-snri': { name: 'ISRS o IRSN' },
  'solid-food': { name: 'alimentos sólidos' },
  liquids: { name: 'bebidas' },
  'vehicle-or-machinery': { name: 'vehículos, bicicletas ni maquinaria pesada' },
};
/** What has no words here is named as the protocol names it. */
const nameOf = (subject: GuidelineSubject): string => things[subject]?.name ?? subject.replaceAll('-', ' ');
/** "nada de alimentos sólidos", to stand inside a sentence. */
export const nothingOf = (subject: GuidelineSubject): string => `nada de ${nameOf(subject)}`;
export const begin = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentences = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' ');
const hangover = 'La resaca también cuenta.';
const prescribedSince =
  '¿Le recetaron alguno desde la última vez que le preguntamos? No cambie nada por su cuenta; llámenos.';
const cautions: Readonly<Record<string, string>> = {
  alcohol: 'Si bebe todos los días: no deje de beber de golpe por su cuenta; llámenos.',
  'solid-food': 'Si tiene diabetes o necesita comer, llámenos antes.',
  liquids: 'Esto incluye el agua. Si necesita agua para tomar un medicamento, llámenos antes.',
  'vehicle-or-machinery': '',
};
/** Nobody stops a medicine, starves or thirsts because a message said so. */
const cautionOf = (subject: GuidelineSubject): string => cautions[subject] ?? prescribedSince;

type Verbs = { not: string; without: string; did: string };
const verbs: Readonly<Record<string, Verbs>> = {
  alcohol: { not: 'no beba alcohol', without: 'beber alcohol', did: 'bebió alcohol' },
  'solid-food': { not: 'no coma alimentos sólidos', without: 'comer alimentos sólidos', did: 'comió' },
  liquids: { not: 'no beba nada', without: 'beber nada', did: 'bebió algo' },
};
/** Anything else to be avoided is a medicine. */
const verbsOf = (subject: GuidelineSubject): Verbs =>
  verbs[subject] ?? { not: `no tome ${nameOf(subject)}`, without: `tomar ${nameOf(subject)}`, did: 'tomó alguno' };

function avoid(subject: GuidelineSubject, from: When): Rule {
  const since = verbs[subject] ? 'después de' : 'a partir de';
  return {
    lead: `${begin(verbsOf(subject).not)} ${since} ${at(from)}`,
    note: sentences(things[subject]?.what, subject === 'alcohol' ? hangover : null, cautionOf(subject)),
  };
}

/** A window that an earlier message told in time: it goes on. */
function begun(subject: GuidelineSubject, from: When): Rule {
  return { lead: `Siga sin ${verbsOf(subject).without}, desde ${at(from)}`, note: cautionOf(subject) };
}

/** A window that began before anyone could tell: from now on, and say what happened. */
function tooLate(subject: GuidelineSubject, from: When): Rule {
  const { not, did } = verbsOf(subject);
  return {
    lead: `Desde ahora, ${not}`,
    note: sentences(things[subject]?.what, `Díganos si ${did} después de ${at(from)}.`, cautionOf(subject)),
  };
}

function plan(subject: MedicineClass, clinician: string | null): Rule {
  const whose = clinician ?? 'su profesional de salud';
  return {
    lead: `Siga el plan que ${whose} hizo con usted sobre ${subject === 'alcohol' ? 'el alcohol' : nameOf(subject)}`,
    note:
      subject === 'alcohol'
        ? 'No deje de beber de golpe por su cuenta; llámenos.'
        : 'No lo cambie por su cuenta; si no tiene un plan, llame.',
  };
}

/** "hasta …": null where nothing holds beyond the end. */
function beyondEnd({ after, sleep }: Beyond): string | null {
  if (after === null) return sleep ? 'que haya dormido una noche completa' : null;
  return `${after} después del final de la sesión${slept(sleep)}`;
}

/** "antes de 8:00", for what holds until then. */
export const notBefore = (when: When, sleep: boolean): string => `antes de ${at(when)}${slept(sleep)}`;

export const slept = (sleep: boolean): string => (sleep ? ', y solo después de haber dormido una noche completa' : '');

const isOver = 'que su equipo de atención le diga que la sesión terminó';

function afterwards(subject: GuidelineSubject, until: Beyond): Rule {
  const vehicle = subject === 'vehicle-or-machinery';
  const what = vehicle ? `Después, ${nothingOf(subject)}` : `Desde el inicio de la sesión, ${verbsOf(subject).not}`;
  return {
    lead: `${what} hasta ${beyondEnd(until) ?? isOver}`,
    note: vehicle ? 'Planee desde ahora cómo se va a trasladar.' : cautionOf(subject),
  };
}

/** What holds when the session is over. */
export const after: Pick<Words['after'], 'avoid' | 'until'> = {
  avoid: (subject, until) => ({
    lead: `${begin(nothingOf(subject))} ${until.at ? notBefore(until.at, until.sleep) : `hasta ${beyondEstimate(until)}`}`,
    note:
      sentences(
        until.at && until.sleep ? 'Las dos cosas deben cumplirse. Si durmió mal, espere más.' : null,
        cautionOf(subject),
      ) || null,
  }),
  until: (until) =>
    until.at
      ? `Hasta ${at(until.at)}${until.sleep ? ', y hasta que haya dormido una noche completa' : ''}.`
      : `Hasta ${beyondEstimate(until)}.`,
};

function beyondEstimate(until: Beyond): string {
  const first = beyondEnd(until);
  const word = 'que su equipo de atención le haya escrito o llamado';
  return first === null ? word : `${first}, y hasta ${word}`;
}

export function still(subject: GuidelineSubject, until: HeldUntil | null): string {
  return until?.at
    ? `Todavía ${nothingOf(subject)} ${notBefore(until.at, until.sleep)}`
    : `Si aún no ha dormido una noche completa: todavía ${nothingOf(subject)}`;
}

function goesOn(medicine: MedicineClass, takes: boolean): Rule {
  const name = nameOf(medicine);
  return {
    lead: takes ? `Siga tomando ${name} como se lo recetaron` : `¿Toma ${name}? Siga tomándolo como se lo recetaron`,
    note: null,
  };
}

// A subject without words here is named as the protocol names it: better a foreign word than none.
function other(subject: GuidelineSubject): Rule {
  return { lead: `Pregunte a su equipo de atención sobre esto: ${subject.replaceAll('-', ' ')}`, note: null };
}

const orLonger = (longer: boolean): string => (longer ? ', o más tiempo donde así se indica' : '');

export const guidelines: Words['guidelines'] = {
  title: 'Qué hacer, y hasta cuándo',
  stillTitle: 'Lo que todavía puede hacer',
  intro: (longer) => `Cada punto empieza a su hora y dura hasta ${isOver}${orLonger(longer)}.`,
  stillIntro: (longer) => `Estas horas aún no han llegado. Cada punto dura hasta ${isOver}${orLonger(longer)}.`,
  openTitle: 'Lo que ya empezó',
  openIntro:
    'Estas horas ya habían pasado cuando escribimos este mensaje. No es culpa suya. Lo que haga desde ahora también cuenta.',
  begunTitle: 'Lo que sigue en pie',
  begunIntro: (longer) => `Esto ya empezó. Dura hasta ${isOver}${orLonger(longer)}.`,
  alsoTitle: 'También es importante',
  sessionStarts: 'Empieza su sesión',
  avoid,
  begun,
  tooLate,
  plan,
  goesOn,
  bloodPressure: (takes) => ({
    lead: takes
      ? 'Medicamento para la presión: siga tomándolo como se lo recetaron'
      : '¿Toma un medicamento para la presión? Siga tomándolo como se lo recetaron',
    note: null,
  }),
  monitor: (name) =>
    name === null
      ? { lead: 'Alguien debe estar con usted todo el tiempo', note: 'Dígale a su equipo de atención quién será.' }
      : { lead: `${name} debe estar con usted todo el tiempo`, note: '¿Ya no puede venir? Llámenos enseguida.' },
  afterwards,
  holds: (until) => {
    const beyond = beyondEnd(until);
    return beyond && `Esto vale hasta ${beyond}.`;
  },
  unsure: (phone) => `¿No sabe si algo cuenta? Llámenos: ${phone}.`,
  other,
};
