import type { MedicineClass, Protocol } from './protocol.ts';
import type { Instant, Program, Screening } from './state.ts';
import { plusDays } from './time.ts';

export type ScreeningAnswers = {
  answers: Readonly<Record<string, boolean>>;
  takes: readonly MedicineClass[];
};

/** What was said although the protocol does not ask it, and what it asks instead. */
type Unknown = { path: string; message: string };

export type Evaluated =
  | { complete: true; contraindications: string[]; cautions: string[] }
  | { complete: false; missing: string[]; unknown: Unknown[] };

/** Given under another protocol, which did not ask about these medicines: that they are not named does not say that none is taken. */
export type CarriedAnswers = ScreeningAnswers & { unasked?: readonly MedicineClass[] };

/** Every question of the protocol must be answered, and no other; the medicines are those that it names. */
export function evaluateScreening(protocol: Protocol, given: CarriedAnswers): Evaluated {
  const questions = questionsOf(protocol);
  const missing = [...questions.filter((code) => given.answers[code] === undefined), ...(given.unasked ?? [])];
  const unknown = [
    ...Object.keys(given.answers)
      .filter((code) => !questions.includes(code))
      .map((code) => ({ path: `screening.answers.${code}`, message: 'The protocol does not ask this.' })),
    ...unknownMedicines(protocol, given.takes),
  ];
  if (missing.length > 0 || unknown.length > 0) return { complete: false, missing, unknown };
  return { complete: true, ...saidYes(protocol, given.answers) };
}

const questionsOf = ({ screening: { contraindications, cautions } }: Protocol): string[] => [
  ...contraindications,
  ...cautions,
];

function saidYes(
  { screening: { contraindications, cautions } }: Protocol,
  answers: ScreeningAnswers['answers'],
): { contraindications: string[]; cautions: string[] } {
  const yes = (codes: readonly string[]): string[] => codes.filter((code) => answers[code]);
  return { contraindications: yes(contraindications), cautions: yes(cautions) };
}

function unknownMedicines({ medicines }: Protocol, takes: readonly MedicineClass[]): Unknown[] {
  const known = medicines.map(({ code }) => code);
  const message = known.length > 0 ? `Must be one of ${known.join(', ')}.` : 'The protocol names no medicines.';
  return takes.flatMap((code, index) => (known.includes(code) ? [] : [{ path: `screening.takes.${index}`, message }]));
}

export function currentScreening(program: Program): Screening | undefined {
  return program.screenings.at(-1);
}

export function isScreeningValid(protocol: Protocol, screening: Screening, now: Instant): boolean {
  return unansweredIn(screening).length === 0 && isRecent(protocol, screening, now);
}

/** Young enough; whether it answers all that is asked is another question. */
export function isRecent(protocol: Protocol, { at }: Screening, now: Instant): boolean {
  return plusDays(at, protocol.screening.validDays) > now;
}

export function unansweredIn({ unanswered = [] }: Pick<Screening, 'unanswered'>): readonly string[] {
  return unanswered;
}

/** The same answers under another version: a yes may be a contraindication there, and a question may never have been asked. */
export function judgeAnew(screening: Screening, from: Protocol, to: Protocol): Screening {
  return {
    ...screening,
    ...saidYes(to, screening.answers),
    unanswered: [
      ...questionsOf(to).filter((code) => screening.answers[code] === undefined),
      ...unaskedMedicines(screening, from, to),
    ],
  };
}

/** What `to` wants to know about, and a screening of `from` neither asked nor named. */
export function unaskedMedicines(screening: Screening, from: Protocol, to: Protocol): MedicineClass[] {
  const asked = from.medicines.map(({ code }) => code).filter((code) => !unansweredIn(screening).includes(code));
  return to.medicines
    .map(({ code }) => code)
    .filter((code) => !asked.includes(code) && !screening.takes.includes(code));
}

/** The contraindications that stand: those of the newest screening, and a clinician's "do not proceed" cannot lift them (R5). */
export function standingContraindications(program: Program): readonly string[] {
  return currentScreening(program)?.contraindications ?? [];
}
