import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aSession,
  aView,
  deadlinesFor,
  holdsLonger,
  lasting,
  start,
  templates,
} from '../../scripts/mail-preview/example-views.ts';
import type { Lasting, MessageView } from '../../shared/domain/message-view.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import { held } from './reading.ts';

const reader = aView('booked').reader;

describe('what each message says', () => {
  const text = async (...view: Parameters<typeof aView>) => (await renderMessage(aView(...view))).text;
  const alone = 'Take nothing until your care team has started the session with you, and never without Luis Ortiz.';
  const vulnerable = 'you are more vulnerable than usual, and accidents happen more easily.';

  it('gives the time first, then what to do by the clock, earliest first', async () => {
    const booked = await text('booked');
    const order = [
      'Hello Maya,',
      'Wednesday 20 January, 10:00 AM',
      alone,
      'Tuesday 19 January',
      'No alcohol after 10:00 AM on Tuesday.',
      'Wednesday 20 January\n',
      'No solid food after 7:00 AM on Wednesday.',
      'Nothing to drink after 9:00 AM on Wednesday.',
      'Your session starts.',
      vulnerable,
    ].map((part) => booked.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it('warns against taking anything alone at home, and only there', async () => {
    for (const template of [
      'booked',
      'booked-late',
      'moved',
      'confirmed',
      'reminder-3d',
      'reminder-24h',
      'reminder-3h',
      'resumed',
    ] as const) {
      expect(await text(template), template).toContain(alone);
      expect(await text(template, 'integration'), template).not.toContain('Take nothing');
    }
    expect(await text('booked', 'dosing', { session: aSession('dosing', { mode: 'clinic' }) })).not.toContain(
      'Take nothing',
    );
    expect(await text('booked', 'dosing', { session: aSession('dosing', { monitorName: null }) })).toContain(
      'and never without the person who is to be with you.',
    );
  });

  it('says in a cancellation to take nothing and to keep to medicines and meals', async () => {
    expect(await text('cancelled')).toContain('Take nothing. Keep to your usual medicines and meals.');
    expect(await text('cancelled', 'integration')).toContain('There is nothing you need to do.');
  });

  it('leaves the times of a booked session standing during a pause: it may go on in time', async () => {
    const paused = await text('on-hold');
    expect(paused).toContain('Take nothing for your session during the pause.');
    expect(paused).toContain('keep to the times that we sent you, as if there were no pause');
  });

  it('warns in the booking and afterwards that one is more vulnerable', async () => {
    expect(await text('booked')).toContain(vulnerable);
    expect(await text('booked-late')).toContain(vulnerable);
    expect(await text('after')).toContain(vulnerable);
    expect(await text('booked', 'integration')).not.toContain(vulnerable);
  });

  it('says what can still be followed in a late booking, and does not pretend about the rest', async () => {
    const late = await text('booked-late');
    for (const part of [
      'Your session is not confirmed yet. Your care team will call you.',
      'These times had begun before we wrote to you.',
      'From now on, no alcohol.',
      'Tell us if you drank any after 10:00 AM on Tuesday.',
      'No solid food after 7:00 AM on Wednesday.',
      'Nothing to drink after 9:00 AM on Wednesday.',
    ]) {
      expect(late).toContain(part);
    }
    expect(late).not.toContain('No alcohol after');
  });

  it("asks to call where a late booking is nobody's task yet", async () => {
    expect(await text('booked-late', 'dosing', { blocked: false })).toContain(
      'Your session is not confirmed yet. Please call us now, so that we can go through it together: +1 303 555 0110.',
    );
  });

  it('says in the reminders of a blocked session that it is not confirmed yet', async () => {
    for (const template of ['reminder-3d', 'reminder-24h', 'reminder-3h'] as const) {
      expect(await text(template, 'dosing', { blocked: true }), template).toContain(
        'Your session is not confirmed yet.',
      );
      expect(await text(template), template).not.toContain('not confirmed yet');
      // Booked late, and a clinician has decided to go on since.
      expect(await text(template, 'dosing', { late: true }), template).not.toContain('not confirmed yet');
    }
  });

  it('asks to take nothing and to wait for a call while something is not settled', async () => {
    const notYet = await text('not-yet');
    expect(notYet).toContain('Take nothing. Keep to your usual medicines and wait for our call.');
    expect(notYet).toContain('Your care team will call you.');
    expect(notYet).not.toContain('No solid food');
  });

  it('carries the content of the reminders that were merged into it', async () => {
    expect(await text('booked', 'dosing', { carries: ['reminder-3d'] })).toContain(
      'Please read the times below, and check with Luis Ortiz that the day still works.',
    );
    expect(await text('not-yet', 'dosing', { carries: ['reminder-3h'] })).toContain(
      'No solid food after 7:00 AM on Wednesday.',
    );
  });

  it('gives every session that goes on its own times, and calls none late that is not', async () => {
    const now = '2027-01-19T21:00:00.000Z';
    const later = { ...start, at: '2027-01-27T10:00', instant: '2027-01-27T17:00:00.000Z' };
    const resumed = await text('resumed', 'dosing', {
      now,
      late: true,
      upcoming: [
        { ...aSession('dosing'), deadlines: deadlinesFor(start.instant, now), blocked: true },
        { ...aSession('dosing', { start: later }), deadlines: deadlinesFor(later.instant, now), blocked: false },
      ],
    });
    const [first, second] = resumed.split('Wednesday 27 January, 10:00 AM');
    expect(first).toContain('From now on, no alcohol.');
    expect(first).toContain('Your session is not confirmed yet. Your care team will call you.');
    expect(second).toContain('No alcohol after 10:00 AM on Tuesday.');
    expect(second).not.toMatch(/From now on|not confirmed/);
  });

  it('names the earlier time in a move, and that it no longer counts', async () => {
    const moved = await text('moved');
    expect(moved).toContain('Before: Monday 18 January, 2:00 PM');
    expect(moved).toContain('Please forget the old one, and the times that we sent you for it.');
    const place = await renderMessage(aView('moved', 'dosing', { previousStart: start }));
    expect([place.subject, place.text.includes('Before:')]).toEqual(['Your session has changed', false]);
  });

  it("says when nobody drives, by the clock and after a night's sleep", async () => {
    expect(await text('after')).toContain(
      "No vehicle, bicycle or heavy machinery before 8:00 AM on Thursday, and only after a full night's sleep.",
    );
  });

  describe('where a protocol counts hours instead of a night', () => {
    const until = '2027-01-21T19:00:00.000Z';
    const counted = lasting({ hoursAfterEnd: 24, sleep: false, until });

    it('says when nobody drives by the clock alone', async () => {
      const said = await text('after', 'dosing', { lasting: [counted] });
      expect(said).toContain('No vehicle, bicycle or heavy machinery before 12:00 PM on Thursday (noon).');
      expect(said).not.toMatch(/sleep|slept/);
      const spanish = await text('after', 'dosing', { lasting: [counted], locale: 'es-US' });
      expect(spanish).toContain(
        'Nada de vehículos, bicicletas ni maquinaria pesada antes de las 12:00 p.m. del jueves (mediodía).',
      );
      expect(spanish).not.toMatch(/dormi|durmi|dos cosas/);
    });

    it('says so in an estimate, without an instant', async () => {
      const said = await text('after', 'dosing', { lasting: [{ ...counted, until: null }], after: null });
      expect(said).toContain(
        'No vehicle, bicycle or heavy machinery until 24 hours after the end of your session, and until your care team has written or called you.',
      );
    });

    it('repeats the next morning what still holds', async () => {
      const nextDay = (locale = 'en-US') => text('next-day', 'dosing', { lasting: [counted], locale });
      expect(await nextDay()).toContain(
        'Still no vehicle, bicycle or heavy machinery before 12:00 PM on Thursday (noon).',
      );
      expect(await nextDay('es-US')).toContain(
        'Todavía nada de vehículos, bicicletas ni maquinaria pesada antes de las 12:00 p.m. del jueves (mediodía).',
      );
    });
  });

  it("reminds the next morning of a night's sleep that is owed, and of nothing that is over", async () => {
    expect(await text('next-day')).toContain(
      "If you have not had a full night's sleep yet: still no vehicle, bicycle or heavy machinery.",
    );
    expect(await text('next-day', 'dosing', { lasting: [] })).not.toMatch(/vehicle|sleep/);
  });

  it('says nothing of driving after the end where the protocol does not, but in an estimate', async () => {
    expect(await text('after', 'dosing', { lasting: [] })).not.toMatch(/vehicle/);
    const yet = lasting({ sleep: false, until: null });
    expect(await text('after', 'dosing', { lasting: [yet], after: null })).toContain(
      'No vehicle, bicycle or heavy machinery until your care team has written or called you.',
    );
  });

  describe('where other rules hold beyond the end', () => {
    const until = '2027-01-21T20:00:00.000Z';
    const rule = (changes: Partial<Lasting>) =>
      lasting({ hoursAfterEnd: 25, sleep: false, medicine: true, until, ...changes });
    const rules = [
      lasting(),
      rule({ subject: 'alcohol' }),
      rule({ subject: 'solid-food' }),
      rule({ subject: 'liquids' }),
      rule({ subject: 'benzodiazepine' }),
      rule({ subject: 'stimulant', takes: true }),
      rule({ subject: 'swimming', medicine: false, words: { en: 'No swimming', es: 'No nade' }, sleep: true }),
      rule({ subject: 'monitor', rule: 'have', medicine: false }),
    ];
    it('says each until its own time, and who takes a medicine hears of their plan', async () => {
      expect(held(await text('after', 'dosing', { lasting: rules }))).toEqual([
        'No alcohol before 1:00 PM on Thursday.',
        'If you drink every day: do not stop suddenly on your own; call us.',
        'No solid food before 1:00 PM on Thursday.',
        'If you have diabetes or must eat, call us first.',
        'Nothing to drink before 1:00 PM on Thursday.',
        'This includes water. If you need water to take a medicine, call us first.',
        'No benzodiazepines before 1:00 PM on Thursday.',
        'Was one prescribed for you since we last asked? Do not change it on your own; call us.',
        'Follow the plan that Dr. Ana Reyes made with you for stimulants.',
        'Do not change it on your own; if you have no plan, call.',
        'No swimming.',
        "Until 1:00 PM on Thursday, and until you have had a full night's sleep.",
        'Luis Ortiz has to be with you the whole time.',
        'Until 1:00 PM on Thursday.',
      ]);
      expect(held(await text('after', 'dosing', { lasting: rules, locale: 'es-US' }))).toEqual([
        'Nada de alcohol antes de la 1:00 p.m. del jueves.',
        'Si bebe todos los días: no deje de beber de golpe por su cuenta; llámenos.',
        'Nada de alimentos sólidos antes de la 1:00 p.m. del jueves.',
        'Si tiene diabetes o necesita comer, llámenos antes.',
        'Nada de bebidas antes de la 1:00 p.m. del jueves.',
        'Esto incluye el agua. Si necesita agua para tomar un medicamento, llámenos antes.',
        'Nada de benzodiacepinas antes de la 1:00 p.m. del jueves.',
        '¿Le recetaron alguno desde la última vez que le preguntamos? No cambie nada por su cuenta; llámenos.',
        'Siga el plan que Dr. Ana Reyes hizo con usted sobre estimulantes.',
        'No lo cambie por su cuenta; si no tiene un plan, llame.',
        'No nade.',
        'Hasta la 1:00 p.m. del jueves, y hasta que haya dormido una noche completa.',
        'Luis Ortiz debe estar con usted todo el tiempo.',
        'Hasta la 1:00 p.m. del jueves.',
      ]);
    });

    it('invites to eat and drink again only where neither is to wait', async () => {
      const invited = /You may eat and drink again/;
      expect(await text('after', 'dosing', { lasting: rules.slice(0, 2) })).toMatch(invited);
      expect(await text('after', 'dosing', { lasting: rules.slice(2, 3) })).not.toMatch(invited);
      expect(await text('after', 'dosing', { lasting: rules.slice(3, 4) })).not.toMatch(invited);
    });

    it('names no instant in an estimate', async () => {
      const unknown = rules.map((one) => ({ ...one, until: null }));
      const said = await text('after', 'dosing', { lasting: unknown, after: null });
      expect(said).not.toMatch(/\d:\d\d|Wednesday|Thursday/);
      expect(held(said)[0]).toBe(
        'No alcohol until 25 hours after the end of your session, and until your care team has written or called you.',
      );
      const spanish = await text('after', 'dosing', { lasting: unknown, after: null, locale: 'es-US' });
      expect(spanish).not.toMatch(/\d:\d\d|miércoles|jueves/);
      expect(held(spanish)[0]).toBe(
        'Nada de alcohol hasta 25 horas después del final de la sesión, y hasta que su equipo de atención le haya escrito o llamado.',
      );
    });

    it('repeats the next morning what goes on', async () => {
      const said = await text('next-day', 'dosing', { lasting: rules });
      for (const part of [
        'Still no alcohol before 1:00 PM on Thursday.',
        'Follow the plan that Dr. Ana Reyes made with you for stimulants. Do not change it on your own',
        "No swimming. Until 1:00 PM on Thursday, and until you have had a full night's sleep.",
      ])
        expect(said).toContain(part);
      expect(await text('next-day', 'dosing', { lasting: rules, locale: 'es-US' })).toContain(
        'Todavía nada de alcohol antes de la 1:00 p.m. del jueves.',
      );
    });

    it('says so already before the session', async () => {
      const deadlines = holdsLonger(deadlinesFor(start.instant, '2027-01-13T18:00:00.000Z'));
      expect(await text('reminder-3d', 'dosing', { deadlines })).toContain(
        'No alcohol after 10:00 AM on Tuesday.\n    This holds until 24 hours after the end of your session. A hangover counts too.',
      );
      expect(await text('reminder-3d', 'dosing', { deadlines })).toContain(
        'until your care team says that the session is over, or longer where it says so.',
      );
      expect(await text('reminder-3d', 'dosing', { deadlines, locale: 'es-US' })).toContain(
        'Esto vale hasta 24 horas después del final de la sesión. La resaca también cuenta.',
      );
      expect(await text('reminder-3d')).not.toMatch(/This holds|or longer/);
    });
  });

  it('names no instant in an estimate', async () => {
    const estimate = await text('after', 'dosing', { after: null });
    expect(estimate).toContain(
      "No vehicle, bicycle or heavy machinery until you have had a full night's sleep and your care team has written or called you.",
    );
    expect(estimate).not.toMatch(/\d:\d\d|Wednesday|Thursday/);
  });

  it("says how many days are left by the patient's calendar", async () => {
    const subject = async (now: string) => (await renderMessage(aView('reminder-24h', 'dosing', { now }))).subject;
    expect([
      await subject('2027-01-17T17:00:00.000Z'),
      await subject('2027-01-19T15:00:00.000Z'),
      await subject('2027-01-20T08:00:00.000Z'),
    ]).toEqual(['Your session is in 3 days', 'Your session is tomorrow', 'Your session is today']);
  });

  it('gives both clocks where patient and clinic live by different ones', async () => {
    const both = await text('booked', 'dosing', { reader: { ...reader, timeZone: 'America/New_York' } });
    expect(both).toContain('Wednesday 20 January, 12:00 PM Eastern Time\n  That is 10:00 AM Mountain Time.');
    expect(both).toContain('No solid food after 9:00 AM on Wednesday, Eastern Time (7:00 AM Mountain Time).');
  });

  it('never tells who takes a prescribed medicine to stop it', async () => {
    const takes = deadlinesFor(start.instant, '2027-01-13T18:00:00.000Z', [
      'benzodiazepine',
      'stimulant',
      'alcohol',
      'antihypertensive',
    ]);
    for (const template of templates) {
      const upcoming = aView(template).upcoming.map((one) => ({ ...one, deadlines: takes }));
      const said = await text(template, 'dosing', { deadlines: takes, upcoming });
      expect(said, template).not.toMatch(
        /Do not take (benzodiazepines|stimulants)|No alcohol|no (benzodiazepines|stimulants|alcohol)/,
      );
    }
  });
});

describe('what people typed', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&';

  it('never becomes markup', async () => {
    for (const template of templates) {
      const view = aView(template);
      const session = aSession('dosing', {
        monitorName: hostile,
        staffNames: [hostile],
        place: { text: hostile, url: 'javascript:alert(1)' },
      });
      const { html } = await renderMessage({
        ...view,
        clinic: { ...view.clinic, name: hostile, phone: `+1 303 ${hostile}` },
        reader: { ...view.reader, name: hostile.replaceAll(' ', '') },
        clinicianName: hostile,
        session: view.session && session,
        upcoming: view.upcoming.map((one) => ({ ...one, ...session })),
      });
      expect(html, template).not.toMatch(/<img|javascript:/i);
    }
  });

  it('keeps emoji, right-to-left names and names of any length in their place', async () => {
    const text = async (name: string) =>
      (await renderMessage(aView('booked', 'dosing', { reader: { ...reader, name } }))).text;
    expect((await text('👩🏽‍🚀 Maya')).split('\n')[0]).toBe('Hello 👩🏽‍🚀,');
    expect((await text('מאיה אורטיז')).split('\n')[0]).toBe('Hello \u2068מאיה\u2069,');
    expect((await text('M'.repeat(300))).split('\n')[0]).toBe('Hello,');
    expect((await text('Maya\u202e\r\nBcc: eve@example.com')).split('\n')[0]).toBe('Hello Maya,');
    const long = await renderMessage(
      aView('booked', 'dosing', { session: aSession('dosing', { monitorName: 'L'.repeat(300) }) }),
    );
    expect(long.text).toContain(`never without ${'L'.repeat(160)}….`);
  });

  it('renders for every name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        async (name, monitorName) => {
          const message = await renderMessage(
            aView('booked', 'dosing', { reader: { ...reader, name }, session: aSession('dosing', { monitorName }) }),
          );
          expect(message.subject).toBe('Your session is booked');
          expect(message.html).not.toMatch(
            /<(?!\/?(html|head|meta|title|style|body|div|table|tbody|tr|td|h[1-3]|p|span|a)\b|!)/,
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the link to join', () => {
  const joinBy = async (url: string, pageUrl: string | null = 'https://pages.clinic.example/p/lnk_example') => {
    const session = aSession('integration', { place: { text: 'Video call', url } });
    const { html, text } = await renderMessage(aView('booked', 'integration', { session, pageUrl }));
    return { line: text.split('\n').find((line) => line.includes('Join here')) ?? null, html };
  };

  it('stands in the message as it is', async () => {
    const { line, html } = await joinBy('https://video.clinic.example/r/7f3a');
    expect(line).toBe('  Join here: https://video.clinic.example/r/7f3a');
    expect(html).toContain('href="https://video.clinic.example/r/7f3a"');
  });

  it('stands on the page only where its address tells what the session is', async () => {
    const { line, html } = await joinBy('https://canyon-therapy.example/r/7f3a');
    expect(line).toBe('  Join here: Open your page');
    expect(html.match(/href="https:[^"]*"/g)).toEqual(
      Array(2).fill('href="https://pages.clinic.example/p/lnk_example"'),
    );
    expect((await joinBy('https://canyon-therapy.example/r/7f3a', null)).line).toBeNull();
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'room seven'])(
    'is left out where it is no web page: %s',
    async (url) => {
      expect((await joinBy(url)).line).toBeNull();
    },
  );
});

describe('what the patient set out to do', () => {
  const walk = { text: 'Walk by the river', due: '2027-01-24', accountability: 'Luis' };
  const told = async (actions: MessageView['actions']): Promise<string | undefined> =>
    (await renderMessage(aView('reminder-1d', 'integration', { actions }))).text
      .split('\n\n')
      .find((part) => part.startsWith('WHAT YOU SET OUT TO DO'));

  it('comes up before the next session, with its day and who helps to keep it in mind', async () => {
    expect(await told([walk, { text: 'Write to my sister', due: null, accountability: null }])).toBe(
      'WHAT YOU SET OUT TO DO\n  - Walk by the river.\n    by Sunday 24 January · Who helps: Luis\n  - Write to my sister.',
    );
  });

  it('leaves out who helps where that tells what the sessions are', async () => {
    expect(await told([{ ...walk, due: null, accountability: 'my therapist' }])).toBe(
      'WHAT YOU SET OUT TO DO\n  - Walk by the river.',
    );
  });
});

describe('what waits on the page to be read before a session', () => {
  const pageUrl = 'https://pages.clinic.example/p/lnk_example';
  const all: MessageView['toRead'] = ['set-out-with', 'found', 'to-do'];
  const last = async (...view: Parameters<typeof aView>): Promise<string[]> =>
    (await renderMessage(aView(...view))).text.split('\n\n-----')[0]?.split('\n\n').slice(-2) ?? [];

  it('is one line with the link, worded by what there is', async () => {
    const line = async (toRead: MessageView['toRead'], locale = 'en-US') =>
      (await last('reminder-1d', 'closing', { toRead, locale }))[0];
    expect([
      await line(['set-out-with', 'found']),
      await line(['set-out-with']),
      await line(['found']),
      await line(all),
      await line(['set-out-with', 'found'], 'es-US'),
      await line(['set-out-with'], 'es-US'),
      await line(['found'], 'es-US'),
      await line(all, 'es-US'),
    ]).toEqual([
      'To read before your session, on your page: what you set out with and what you have found.',
      'To read before your session, on your page: what you set out with.',
      'To read before your session, on your page: what you have found.',
      'To read before your session, on your page: what you set out with, what you have found, and what you wanted to do.',
      'Para leer antes de su sesión, en su página: lo que buscaba al empezar y lo que ha descubierto.',
      'Para leer antes de su sesión, en su página: lo que buscaba al empezar.',
      'Para leer antes de su sesión, en su página: lo que ha descubierto.',
      'Para leer antes de su sesión, en su página: lo que buscaba al empezar, lo que ha descubierto y lo que quería hacer.',
    ]);
    expect((await last('reminder-1d', 'closing'))[1]).toContain(`Open your page:\n${pageUrl}`);
  });

  it('comes last in the mail of a dose, after the deadlines, also where the link to answer comes early', async () => {
    const { text } = await renderMessage(aView('reminder-24h'));
    expect(text.indexOf('To read before your session')).toBeGreaterThan(text.indexOf('Not sure if something counts?'));
    expect((await last('reminder-24h'))[1]).toBe(
      `To read before your session, on your page: what you set out with, what you have found, and what you wanted to do.\n${pageUrl}`,
    );
  });

  it('is not said where there is nothing, no page, or somebody who wants to be discreet', async () => {
    const said = async (changes: Partial<MessageView>) =>
      (await renderMessage(aView('reminder-24h', 'dosing', changes))).text.includes('To read before');
    expect([
      await said({ toRead: [] }),
      await said({ pageUrl: null }),
      await said({ reader: { ...reader, discreet: true } }),
    ]).toEqual([false, false, false]);
  });
});
