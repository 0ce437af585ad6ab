/** What staff read: what there is to do and where, and nothing that a patient is known by. */
import { describe, expect, it } from 'vitest';
import { aStaffView, staffTemplates } from '../../scripts/mail-preview/staff-examples.ts';
import { renderStaffMessage } from '../../shared/mail/staff-message.ts';
import { staffEn } from '../../shared/text/staff-en.ts';
import { staffEs } from '../../shared/text/staff-es.ts';
import { locales, visible } from './reading.ts';

/** As in messages to patients: the medicine, the treatment, a diagnosis. */
const forbidden =
  /ketamin|psilocyb|psilocib|mdma|psychedel|psicod|therap|terap|\bdos(e|es|ed|ing|age|is)\b|depress|depresi|anxiety|ansiedad|ptsd|diagn|psychosis|psicosis|psychiatr|psiquiatr/i;

describe.each(locales)('a message to staff, %s', (locale) => {
  it.each(staffTemplates)('"%s" is neutral in every part, and leads to the console alone', async (template) => {
    const { subject, senderName, html, text } = await renderStaffMessage(aStaffView(template, locale));
    expect(subject).toMatch(/^\p{Lu}[\p{L} ]+$/u);
    for (const part of [subject, senderName, visible(html), text]) expect(part).not.toMatch(forbidden);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(links.map((link) => link?.replace(/\/prg_a4c2-t3$/, '')))).toEqual(
      new Set(['https://console.clinic.example/tasks']),
    );
    expect(html).toContain(`lang="${locale}"`);
  });

  it('has words of its own for every kind of task', () => {
    const words = locale === 'es-US' ? staffEs : staffEn;
    for (const [kind, said] of Object.entries(words.kind)) {
      expect(said, kind).toMatch(/^\p{Lu}.*[^.]$/u);
      expect(said, kind).not.toMatch(forbidden);
    }
  });
});

it('says what there is to do, by when by the clinic’s clock, whose it is, and which program it is about', async () => {
  const { text } = await renderStaffMessage(aStaffView('task-on-call', 'en-US'));
  expect(text).toBe(
    [
      'Hello Noor,',
      'This urgent task is still open. Please see to it, or make sure that somebody does.',
      'THE TASK\n  - Call a patient who has not answered.\n    Urgent · Due Wednesday 20 January, 10:00 AM · It belongs to Sam Lee · Program prg_a4c2',
      'Open the task:\nhttps://console.clinic.example/tasks/prg_a4c2-t3',
      '-----\nAbout this email\nIt names no patient. Sign in to read more.\nNobody watches this mailbox. Please do not reply.\n',
    ].join('\n\n'),
  );
});

it('lists in the morning each task with its link, what was due before, and how many more there are', async () => {
  const { text } = await renderStaffMessage(aStaffView('task-digest', 'en-US'));
  expect(text).toContain('7 tasks are open.');
  expect(text).toContain(
    '  - Record how a session went.\n    Soon · Was due Tuesday 19 January, 4:00 PM · Program prg_a4c2\n    https://console.clinic.example/tasks/prg_a4c2-t3',
  );
  expect(text).toContain('4 more are in the list.');
});
