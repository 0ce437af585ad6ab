/** What the rehearsal claims, each with what was found. One that does not hold ends it. */
import { isDeepStrictEqual, styleText } from 'node:util';

export class DoesNotHold extends Error {
  override readonly name = 'DoesNotHold';
}

const startedAt = Date.now();
const seconds = (): string => `${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s`;

export function step(what: string): void {
  console.log(`\n${seconds()}  ${styleText('bold', what)}`);
}

export function say(what: string): void {
  console.log(`        ${what}`);
}

export function holds(what: string, found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted))
    throw new DoesNotHold(`${what}: found ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  say(`${styleText('green', '✓')} ${what}`);
}
