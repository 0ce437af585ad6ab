/** What happened, in words, for whoever reads a failure. */
import { createHash } from 'node:crypto';

export type Line = { at: number; programId: string | null; text: string };

/** Enough for any one program of a world, and a bound on memory. */
const linesMax = 200_000;
/** Faults of everybody are told only this long before something happens to the program. */
const nearMs = 600_000;

export class Journal {
  readonly lines: Line[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(programId: string | null, text: string): void {
    if (this.lines.length < linesMax) this.lines.push({ at: this.#now(), programId, text });
  }

  /** What concerns one program, with what went wrong around it. */
  of(programId: string | null, until: number): string[] {
    if (programId === null) return [];
    const own = this.lines.filter((one) => one.programId === programId && one.at <= until);
    const instants = own.map(({ at }) => at);
    return this.lines
      .filter((one) => one.at <= until)
      .filter(
        (one) =>
          one.programId === programId ||
          (one.programId === null &&
            one.text.startsWith('fault: ') &&
            instants.some((at) => Math.abs(at - one.at) < nearMs)),
      )
      .map(({ at, text }) => `${new Date(at).toISOString()}  ${text}`);
  }

  /** Two runs with one digest were the same run. */
  digest(items: readonly Readonly<Record<string, unknown>>[]): string {
    const hash = createHash('sha256');
    for (const line of this.lines) hash.update(JSON.stringify(line));
    for (const item of items) hash.update(JSON.stringify(item));
    return hash.digest('hex').slice(0, 16);
  }
}
