/**
 * One call to SES, without retries of its own (the client is made with maxAttempts 1): every doubtful try is seen here,
 * since SES knows no idempotency key and a blind retry could send a message twice.
 */
import { type MessageTag, type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';

type SendInput = {
  to: string;
  mime: Buffer;
  /** The ledger's key: a tag of that name leads SES's events back to the row. */
  key: string;
  tags: Record<string, string>;
  configurationSet: string;
};

export type SendResult =
  | { outcome: 'accepted'; sesMessageId: string }
  /** Not accepted, for now: the same claim may try again. */
  | { outcome: 'throttled' }
  /** Not accepted, for good. */
  | { outcome: 'rejected'; code: string }
  /** Perhaps accepted: SES's Send event will tell. */
  | { outcome: 'unknown'; code: string };

export type Mailer = { send(input: SendInput): Promise<SendResult> };

export function createMailer(deps: { ses: SESClient; from: string }): Mailer {
  return {
    async send({ to, mime, key, tags, configurationSet }) {
      const command = new SendRawEmailCommand({
        Source: deps.from,
        Destinations: [to],
        RawMessage: { Data: mime },
        Tags: messageTags({ key, ...tags }),
        ConfigurationSetName: configurationSet,
      });
      try {
        const { MessageId: sesMessageId } = await deps.ses.send(command);
        return sesMessageId ? { outcome: 'accepted', sesMessageId } : { outcome: 'unknown', code: 'NoMessageId' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function messageTags(tags: Record<string, string>): MessageTag[] {
  return Object.entries(tags).map(([Name, Value]) => {
    // What SES allows, and room for nothing that names a patient (R9).
    if (![Name, Value].every((part) => /^[A-Za-z0-9_-]{1,256}$/.test(part))) {
      throw new TypeError(`the tag "${Name}" holds other than A-Z a-z 0-9 _ -, or is longer than 256`);
    }
    return { Name, Value };
  });
}

const throttling: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'LimitExceededException',
  'SlowDown',
]);

function outcomeOf(error: unknown): Exclude<SendResult, { outcome: 'accepted' }> {
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: number } };
  const code = typeof name === 'string' && name !== '' ? name : 'Error';
  const status = $metadata?.httpStatusCode;
  if (status === 429 || throttling.has(code)) return { outcome: 'throttled' };
  // 408: the server gave up waiting and says nothing about what it has.
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) return { outcome: 'rejected', code };
  return { outcome: 'unknown', code };
}
