import { CareError } from '../../shared/contracts/errors.ts';
import type { Instant } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';

/** The first place on earth where a date begins is 14 hours ahead of UTC: later than that is the future everywhere. */
const aheadHoursMax = 14;

export function assertSigned(papers: readonly { signedOn: string; path: string }[], now: Instant): void {
  const today = plusHours(now, aheadHoursMax).slice(0, 10);
  const errors = papers
    .filter((one) => one.signedOn > today)
    .map(({ path }) => ({ path, message: 'Lies in the future.' }));
  if (errors.length > 0) throw new CareError('invalid', 'A consent cannot be signed in the future.', { errors });
}
