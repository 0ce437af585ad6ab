import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createMailer } from '../../shared/mail/send.ts';

const ses = mockClient(SESClient);
const mailer = createMailer({ ses: new SESClient({ region: 'us-east-1' }), from: 'care@throughline.example' });
const message = {
  to: 'maya@example.com',
  mime: Buffer.from('Subject: Hi\r\n\r\nHello'),
  key: 'ses1-r1-reminder-24h-pat1',
  tags: { clinic: 'demo' },
  configurationSet: 'throughline-900',
};

function failure(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

beforeEach(() => {
  ses.reset();
});
afterAll(() => ses.restore());

describe('handing a message to SES', () => {
  it('hands it over once, to one recipient, with the key that leads events back to the ledger', async () => {
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' });
    expect(await mailer.send(message)).toEqual({ outcome: 'accepted', sesMessageId: 'ses-1' });
    expect(ses.calls().map(({ args }) => args[0].input)).toEqual([
      {
        Source: 'care@throughline.example',
        Destinations: ['maya@example.com'],
        RawMessage: { Data: message.mime },
        Tags: [
          { Name: 'key', Value: 'ses1-r1-reminder-24h-pat1' },
          { Name: 'clinic', Value: 'demo' },
        ],
        ConfigurationSetName: 'throughline-900',
      },
    ]);
  });

  it.each([
    ['Throttling', 400],
    ['ThrottlingException', 400],
    ['TooManyRequestsException', 429],
  ])('may try again after %s', async (name, status) => {
    ses.on(SendRawEmailCommand).rejects(failure(name, status));
    expect(await mailer.send(message)).toEqual({ outcome: 'throttled' });
  });

  it.each([
    ['MessageRejected', 400],
    ['MailFromDomainNotVerifiedException', 400],
    ['ConfigurationSetDoesNotExistException', 400],
    ['ConfigurationSetSendingPausedException', 400],
    ['AccountSendingPausedException', 400],
    ['InvalidParameterValue', 400],
    ['AccessDenied', 403],
  ])('knows after %s that it was not accepted', async (code, status) => {
    ses.on(SendRawEmailCommand).rejects(failure(code, status));
    expect(await mailer.send(message)).toEqual({ outcome: 'rejected', code });
  });

  it.each([
    ['TimeoutError', undefined],
    ['ECONNRESET', undefined],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
    ['RequestTimeout', 408],
    ['SyntaxError', 200],
  ])('does not guess after %s', async (code, status) => {
    ses.on(SendRawEmailCommand).rejects(failure(code, status));
    expect(await mailer.send(message)).toEqual({ outcome: 'unknown', code });
    expect(ses.calls()).toHaveLength(1);
  });

  it('does not guess when an answer names no message', async () => {
    ses.on(SendRawEmailCommand).resolves({});
    expect(await mailer.send(message)).toEqual({ outcome: 'unknown', code: 'NoMessageId' });
  });

  it.each(['Maya Ortiz', 'maya@example.com', '', 'x'.repeat(257)])('sends nothing with the tag %j', async (value) => {
    await expect(mailer.send({ ...message, tags: { note: value } })).rejects.toThrow(TypeError);
    expect(ses.calls()).toEqual([]);
  });
});
