import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeMime, type MimeInput, UnsafeMailError } from '../../shared/mail/mime.ts';

const input: MimeInput = {
  from: 'care@throughline.example',
  to: 'maya@example.com',
  subject: 'Your session is booked',
  html: '<p>Hello 🌱</p>',
  text: 'Hello 🌱\n',
  messageKey: 'ses1-r1-booked-pat1-1',
  date: '2027-01-13T18:00:00.000Z',
  messageIdDomain: 'throughline.example',
};

const headerNames = (mime: Buffer): string[] => {
  const head = mime.toString('latin1').split('\r\n\r\n')[0] ?? '';
  return head
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .sort();
};

describe('the bytes of a message', () => {
  it('carries text and HTML, says that a machine sent it, and asks for no answer', async () => {
    const mail = await simpleParser(await composeMime(input));
    expect({
      from: mail.from?.value,
      to: mail.to && 'value' in mail.to ? mail.to.value : null,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      date: mail.date?.toISOString(),
      messageId: mail.messageId,
      auto: mail.headers.get('auto-submitted'),
      attachments: mail.attachments,
    }).toEqual({
      from: [{ name: 'Your care team', address: 'care@throughline.example' }],
      to: [{ name: '', address: 'maya@example.com' }],
      subject: 'Your session is booked',
      text: 'Hello 🌱\n',
      html: '<p>Hello 🌱</p>',
      date: '2027-01-13T18:00:00.000Z',
      messageId: '<ses1-r1-booked-pat1-1@throughline.example>',
      auto: 'auto-generated',
      attachments: [],
    });
  });

  it('is the same for the same message, byte for byte', async () => {
    expect((await composeMime(input)).equals(await composeMime({ ...input }))).toBe(true);
  });

  it.each([
    'maya@example.com\r\nBcc: eve@example.com',
    'maya@example.com\n',
    'maya@example.com, eve@example.com',
    'maya@example.com;eve@example.com',
    'Maya <maya@example.com>',
    '"maya@example.com" <eve@example.com>',
    '"eve@evil.example x"@example.com',
    'maya(comment)@example.com',
    'maya@example.com@evil.example',
    'maya',
    '@example.com',
    'maya@',
    'maya@exa mple.com',
    'mäya@example.com',
    '',
  ])('sends nothing to the address %j, and does not repeat it', async (to) => {
    const error = await composeMime({ ...input, to }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnsafeMailError);
    expect((error as Error).message).toBe('"to" is not one bare email address');
  });

  it('lets no text become a header', async () => {
    const expected = headerNames(await composeMime(input));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('\r', '\n', '\r\n', 'Bcc: eve@example.com', ':', ' ', '\u2028', 'x', '=?utf-8?Q?', '\0'))
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('subject', 'senderName', 'to', 'from', 'messageKey', 'messageIdDomain'),
        hostile,
        async (field, value) => {
          try {
            expect(expected).toEqual(
              expect.arrayContaining(headerNames(await composeMime({ ...input, [field]: value }))),
            );
          } catch (error) {
            if (!(error instanceof UnsafeMailError)) throw error;
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('lets no body become a header', async () => {
    const expected = headerNames(await composeMime(input));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (text, html) => {
        expect(
          headerNames(await composeMime({ ...input, text: `${text}\r\n\r\nBcc: x`, html: `<p>${html}</p>` })),
        ).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});
