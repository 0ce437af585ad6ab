/**
 * The patient's and the monitor's page. GET changes nothing and shows nothing private before its reader has proved who they
 * are; only a pressed button posts. Scanners that open or even run a page do no harm.
 */
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { CareError } from '../../shared/contracts/errors.ts';
import { calendarFeed } from '../../shared/mail/calendar.ts';
import type { Page } from '../../shared/pages/page.ts';
import type { Deps } from '../live.ts';
import { logFailure } from '../wrap.ts';
import { calendarFile, gone, htmlPage, type Result, seeOther, type Visit, visitOf } from './answers.ts';
import { cookiesFor, readCookies } from './cookies.ts';
import { askForCode, enter, isToken, type Outside, type Proof, prove } from './entrance.ts';
import { keptIn, keptOf, postedIn } from './form.ts';
import { type PostRoute, posts } from './posts.ts';

type Event = APIGatewayProxyEventV2;

const shown = [
  '/p/{token}',
  '/p/{token}/calendar.ics',
  '/p/{token}/measures/{instrument}',
  '/p/{token}/sessions/{sessionId}/check',
  // Where a form was posted to and the page is opened again: the page itself.
  '/p/{token}/{proxy+}',
] as const;

/** What a home routes here. */
export const routes: readonly { method: 'GET' | 'HEAD' | 'POST'; path: string }[] = [
  ...shown.flatMap((path) => [
    { method: 'GET' as const, path },
    { method: 'HEAD' as const, path },
  ]),
  ...['/p/{token}/prove', '/p/{token}/code', ...posts.map(({ path }) => path)].map((path) => ({
    method: 'POST' as const,
    path,
  })),
];

export const createHandler = (deps: Deps) => {
  const get = (path: (typeof shown)[number], answer: (event: Event, visit: Visit) => Promise<Result>) =>
    (['GET', 'HEAD'] as const).map((method) => ({
      method,
      path,
      handler: async (event: Event) => {
        const answered = await answer(event, visitOf(event, deps.pagesUrl));
        return method === 'HEAD' ? { ...answered, body: '' } : answered;
      },
    }));
  const post = (path: string, answer: (event: Event, visit: Visit, form: URLSearchParams) => Promise<Result>) => ({
    method: 'POST' as const,
    path,
    handler: async (event: Event) => {
      const visit = visitOf(event, deps.pagesUrl);
      const posted = postedIn(event);
      return posted.ok ? answer(event, visit, posted.form) : failed(visit, posted.statusCode, posted.why);
    },
  });
  return middy<Event, Result>()
    .use({
      onError: (request) => {
        const visit = visitOf(request.event, deps.pagesUrl);
        const busy = request.error instanceof CareError && request.error.code === 'busy';
        // Ids and places only: neither the path nor the text of an error, which may hold a token.
        if (!busy) logFailure(deps, 'patient-page', request.error);
        request.response = busy ? failed(visit, 503, 'busy') : failed(visit, 500, 'internal');
      },
    })
    .handler(
      httpRouter({
        routes: [
          ...get('/p/{token}', (event, visit) => show(deps, event, visit, null)),
          ...get('/p/{token}/calendar.ics', (_event, visit) => feed(deps, visit)),
          ...get('/p/{token}/measures/{instrument}', (event, visit) =>
            show(deps, event, visit, `measures/${event.pathParameters?.instrument}`),
          ),
          ...get('/p/{token}/sessions/{sessionId}/check', (event, visit) =>
            show(deps, event, visit, `sessions/${event.pathParameters?.sessionId}/check`),
          ),
          ...get('/p/{token}/{proxy+}', async (_event, visit) =>
            isToken(visit.token) ? seeOther(visit) : gone(visit),
          ),
          post('/p/{token}/prove', (event, visit, form) => answerProof(deps, event, visit, form)),
          post('/p/{token}/code', (_event, visit, form) => answerCode(deps, visit, form)),
          ...posts.map((one) => post(one.path, (event, visit, form) => perform(deps, one, event, visit, form))),
        ],
        notFoundResponse: ({ method, path }: { method: string; path: string }) => {
          const base = /^\/p\/[A-Za-z0-9_-]{1,64}/.exec(path)?.[0] ?? '/p/';
          const visit: Visit = { token: '', base, secure: deps.pagesUrl.startsWith('https:'), locale: 'en-US' };
          if (['GET', 'HEAD', 'POST'].includes(method)) return gone(visit);
          const refused = failed(visit, 405, 'method');
          return { ...refused, headers: { ...refused.headers, allow: 'GET, HEAD, POST' } };
        },
      }),
    );
};

function failed(visit: Visit, statusCode: number, why: Extract<Page, { kind: 'failed' }>['why']): Result {
  return htmlPage(visit, statusCode, { kind: 'failed', locale: visit.locale, why });
}

