/** The functions that Step Functions adds to JSONata. Arguments that AWS answers with nothing give undefined. */
import { createHash } from 'node:crypto';
import type { Json } from './asl.ts';

/** Numbers in [0, 1) from a seed: sfc32, small and good enough for jitter and ids of a development tool. */
export function randomFrom([seedA, seedB]: readonly [number, number]): () => number {
  let [a, b, c, d] = [seedA | 0, seedB | 0, 0x9e3779b9 | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

export function hexFrom(random: () => number, digits: number): string {
  let hex = '';
  while (hex.length < digits)
    hex += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return hex.slice(0, digits);
}

/** A version 4 UUID. */
export function uuidFrom(random: () => number): string {
  const hex = hexFrom(random, 32);
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** `java.util.Random(seed).nextDouble()`, which is what AWS answers bit for bit. */
export function javaRandom(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & mask;
  const bits = (count: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return state >> (48n - count);
  };
  return Number((bits(26n) << 27n) + bits(27n)) / 2 ** 53;
}

/** AWS accepts `$range(1, 360145, 1)` and refuses one element more. */
const RANGE_ELEMENTS_MAX = 360_145;

export function rangeOf(start: unknown, end: unknown, step: unknown): number[] | undefined {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number') return undefined;
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0 || (by > 0 ? from > to : from < to)) return undefined;
  if (Math.floor((to - from) / by) + 1 > RANGE_ELEMENTS_MAX)
    throw new Error('Expression evaluation memory limit exceeded');
  const values: number[] = [];
  for (let value = from; by > 0 ? value <= to : value >= to; value += by) values.push(value);
  return values;
}

export function partition(array: unknown, size: unknown): unknown[][] | undefined {
  if (array === undefined || typeof size !== 'number') return undefined;
  const items = Array.isArray(array) ? array : [array];
  const chunk = Math.trunc(size);
  if (chunk === 0 || items.length === 0) return undefined;
  if (chunk < 0) throw new Error('The chunk size of $partition must be positive');
  const chunks: unknown[][] = [];
  for (let start = 0; start < items.length; start += chunk) chunks.push(items.slice(start, start + chunk));
  return chunks;
}

const ALGORITHMS: { [name: string]: string } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

export function hash(data: unknown, algorithm: unknown): string | undefined {
  if (data === undefined || algorithm === undefined) return undefined;
  const name = typeof algorithm === 'string' ? ALGORITHMS[algorithm] : undefined;
  if (!name) throw new Error(`The algorithm of $hash must be one of ${Object.keys(ALGORITHMS).join(', ')}`);
  if (typeof data !== 'string') throw new Error('The first argument of $hash must be a string');
  return createHash(name).update(data, 'utf8').digest('hex');
}

export function parse(text: unknown): Json | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw new Error('The argument of $parse must be a string');
  return JSON.parse(text) as Json;
}
