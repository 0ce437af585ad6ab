import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SESClient } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, type MailboxOptions, startMailbox } from '../../infra/local/mailbox/mailbox.ts';
import type { SesEvent } from '../../infra/local/mailbox/ses-events.ts';
import { composeMime } from '../../shared/mail/mime.ts';
import { createMailer, type SendResult } from '../../shared/mail/send.ts';

const at = '2027-01-19T15:00:00.000Z';
const from = 'care@throughline.example';

let folder: string;
let open: Mailbox[];
let published: SesEvent[];
let ids: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailbox-'));
  open = [];
  published = [];
  ids = 0;
});

afterEach(async () => {
  await Promise.all(open.map((mailbox) => mailbox.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(changes: Partial<MailboxOptions> = {}): Promise<Mailbox> {
  const mailbox = await startMailbox({
    port: 0,
    file: join(folder, 'mail.sqlite'),
    now: () => Date.parse(at),
    newId: () => `id-${++ids}`,
    publish: async (event) => {
      published.push(event);
    },
    // Nothing is delivered until a test drains.
    wake: () => {},
    ...changes,
  });
  open.push(mailbox);
  return mailbox;
}

async function stop(mailbox: Mailbox): Promise<void> {
  open = open.filter((one) => one !== mailbox);
  await mailbox.close();
}

async function send(
  mailbox: Mailbox,
  to = 'maya@example.com',
  subject = 'Your session is booked',
): Promise<SendResult> {
  const ses = new SESClient({
    endpoint: mailbox.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const mime = await composeMime({
    from,
    to,
    subject,
    html: '<p>Hello</p>',
    text: 'Hello',
    messageKey: 'key-1',
    date: at,
    messageIdDomain: 'throughline.example',
  });
  return await createMailer({ ses, from }).send({
    to,
    mime,
    key: 'key-1',
    tags: { clinic: 'demo' },
    configurationSet: 'throughline-900',
  });
}

const kindsPublished = () => published.map((event) => [event['detail-type'], event.detail.eventType]);

describe('the local SES', () => {
  it('keeps a mail that it accepted and shows it as the patient would read it', async () => {
    const mailbox = await start();
    const result = await send(mailbox);
    const [mail] = mailbox.listMail();
    expect({ result, mail: { ...mail, headers: undefined } }).toEqual({
      result: { outcome: 'accepted', sesMessageId: mail?.id },
      mail: {
        id: mail?.id,
        at,
        to: 'maya@example.com',
        subject: 'Your session is booked',
        text: 'Hello',
        html: '<p>Hello</p>',
        headers: undefined,
        attachments: [],
      },
    });
    expect(mail?.headers).toMatchObject({
      to: 'maya@example.com',
      'auto-submitted': 'auto-generated',
      'message-id': '<key-1@throughline.example>',
    });
    const overHttp = await (await fetch(`${mailbox.url}/local/mail`)).json();
    expect(overHttp).toEqual(mailbox.listMail());
  });

  it('tells that a mail was sent and delivered, with the tags that lead back to the ledger', async () => {
    const mailbox = await start();
    await send(mailbox);
    expect([mailbox.worker.busy(), published]).toEqual(['2 mail events to deliver', []]);
    expect([await mailbox.worker.drain(), mailbox.worker.busy()]).toEqual([2, undefined]);
    expect(kindsPublished()).toEqual([
      ['Email Sent', 'Send'],
      ['Email Delivered', 'Delivery'],
    ]);
    const [mail] = mailbox.listMail();
    const [sent] = published;
    expect(sent).toMatchObject({
      version: '0',
      source: 'aws.ses',
      time: '2027-01-19T15:00:00Z',
      resources: ['arn:aws:ses:us-east-1:000000000000:configuration-set/throughline-900'],
      detail: {
        eventType: 'Send',
        send: {},
        mail: {
          timestamp: at,
          messageId: mail?.id,
          source: from,
          destination: ['maya@example.com'],
          tags: { key: ['key-1'], clinic: ['demo'], 'ses:configuration-set': ['throughline-900'] },
        },
      },
    });
  });

  it.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery'], undefined],
    ['bounce@simulator.amazonses.com', ['Send', 'Bounce'], 'General'],
    ['bounce+maya@simulator.amazonses.com', ['Send', 'Bounce'], 'General'],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce'], 'Suppressed'],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint'], undefined],
  ])('answers the simulator address %s as SES does', async (to, types, bounceSubType) => {
    const mailbox = await start();
    await send(mailbox, to);
    await mailbox.worker.drain();
    expect(published.map(({ detail }) => detail.eventType)).toEqual(types);
    const bounce = published.find(({ detail }) => detail.eventType === 'Bounce')?.detail.bounce;
    if (bounceSubType) {
      expect(bounce).toMatchObject({
        bounceType: 'Permanent',
        bounceSubType,
        bouncedRecipients: [{ emailAddress: to }],
      });
    } else expect(bounce).toBeUndefined();
  });

  it('delivers after a restart what nobody had acknowledged, and no more', async () => {
    const first = await start({
      publish: async (event) => {
        if (event.detail.eventType === 'Delivery') throw new Error('the handler failed');
        published.push(event);
      },
    });
    await send(first);
    expect([await first.worker.drain(), first.worker.busy()]).toEqual([
      1,
      '1 mail event to deliver (Error: the handler failed)',
    ]);
    await stop(first);
    const second = await start();
    await second.worker.drain();
    expect(kindsPublished()).toEqual([
      ['Email Sent', 'Send'],
      ['Email Delivered', 'Delivery'],
    ]);
    expect(second.listMail()).toHaveLength(1);
  });

  it('keeps mail and Send event of an answered call through kill -9', async () => {
    const script = join(folder, 'child.mjs');
    const mailboxFile = join(import.meta.dirname, '../../infra/local/mailbox/mailbox.ts');
    const mail = Buffer.from(
      'From: care@throughline.example\r\nTo: maya@example.com\r\nSubject: Hi\r\n\r\nHello\r\n',
    ).toString('base64');
    writeFileSync(
      script,
      `import { startMailbox } from ${JSON.stringify(mailboxFile)};
       const mailbox = await startMailbox({ port: 0, file: ${JSON.stringify(join(folder, 'mail.sqlite'))}, now: () => 0, newId: () => crypto.randomUUID(), publish: () => new Promise(() => {}), wake: () => {} });
       const body = new URLSearchParams({ Action: 'SendRawEmail', Source: 'care@throughline.example', 'Destinations.member.1': 'maya@example.com', 'RawMessage.Data': ${JSON.stringify(mail)}, ConfigurationSetName: 'throughline-300' });
       const answer = await fetch(mailbox.url, { method: 'POST', body });
       if (answer.status === 200) process.kill(process.pid, 'SIGKILL');`,
    );
    await expect(promisify(execFile)(process.execPath, [script])).rejects.toMatchObject({ signal: 'SIGKILL' });
    const mailbox = await start();
    await mailbox.worker.drain();
    expect([mailbox.listMail().map(({ subject }) => subject), kindsPublished()[0]]).toEqual([
      ['Hi'],
      ['Email Sent', 'Send'],
    ]);
  });

  it('delivers by itself where no clock wakes it', async () => {
    const delivered = Promise.withResolvers<void>();
    const mailbox = await startMailbox({
      port: 0,
      file: ':memory:',
      now: () => 0,
      newId: () => `id-${++ids}`,
      publish: async ({ detail }) => {
        if (detail.eventType === 'Delivery') delivered.resolve();
      },
    });
    open.push(mailbox);
    await send(mailbox);
    await delivered.promise;
  });

  it('lets a person raise a bounce, a complaint or a delivery for a mail', async () => {
    const mailbox = await start();
    await send(mailbox);
    await mailbox.worker.drain();
    published = [];
    const id = mailbox.listMail()[0]?.id ?? '';
    const raise = (path: string, body: string) => fetch(`${mailbox.url}${path}`, { method: 'POST', body });
    const answers = [
      await raise(`/local/mail/${id}/event`, '{"type":"bounce"}'),
      await raise(`/local/mail/${id}/event`, '{"type":"open"}'),
      await raise(`/local/mail/${id}/event`, 'bounce'),
      await raise('/local/mail/nobody/event', '{"type":"complaint"}'),
    ];
    expect([mailbox.raiseEvent(id, 'complaint'), mailbox.raiseEvent('nobody', 'bounce')]).toEqual([true, false]);
    await mailbox.worker.drain();
    expect([answers.map(({ status }) => status), kindsPublished()]).toEqual([
      [202, 400, 400, 404],
      [
        ['Email Bounced', 'Bounce'],
        ['Email Complaint Received', 'Complaint'],
      ],
    ]);
  });

  it('refuses what SES would refuse, in words', async () => {
    const mailbox = await start({ configurationSets: ['throughline-300'] });
    const ask = async (fields: Record<string, string>) => {
      const answer = await fetch(mailbox.url, { method: 'POST', body: new URLSearchParams(fields) });
      return [answer.status, /<Code>(.*?)<\/Code>/.exec(await answer.text())?.[1]];
    };
    const raw = Buffer.from('Subject: Hi\r\n\r\nHello').toString('base64');
    const good = {
      Action: 'SendRawEmail',
      Source: from,
      'Destinations.member.1': 'maya@example.com',
      'RawMessage.Data': raw,
    };
    expect([
      await ask({ Action: 'SendBulkTemplatedEmail' }),
      await ask({ ...good, 'RawMessage.Data': '' }),
      await ask({ ...good, 'Destinations.member.1': 'a@example.com, b@example.com' }),
      await ask({ ...good, 'Tags.member.1.Name': 'key', 'Tags.member.1.Value': 'Maya Ortiz' }),
      await ask({ ...good, ConfigurationSetName: 'throughline-1' }),
      await ask({ ...good, ConfigurationSetName: 'throughline-300' }),
      await ask({ Action: 'GetSendQuota' }),
    ]).toEqual([
      [400, 'InvalidAction'],
      [400, 'InvalidParameterValue'],
      [400, 'InvalidParameterValue'],
      [400, 'InvalidParameterValue'],
      [400, 'ConfigurationSetDoesNotExist'],
      [200, undefined],
      [200, undefined],
    ]);
    expect(await send(mailbox)).toEqual({ outcome: 'rejected', code: 'ConfigurationSetDoesNotExistException' });
    expect(mailbox.listMail()).toHaveLength(1);
  });

  it('shows its pages without scripts, and no text of a mail becomes markup', async () => {
    const mailbox = await start();
    await send(mailbox, 'maya@example.com', 'Hi <img src=x onerror=alert(1)>');
    const id = mailbox.listMail()[0]?.id ?? '';
    for (const path of ['/', `/mail/${id}`]) {
      const answer = await fetch(`${mailbox.url}${path}`);
      const page = await answer.text();
      expect(page).toContain('Hi &#60;img src=x onerror=alert(1)&#62;');
      expect(page).not.toMatch(/<img|<script/);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const page = await (await fetch(`${mailbox.url}/mail/${id}`)).text();
    expect(page).toContain('<iframe sandbox=""');
    const raw = await fetch(`${mailbox.url}/mail/${id}/raw`);
    expect([raw.headers.get('content-type'), await raw.text()]).toEqual([
      'text/plain; charset=utf-8',
      expect.stringContaining('Message-ID: <key-1@throughline.example>'),
    ]);
  });

  it('answers 404 and 405 where there is nothing', async () => {
    const mailbox = await start();
    const status = async (path: string, method = 'GET') => (await fetch(`${mailbox.url}${path}`, { method })).status;
    expect([
      await status('/nothing'),
      await status('/mail/nobody'),
      await status('/mail/%E0%A4%A'),
      await status('/local/mail', 'DELETE'),
      await status('/', 'PUT'),
    ]).toEqual([404, 404, 404, 405, 405]);
  });

  it('says in one sentence that its port is taken or its file is damaged', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await expect(start({ port })).rejects.toThrow(
      /^The mailbox cannot listen on 127\.0\.0\.1:\d+: something else listens there; set MAIL_PORT/,
    );
    taken.close();
    const file = join(folder, 'damaged.sqlite');
    writeFileSync(file, 'not a database, not a database, not a database');
    await expect(start({ file })).rejects.toThrow(
      /damaged\.sqlite cannot be used: file is not a database\. Move it away/,
    );
  });
});
