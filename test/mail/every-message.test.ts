import { beforeAll, describe, expect, it } from 'vitest';
import type { MessageView } from '../../shared/domain/message-view.ts';
import { type RenderedMessage, renderMessage } from '../../shared/mail/render-message.ts';
import { aView, kinds, templates } from './example-views.ts';

/** The words that a reader sees in the HTML, without tags, styles and hidden text. */
function visible(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>|<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

const forbidden =
  /ketamine|esketamine|psilocybin|mdma|psychedelic|therap|\bdos(e|es|ed|ing|age)\b|depress|anxiety|ptsd|diagnos|psychosis|psychiatr|dissociat|integration|preparation/i;

const reader = aView('booked').reader;

const variants: readonly Partial<MessageView>[] = [
  {},
  { blocked: true },
  { late: true, blocked: true, now: '2027-01-20T16:30:00.000Z' },
  { carries: ['reminder-3d', 'reminder-24h', 'reminder-1d'] },
  { clinicianName: null, after: null },
];

const everyView: [string, MessageView][] = templates.flatMap((template) =>
  kinds.flatMap((kind) =>
    variants.map((variant, index): [string, MessageView] => [
      `${template}, ${kind}, ${index}`,
      aView(template, kind, variant),
    ]),
  ),
);

let everyMessage: (RenderedMessage & { name: string })[];
beforeAll(async () => {
  everyMessage = await Promise.all(everyView.map(async ([name, view]) => ({ name, ...(await renderMessage(view)) })));
});

describe('every message', () => {
  it('never names the medicine, the diagnosis, the kind of session or the word therapy', async () => {
    for (const [name, view] of everyView) {
      const message = await renderMessage({
        ...view,
        clinic: { ...view.clinic, name: 'Canyon Ketamine Therapy' },
        clinicianName: 'Ana Reyes, psychiatrist',
        session: view.session && {
          ...view.session,
          place: { text: 'Ketamine dosing, room 2', url: null },
          staffNames: ['Sam Lee, therapist', 'Kim Ito'],
        },
      });
      for (const part of [message.subject, message.html.replace(/<style[\s\S]*?<\/style>/g, ''), message.text]) {
        expect(part.match(forbidden)?.[0], name).toBeUndefined();
      }
    }
  });

  it('names nobody, no place and no medicine in its subject', async () => {
    for (const { name, subject } of everyMessage) {
      expect(subject, name).toMatch(/^[A-Z][a-z0-9,? ]+$/i);
      expect(subject, name).not.toMatch(/Maya|Ortiz|Luis|Sam|Lee|Reyes|Juniper|benzo|alcohol|stimulant/i);
    }
  });

  it('ends with whom to call in danger and in crisis, that nobody watches the mailbox, and the phone of the clinic', async () => {
    const ending =
      'If you need help\nIn danger, call 911.\nIn crisis, call or text 988.\n' +
      'Nobody watches this mailbox. Please do not reply.\nTo reach your care team, call +1 303 555 0110.\n';
    const discreet = await renderMessage(aView('booked', 'dosing', { reader: { ...reader, discreet: true } }));
    for (const { name, html, text } of [...everyMessage, { name: 'discreet', ...discreet }]) {
      expect(text.endsWith(ending), name).toBe(true);
      expect(visible(html).replace(/\s/g, ''), name).toContain(ending.slice(ending.indexOf('\n')).replace(/\s/g, ''));
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

  it('reads without images, scripts and anything from elsewhere, on a phone and in the dark', async () => {
    for (const { name, html } of everyMessage) {
      expect(html, name).not.toMatch(/<img|<script|<link|url\(|@import|src=/i);
      expect(html, name).toContain('<html dir="ltr" lang="en-US">');
      expect(html, name).toContain('prefers-color-scheme: dark');
      expect(html, name).toContain('<meta name="color-scheme" content="light dark"/>');
      expect([...html.matchAll(/<table(?![^>]*role="presentation")/g)], name).toEqual([]);
      const levels = [...html.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
      expect(levels[0], name).toBe(1);
      expect(
        levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1),
        name,
      ).toEqual([]);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
      expect(
        links.filter((href) => !/^(tel:\+?\d+|https:\/\/video\.clinic\.example\/)/.test(href)),
        name,
      ).toEqual([]);
    }
  });

  it('says the same in HTML and in plain text', async () => {
    for (const { name, html, text } of everyMessage) {
      const words = visible(html).toLowerCase().replace(/\s/g, '');
      for (const line of text.split('\n')) {
        const plain = line.replace(/^\s*(- )?/, '');
        // Titles, rows of facts and dates are laid out differently.
        if (!/[.?]$/.test(plain)) continue;
        expect(words, `${name}: ${plain}`).toContain(plain.toLowerCase().replace(/\s/g, ''));
      }
    }
  });
});

describe('a discreet message', () => {
  it('says only that there is something to read, whatever it is about', async () => {
    const messages = await Promise.all(
      everyView.map(([, view]) => renderMessage({ ...view, reader: { ...view.reader, discreet: true } })),
    );
    expect(new Set(messages.map(({ subject, html, text }) => `${subject}${html}${text}`)).size).toBe(1);
    expect(messages[0]?.subject).toBe('A note from your care team');
    expect(messages[0]?.text).toMatch(
      /^Hello,\n\nThere is something for you to read from your care team\.\n\nPlease call us at \+1 303 555 0110 and we will go through it with you\./,
    );
    expect(`${messages[0]?.html}`).not.toMatch(/Maya|Juniper|session|January/);
  });
});
