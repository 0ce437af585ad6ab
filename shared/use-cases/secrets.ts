/** Tokens of links and codes: their reader has them, the table keeps their hashes. */
import { createHash } from 'node:crypto';
import type { Secret } from '../domain/change.ts';
import type { Chance } from './ports.ts';

export function hashSecret(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

const codeDigits = 6;

/** A link's token has 100 bits; a code is short enough to type, and void after a few tries. */
export function makeSecret(chance: Pick<Chance, 'newId'>, kind: 'link' | 'code'): Secret {
  const token = chance.newId('lnk');
  const value =
    kind === 'link'
      ? token
      : String(Number.parseInt(hashSecret(token).slice(0, 12), 16) % 10 ** codeDigits).padStart(codeDigits, '0');
  return { value, hash: hashSecret(value) };
}
