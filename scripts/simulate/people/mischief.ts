/** What people do that nobody planned: they cancel late, move, hold, forget, double-book, move house, change their minds, die. */
import type { Dice } from '../chance.ts';
import type { Chart } from './chart.ts';
import type { ClinicOfWorld } from './clinics.ts';
import { deedsOfGroups } from './deeds-of-groups.ts';
import { deedsOfPapers, ends } from './deeds-of-papers.ts';
import { deedsOfSeries } from './deeds-of-series.ts';
import { deedsOfSessions } from './deeds-of-sessions.ts';
import { deedsOfStaff } from './deeds-of-staff.ts';
import type { Treating, Whims } from './treating.ts';

/** A probe into another clinic and what it was answered (R10). */
export type Probe = { at: number; path: string; status: number };

const deeds = [...deedsOfSessions, ...deedsOfPapers, ...deedsOfGroups, ...deedsOfSeries, ...deedsOfStaff];

export class Mischief implements Whims {
  readonly probes: Probe[] = [];
  readonly #dice: Dice;
  readonly #others: readonly ClinicOfWorld[];
  readonly #rate: number;

  constructor(dice: Dice, others: readonly ClinicOfWorld[], rate: number) {
    this.#dice = dice;
    this.#others = others;
    this.#rate = rate;
  }

  /** True where something was done: what comes next is to be looked at anew. */
  async strike(course: Treating, chart: Chart): Promise<boolean> {
    if (!this.#dice.happens(this.#rate)) return false;
    if (this.#dice.happens(0.06)) await this.#probe(course);
    else if (this.#dice.happens(0.02)) await this.#dice.pick(ends)(course, chart, this.#dice);
    else await this.#dice.pick(deeds)(course, chart, this.#dice);
    return true;
  }

  async #probe(course: Treating): Promise<void> {
    const [other] = this.#others.filter(({ clinicId }) => clinicId !== course.options.clinic.clinicId);
    if (!other) return;
    const { http } = course.options;
    const paths = ['', '/sessions', '/timeline', '/messages'];
    const path = `${course.base}${this.#dice.pick(paths)}`;
    // Who never leaves: whoever has left is let in nowhere.
    const seen = await http.get(other.coordinator, path);
    const held = await http.post(other.coordinator, `${course.base}/hold`, { reason: 'other' });
    this.probes.push(
      { at: course.now, path, status: seen.status },
      { at: course.now, path: 'hold', status: held.status },
    );
  }
}
