/** What a browser posts: a form, of bounded size, from this very page. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { noteMax } from '../../shared/pages/fields.ts';
import type { Given, Problem } from '../../shared/pages/page.ts';

/** A full note in any script, each of its characters as up to nine bytes, and all answers. */
const bytesMax = 32_000;

export type Posted =
  | { ok: true; form: URLSearchParams }
  | { ok: false; statusCode: number; why: 'too-large' | 'no-form' };

export function postedIn(event: APIGatewayProxyEventV2): Posted {
  // Browsers say where a request comes from; another site's page posts nothing here, whatever it knows.
  const site = event.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { ok: false, statusCode: 403, why: 'no-form' };
  if (!event.headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    return { ok: false, statusCode: 415, why: 'no-form' };
  const raw = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  if (Buffer.byteLength(raw) > bytesMax) return { ok: false, statusCode: 413, why: 'too-large' };
  return { ok: true, form: new URLSearchParams(raw) };
}

/** yes, no, or not answered. */
export function answerOf(form: URLSearchParams, name: string): boolean | undefined {
  const value = form.get(name);
  return value === 'yes' ? true : value === 'no' ? false : undefined;
}

/** Browsers send a new line as two characters and count it as one. */
export function noteOf(form: URLSearchParams): string | null {
  const note = (form.get('note') ?? '').replaceAll('\r\n', '\n').toWellFormed().trim();
  return note === '' ? null : note;
}

export function isNoteTooLong(form: URLSearchParams): boolean {
  return (noteOf(form) ?? '').length > noteMax;
}

const fieldsMax = 60;
const fieldPattern = /^[A-Za-z0-9.-]{1,100}$/;

/** What was typed and chosen, to be shown again. */
export function givenIn(form: URLSearchParams): Given {
  const known = [...form].filter(
    ([name]) => fieldPattern.test(name) && !name.startsWith('kept') && name !== 'revision',
  );
  return Object.fromEntries(known.slice(0, fieldsMax).map(([name, value]) => [name, value.replaceAll('\r\n', '\n')]));
}

type Kept = Pick<Problem, 'form' | 'given'>;

/** Paths below a link that a form posts to. */
const formPattern =
  /^(sessions\/[A-Za-z0-9_-]{1,64}\/(confirm|check)|check-ins\/[A-Za-z0-9_-]{1,200}|measures\/[a-z0-9-]{1,20})$/;

/** What was posted when the visit had ended: carried along in the page that asks who they are. */
export function keptOf(path: string, form: URLSearchParams): Kept | null {
  return formPattern.test(path) ? { form: path, given: givenIn(form) } : null;
}

/** What such a page carries back with a proof. */
export function keptIn(form: URLSearchParams): Kept | null {
  const path = form.get('kept-form');
  if (path === null) return null;
  const fields = [...form].flatMap(([name, value]): [string, string][] =>
    name.startsWith('kept.') ? [[name.slice('kept.'.length), value]] : [],
  );
  return keptOf(path, new URLSearchParams(fields));
}
