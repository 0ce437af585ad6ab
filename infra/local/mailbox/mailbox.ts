/** A local SES: takes mail over SES's own API, keeps it on disk, shows it, and tells what became of it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CannotStart } from '../stop-error.ts';
import { createEventWorker, type EventWorker } from './event-worker.ts';
import { answerMailboxRequest, type MailboxAnswer } from './http-routes.ts';
import { openMailStore, type StoredMail } from './mail-store.ts';
import type { Attachment } from './read-mail.ts';
import { eventOf, type RaisableEvent, type SesEvent, sesEvent } from './ses-events.ts';

export type MailboxOptions = {
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** A path, or ':memory:'. */
  file: string;
  /** Milliseconds since 1970, by the clock that everything else runs on. */
  now: () => number;
  newId: () => string;
  /** Called with each event until it resolves; the same event may come again. */
  publish: (event: SesEvent) => Promise<void>;
  /** Says that events wait for `worker.drain`; without it the mailbox delivers them by itself. */
  wake?: () => void;
  /** The configuration sets that exist; without the list every name is taken. */
  configurationSets?: readonly string[];
};

type Mail = {
  id: string;
  at: string;
  to: string;
  subject: string;
  text: string | null;
  html: string | null;
  headers: Record<string, string>;
  attachments: Attachment[];
};

export type Mailbox = {
  url: string;
  worker: EventWorker;
  /** Oldest first. */
  listMail(): Mail[];
  /** False where there is no such mail. */
  raiseEvent(id: string, type: RaisableEvent): boolean;
  close(): Promise<void>;
};

export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const { host = '127.0.0.1', now, newId } = options;
  const store = openMailStore(options.file);
  const worker = createEventWorker({ store, publish: options.publish, wake: options.wake });
  const configurationSets = options.configurationSets ? new Set(options.configurationSets) : null;

  const listMail = (): Mail[] => store.mails().map(mailOf);
  const raiseEvent = (id: string, type: RaisableEvent): boolean => {
    const mail = store.mail(id);
    if (!mail) return false;
    store.addEvent(sesEvent(eventOf[type], mail, { id: newId(), at: new Date(now()).toISOString() }));
    worker.notify();
    return true;
  };

  const server = createServer((request, response) => {
    answerMailboxRequest(request, {
      ses: { store, now, newId, configurationSets },
      listMail,
      raiseEvent,
      notify: worker.notify,
    })
      .catch((error: unknown): MailboxAnswer => {
        console.error('mailbox: a request failed', error);
        return { status: 500, type: 'text/plain', body: 'The mailbox failed; its log says why.\n' };
      })
      .then((answer) => respond(request, response, answer))
      .catch(() => response.destroy());
  });
  try {
    await listen(server, options.port, host);
  } catch (error) {
    store.close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  // What a crash left undelivered.
  worker.notify();

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    worker: { name: worker.name, drain: worker.drain, busy: worker.busy },
    listMail,
    raiseEvent,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await worker.stop();
      store.close();
    },
  };
}

function mailOf({ id, at, destinations, subject, text, html, headers, attachments }: StoredMail): Mail {
  return { id, at, to: destinations.join(', '), subject, text, html, headers, attachments };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'EADDRINUSE' ? 'something else listens there; set MAIL_PORT to another port' : cause.message;
      reject(new CannotStart(`The mailbox cannot listen on ${host}:${port}: ${reason}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function respond(request: IncomingMessage, response: ServerResponse, answer: MailboxAnswer): void {
  response.writeHead(answer.status, {
    'content-type': `${answer.type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
