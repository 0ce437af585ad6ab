/** What SES would publish through EventBridge about a mail: the shapes of the SES developer guide's event data. */
import type { HeaderLine } from './read-mail.ts';

export type RaisableEvent = 'bounce' | 'complaint' | 'delivery';
type EventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint';

export type SentMail = {
  id: string;
  at: string;
  source: string;
  destinations: string[];
  tags: Record<string, string>;
  configurationSet: string | null;
  subject: string;
  headerLines: HeaderLine[];
};

export type SesEvent = {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ses';
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: { eventType: EventType; mail: Record<string, unknown> } & Record<string, unknown>;
};

const account = '000000000000';
const region = 'us-east-1';
const detailTypes: Record<EventType, string> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
};

/** What happens to an accepted mail, in order. SES's simulator addresses decide it, with or without a "+label". */
export function outcomeEvents(destinations: readonly string[]): EventOf[] {
  const simulated = destinations.map((address) =>
    /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address)?.[1]?.toLowerCase(),
  );
  if (simulated.includes('bounce')) return ['Send', 'Bounce'];
  if (simulated.includes('suppressionlist')) return ['Send', 'Suppressed'];
  if (simulated.includes('complaint')) return ['Send', 'Delivery', 'Complaint'];
  return ['Send', 'Delivery'];
}
export type EventOf = EventType | 'Suppressed';

export const eventOf: Record<RaisableEvent, EventOf> = {
  bounce: 'Bounce',
  complaint: 'Complaint',
  delivery: 'Delivery',
};

export function sesEvent(kind: EventOf, mail: SentMail, about: { id: string; at: string }): SesEvent {
  const eventType = kind === 'Suppressed' ? 'Bounce' : kind;
  return {
    version: '0',
    id: about.id,
    'detail-type': detailTypes[eventType],
    source: 'aws.ses',
    account,
    time: about.at.replace(/\.\d+Z$/, 'Z'),
    region,
    resources: mail.configurationSet
      ? [`arn:aws:ses:${region}:${account}:configuration-set/${mail.configurationSet}`]
      : [],
    detail: { eventType, mail: mailObject(mail), ...particulars(kind, mail, about) },
  };
}

function mailObject(mail: SentMail): Record<string, unknown> {
  const header = (name: string): string | undefined =>
    mail.headerLines.find((line) => line.name.toLowerCase() === name)?.value;
  const ownTags = Object.entries(mail.tags).map(([name, value]) => [name, [value]] as const);
  return {
    timestamp: mail.at,
    source: mail.source,
    sendingAccountId: account,
    messageId: mail.id,
    destination: mail.destinations,
    headersTruncated: false,
    headers: mail.headerLines,
    commonHeaders: { from: [header('from')], to: [header('to')], messageId: mail.id, subject: mail.subject },
    tags: {
      'ses:operation': ['SendRawEmail'],
      ...(mail.configurationSet ? { 'ses:configuration-set': [mail.configurationSet] } : {}),
      'ses:from-domain': [mail.source.split('@').at(-1)],
      ...Object.fromEntries(ownTags),
    },
  };
}

function particulars(kind: EventOf, mail: SentMail, about: { id: string; at: string }): Record<string, unknown> {
  const recipients = mail.destinations.map((emailAddress) => ({ emailAddress }));
  const feedback = { timestamp: about.at, feedbackId: about.id };
  switch (kind) {
    case 'Send':
      return { send: {} };
    case 'Delivery':
      return {
        delivery: {
          timestamp: about.at,
          processingTimeMillis: 0,
          recipients: mail.destinations,
          smtpResponse: '250 2.0.0 OK',
          reportingMTA: 'localhost',
        },
      };
    case 'Bounce':
    case 'Suppressed': {
      const diagnosticCode = 'smtp; 550 5.1.1 user unknown';
      const bouncedRecipients = recipients.map((one) => ({
        ...one,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode,
      }));
      const bounceSubType = kind === 'Bounce' ? 'General' : 'Suppressed';
      return {
        bounce: { ...feedback, bounceType: 'Permanent', bounceSubType, bouncedRecipients, reportingMTA: 'localhost' },
      };
    }
    case 'Complaint':
      return {
        complaint: {
          ...feedback,
          complainedRecipients: recipients,
          complaintFeedbackType: 'abuse',
          complaintSubType: null,
        },
      };
  }
}