async function show(deps: Deps, event: Event, visit: Visit, form: string | null): Promise<Result> {
  const cookies = readCookies(event.cookies);
  const entered = await enter(deps, visit.token, cookies.visit);
  switch (entered.kind) {
    case 'gone':
    case 'calendar':
      return gone(visit);
    case 'outside':
      return htmlPage(visit, 200, provePage(entered, { codeSent: cookies.codeAsked }));
    case 'patient':
    case 'monitor': {
      if (form !== null) return htmlPage(visit, 200, entered.page({ form }));
      const said = cookies.done === null ? [] : [cookiesFor(visit.base, visit.secure).said()];
      return htmlPage(visit, 200, entered.page({ done: cookies.done }), said);
    }
  }
}

type Prove = Extract<Page, { kind: 'prove' }>;

function provePage({ kind: _, ...outside }: Outside, more: Partial<Pick<Prove, 'failed' | 'codeSent' | 'kept'>>): Page {
  return { kind: 'prove', ...outside, failed: null, codeSent: false, kept: null, ...more };
}

async function answerProof(deps: Deps, event: Event, visit: Visit, form: URLSearchParams): Promise<Result> {
  const kept = keptIn(form);
  const cookies = cookiesFor(visit.base, visit.secure);
  const proof = proofIn(form);
  const proved = proof && (await prove(deps, visit.token, proof));
  if (proved?.visit) {
    const admitted = [cookies.visit(proved.visit), cookies.codeUsed()];
    const entered = kept && (await enter(deps, visit.token, proved.visit));
    if (!kept || entered?.kind !== 'patient') return seeOther(visit, admitted);
    const problem = { ...kept, reason: 'kept' as const, fields: [] };
    return htmlPage(visit, 200, entered.page({ form: kept.form, problem }), admitted);
  }
  const entered = await enter(deps, visit.token, null);
  if (entered.kind !== 'outside') return seeOther(visit);
  const { codeAsked } = readCookies(event.cookies);
  const why = proof?.kind ?? (form.has('code') ? 'code' : 'no-date');
  // What locks the link just now was the fifth; it says so, and of a date it says no more.
  const failedBy = entered.locked && why !== 'code' ? null : why;
  return htmlPage(visit, 403, provePage(entered, { failed: failedBy, codeSent: codeAsked && why !== 'code', kept }));
}

/** Null where nothing was filled in: that is no wrong answer, and nobody's link is locked by it. */
function proofIn(form: URLSearchParams): Proof | null {
  const code = form.get('code')?.trim();
  if (code) return { kind: 'code', value: code };
  const date = form.get('dateOfBirth')?.trim() ?? '';
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? { kind: 'date-of-birth', value: date } : null;
}

async function answerCode(deps: Deps, visit: Visit, form: URLSearchParams): Promise<Result> {
  const kept = keptIn(form);
  const asked = [cookiesFor(visit.base, visit.secure).codeAsked()];
  await askForCode(deps, visit.token);
  const entered = kept && (await enter(deps, visit.token, null));
  return kept && entered?.kind === 'outside'
    ? htmlPage(visit, 200, provePage(entered, { codeSent: true, kept }), asked)
    : seeOther(visit, asked);
}

async function perform(
  deps: Deps,
  route: PostRoute,
  event: Event,
  visit: Visit,
  form: URLSearchParams,
): Promise<Result> {
  const params = event.pathParameters ?? {};
  const path = route.path.replace('/p/{token}/', '').replace(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
  const entered = await enter(deps, visit.token, readCookies(event.cookies).visit);
  if (entered.kind === 'gone' || entered.kind === 'calendar') return gone(visit);
  if (entered.kind === 'outside') return htmlPage(visit, 403, provePage(entered, { kept: keptOf(path, form) }));
  if (entered.kind !== route.for) return gone(visit);
  const answer = await route.perform(deps, entered, form, params);
  if (answer.kind === 'page') return htmlPage(visit, 200, answer.page);
  if (answer.kind === 'done') return seeOther(visit, [cookiesFor(visit.base, visit.secure).done(answer.done)]);
  const status = answer.problem.reason === 'busy' ? 503 : 422;
  const { link, program } = entered;
  // What was refused may have been changed by somebody else a moment ago: they see it as it is.
  const current = (await deps.programs.load(link.clinicId, link.programId)) ?? program;
  const problem = { ...answer.problem, form: path };
  return htmlPage(visit, status, entered.page({ form: path, problem }, current));
}

async function feed(deps: Deps, visit: Visit): Promise<Result> {
  const entered = await enter(deps, visit.token, null);
  return entered.kind === 'calendar' ? calendarFile(calendarFeed(entered.program, entered.context.now)) : gone(visit);
}
