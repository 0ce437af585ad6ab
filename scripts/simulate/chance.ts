/** Chance from a seed: the same seed gives the same course, and each name a course of its own. */
import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz012345';

export class Dice {
  readonly #seed: string;
  #state: number;

  constructor(seed: string) {
    this.#seed = seed;
    this.#state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  }

  /** Independent of how much was drawn here before. */
  named(name: string): Dice {
    return new Dice(`${this.#seed}/${name}`);
  }

  /** In [0, 1). Mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  happens(probability: number): boolean {
    return probability > 0 && this.random() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.random() * from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  id(prefix: string): string {
    let id = '';
    for (let index = 0; index < 20; index += 1) id += alphabet[Math.floor(this.random() * alphabet.length)];
    return `${prefix}_${id}`;
  }
}
