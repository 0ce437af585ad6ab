/** The whole course at once: proposed, booked, and repaired after a dose has moved. */
import { wallIn } from '../../../shared/domain/time.ts';
import type { Dice } from '../chance.ts';
import { type Chart, ofKind, type SeenSession } from './chart.ts';
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

const bookedDoses = (chart: Chart): SeenSession[] =>
  ofKind(chart, 'dosing').filter(({ status }) => status === 'booked');

async function moveTo(course: Treating, { sessionId, start: { timeZone } }: SeenSession, at: number): Promise<void> {
  const { http, clinic } = course.options;
  const path = `${course.base}/sessions/${sessionId}`;
  const seen = await http.get(clinic.coordinator, path);
  const start = { at: wallIn(new Date(at).toISOString(), timeZone), timeZone };
  await http.ask(clinic.coordinator, 'PATCH', path, { start }, seen.etag);
}

/** A dose moves by days, and what comes after it follows; or only what would be broken is asked for. */
const repair: Deed = async (course, chart, dice) => {
  const [dose] = bookedDoses(chart);
  if (!dose) return;
  const { clinic } = course.options;
  await moveTo(course, dose, Math.max(course.now, Date.parse(dose.start.instant)) + dice.between(1, 12) * dayMs);
  await course.post(clinic.coordinator, '/series/repair', { book: dice.happens(0.8) });
};

/** A dose moves to a day before the next one that is too near by one, and nothing follows. */
const crowd: Deed = async (course, chart) => {
  const [dose, next] = bookedDoses(chart);
  if (!dose || !next) return;
  const days = (course.options.protocol.dosing.spacing[0]?.minDays ?? 1) - 1;
  await moveTo(course, dose, Date.parse(next.start.instant) - days * dayMs);
};

export const deedsOfSeries: readonly Deed[] = [book, repair, crowd, crowd];
