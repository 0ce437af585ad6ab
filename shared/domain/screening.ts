import type { MedicineClass, Protocol } from './protocol.ts';
import type { Instant, Program, Screening } from './state.ts';
import { plusDays } from './time.ts';

export type ScreeningAnswers = {
  answers: Readonly<Record<string, boolean>>;
  takes: readonly MedicineClass[];
};

export type Evaluated =
  | { complete: true; contraindications: string[]; cautions: string[] }
  | { complete: false; missing: string[]; unknown: string[] };

/** Every question of the protocol must be answered, and no other. */
export function evaluateScreening(protocol: Protocol, given: ScreeningAnswers): Evaluated {
  const { contraindications, cautions } = protocol.screening;
  const questions = [...contraindications, ...cautions];
  const missing = questions.filter((code) => given.answers[code] === undefined);
  const unknown = Object.keys(given.answers).filter((code) => !questions.includes(code));
  if (missing.length > 0 || unknown.length > 0) return { complete: false, missing, unknown };
  const yes = (codes: readonly string[]): string[] => codes.filter((code) => given.answers[code]);
  return { complete: true, contraindications: yes(contraindications), cautions: yes(cautions) };
}

export function currentScreening(program: Program): Screening | undefined {
  return program.screenings.at(-1);
}

export function isScreeningValid(protocol: Protocol, screening: Screening, now: Instant): boolean {
  return plusDays(screening.at, protocol.screening.validDays) > now;
}

/** The contraindications that stand: those of the newest screening, and a clinician's "do not proceed" cannot lift them (R5). */
export function standingContraindications(program: Program): readonly string[] {
  return currentScreening(program)?.contraindications ?? [];
}
