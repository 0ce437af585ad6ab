import { beforeAll, describe, expect, it } from 'vitest';
import { aView, templates } from '../../scripts/mail-preview/example-views.ts';
import type { MessageView } from '../../shared/domain/message-view.ts';
import { type RenderedMessage, renderMessage } from '../../shared/mail/render-message.ts';
import { everyView, locales, visible } from './reading.ts';

/** The medicine, the diagnosis, the treatment, in either language; and what the clinic calls the kinds of session. */
const forbidden =
  /ketamin|psilocyb|psilocib|mdma|psychedel|psicod|therap|terap|\bdos(e|es|ed|ing|age|is)\b|depress|depresi|anxiety|ansiedad|ptsd|diagn|psychosis|psicosis|psychiatr|psiquiatr|dissociat|disociat|integrati|integraci|preparati|preparaci|trauma/i;

const reader = aView('booked').reader;
let everyMessage: (RenderedMessage & { name: string; view: MessageView })[];
beforeAll(async () => {
  everyMessage = await Promise.all(
    everyView.map(async ([name, view]) => ({ name, view, ...(await renderMessage(view)) })),
  );
});

const withoutStyles = (html: string): string => html.replace(/<style[\s\S]*?<\/style>/g, '');

describe('every message, to patient and monitor, in every language', () => {
  it('never names the medicine, the diagnosis, the kind of session or the word therapy', async () => {
    for (const [name, view] of everyView) {
      const message = await renderMessage({
        ...view,
        clinic: { ...view.clinic, name: 'Canyon Ketamine Therapy' },
        clinicianName: 'Ana Reyes, psychiatrist',
        careTeam: [{ name: 'Sam Lee, terapeuta', roles: ['therapist'], lead: true }],
        actions: view.actions.map((action) => ({ ...action, text: 'Llevar un diario para la terapia psicodélica' })),
        session: view.session && {
          ...view.session,
          place: { text: 'Ketamine dosing, room 2', url: 'https://ketamine-therapy.example/r/7f3a' },
          staffNames: ['Sam Lee, therapist', 'Kim Ito, psicóloga', 'Lou'],
        },
      });
      for (const part of [message.subject, message.senderName, withoutStyles(message.html), message.text])
        expect(part.match(forbidden)?.[0], name).toBeUndefined();
    }
  });

  it('names nobody, no place, no date and no medicine in its subject', () => {
    for (const { name, subject } of everyMessage) {
      expect(subject, name).toMatch(/^¿?\p{Lu}[\p{L}0-9,? ]+$/u);
      expect(subject, name).not.toMatch(
        /Maya|Ortiz|Luis|Sam|Lee|Reyes|Juniper|benzo|alcohol|stimul|estimul|January|enero/i,
      );
      expect(subject.length, name).toBeLessThanOrEqual(48);
    }
  });

  it('comes from "the care team" and from no clinic, in the language of its reader', () => {
    const senders = new Set(
      everyMessage.map(({ view, senderName }) => `${view.locale} ${view.audience}: ${senderName}`),
    );
    expect([...senders].sort()).toEqual([
      'en-US monitor: The care team',
      'en-US patient: Your care team',
      'es-US monitor: El equipo de atención',
      'es-US patient: Su equipo de atención',
    ]);
  });

  it('ends with whom to call in danger and in crisis, that nobody watches the mailbox, and the phone of the clinic', async () => {
    const ending = (view: MessageView): string =>
      view.locale === 'en-US'
        ? 'If you need help\nIn danger, call 911.\nIn crisis, call or text 988.\n' +
          `Nobody watches this mailbox. Please do not reply.\nTo reach ${view.audience === 'monitor' ? 'the' : 'your'} care team, call +1 303 555 0110.\n`
        : 'Si necesita ayuda\nEn caso de peligro, llame al 911.\nEn una crisis, llame o envíe un mensaje de texto al 988.\n' +
          `Nadie revisa este buzón. Por favor, no responda.\nPara hablar con ${view.audience === 'monitor' ? 'el' : 'su'} equipo de atención, llame al +1 303 555 0110.\n`;
    const discreet = aView('booked', 'dosing', { reader: { ...reader, discreet: true } });
    for (const { name, view, html, text } of [
      ...everyMessage,
      { name: 'discreet', view: discreet, ...(await renderMessage(discreet)) },
    ]) {
      const end = ending(view);
      expect(text.endsWith(end), name).toBe(true);
      expect(visible(html).replace(/\s/g, ''), name).toContain(end.slice(end.indexOf('\n')).replace(/\s/g, ''));
      expect(html, name).toContain('href="tel:+13035550110"');
    }
  });

  it.each([
    ['CA', ['In danger, call 911.', 'In crisis, call or text 988.']],
    ['gb', ['In danger, call 999.', 'In crisis, call Samaritans on 116 123.']],
    [
      'FR',
      [
        'In danger, call your local emergency number.',
        'In crisis, call your local emergency number or a crisis line near you.',
      ],
    ],
  ])('gives the numbers of the country of the patient: %s', async (country, lines) => {
    const { text } = await renderMessage(aView('next-day', 'dosing', { reader: { ...reader, country } }));
    expect(text).toContain(lines.join('\n'));
  });

  it('reads without images, scripts and anything from elsewhere, on a phone and in the dark', () => {
    for (const { name, view, html } of everyMessage) {
      expect(html, name).not.toMatch(/<img|<script|<link|url\(|@import|src=/i);
      expect(html, name).toContain(`<html dir="ltr" lang="${view.locale}">`);
      expect(html, name).toContain('prefers-color-scheme: dark');
      expect(html, name).toContain('<meta name="color-scheme" content="light dark"/>');
      // Every button has its room in Outlook, too.
      expect(html.match(/class="t-(button|quiet)"/g)?.length ?? 0, name).toBe(
        html.match(/mso-padding-alt/g)?.length ?? 0,
      );
      expect([...html.matchAll(/<table(?![^>]*role="presentation")/g)], name).toEqual([]);
      const levels = [...html.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
      expect(levels[0], name).toBe(1);
      expect(
        levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1),
        name,
      ).toEqual([]);
    }
  });

  it('leads nowhere but to the phone, to the page of its reader and to the call that the clinic named', () => {
    for (const { name, view, html } of everyMessage) {
      const joins = [view.session, ...view.upcoming].map((session) => session?.place?.url);
      const allowed = [view.pageUrl, ...(view.audience === 'patient' ? joins : [])];
      const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
      expect(
        links.filter((href) => !/^tel:\+?\d+$/.test(href) && !allowed.includes(href)),
        name,
      ).toEqual([]);
    }
  });

  it('says the same in HTML and in plain text', () => {
    for (const { name, html, text } of everyMessage) {
      const words = visible(html).toLowerCase().replace(/\s/g, '');
      for (const line of text.split('\n')) {
        const plain = line.replace(/^\s*(- )?/, '');
        // Titles, rows of facts and dates are laid out differently.
        if (!/[.?]$/.test(plain) || /[ap]\.m\.$/.test(plain)) continue;
        expect(words, `${name}: ${plain}`).toContain(plain.toLowerCase().replace(/\s/g, ''));
      }
    }
  });
});

describe('the link to the page', () => {
  const pageUrl = 'https://pages.clinic.example/p/lnk_example';
  const count = (text: string): number => text.split(pageUrl).length - 1;

  it('stands once in what a patient gets, and says that it is for nobody else', async () => {
    for (const template of templates) {
      const view = aView(template);
      const { html, text } = await renderMessage(view);
      // Where it comes early to answer, it comes once more with what there is to read.
      const times = template === 'code' ? 0 : view.asks.length > 0 && view.toRead.length > 0 ? 2 : 1;
      expect([count(html), count(text)], template).toEqual([times, times]);
      if (template !== 'code') expect(text, template).toContain('The link is for you alone.');
    }
  });

  it('comes before the guidelines, and after what must not be missed, where something is asked', async () => {
    const { text } = await renderMessage(aView('reminder-24h'));
    const order = [
      'Wednesday 20 January, 10:00 AM',
      'Take nothing until',
      'Confirm that you know the times in this message, and who will be with you.',
      'Answer a few questions before your session.',
      pageUrl,
      'WHAT TO DO, AND BY WHEN',
    ].map((part) => text.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it.each([
    ['welcome', 'Confirm that this message has reached you.'],
    ['check-in', 'Tell us how you are: three short questions.'],
    ['measure', 'Answer two short sets of questions.'],
  ] as const)('comes right after the first words of "%s"', async (template, ask) => {
    const { text } = await renderMessage(aView(template));
    const parts = text.split('\n\n');
    const at = parts.findIndex((part) => part.startsWith('WHAT WE NEED'));
    // After the greeting and the first words, which are no more than two sentences or so.
    expect(at).toBe(template === 'measure' ? 3 : 2);
    expect(parts.slice(at, at + 2)).toEqual([
      `WHAT WE NEED FROM YOU\n  - ${ask}`,
      `Answer now:\n${pageUrl}\nThe link is for you alone. Please do not pass this message on.`,
    ]);
  });

  it('asks for nothing that has been answered', async () => {
    for (const template of templates)
      expect((await renderMessage(aView(template, 'dosing', { asks: [] }))).text, template).not.toMatch(
        /Answer now|WHAT WE NEED/,
      );
  });
});

describe('a discreet message', () => {
  const discreetly = (view: MessageView) => renderMessage({ ...view, reader: { ...view.reader, discreet: true } });

  it.each(locales)(
    'says only that there is something to read, with the link, whatever it is about: %s',
    async (locale) => {
      const messages = await Promise.all(
        everyView
          .filter(
            ([, view]) =>
              view.locale === locale && view.audience === 'patient' && view.template !== 'code' && view.pageUrl,
          )
          .map(([, view]) => discreetly(view)),
      );
      expect(new Set(messages.map(({ subject, html, text }) => `${subject}${html}${text}`)).size).toBe(1);
      const [message] = messages;
      const said =
        locale === 'en-US'
          ? [
              'A note from your care team',
              'Hello,',
              'There is something for you to read from your care team.',
              'Open your page:',
            ]
          : [
              'Un mensaje de su equipo de atención',
              'Hola:',
              'Hay algo que puede leer de su equipo de atención.',
              'Abrir su página:',
            ];
      expect([message?.subject, ...(message?.text.split('\n-----')[0]?.split('\n').filter(Boolean) ?? [])]).toEqual([
        ...said,
        'https://pages.clinic.example/p/lnk_example',
      ]);
      expect(visible(`${message?.html}`)).not.toMatch(/Maya|Juniper|session|sesión|January|enero|10:00/);
    },
  );

  it('asks to call where there is no link', async () => {
    const { text } = await discreetly(aView('booked', 'dosing', { pageUrl: null }));
    expect(text).toContain('Please call us at +1 303 555 0110 and we will go through it with you.');
  });

  it('brings a code without a name, a clinic or a session', async () => {
    const { subject, html, text } = await discreetly(aView('code'));
    expect(subject).toBe('Your code');
    expect(text).toContain('Hello,\n\nYou asked for a code to open your page.\n\nYour code: 204913\n\n');
    expect(visible(html)).not.toMatch(/Maya|Juniper|session/);
  });
});

describe('a code', () => {
  it('stands as one word that is copied in one go, says how long it is good for, and brings no link', async () => {
    const { html, text } = await renderMessage(aView('code'));
    expect(html).toMatch(/>204913</);
    expect(text).toContain(
      'Your code: 204913\n\nIt works once, for the next 30 minutes. Nobody in your care team will ask',
    );
    expect(text).not.toContain('https:');
  });

  it('is not sent without one', async () => {
    await expect(renderMessage(aView('code', 'dosing', { code: null }))).rejects.toThrow('needs its code');
  });
});
