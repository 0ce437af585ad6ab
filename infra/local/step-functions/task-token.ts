/** Task tokens name their execution and call, so that a late one can be told from a false one. */
import { createHash } from 'node:crypto';

const CHECK_DIGITS = 12;
const check = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, CHECK_DIGITS);

/** `nonce` keeps a token of a deleted execution from fitting one of the same name. */
export function taskToken(executionArn: string, call: number, nonce: string): string {
  const body = `${executionArn}\n${call}\n${nonce}`;
  return Buffer.from(`${body}\n${check(body)}`).toString('base64url');
}

/** The execution that a token belongs to, or undefined for a text that is no token. */
export function executionOfToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const end = text.lastIndexOf('\n');
  const body = text.slice(0, Math.max(end, 0));
  return end > 0 && check(body) === text.slice(end + 1) ? body.split('\n')[0] : undefined;
}
