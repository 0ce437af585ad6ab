/** What to do around a session, in Spanish: one sentence with weekday and clock for each guideline. */
import type { GuidelineSubject, MedicineClass } from '../domain/protocol.ts';
import type { ClockReading, When } from './times.ts';
import type { Rule, VehicleUntil, Words } from './words.ts';

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
};
/** A medicine without words here is named as the protocol names it. */
const nameOf = (medicine: MedicineClass): string => things[medicine]?.name ?? medicine.replaceAll('-', ' ');
const sentences = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
const hangover = 'La resaca también cuenta.';
const prescribedSince =
  '¿Le recetaron alguno desde la última vez que le preguntamos? No cambie nada por su cuenta; llámenos.';
const everyDay = 'Si bebe todos los días: no deje de beber de golpe por su cuenta; llámenos.';
const mustEat = 'Si tiene diabetes o necesita comer, llámenos antes.';
const withWater = 'Esto incluye el agua. Si necesita agua para tomar un medicamento, llámenos antes.';

function avoid(subject: GuidelineSubject, from: When): Rule {
  switch (subject) {
    case 'alcohol':
      return { lead: `No beba alcohol después de ${at(from)}`, note: `${hangover} ${everyDay}` };
    case 'solid-food':
      return { lead: `No coma alimentos sólidos después de ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `No beba nada después de ${at(from)}`, note: withWater };
    default:
      return {
        lead: `No tome ${nameOf(subject)} a partir de ${at(from)}`,
        note: sentences(things[subject]?.what, prescribedSince),
      };
  }
}

/** A window that an earlier message told in time: it goes on. */
function begun(subject: GuidelineSubject, from: When): Rule {
  switch (subject) {
    case 'alcohol':
      return { lead: `Siga sin beber alcohol, desde ${at(from)}`, note: everyDay };
    case 'solid-food':
      return { lead: `Siga sin comer alimentos sólidos, desde ${at(from)}`, note: mustEat };
    case 'liquids':
      return { lead: `Siga sin beber nada, desde ${at(from)}`, note: withWater };
    default:
      return { lead: `Siga sin tomar ${nameOf(subject)}, desde ${at(from)}`, note: prescribedSince };
  }
}

/** A window that began before anyone could tell: from now on, and say what happened. */
function tooLate(subject: GuidelineSubject, from: When): Rule {
  const tell = (verb: string): string => `Díganos si ${verb} después de ${at(from)}.`;
  switch (subject) {
    case 'alcohol':
      return { lead: 'Desde ahora, no beba alcohol', note: `${tell('bebió alcohol')} ${everyDay}` };
    case 'solid-food':
      return { lead: 'Desde ahora, no coma alimentos sólidos', note: `${tell('comió')} ${mustEat}` };
    case 'liquids':
      return { lead: 'Desde ahora, no beba nada', note: `${tell('bebió algo')} ${withWater}` };
    default:
      return {
        lead: `Desde ahora, no tome ${nameOf(subject)}`,
        note: sentences(things[subject]?.what, tell('tomó alguno'), prescribedSince),
      };
  }
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

/** "Nada de vehículos … hasta": null where nothing holds beyond the end. */
export function vehicleUntil({ after, sleep }: VehicleUntil): string | null {
  if (after === null) return sleep ? 'haber dormido una noche completa' : null;
  return `${after} después del final de la sesión${sleep ? ', y solo después de haber dormido una noche completa' : ''}`;
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

export const guidelines: Words['guidelines'] = {
  title: 'Qué hacer, y hasta cuándo',
  stillTitle: 'Lo que todavía puede hacer',
  intro: 'Cada punto empieza a su hora y dura hasta que su equipo de atención le diga que la sesión terminó.',
  stillIntro:
    'Estas horas aún no han llegado. Cada punto dura hasta que su equipo de atención le diga que la sesión terminó.',
  openTitle: 'Lo que ya empezó',
  openIntro:
    'Estas horas ya habían pasado cuando escribimos este mensaje. No es culpa suya. Lo que haga desde ahora también cuenta.',
  begunTitle: 'Lo que sigue en pie',
  begunIntro: 'Esto ya empezó. Dura hasta que su equipo de atención le diga que la sesión terminó.',
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
  vehicle: (until) => ({
    lead: `Después, nada de vehículos, bicicletas ni maquinaria pesada hasta ${vehicleUntil(until) ?? 'que su equipo de atención le diga que la sesión terminó'}`,
    note: 'Planee desde ahora cómo se va a trasladar.',
  }),
  unsure: (phone) => `¿No sabe si algo cuenta? Llámenos: ${phone}.`,
  other,
};
