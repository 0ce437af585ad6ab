import { CareError } from '../../shared/contracts/errors.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';

/** The first place on earth where a date begins is 14 hours ahead of UTC: later than that is the future everywhere. */
const aheadHoursMax = 14;
/** The last place where it ends is 12 hours behind: earlier than that is the past everywhere. */
const behindHoursMax = 12;

type Told = { date: string; path: string };

/** What is told as a fact has happened: a consent signed, a death. */
export function assertNotAhead(dates: readonly Told[], now: Instant): void {
  const today = plusHours(now, aheadHoursMax).slice(0, 10);
  refuse(
    dates.filter(({ date }) => date > today),
    'Lies in the future.',
  );
}

/** Of an action item what is due has not passed; who leads a program is consented to once there is one. */
export function assertNotBefore(told: Told, instant: Instant, message: string): void {
  if (told.date < plusHours(instant, -behindHoursMax).slice(0, 10)) refuse([told], message);
}

function refuse(wrong: readonly Told[], message: string): void {
  const errors = wrong.map(({ path }) => ({ path, message }));
  if (errors.length > 0) throw new CareError('invalid', `${errors[0]?.path}: ${message}`, { errors });
}
