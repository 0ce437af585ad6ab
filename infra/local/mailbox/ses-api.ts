/** The part of the SES v1 Query API that is called: SendRawEmail, and GetSendQuota for a look at the account. */
import type { MailStore } from './mail-store.ts';
import { readMail } from './read-mail.ts';
import { outcomeEvents, type SentMail, sesEvent } from './ses-events.ts';

export type SesApiDeps = {
  store: MailStore;
  now: () => number;
  newId: () => string;
  /** The configuration sets that exist; without the list every name is taken. */
  configurationSets: ReadonlySet<string> | null;
};

export type XmlAnswer = { status: number; body: string };

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';
// SES's own limit for SendRawEmail is 10 MB before encoding.
const rawBytesMax = 10 * 1024 * 1024;
const destinationsMax = 50;

class SesError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export async function answerSesQuery(body: string, deps: SesApiDeps): Promise<XmlAnswer> {
  const requestId = deps.newId();
  try {
    const parameters = new URLSearchParams(body);
    const action = parameters.get('Action') ?? '';
    const result = await resultOf(action, parameters, deps);
    const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
    return {
      status: 200,
      body: `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`,
    };
  } catch (error) {
    const known = error instanceof SesError;
    const code = known ? error.code : 'InternalFailure';
    const message = known ? error.message : 'The mailbox failed; its log says why.';
    if (!known) console.error('mailbox: a request failed', error);
    return {
      status: known ? 400 : 500,
      body:
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${known ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>` +
        `<Message>${escapeXml(message)}</Message></Error><RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`,
    };
  }
}

async function resultOf(action: string, parameters: URLSearchParams, deps: SesApiDeps): Promise<string> {
  switch (action) {
    case 'SendRawEmail':
      return `<MessageId>${escapeXml(await sendRawEmail(parameters, deps))}</MessageId>`;
    case 'GetSendQuota':
      return '<Max24HourSend>50000</Max24HourSend><MaxSendRate>14</MaxSendRate><SentLast24Hours>0</SentLast24Hours>';
    default:
      throw new SesError(
        'InvalidAction',
        `The local mailbox does not know the action "${action}". It knows SendRawEmail and GetSendQuota.`,
      );
  }
}

async function sendRawEmail(parameters: URLSearchParams, deps: SesApiDeps): Promise<string> {
  const raw = rawMessage(parameters.get('RawMessage.Data') ?? '');
  const configurationSet = parameters.get('ConfigurationSetName');
  if (configurationSet !== null && deps.configurationSets && !deps.configurationSets.has(configurationSet)) {
    throw new SesError('ConfigurationSetDoesNotExist', `Configuration set <${configurationSet}> does not exist.`);
  }
  const { headerLines, ...read } = await readMail(raw);
  const source = bareAddress(parameters.get('Source') ?? read.headers.from ?? '');
  if (source === null) throw new SesError('InvalidParameterValue', 'Missing or malformed sender.');
  const at = new Date(deps.now()).toISOString();
  const mail: SentMail = {
    id: deps.newId(),
    at,
    source,
    destinations: destinationsOf(parameters, read.headers),
    tags: tagsOf(parameters),
    configurationSet,
    subject: read.subject,
    headerLines,
  };
  // SES publishes what happens to a mail through its configuration set, and nothing without one.
  const kinds = configurationSet === null ? [] : outcomeEvents(mail.destinations);
  const events = kinds.map((kind) => sesEvent(kind, mail, { id: deps.newId(), at }));
  deps.store.add({ ...mail, ...read }, raw, events);
  return mail.id;
}

function rawMessage(base64: string): Buffer {
  const raw = Buffer.from(base64, 'base64');
  if (raw.length === 0) throw new SesError('InvalidParameterValue', 'RawMessage.Data is missing or empty.');
  if (raw.length > rawBytesMax)
    throw new SesError('InvalidParameterValue', 'Message length is more than 10485760 bytes long.');
  return raw;
}

function destinationsOf(parameters: URLSearchParams, headers: Record<string, string>): string[] {
  const given = members(parameters, /^Destinations\.member\.(\d+)$/).map(({ value }) => value);
  const listed = given.length > 0 ? given : (headers.to ?? '').split(',').filter((address) => address.trim() !== '');
  if (listed.length === 0)
    throw new SesError('InvalidParameterValue', 'No recipient: give Destinations or a To header.');
  if (listed.length > destinationsMax)
    throw new SesError('MessageRejected', `Recipient count exceeds ${destinationsMax}.`);
  return listed.map((address) => {
    const bare = bareAddress(address);
    if (bare === null) throw new SesError('InvalidParameterValue', 'A destination is not an email address.');
    return bare;
  });
}

function bareAddress(address: string): string | null {
  const bare = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
  return /^[^\s@<>,;"\p{Cc}]+@[^\s@<>,;"\p{Cc}]+$/u.test(bare) ? bare : null;
}

function tagsOf(parameters: URLSearchParams): Record<string, string> {
  const tags = members(parameters, /^Tags\.member\.(\d+)\.Name$/).map(({ index, value: name }) => {
    const value = parameters.get(`Tags.member.${index}.Value`) ?? '';
    if (![name, value].every((part) => /^[A-Za-z0-9_-]{1,256}$/.test(part))) {
      throw new SesError('InvalidParameterValue', 'Tag names and values hold 1 to 256 of A-Z a-z 0-9 _ - only.');
    }
    return [name, value] as const;
  });
  return Object.fromEntries(tags);
}

function members(parameters: URLSearchParams, pattern: RegExp): { index: number; value: string }[] {
  return [...parameters]
    .flatMap(([name, value]) => {
      const index = pattern.exec(name)?.[1];
      return index === undefined ? [] : [{ index: Number(index), value }];
    })
    .sort((a, b) => a.index - b.index);
}

function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
