/** What the staff have at hand while they treat one patient. */
import type { Protocol } from '../../../shared/domain/protocol.ts';
import type { Dice } from '../chance.ts';
import type { World } from '../world.ts';
import type { Chart, SeenSession } from './chart.ts';
import type { ClinicOfWorld } from './clinics.ts';
import type { Http, Reply, Staff } from './http.ts';
import type { Person } from './person.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Of what the protocol has given in a dose, the first. */
export function amountOf({ options }: Pick<Treating, 'options'>): number {
  return options.protocol.dosing.amounts?.[0]?.mg ?? 20;
}

export type CourseOptions = {
  world: World;
  http: Http;
  dice: Dice;
  clinic: ClinicOfWorld;
  protocol: Protocol;
  person: Person;
  /** Null where everybody does their part. */
  whims: Whims | null;
  /** An end has to come: after so many looks the program is ended. */
  looksMax: number;
};

export type Treating = {
  readonly options: CourseOptions;
  readonly programId: string;
  /** The path of the program. */
  readonly base: string;
  readonly now: number;
  wait(until: number): Promise<void>;
  post(by: Staff, path: string, body?: unknown): Promise<Reply>;
  look(): Promise<Chart | null>;
  bookingOf(kind: SeenSession['kind'], at: string): Record<string, unknown>;
};

export type Deed = (course: Treating, chart: Chart, dice: Dice) => Promise<void>;
/** True where something was done: what comes next is to be looked at anew. */
export type Whims = { strike(course: Treating, chart: Chart): Promise<boolean> };

/** So long before a dose its first window opens, give or take an hour. */
export function minutesAroundOpening({ guidelines }: Protocol, dice: Dice): number {
  const hours = guidelines.flatMap(({ rule, from }) =>
    rule === 'avoid' && from.anchor === 'planned-start' ? [from.hoursBefore] : [],
  );
  return Math.max(1, ...hours) * 60 + dice.between(-65, 5);
}
