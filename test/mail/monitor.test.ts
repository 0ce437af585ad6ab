import { describe, expect, it } from 'vitest';
import {
  aMonitorView,
  aSession,
  deadlinesFor,
  lasting,
  monitorTemplates,
  start,
} from '../../scripts/mail-preview/example-views.ts';
import type { Lasting } from '../../shared/domain/message-view.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import { everyView, held, visible } from './reading.ts';

const text = async (...view: Parameters<typeof aMonitorView>) => (await renderMessage(aMonitorView(...view))).text;

describe('what the monitor is told', () => {
  it('says who asks, when, where, how long, what to do, and asks whether they will be there', async () => {
    const booked = await text('booked');
    const order = [
      'Hello Luis,',
      'Maya gave us your name as the person who will be there during a session. Thank you.',
      'The session\n  Wednesday 20 January, 10:00 AM\n  Where: At home. Maya can tell you where that is\n  How long: About 2 hours',
      'Nothing may be taken until the care team has started the session with Maya, and never without you there.',
      'Tell us whether you will be there.',
      'Answer now:\nhttps://pages.clinic.example/p/lnk_example',
      'Be there from a little before the start until the care team says that it is over.',
      'call 911 right away. For anything else, call us: +1 303 555 0110.',
      'You cannot be there after all? Please tell us at once: +1 303 555 0110.',
    ].map((part) => booked.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it('has subjects of its own', async () => {
    const subjects = await Promise.all(
      monitorTemplates.map(async (template) => (await renderMessage(aMonitorView(template))).subject),
    );
    expect(subjects).toEqual([
      'Please be there for a session',
      'The session has a new time',
      'You do not need to come this time',
      'The session is not confirmed yet',
      'The session is confirmed',
      'The session is tomorrow',
      'After the session',
    ]);
  });

  it('names the earlier time in a move, and only another place where the time stays', async () => {
    const moved = await text('moved');
    expect(moved).toContain('The session has a new time. Please forget the old one.');
    expect(moved).toContain('Before: Monday 18 January, 2:00 PM');
    const placed = await renderMessage(aMonitorView('moved', { previousStart: start }));
    expect(placed.subject).toBe('The session has changed');
    expect(placed.text).toContain('Something about the session has changed.');
    expect(placed.text).not.toMatch(/new time|Before:/);
  });

  it('names the place of the clinic, and leaves what is noted about a home to the patient', async () => {
    const at = (mode: 'clinic' | 'home', place: string) =>
      text('booked', {
        session: aSession('dosing', { mode, place: { text: place, url: 'https://video.clinic.example/r/7f3a' } }),
      });
    expect(await at('clinic', '12 Juniper Street')).toContain('Where: 12 Juniper Street');
    const home = await at('home', 'Second floor, the key is under the mat');
    expect(home).not.toMatch(/Second floor|video\.clinic/);
  });

  it('waits while the dose is not settled: nothing may be taken', async () => {
    for (const view of [aMonitorView('not-yet'), aMonitorView('reminder-24h', { blocked: true })]) {
      const said = (await renderMessage(view)).text;
      expect(said).toContain('The session (Not confirmed yet)');
      expect(said).toContain('Nothing may be taken. Please wait for word from the care team.');
      expect(said).not.toContain('until the care team has started');
    }
  });

  it('says afterwards until when nobody drives, and whom that is about', async () => {
    expect(await text('after')).toContain(
      "No vehicle, bicycle or heavy machinery for Maya before 8:00 AM on Thursday, and only after a full night's sleep.",
    );
    const counted = lasting({ hoursAfterEnd: 24, sleep: false, until: '2027-01-21T19:00:00.000Z' });
    expect(await text('after', { lasting: [counted] })).toContain('for Maya before 12:00 PM on Thursday (noon).');
    expect(await text('after', { lasting: [{ ...counted, until: null }], after: null })).toContain(
      'for Maya until 24 hours after the end, and until word from the care team.',
    );
    const estimate = await text('after', { lasting: [lasting({ until: null })], after: null });
    expect(estimate).toContain("for Maya until after a full night's sleep and word from the care team.");
    expect(estimate).not.toMatch(/\d:\d\d|is over/);
    expect(estimate).toContain('If it is still going on, stay there and do as the care team says.');
  });

  describe('where more holds beyond the end', () => {
    const until = '2027-01-21T20:00:00.000Z';
    const rule = (changes: Partial<Lasting>) => lasting({ hoursAfterEnd: 25, sleep: false, until, ...changes });
    const told = [
      rule({ subject: 'alcohol', medicine: true }),
      rule({ subject: 'liquids' }),
      rule({ subject: 'swimming', words: { en: 'No swimming', es: 'No nade' } }),
    ];
    it('says each until its own time, in either language', async () => {
      expect(held(await text('after', { lasting: told }))).toEqual([
        'No alcohol for Maya before 1:00 PM on Thursday.',
        'Nothing to drink for Maya before 1:00 PM on Thursday.',
        '“No swimming”.',
        'Until 1:00 PM on Thursday.',
      ]);
      expect(held(await text('after', { lasting: told, locale: 'es-US' }))).toEqual([
        'Nada de alcohol para Maya antes de la 1:00 p.m. del jueves.',
        'Nada de bebidas para Maya antes de la 1:00 p.m. del jueves.',
        '«No nade».',
        'Hasta la 1:00 p.m. del jueves.',
      ]);
      // Drinking is to wait.
      expect(await text('after', { lasting: told })).toContain('A quiet evening, and an early night.');
      expect(await text('after')).toContain('A quiet evening, something to eat and drink when it feels right');
    });

    it('says how long to stay', async () => {
      const stay = rule({ subject: 'monitor', rule: 'have' });
      const said = (of: Lasting, locale: string) =>
        text('after', { lasting: [of], locale, ...(of.until ? {} : { after: null }) });
      const unknown = { ...stay, until: null };
      const overnight = lasting({ subject: 'monitor', rule: 'have', until: null });
      expect(
        await Promise.all([
          said(stay, 'en-US'),
          said(unknown, 'en-US'),
          said(overnight, 'en-US'),
          said(stay, 'es-US'),
          said(unknown, 'es-US'),
          said(overnight, 'es-US'),
        ]).then((all) => all.map((one) => /(Stay|Quédese) .*\./.exec(one)?.[0])),
      ).toEqual([
        'Stay with Maya until 1:00 PM on Thursday, or until somebody takes over.',
        'Stay with Maya for 25 hours after the end, or until somebody takes over.',
        'Stay with Maya overnight, or until somebody takes over.',
        'Quédese con Maya hasta la 1:00 p.m. del jueves, o hasta que otra persona tome su lugar.',
        'Quédese con Maya durante 25 horas después del final, o hasta que otra persona tome su lugar.',
        'Quédese con Maya durante la noche, o hasta que otra persona tome su lugar.',
      ]);
    });

    it('tells of no medicine, no plan, and nothing that says what the session is', async () => {
      const bare = await renderMessage(aMonitorView('after'));
      const full = await renderMessage(
        aMonitorView('after', {
          lasting: [
            lasting(),
            rule({ subject: 'benzodiazepine', medicine: true }),
            rule({ subject: 'lithium', medicine: true, words: { en: 'No lithium' } }),
            rule({ subject: 'alcohol', medicine: true, takes: true }),
            rule({ subject: 'mixing', words: { en: 'No other psychedelics' } }),
          ],
        }),
      );
      expect(full).toEqual(bare);
    });
  });

  it('links no page where nothing is left to answer', async () => {
    for (const template of ['cancelled', 'after'] as const) expect(await text(template)).not.toContain('https://');
  });
});

describe('what the monitor is not told', () => {
  it('is what the patient takes, is to keep to, has set out to do, or who treats them', async () => {
    for (const template of monitorTemplates) {
      const plain = aMonitorView(template);
      const full = await renderMessage({
        ...plain,
        deadlines: deadlinesFor(start.instant, plain.now, [
          'benzodiazepine',
          'stimulant',
          'alcohol',
          'antihypertensive',
        ]),
        actions: [{ text: 'Write to my sister', due: null, accountability: null }],
        toRead: ['set-out-with', 'found', 'to-do'],
        clinicianName: 'Dr. Kim Ito',
        careTeam: [{ name: 'Kim Ito', roles: ['clinician'], lead: true }],
        session: plain.session && { ...plain.session, staffNames: ['Kim Ito'], doseNumber: 5 },
      });
      const bare = await renderMessage({
        ...plain,
        deadlines: [],
        actions: [],
        toRead: [],
        clinicianName: null,
        careTeam: [],
      });
      expect(full, template).toEqual(bare);
      expect(full.text, template).not.toMatch(/benzo|stimul|blood pressure|medic|food|Ortiz.*Maya|Maya Ortiz/i);
    }
  });

  it('is the name of a patient who wants to be discreet, in any language', async () => {
    for (const [name, view] of everyView.filter(([, one]) => one.audience === 'monitor' && one.reader.discreet)) {
      const { subject, html, text: said } = await renderMessage(view);
      expect(`${subject}${visible(html)}${said}`, name).not.toMatch(/Maya/);
    }
  });

  it('still reads as sentences then', async () => {
    const booked = await text('booked', {}, { discreet: true });
    expect(booked).toContain(
      'Somebody close to you gave us your name as the person who will be there during a session.',
    );
    expect(booked).toContain('started the session with them, and never without you there.');
    expect(await text('after', {}, { discreet: true })).toContain(
      'The session is over. Thank you for being there.\n\nNo vehicle, bicycle or heavy machinery for the person you were with before',
    );
  });
});
