import { CareError } from '../../shared/contracts/errors.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';

/** The first place on earth where a date begins is 14 hours ahead of UTC: later than that is the future everywhere. */
const aheadHoursMax = 14;

/** What is told as a fact has happened: a consent signed, a death. */
export function assertNotAhead(dates: readonly { date: string; path: string }[], now: Instant): void {
  const today = plusHours(now, aheadHoursMax).slice(0, 10);
  const errors = dates.filter(({ date }) => date > today).map(({ path }) => ({ path, message: 'Lies in the future.' }));
  if (errors.length > 0)
    throw new CareError('invalid', `${errors[0]?.path}: this date lies in the future.`, { errors });
}
