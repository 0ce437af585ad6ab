/** The whole course at once: proposed, booked, and repaired after a dose has moved. */
import { wallIn } from '../../../shared/domain/time.ts';
import type { Dice } from '../chance.ts';
import { type Deed, dayMs, type Treating } from './treating.ts';

const kinds = ['preparation', 'dosing', 'integration', 'closing'] as const;

/** What of the course is still to come, at the hours of the clinic. */
export function seriesOf(course: Treating, dice: Dice, book: boolean): Record<string, unknown> {
  const wishes = kinds.map((kind) => {
    const { kind: _kind, start: _start, ...wish } = course.bookingOf(kind, '');
    return [kind, { ...wish, times: ['09:00', '11:00', '13:30', '16:00'] }];
  });
  return {
    timeZone: course.options.person.timeZone,
    doses: dice.pick([1, 2, null]),
    ...Object.fromEntries(wishes),
    book,
  };
}

const book: Deed = async (course, _chart, dice) => {
  await course.post(course.options.clinic.coordinator, '/series', seriesOf(course, dice, dice.happens(0.8)));
};

/** A dose moves by days, and what comes after it follows; or only what would be broken is asked for. */
const repair: Deed = async (course, chart, dice) => {
  const dose = chart.sessions.find(({ kind, status }) => kind === 'dosing' && status === 'booked');
  if (!dose) return;
  const { http, clinic } = course.options;
  const path = `${course.base}/sessions/${dose.sessionId}`;
  const seen = await http.get(clinic.coordinator, path);
  const to = new Date(Math.max(course.now, Date.parse(dose.start.instant)) + dice.between(1, 12) * dayMs).toISOString();
  const { timeZone } = dose.start;
  await http.ask(clinic.coordinator, 'PATCH', path, { start: { at: wallIn(to, timeZone), timeZone } }, seen.etag);
  await course.post(clinic.coordinator, '/series/repair', { book: dice.happens(0.8) });
};

export const deedsOfSeries: readonly Deed[] = [book, repair];
