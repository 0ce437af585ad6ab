import { CareError } from '../../shared/contracts/errors.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { newestDateAt, oldestDateAt } from '../../shared/domain/time.ts';

type Told = { date: string; path: string };

/** What is told as a fact has happened: a consent signed, a death. */
export function assertNotAhead(dates: readonly Told[], now: Instant): void {
  const newest = newestDateAt(now);
  refuse(
    dates.filter(({ date }) => date > newest),
    'Lies in the future.',
  );
}

/** Of an action item what is due has not passed; who leads a program is consented to once there is one. */
export function assertNotBefore(told: Told, instant: Instant, message: string): void {
  if (told.date < oldestDateAt(instant)) refuse([told], message);
}

function refuse(wrong: readonly Told[], message: string): void {
  const errors = wrong.map(({ path }) => ({ path, message }));
  if (errors.length > 0) throw new CareError('invalid', `${errors[0]?.path}: ${message}`, { errors });
}
