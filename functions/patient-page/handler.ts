/**
 * The patient's and the monitor's page. GET changes nothing and shows nothing private before its reader has proved who they
 * are; only a pressed button posts. Scanners that open or even run a page do no harm.
 */
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { calendarFeed } from '../../shared/mail/calendar.ts';
import type { Page } from '../../shared/pages/page.ts';
import { renderPage } from '../../shared/pages/render-page.ts';
import { contentSecurityPolicy } from '../../shared/pages/style.ts';
import type { Deps } from '../live.ts';
import { logFailure } from '../wrap.ts';
import { askForCode, type Entered, enter, prove } from './entrance.ts';
import { formOf } from './form.ts';
import { type PostRoute, posts } from './posts.ts';

type Result = APIGatewayProxyStructuredResultV2;

export const createHandler = (deps: Deps) =>
  middy<APIGatewayProxyEventV2, Result>()
    .use({
      onError: (request) => {
        logFailure(deps, 'patient-page', request.error);
        request.response = html(deps, 500, { kind: 'gone' });
      },
    })
    .handler(
      httpRouter({
        routes: [
          { method: 'GET', path: '/p/{token}', handler: (event: APIGatewayProxyEventV2) => show(deps, event) },
          {
            method: 'GET',
            path: '/p/{token}/calendar.ics',
            handler: (event: APIGatewayProxyEventV2) => feed(deps, event),
          },
          {
            method: 'POST',
            path: '/p/{token}/prove',
            handler: (event: APIGatewayProxyEventV2) => answerProof(deps, event),
          },
          {
            method: 'POST',
            path: '/p/{token}/code',
            handler: (event: APIGatewayProxyEventV2) => answerCode(deps, event),
          },
          ...posts.map((one) => ({
            method: 'POST' as const,
            path: one.path,
            handler: (event: APIGatewayProxyEventV2) => post(deps, one, event),
          })),
        ],
        notFoundResponse: () => html(deps, 404, { kind: 'gone' }),
      }),
    );

const tokenOf = (event: APIGatewayProxyEventV2): string => event.pathParameters?.token ?? '';

async function show(deps: Deps, event: APIGatewayProxyEventV2): Promise<Result> {
  const entered = await enter(deps, tokenOf(event), event.cookies ?? []);
  const done = event.queryStringParameters?.done ?? null;
  switch (entered.kind) {
    case 'gone':
    case 'calendar':
      return html(deps, 404, { kind: 'gone' });
    case 'outside':
      return html(deps, 200, proveAgain(entered, { codeSent: done === 'code' }));
    case 'patient':
    case 'monitor':
      return html(deps, 200, await entered.page(done, null));
  }
}

function proveAgain(
  { locale, locked }: Extract<Entered, { kind: 'outside' }>,
  more: { failed?: 'date-of-birth' | 'code' | null; codeSent?: boolean },
): Page {
  return { kind: 'prove', locale, locked, failed: more.failed ?? null, codeSent: more.codeSent ?? false };
}

async function answerProof(deps: Deps, event: APIGatewayProxyEventV2): Promise<Result> {
  const token = tokenOf(event);
  const form = formOf(event);
  const answer = await prove(deps, token, { dateOfBirth: form.get('dateOfBirth'), code: form.get('code') });
  if (answer.kind === 'admitted') return seeOther(`/p/${token}`, [visitCookie(deps, token, answer.visit)]);
  const entered = await enter(deps, token, []);
  if (entered.kind !== 'outside') return seeOther(`/p/${token}`);
  return html(deps, 403, proveAgain(entered, { failed: form.has('code') ? 'code' : 'date-of-birth' }));
}

async function answerCode(deps: Deps, event: APIGatewayProxyEventV2): Promise<Result> {
  const token = tokenOf(event);
  await askForCode(deps, token);
  // The same answer whatever became of it: nobody learns here whether mail is sent to somebody.
  return seeOther(`/p/${token}?done=code`);
}

async function post(deps: Deps, route: PostRoute, event: APIGatewayProxyEventV2): Promise<Result> {
  const token = tokenOf(event);
  const entered = await enter(deps, token, event.cookies ?? []);
  if (entered.kind === 'gone' || entered.kind === 'calendar') return html(deps, 404, { kind: 'gone' });
  if (entered.kind === 'outside') return html(deps, 403, proveAgain(entered, {}));
  if (entered.kind !== route.for) return html(deps, 404, { kind: 'gone' });
  const answer = await route.perform(deps, entered, formOf(event), event.pathParameters ?? {});
  if (answer.kind === 'page') return html(deps, 200, answer.page);
  if (answer.kind === 'done') return seeOther(`/p/${token}?done=${answer.done}`);
  return html(deps, 422, await entered.page(null, answer.problem));
}

async function feed(deps: Deps, event: APIGatewayProxyEventV2): Promise<Result> {
  const entered = await enter(deps, tokenOf(event), []);
  if (entered.kind !== 'calendar') return html(deps, 404, { kind: 'gone' });
  const { program, context } = entered;
  return {
    statusCode: 200,
    headers: { ...plainHeaders, 'content-type': 'text/calendar; charset=utf-8' },
    body: calendarFeed(program, context.now),
  };
}

const plainHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
} as const;

function html(deps: Deps, statusCode: number, page: Page): Result {
  return {
    statusCode,
    headers: {
      ...plainHeaders,
      ...(deps.pagesUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=63072000' } : {}),
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
    },
    body: renderPage(page),
  };
}

function seeOther(location: string, cookies: string[] = []): Result {
  return { statusCode: 303, headers: { ...plainHeaders, location }, cookies };
}

/** Known to this page only, to no script, and to no other site's form. */
function visitCookie(deps: Deps, token: string, visit: { value: string; seconds: number }): string {
  const secure = deps.pagesUrl.startsWith('https:') ? '; Secure' : '';
  return `visit=${visit.value}; Path=/p/${token}; Max-Age=${visit.seconds}; HttpOnly; SameSite=Lax${secure}`;
}
