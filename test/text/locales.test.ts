import { describe, expect, it } from 'vitest';
import { deadlinesFor, start } from '../../scripts/mail-preview/example-views.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import { type Speaking, speakDeadline } from '../../shared/text/deadlines.ts';
import { en } from '../../shared/text/en.ts';
import { es } from '../../shared/text/es.ts';
import { type Language, languageCodes, pickLanguage } from '../../shared/text/locales.ts';
import { neutralText } from '../../shared/text/names.ts';
import { readWhen } from '../../shared/text/times.ts';
import type { Words } from '../../shared/text/words.ts';
import { everyView } from '../mail/reading.ts';

/** Every sentence that takes nothing, and the name of every one that takes something. */
function leaves(words: unknown, path = ''): [string, unknown][] {
  if (typeof words !== 'object' || words === null) return [[path, typeof words === 'function' ? 'function' : words]];
  return Object.entries(words).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

const others = languageCodes
  .filter((code) => code !== 'en')
  .map((code): [string, Words] => [code, pickLanguage(code).words]);
const languages: Language[] = [...languageCodes, 'en-US', 'en-GB', 'es-US', 'es-MX', 'es-ES'].map(pickLanguage);
const avoided = ['benzodiazepine', 'stimulant', 'alcohol', 'solid-food', 'liquids'];
const denver = { patient: 'America/Denver', others: ['America/Denver'] };

describe('every language', () => {
  it.each(others)('says everything that English says, in its own words: %s', (_, words) => {
    const english = new Map(leaves(en));
    const own = leaves(words);
    expect(own.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
    const same = own.filter(
      ([path, value]) =>
        path !== '.direction' && typeof value === 'string' && value !== 'function' && english.get(path) === value,
    );
    expect(same).toEqual([]);
    expect(own.filter(([, value]) => typeof value === 'string' && value.trim() === '')).toEqual([]);
  });

  it('gives every deadline as a sentence of its own, with its weekday and its clock time', () => {
    // On the hour of one, at noon, at midnight, and on an ordinary morning.
    const instants = [
      '2027-01-20T20:00:00.000Z',
      '2027-01-20T19:00:00.000Z',
      '2027-01-20T07:00:00.000Z',
      start.instant,
    ];
    for (const { locale, words } of languages) {
      for (const instant of instants) {
        const when = readWhen(instant, denver, locale);
        for (const subject of avoided) {
          const said = (['avoid', 'begun', 'tooLate'] as const).map((how) => words.guidelines[how](subject, when));
          expect(new Set(said.map(({ lead }) => lead)).size, `${locale} ${subject}`).toBe(3);
          for (const { lead, note } of said) {
            expect(`${lead} ${note}`, `${locale} ${subject}`).toContain(when.clock);
            expect(`${lead} ${note}`, `${locale} ${subject}`).toContain(when.weekday);
          }
        }
        for (const subject of [...avoided, 'vehicle-or-machinery']) {
          const until = { at: when, after: null, sleep: true };
          const told = [
            words.after.avoid(subject, until).lead,
            words.after.until(until),
            words.nextDay.still(subject, until),
            words.monitor.avoid(subject, until, null).lead,
          ];
          for (const said of told) {
            expect(said, `${locale} ${subject}`).toContain(when.clock);
            expect(said, `${locale} ${subject}`).toContain(when.weekday);
          }
        }
      }
    }
  });

  it('gives both clocks where patient and clinic live by different ones', () => {
    const when = (locale: string) =>
      readWhen('2027-01-20T14:00:00.000Z', { patient: 'America/New_York', others: ['America/Denver'] }, locale);
    for (const { locale, words } of languages) {
      const { lead } = words.guidelines.avoid('solid-food', when(locale));
      for (const clock of [when(locale), when(locale).other]) {
        expect(lead).toContain(clock?.clock);
        expect(lead).toContain(clock?.zone);
      }
    }
  });
});

const speaking: Speaking = {
  language: pickLanguage('es-US'),
  zones: denver,
  clinicianName: 'Dra. Ana Reyes',
  monitorName: 'Luis Ortiz',
  late: false,
};

function said(
  subject: string,
  takes = false,
  changes: Partial<Speaking> = {},
  now = '2027-01-13T18:00:00.000Z',
): string {
  const deadline = deadlinesFor(start.instant, now).find((one) => one.subject === subject);
  if (!deadline) throw new Error(`no deadline about ${subject}`);
  return speakDeadline({ ...deadline, takes }, { ...speaking, ...changes }).lead;
}

describe('Spanish', () => {
  it('gives deadlines as people say them', () => {
    expect([said('solid-food'), said('liquids'), said('alcohol'), said('benzodiazepine')]).toEqual([
      'No coma alimentos sólidos después de las 7:00 a.m. del miércoles',
      'No beba nada después de las 9:00 a.m. del miércoles',
      'No beba alcohol después de las 10:00 a.m. del martes',
      'No tome benzodiacepinas a partir de las 10:00 a.m. del martes',
    ]);
    expect(said('alcohol', false, {}, '2027-01-19T21:00:00.000Z')).toBe(
      'Siga sin beber alcohol, desde las 10:00 a.m. del martes',
    );
    expect(said('alcohol', false, { late: true }, '2027-01-19T21:00:00.000Z')).toBe('Desde ahora, no beba alcohol');
  });

  it('never tells who takes a prescribed medicine to stop, skip or change it', () => {
    expect([
      said('benzodiazepine', true),
      said('stimulant', true),
      said('alcohol', true),
      said('antihypertensive', true),
    ]).toEqual([
      'Siga el plan que Dra. Ana Reyes hizo con usted sobre benzodiacepinas',
      'Siga el plan que Dra. Ana Reyes hizo con usted sobre estimulantes',
      'Siga el plan que Dra. Ana Reyes hizo con usted sobre el alcohol',
      'Medicamento para la presión: siga tomándolo como se lo recetaron',
    ]);
  });

  it('keeps the clock of its country: twelve hours in the Americas, twenty-four in Spain', () => {
    expect(said('solid-food', false, { language: pickLanguage('es-MX') })).toContain('las 7:00 a.m. del miércoles');
    const { words } = pickLanguage('es-ES');
    const when = (at: string) => readWhen(at, denver, 'es-ES');
    expect([
      words.guidelines.avoid('liquids', when('2027-01-20T20:00:00.000Z')).lead,
      words.guidelines.avoid('liquids', when('2027-01-20T08:00:00.000Z')).lead,
      words.guidelines.avoid('liquids', when('2027-01-20T19:00:00.000Z')).lead,
      words.guidelines.avoid('liquids', when('2027-01-20T07:00:00.000Z')).lead,
    ]).toEqual([
      'No beba nada después de las 13:00 del miércoles',
      'No beba nada después de la 1:00 del miércoles',
      'No beba nada después de las 12:00 del miércoles (mediodía)',
      'No beba nada después de las 0:00 del miércoles (medianoche, cuando termina el martes)',
    ]);
  });

  it('names a city where both zones go by one name', () => {
    const when = { ...readWhen(start.instant, denver, 'es-US'), zone: 'Vancouver' };
    const other = { ...when, zone: 'Los Angeles', clock: '9:00 a.m.' };
    expect(es.guidelines.avoid('liquids', { ...when, other }).lead).toBe(
      'No beba nada después de las 10:00 a.m. del miércoles, hora de Vancouver (9:00 a.m., hora de Los Angeles)',
    );
  });

  it('has no English left in any message, calls everyone "usted", and does not guess a gender', async () => {
    const english = /\b(the|you|your|please|and|with|until|this|call|session|time|is|not|we|team|page)\b/i;
    const familiar = /\b(tú|tu|tus|te|ti|contigo|vos|vosotros|vuestr[oa]s?)\b/i;
    const gendered = /\b(bienvenid[oa]|paciente|juntos|cuidador[a]?|nosotr[oa]s)\b/i;
    for (const [name, view] of everyView.filter(([, one]) => one.locale === 'es-US')) {
      const { subject, text } = await renderMessage(view);
      const words = `${subject}\n${text}`.replace(/https:\S+/g, '');
      for (const pattern of [english, familiar, gendered]) expect(pattern.exec(words)?.[0], name).toBeUndefined();
    }
  });

  it('keeps names from anywhere in their place', async () => {
    const [, view] = everyView.find(([, one]) => one.locale === 'es-US' && one.template === 'booked') ?? [];
    if (!view) throw new Error('no Spanish message');
    const greeting = async (name: string) =>
      (await renderMessage({ ...view, reader: { ...view.reader, name } })).text.split('\n')[0];
    expect([await greeting('Íñigo Peña'), await greeting('מאיה אורטיז'), await greeting('<b>Ana</b>')]).toEqual([
      'Hola, Íñigo:',
      'Hola, \u2068מאיה\u2069:',
      'Hola, <b>Ana</b>:',
    ]);
    expect((await renderMessage({ ...view, reader: { ...view.reader, name: '<b>Ana</b>' } })).html).toContain(
      '&lt;b&gt;Ana',
    );
  });
});

describe('which language', () => {
  it.each([
    ['en-GB', 'en-GB', 'Your care team'],
    ['es-US', 'es-US', 'Su equipo de atención'],
    ['es-419', 'es-419', 'Su equipo de atención'],
    ['es', 'es', 'Su equipo de atención'],
    ['de-DE', 'en-US', 'Your care team'],
    ['xx', 'en-US', 'Your care team'],
    ['not a locale', 'en-US', 'Your care team'],
    ['', 'en-US', 'Your care team'],
  ])('%j has words and dates alike, or both in English', (requested, locale, careTeam) => {
    expect(pickLanguage(requested)).toMatchObject({ locale, words: { careTeam } });
  });
});

describe('what a clinic typed', () => {
  it('is left out where it tells in any of the languages what a session is', () => {
    const telling = [
      'Clínica de Ketamina',
      'Centro de terapias psicodélicas',
      'Clinique de thérapie',
      'Ｋｅｔａｍｉｎｅ Clinic',
      'Depression Center',
      'Dra. Ruiz, psiquiatra',
      'Sala de dosis',
      'Kim Ito, psychologist',
    ];
    expect(telling.filter((text) => neutralText(text) !== null)).toEqual([]);
    const neutral = ['Juniper Clinic', 'Clínica San José', 'Casa de Maya, piso 2'];
    expect(neutral.map(neutralText)).toEqual(neutral);
  });
});
