/** What the mailbox answers over HTTP: SES's API by POST, the inbox by GET, and the local routes under /local/mail. */
import type { IncomingMessage } from 'node:http';
import { framedMail, framedPolicy, inboxPage, mailPage, messagePage, pagePolicy } from './inbox-page.ts';
import { answerSesQuery, type SesApiDeps } from './ses-api.ts';
import type { RaisableEvent } from './ses-events.ts';

export type MailboxAnswer = { status: number; type: string; body: string | Buffer; headers?: Record<string, string> };

export type RouteDeps = {
  ses: SesApiDeps;
  listMail: () => unknown[];
  raiseEvent: (id: string, type: RaisableEvent) => boolean;
  notify: () => void;
};

// 10 MB of mail as base64 in a form, where "+" and "/" take three characters.
const bodyBytesMax = 24 * 1024 * 1024;
const mailsOnPageMax = 200;

export async function answerMailboxRequest(request: IncomingMessage, deps: RouteDeps): Promise<MailboxAnswer> {
  // What is no URL, such as "//", is no page either.
  const path = URL.parse(request.url ?? '/', 'http://mailbox')?.pathname ?? '';
  const get = request.method === 'GET' || request.method === 'HEAD';
  if (path === '/' && request.method === 'POST') return await answerSes(request, deps);
  if (path === '/' && get) return html(200, inboxPage(deps.ses.store.newest(mailsOnPageMax)));
  if (path === '/local/mail' && get) return json(200, deps.listMail());
  const page = /^\/mail\/([^/]+)(\/raw|\/html)?$/.exec(path);
  if (page && get) return mailAnswer(decode(page[1]), page[2], deps);
  const event = /^\/local\/mail\/([^/]+)\/event$/.exec(path);
  if (event && request.method === 'POST') return await answerRaise(request, decode(event[1]), deps);
  if (['/', '/local/mail'].includes(path) || page || event) {
    const allow = path === '/' ? 'GET, HEAD, POST' : event ? 'POST' : 'GET, HEAD';
    return { ...html(405, messagePage('Not possible', `This address answers ${allow} only.`)), headers: { allow } };
  }
  return html(404, messagePage('Not found', 'There is no such page in this mailbox.'));
}

async function answerSes(request: IncomingMessage, deps: RouteDeps): Promise<MailboxAnswer> {
  const body = await bodyOf(request);
  if (body === null) return tooLarge;
  const answer = await answerSesQuery(body, deps.ses);
  deps.notify();
  return { status: answer.status, type: 'text/xml', body: answer.body };
}

async function answerRaise(request: IncomingMessage, id: string, deps: RouteDeps): Promise<MailboxAnswer> {
  const body = await bodyOf(request);
  if (body === null) return tooLarge;
  const type = eventType(body);
  if (type === null)
    return json(400, { message: 'Send {"type": "bounce"}, {"type": "complaint"} or {"type": "delivery"}.' });
  if (!deps.raiseEvent(id, type)) return json(404, { message: 'There is no mail of that id.' });
  return json(202, { id, type });
}

function eventType(body: string): RaisableEvent | null {
  try {
    const { type } = JSON.parse(body) as { type?: unknown };
    return type === 'bounce' || type === 'complaint' || type === 'delivery' ? type : null;
  } catch {
    return null;
  }
}

function mailAnswer(id: string, form: string | undefined, deps: RouteDeps): MailboxAnswer {
  const mail = deps.ses.store.mail(id);
  if (!mail) return html(404, messagePage('Not found', 'There is no mail of that id.'));
  if (form === undefined) return html(200, mailPage(mail));
  if (form === '/html')
    return {
      status: 200,
      type: 'text/html',
      body: framedMail(mail),
      headers: { 'content-security-policy': framedPolicy },
    };
  return { status: 200, type: 'text/plain', body: deps.ses.store.raw(id) ?? '' };
}

function decode(segment: string | undefined): string {
  try {
    return decodeURIComponent(segment ?? '');
  } catch {
    return '';
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge: MailboxAnswer = {
  status: 413,
  type: 'text/plain',
  body: 'The request is too large.\n',
  headers: { connection: 'close' },
};

function html(status: number, body: string): MailboxAnswer {
  return { status, type: 'text/html', body, headers: { 'content-security-policy': pagePolicy } };
}

function json(status: number, value: unknown): MailboxAnswer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` };
}
