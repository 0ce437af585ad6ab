/** What goes out: pages and redirects, with the headers that keep a page to its reader. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Page } from '../../shared/pages/page.ts';
import { renderPage } from '../../shared/pages/render-page.ts';
import { contentSecurityPolicy } from '../../shared/pages/style.ts';
import { firstLanguageOf } from '../../shared/text/page-language.ts';

export type Result = APIGatewayProxyStructuredResultV2;

/** One request to a page: its token, and where the page's own paths begin. */
export type Visit = { token: string; base: string; secure: boolean; locale: string };

export function visitOf(event: APIGatewayProxyEventV2, pagesUrl: string): Visit {
  const token = event.pathParameters?.token ?? '';
  return {
    token,
    base: `/p/${token}`,
    secure: pagesUrl.startsWith('https:'),
    // Nobody's page yet: in the language of the browser, for every token alike.
    locale: firstLanguageOf(event.headers['accept-language']),
  };
}

const plainHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function htmlPage({ base, secure }: Visit, statusCode: number, page: Page, cookies: string[] = []): Result {
  return {
    statusCode,
    headers: {
      ...plainHeaders,
      ...(secure ? { 'strict-transport-security': 'max-age=63072000' } : {}),
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'x-frame-options': 'DENY',
    },
    cookies,
    body: renderPage(page, base),
  };
}

export const gone = (visit: Visit): Result => htmlPage(visit, 404, { kind: 'gone', locale: visit.locale });

/** A path without a host: a link never leads elsewhere. */
export function seeOther({ base }: Visit, cookies: string[] = []): Result {
  return { statusCode: 303, headers: { ...plainHeaders, location: base }, cookies };
}

export function calendarFile(body: string): Result {
  return {
    statusCode: 200,
    headers: {
      ...plainHeaders,
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'inline; filename="sessions.ics"',
    },
    body,
  };
}
