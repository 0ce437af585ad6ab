import { describe, expect, it } from 'vitest';
import { deadlinesFor, start } from '../../scripts/mail-preview/example-views.ts';
import type { Deadline } from '../../shared/domain/message-view.ts';
import { type Speaking, speakDeadline, speakDeadlines } from '../../shared/text/deadlines.ts';
import { pickLanguage } from '../../shared/text/locales.ts';

const speaking: Speaking = {
  language: pickLanguage('en-US'),
  zones: { patient: 'America/Denver', others: ['America/Denver'] },
  clinicianName: 'Dr. Ana Reyes',
  monitorName: 'Luis Ortiz',
  late: false,
};
const weekAhead = '2027-01-13T18:00:00.000Z';
const dayBefore = '2027-01-19T21:00:00.000Z';

function said(
  subject: Deadline['subject'],
  now: string,
  takes: Deadline['subject'][] = [],
  changes: Partial<Speaking> = {},
) {
  const deadline = deadlinesFor(start.instant, now, takes).find((one) => one.subject === subject);
  if (!deadline) throw new Error(`no deadline about ${subject}`);
  const { lead, note } = speakDeadline(deadline, { ...speaking, ...changes });
  return [lead, note];
}

describe('what is said about each guideline', () => {
  it('gives deadlines as clock times with the weekday', () => {
    expect(said('solid-food', weekAhead)).toEqual([
      'No solid food after 7:00 AM on Wednesday',
      'If you have diabetes or must eat, call us first.',
    ]);
    expect(said('liquids', weekAhead)[0]).toBe('Nothing to drink after 9:00 AM on Wednesday');
    expect(said('alcohol', weekAhead)[0]).toBe('No alcohol after 10:00 AM on Tuesday');
  });

  it('gives both clock times where patient and clinic live by different clocks', () => {
    const zones = { patient: 'America/New_York', others: ['America/Denver'] };
    expect(said('solid-food', weekAhead, [], { zones })[0]).toBe(
      'No solid food after 9:00 AM on Wednesday, Eastern Time (7:00 AM Mountain Time)',
    );
  });

  it.each(['benzodiazepine', 'stimulant'] as const)('tells who takes no %ss from when on not to', (subject) => {
    const [lead, note] = said(subject, weekAhead);
    expect(lead).toBe(`Do not take ${subject}s from 10:00 AM on Tuesday onward`);
    // It may have been prescribed since: nobody is told to stop it.
    expect(note).toContain('Was one prescribed for you since we last asked? Do not change it on your own; call us.');
  });

  it.each(['benzodiazepine', 'stimulant'] as const)('never tells who takes %ss to stop, at any time', (subject) => {
    const plan = [
      `Follow the plan that Dr. Ana Reyes made with you for ${subject}s`,
      'Do not change it on your own; if you have no plan, call.',
    ];
    expect([
      said(subject, weekAhead, [subject]),
      said(subject, dayBefore, [subject]),
      said(subject, dayBefore, [subject], { late: true }),
    ]).toEqual([plan, plan, plan]);
  });

  it('never tells who drinks every day to stop suddenly', () => {
    expect(said('alcohol', weekAhead, ['alcohol'])).toEqual([
      'Follow the plan that Dr. Ana Reyes made with you for alcohol',
      'Do not stop suddenly on your own; call us.',
    ]);
    expect(said('alcohol', weekAhead)[1]).toContain(
      'If you drink every day: do not stop suddenly on your own; call us.',
    );
  });

  it('asks everyone to keep taking blood pressure medicine as prescribed', () => {
    expect([
      said('antihypertensive', weekAhead)[0],
      said('antihypertensive', weekAhead, ['antihypertensive'])[0],
    ]).toEqual([
      'Do you take blood pressure medicine? Keep taking it as prescribed',
      'Blood pressure medicine: Keep taking it as prescribed',
    ]);
  });

  describe('about a medicine that only the protocol names', () => {
    const own = { en: 'Stop your lithium two days before', es: 'Deje el litio dos días antes' };
    const about = (rule: Deadline['rule'], takes: boolean, locale = 'en-US', opens = true) =>
      speakDeadline(
        {
          subject: 'lithium',
          rule,
          opens: opens ? '2027-01-18T17:00:00.000Z' : null,
          open: false,
          takes,
          medicine: true,
          until: 'end',
          untilHours: null,
          words: own,
        },
        { ...speaking, language: pickLanguage(locale) },
      );

    it('who takes it hears of the plan, whatever the protocol says in its own words', () => {
      expect([
        about('avoid', true).lead,
        about('avoid', true, 'es-US').lead,
        about('avoid', true, 'en-US', false).lead,
      ]).toEqual([
        'Follow the plan that Dr. Ana Reyes made with you for lithium',
        'Siga el plan que Dr. Ana Reyes hizo con usted sobre litio',
        'Follow the plan that Dr. Ana Reyes made with you for lithium',
      ]);
    });

    it('who takes none is told not to take any, never to stop', () => {
      expect([about('avoid', false), about('avoid', false, 'es-US'), about('avoid', false, 'en-US', false)]).toEqual([
        {
          lead: 'Do not take lithium from 10:00 AM on Monday onward',
          note: 'Was one prescribed for you since we last asked? Do not change it on your own; call us.',
        },
        {
          lead: 'No tome litio a partir de las 10:00 a.m. del lunes',
          note: '¿Le recetaron alguno desde la última vez que le preguntamos? No cambie nada por su cuenta; llámenos.',
        },
        {
          lead: 'From the start of your session, no lithium until your care team says that the session is over',
          note: 'Was one prescribed for you since we last asked? Do not change it on your own; call us.',
        },
      ]);
    });

    it('that goes on, who takes it is to keep taking it', () => {
      expect([about('continue', true).lead, about('continue', false).lead]).toEqual([
        'Keep taking lithium as prescribed',
        'Do you take lithium? Keep taking it as prescribed',
      ]);
    });
  });

  it.each([
    ['night-of-sleep', null, "you have had a full night's sleep", 'que haya dormido una noche completa'],
    ['hours-after-end', 24, '24 hours after the end of your session', '24 horas después del final de la sesión'],
    [
      'end',
      null,
      'your care team says that the session is over',
      'que su equipo de atención le diga que la sesión terminó',
    ],
  ] as const)('says of driving what the protocol says: %s', (until, untilHours, english, spanish) => {
    const deadline = deadlinesFor(start.instant, weekAhead).find(({ subject }) => subject === 'vehicle-or-machinery');
    if (!deadline) throw new Error('no deadline about driving');
    const of = (locale: string) =>
      speakDeadline({ ...deadline, until, untilHours }, { ...speaking, language: pickLanguage(locale) }).lead;
    expect([of('en-US'), of('es-US')]).toEqual([
      `Afterwards, no vehicle, bicycle or heavy machinery until ${english}`,
      `Después, nada de vehículos, bicicletas ni maquinaria pesada hasta ${spanish}`,
    ]);
  });

  describe('that holds beyond the end of the session', () => {
    const longer = { until: 'hours-after-end', untilHours: 24 } as const;
    const of = (subject: string, changes: Partial<Deadline>, locale = 'en-US', late = false) => {
      const deadline = deadlinesFor(start.instant, changes.open ? dayBefore : weekAhead).find(
        (one) => one.subject === subject,
      );
      if (!deadline) throw new Error(`no deadline about ${subject}`);
      return speakDeadline({ ...deadline, ...changes }, { ...speaking, late, language: pickLanguage(locale) });
    };

    it('says how long, ahead, begun, and begun unannounced', () => {
      const holds = 'This holds until 24 hours after the end of your session.';
      expect(of('alcohol', longer)).toEqual({
        lead: 'No alcohol after 10:00 AM on Tuesday',
        note: `${holds} A hangover counts too. If you drink every day: do not stop suddenly on your own; call us.`,
      });
      for (const late of [false, true])
        expect(of('alcohol', { ...longer, open: true }, 'en-US', late).note).toContain(holds);
      expect(of('solid-food', { until: 'night-of-sleep' }, 'es-US').note).toBe(
        'Esto vale hasta que haya dormido una noche completa. Si tiene diabetes o necesita comer, llámenos antes.',
      );
    });

    it('says from when until when what begins with the session is avoided', () => {
      const after = { ...longer, opens: null };
      expect([of('alcohol', after), of('liquids', after, 'es-US'), of('benzodiazepine', after, 'es-US').lead]).toEqual([
        {
          lead: 'From the start of your session, no alcohol until 24 hours after the end of your session',
          note: 'If you drink every day: do not stop suddenly on your own; call us.',
        },
        {
          lead: 'Desde el inicio de la sesión, no beba nada hasta 24 horas después del final de la sesión',
          note: 'Esto incluye el agua. Si necesita agua para tomar un medicamento, llámenos antes.',
        },
        'Desde el inicio de la sesión, no tome benzodiacepinas hasta 24 horas después del final de la sesión',
      ]);
      // Who takes it has a plan, whatever the window.
      expect(of('benzodiazepine', { ...after, takes: true }).lead).toContain('Follow the plan');
    });

    it('says how long somebody is to be there, and how long the own rule of a protocol holds', () => {
      expect(of('monitor', longer).note).toBe(
        'This holds until 24 hours after the end of your session. Can they no longer come? Call us right away.',
      );
      const own = { subject: 'swimming', medicine: false, words: { en: 'No swimming', es: 'No nade' } } as const;
      expect([of('solid-food', { ...longer, ...own }), of('solid-food', { ...longer, ...own }, 'es-US')]).toEqual([
        {
          lead: 'No swimming',
          note: 'Wednesday 20 January, 7:00 AM. This holds until 24 hours after the end of your session.',
        },
        {
          lead: 'No nade',
          note: 'miércoles, 20 de enero, 7:00 a.m. Esto vale hasta 24 horas después del final de la sesión.',
        },
      ]);
    });
  });

  it('says of a window that was announced in time that it goes on', () => {
    expect(said('alcohol', dayBefore)[0]).toBe('Still no alcohol, since 10:00 AM on Tuesday');
  });

  it('never pretends that a window which began unannounced can still be kept', () => {
    expect(said('alcohol', dayBefore, [], { late: true })).toEqual([
      'From now on, no alcohol',
      'Tell us if you drank any after 10:00 AM on Tuesday. If you drink every day: do not stop suddenly on your own; call us.',
    ]);
  });

  it('sorts them by the clock, and keeps apart what has begun and what has no time', () => {
    const { ahead, begun, also } = speakDeadlines(
      deadlinesFor(start.instant, dayBefore, ['stimulant']).reverse(),
      speaking,
    );
    expect([ahead.map(({ when }) => when.clock), begun.length, also.length]).toEqual([['7:00 AM', '9:00 AM'], 2, 4]);
  });

  it('says noon and midnight in words', () => {
    const noon = deadlinesFor('2027-01-20T22:00:00.000Z', weekAhead).find(({ subject }) => subject === 'solid-food');
    const midnight = deadlinesFor('2027-01-20T10:00:00.000Z', weekAhead).find(
      ({ subject }) => subject === 'solid-food',
    );
    expect([noon, midnight].map((one) => one && speakDeadline(one, speaking).lead)).toEqual([
      'No solid food after 12:00 PM on Wednesday (noon)',
      'No solid food after 12:00 AM on Wednesday (midnight, when Tuesday ends)',
    ]);
  });
});
