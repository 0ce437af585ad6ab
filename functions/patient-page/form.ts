import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const bytesMax = 20_000;

/** The fields of a form as a browser posts it. What is not one has no fields. */
export function formOf(event: APIGatewayProxyEventV2): URLSearchParams {
  const raw = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
  return new URLSearchParams(Buffer.byteLength(raw) > bytesMax ? '' : raw);
}

/** yes, no, or not answered. */
export function answerOf(form: URLSearchParams, name: string): boolean | undefined {
  const value = form.get(name);
  return value === 'yes' ? true : value === 'no' ? false : undefined;
}

const noteMax = 2000;

export function noteOf(form: URLSearchParams): string | null {
  const note = (form.get('note') ?? '').trim().slice(0, noteMax);
  return note === '' ? null : note;
}
