/**
 * After a restore the table has forgotten an hour in which messages went out. What it holds as planned for that time may have
 * reached its reader: it is not sent as if nothing had been. Its outcome is unknown, and a person sees to what was forgotten.
 */
import type { Change } from '../change.ts';
import { leadOf } from '../milestones.ts';
import type { Instant, Touchpoint } from '../state.ts';
import { plusHours } from '../time.ts';
import { findTouchpoint, rowsOf } from './ledger.ts';
import { markUnknown } from './settle.ts';

/** `from`: what the table was set back to. Answers how many messages are in doubt. */
export function doubtSince(change: Change, from: Instant): number {
  const { now, program } = change;
  const isDoubtful = ({ status, at }: Touchpoint): boolean => status === 'planned' && at >= from && at <= now;
  const doubtful = rowsOf(program).filter(isDoubtful);
  for (const { key, copy, claim } of doubtful) {
    const found = findTouchpoint(change, key);
    if (!found) continue;
    const held = claim ?? {
      claimId: change.context.newId('claim'),
      at: now,
      until: now,
      throttled: false,
      tries: copy,
    };
    markUnknown(change, { ...found, touchpoint: { ...found.touchpoint, claim: { ...held, at: now } } }, 'restored');
  }
  if (doubtful.length === 0) return 0;
  change.raiseTask({
    kind: 'message-failed',
    urgency: 'urgent',
    owner: leadOf(program),
    due: plusHours(now, 4),
    rule: 'R2',
    text: `The record was set back to ${from}. Messages that were due since then may have gone out: ${doubtful.length}. Enter again what happened since, doses first of all, and call the patient.`,
  });
  return doubtful.length;
}
