/** One message as bytes for SES: the same inputs give the same bytes, so that what was sent can be shown again. */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Instant } from '../domain/state.ts';

export type MimeInput = {
  /** Bare addresses: no display names, no lists. */
  from: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** The ledger's key and copy: opaque, it becomes the Message-ID. */
  messageKey: string;
  date: Instant;
  messageIdDomain: string;
  /** Neutral (R9): what stands beside the sender's address. */
  senderName?: string;
  /** The session for the reader's calendar (RFC 5545). */
  calendar?: { method: 'REQUEST' | 'CANCEL'; content: string } | null;
};

export class UnsafeMailError extends Error {
  override readonly name = 'UnsafeMail';
}

export async function composeMime(input: MimeInput): Promise<Buffer> {
  const from = bareAddress(input.from, 'from');
  const to = bareAddress(input.to, 'to');
  const { messageKey, messageIdDomain } = input;
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(messageKey))
    throw new UnsafeMailError('the message key holds other than A-Z a-z 0-9 _ -');
  if (!domainPattern.test(messageIdDomain)) throw new UnsafeMailError('the Message-ID needs a domain name');
  const composer = new MailComposer({
    from: { name: oneLine(input.senderName ?? 'Your care team', 'sender name'), address: from },
    to: { name: '', address: to },
    subject: oneLine(input.subject, 'subject'),
    text: input.text,
    html: input.html,
    ...(input.calendar
      ? { icalEvent: { method: input.calendar.method, filename: 'session.ics', content: input.calendar.content } }
      : {}),
    date: new Date(input.date),
    messageId: `<${messageKey}@${messageIdDomain}>`,
    // Machines are asked not to answer (RFC 3834), so that no out-of-office reply reaches a mailbox that nobody watches.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: createHash('sha256').update(messageKey).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

const domainPattern =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
// One dot-atom before the "@": quoted local parts, comments, lists and display names are not addresses that a patient has.
const localPattern = /^(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

function isBareAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  return at > 0 && localPattern.test(address.slice(0, at)) && domainPattern.test(address.slice(at + 1));
}

/** The message of the error never repeats the address: it ends up in logs. */
function bareAddress(address: string, field: string): string {
  if (!isBareAddress(address)) throw new UnsafeMailError(`"${field}" is not one bare email address`);
  return address;
}

function oneLine(value: string, field: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(value))
    throw new UnsafeMailError(`the ${field} holds a line break or a control character`);
  return value;
}
