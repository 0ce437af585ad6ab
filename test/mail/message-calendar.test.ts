import ICAL from 'ical.js';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { aMonitorView, aView, templates } from '../../scripts/mail-preview/example-views.ts';
import type { MessageView } from '../../shared/domain/message-view.ts';
import { messageCalendar } from '../../shared/mail/message-calendar.ts';
import { composeMime } from '../../shared/mail/mime.ts';

const organizer = { name: 'Your care team', email: 'care@throughline.example' };
const attendee = 'maya@example.com';

describe('which messages bring a calendar file', () => {
  const of = (view: MessageView) => messageCalendar(view, organizer, attendee);

  it('is each confirmation, move and cancellation', () => {
    const brought = templates.flatMap((template) => of(aView(template))?.method.concat(' ', template) ?? []);
    expect(brought).toEqual([
      'REQUEST booked',
      'REQUEST booked-late',
      'REQUEST moved',
      'CANCEL cancelled',
      'REQUEST confirmed',
    ]);
  });

  it('has the link to join for the patient, but not where they are discreet, and not for the monitor', () => {
    const view = aView('booked', 'integration');
    const link = 'https://video.clinic.example/r/7f3a';
    const urls = [
      view,
      { ...view, reader: { ...view.reader, discreet: true } },
      aMonitorView('booked', { session: view.session }),
    ].map((one) =>
      new ICAL.Component(ICAL.parse(of(one)?.content ?? ''))
        .getFirstSubcomponent('vevent')
        ?.getFirstPropertyValue('url'),
    );
    expect(urls).toEqual([link, null, null]);
  });
});

describe('the message that carries it', () => {
  it.each(['REQUEST', 'CANCEL'] as const)(
    'is understood by mail programs as %s, beside text and HTML',
    async (method) => {
      const content =
        messageCalendar(aView(method === 'REQUEST' ? 'booked' : 'cancelled'), organizer, attendee)?.content ?? '';
      const mime = await composeMime({
        from: 'care@throughline.example',
        to: 'maya@example.com',
        subject: 'Your session is booked',
        html: '<p>Hello</p>',
        text: 'Hello\n',
        messageKey: 'ses1_r1_booked_patient-1',
        date: '2027-01-13T18:00:00.000Z',
        messageIdDomain: 'throughline.example',
        calendar: { method, content },
      });
      const mail = await simpleParser(mime);
      const types = [...mime.toString('latin1').matchAll(/^Content-Type: ([^;\r\n]+)/gim)].map((match) => match[1]);
      expect(types).toEqual([
        'multipart/mixed',
        'multipart/alternative',
        'text/plain',
        'text/html',
        'text/calendar',
        'application/ics',
      ]);
      expect(mime.toString('latin1')).toMatch(
        new RegExp(`Content-Type: text/calendar; charset=utf-8; method=${method}`, 'i'),
      );
      expect([mail.text, mail.html]).toEqual(['Hello\n', '<p>Hello</p>']);
      const files = mail.attachments.map(({ contentType, filename, content: bytes }) => [
        contentType,
        filename,
        bytes.toString(),
      ]);
      expect(files.map(([, , file]) => file)).toEqual(files.map(() => content));
      expect(files.map(([type]) => type)).toContain('text/calendar');
      expect(files.map(([, name]) => name)).toContain('session.ics');
    },
  );
});
