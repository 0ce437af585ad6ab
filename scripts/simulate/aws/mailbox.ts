/** SES as the simulated home sees it: what it accepted, and the events that it then publishes. */
import { outcomeEvents, type SentMail, type SesEvent, sesEvent } from '../../../infra/local/mailbox/ses-events.ts';

type Sent = {
  Source: string;
  Destinations: string[];
  RawMessage: { Data: Uint8Array };
  Tags: { Name: string; Value: string }[];
  ConfigurationSetName: string;
};

/** One accepted mail, as its reader has it. */
export type Mail = {
  id: string;
  at: number;
  to: string;
  from: string;
  subject: string;
  tags: Readonly<Record<string, string>>;
  configurationSet: string;
  /** The token of the page that it links to. */
  token: string | null;
  /** Six digits, where it tells a code. */
  code: string | null;
};

export class Mailbox {
  readonly mails: Mail[] = [];
  readonly #newId: () => string;
  readonly #onAccepted: (mail: Mail, events: readonly SesEvent[]) => void;

  readonly #configurationSets: ReadonlySet<string>;

  constructor(
    newId: () => string,
    onAccepted: (mail: Mail, events: readonly SesEvent[]) => void,
    configurationSets: readonly string[],
  ) {
    this.#newId = newId;
    this.#onAccepted = onAccepted;
    this.#configurationSets = new Set(configurationSets);
  }

  accept(input: unknown, now: number): { MessageId: string } {
    const { Source, Destinations, RawMessage, Tags, ConfigurationSetName } = input as Sent;
    if (!this.#configurationSets.has(ConfigurationSetName))
      throw Object.assign(new Error(), { name: 'ConfigurationSetDoesNotExist', $metadata: { httpStatusCode: 400 } });
    const raw = Buffer.from(RawMessage.Data).toString('latin1');
    const tags = Object.fromEntries(Tags.map(({ Name, Value }) => [Name, Value]));
    const text = readable(raw);
    const mail: Mail = {
      id: this.#newId(),
      at: now,
      to: Destinations.join(', '),
      from: headerOf(raw, 'From'),
      subject: headerOf(raw, 'Subject'),
      tags,
      configurationSet: ConfigurationSetName,
      token: /\/p\/(lnk_[a-z0-5]{20})/.exec(text)?.[1] ?? null,
      code: /\b(\d{3}[ -]?\d{3})\b/.exec(text)?.[1]?.replace(/\D/g, '') ?? null,
    };
    this.mails.push(mail);
    const about: SentMail = {
      id: mail.id,
      at: new Date(now).toISOString(),
      source: Source,
      destinations: Destinations,
      tags,
      configurationSet: ConfigurationSetName,
      subject: mail.subject,
      headerLines: [],
    };
    const events = outcomeEvents(Destinations).map((kind) =>
      sesEvent(kind, about, { id: this.#newId(), at: about.at }),
    );
    this.#onAccepted(mail, events);
    return { MessageId: mail.id };
  }
}

function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(head)?.[1] ?? '';
}

/** The plain text of the message, out of either encoding. */
function readable(raw: string): string {
  const [, encoding = '', body = ''] =
    /Content-Type: text\/plain[\s\S]*?Content-Transfer-Encoding: (\S+)[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i.exec(raw) ??
    [];
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return body.replace(/=\r\n/g, '').replace(/=3D/g, '=');
}
