/** Who counts where somebody is needed: nobody who has left, or whose license has ended. That it will is asked about in good time, once. */
import type { Change } from '../change.ts';
import type { Instant, StaffRef } from '../state.ts';
import { datePlus, latest, oldestDateAt, plusDays } from '../time.ts';

export type Licensed = { name: string; license: string | null; licenseUntil: string | null };
export type Employed = Licensed & { leftOn: string | null };

const askedBeforeDays = 30;

/** Its last day is over everywhere. */
function isExpired({ license, licenseUntil }: Licensed, now: Instant): boolean {
  return license !== null && licenseUntil !== null && licenseUntil < oldestDateAt(now);
}

/** Ends within 30 days, or has ended. */
export function endsSoon({ license, licenseUntil }: Licensed, now: Instant): boolean {
  return license !== null && licenseUntil !== null && licenseUntil <= datePlus(now.slice(0, 10), askedBeforeDays);
}

/** Why somebody is not put on a care team, does not lead and does not count as present; null for who does. */
export function whyUnfit(one: Employed, now: Instant): string | null {
  if (one.leftOn) return `${one.name} does not work here any more.`;
  return isExpired(one, now) ? `The license of ${one.name} expired on ${one.licenseUntil}.` : null;
}

/** Of one of the programs that need it. Done again it changes nothing. */
export function askForLicense(change: Change, { name, licenseUntil }: Licensed, owner: StaffRef): void {
  const { program, now } = change;
  const text = `The license of ${name} ends on ${licenseUntil}. Record the new one with the staff, or change the care teams that ${name} is on: without a license nobody counts as present at a dose.`;
  if (program.tasks.some((one) => one.kind === 'license-ending' && one.text === text)) return;
  change.raiseTask({
    kind: 'license-ending',
    urgency: 'soon',
    owner,
    due: latest(`${licenseUntil}T00:00:00.000Z`, plusDays(now, 1)),
    rule: 'R5',
    text,
  });
}
