/**
 * Delivery classes: how long SES keeps trying before it gives a message up (MaxDeliverySeconds, which SES allows from
 * 300 to 50,400). A guideline that arrives after its deadline does harm, so the class never exceeds the time left.
 */
import type { Instant } from '../domain/state.ts';

export const deliveryClassSeconds = [300, 900, 3_600, 14_400, 50_400] as const;
type DeliveryClassSeconds = (typeof deliveryClassSeconds)[number];

export function configurationSetName(seconds: DeliveryClassSeconds): string {
  return `throughline-${seconds}`;
}

/** Null where less than the shortest class is left: then the message is skipped. */
export function configurationSetFor(now: Instant, useBy: Instant): string | null {
  const secondsLeft = (Date.parse(useBy) - Date.parse(now)) / 1_000;
  const fitting = deliveryClassSeconds.findLast((seconds) => seconds <= secondsLeft);
  return fitting === undefined ? null : configurationSetName(fitting);
}
