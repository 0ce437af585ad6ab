/** What became of a claim: as the sending function saw it, as SES tells it later, or as nobody ever learned. */
import type { Change } from '../change.ts';
import { leadOf } from '../milestones.ts';
import { answerHoursMin } from '../planning.ts';
import type { Instant, Touchpoint } from '../state.ts';
import { latest, minutesBetween, plusHours, plusMinutes } from '../time.ts';
import { leadMinutes, leaveOut } from './claim.ts';
import { type Found, findTouchpoint, putTouchpoint } from './ledger.ts';
import { recipientOf, toldWhat } from './recipient.ts';
import { passOn } from './staff-row.ts';

export type SendOutcome =
  | { outcome: 'accepted'; sesMessageId: string }
  | { outcome: 'throttled' }
  | { outcome: 'rejected'; code: string }
  | { outcome: 'unknown'; code: string };

/** Only the claim that sent may settle; a late word of an older one changes nothing (fencing). */
export function settle(change: Change, key: string, claimId: string, result: SendOutcome): void {
  const found = findTouchpoint(change, key);
  const claim = found?.touchpoint.claim;
  if (!found || claim?.claimId !== claimId) return;
  const { touchpoint } = found;
  if (touchpoint.status !== 'claimed' && touchpoint.status !== 'unknown') return;
  switch (result.outcome) {
    case 'accepted':
      markSent(change, found, result.sesMessageId, change.now, touchpoint.copy);
      return;
    case 'throttled':
      putTouchpoint(change, found, {
        ...touchpoint,
        status: 'claimed',
        reason: null,
        claim: { ...claim, throttled: true, until: plusMinutes(change.now, backoffMinutes(claim.tries)) },
      });
      change.record('message-throttled', { key });
      return;
    case 'rejected':
      leaveOut(change, found, 'failed', `rejected: ${result.code}`);
      return;
    case 'unknown':
      markUnknown(change, found, result.code);
      return;
  }
}

function markSent(change: Change, found: Found, sesMessageId: string, at: Instant, copy: 1 | 2): void {
  const { touchpoint, session } = found;
  putTouchpoint(change, found, {
    ...touchpoint,
    status: 'sent',
    reason: null,
    copy,
    sesMessageId,
    sentAt: at,
    // Sent late, its reader still gets an hour to answer.
    answerBy: touchpoint.answerBy && latest(touchpoint.answerBy, plusHours(at, answerHoursMin)),
  });
  change.record('message-sent', { key: touchpoint.key, copy, sesMessageId });
  if (found.task) return;
  change.resolveTasks(
    (task) =>
      (task.kind === 'message-skipped' || (task.kind === 'message-failed' && task.text.includes('(unknown)'))) &&
      task.sessionId === (session?.sessionId ?? null) &&
      task.text.includes(toldWhat(touchpoint)),
    'SES has told that it was sent after all.',
  );
}

export function markUnknown(change: Change, found: Found, why: string): void {
  putTouchpoint(change, found, { ...found.touchpoint, status: 'unknown', reason: why });
  change.record('message-unknown', { key: found.touchpoint.key, copy: found.touchpoint.copy, why });
}

/** No Send event came: while it is useful it goes out once more, as copy 2 of its key; after that a person hears of it. */
export function settleUnknown(change: Change, found: Found): void {
  const { touchpoint } = found;
  const again = touchpoint.copy === 1 && minutesBetween(change.now, touchpoint.useBy) >= leadMinutes;
  if (again) {
    putTouchpoint(change, found, { ...touchpoint, status: 'planned', reason: 'second-copy', copy: 2, claim: null });
    change.record('touchpoints-planned', { key: touchpoint.key, copy: 2 });
  } else leaveOut(change, found, 'failed', 'unknown');
}

/** SES asked to slow down: tried again after 10 s, then 20 s, up to 10 minutes, for as long as the message is useful. */
function backoffMinutes(tries: number): number {
  return Math.min((10 * 2 ** (tries - 1)) / 60, 10);
}

export type MailEvent =
  /** `copy`: which of the two copies of the key it is about. */
  { sesMessageId: string; at: Instant; copy: 1 | 2 } & (
    | { type: 'send' | 'delivery' | 'delay' | 'reject' }
    | { type: 'bounce'; permanent: boolean; email: string }
    | { type: 'complaint'; email: string }
  );

const deliveries = { delivery: 'delivered', delay: 'delayed', bounce: 'bounced', complaint: 'complained' } as const;
const rank = { delayed: 1, delivered: 2, bounced: 3, complained: 4 } as const;

/** What has been said stands: null where this is old news, as a delay after the delivery. */
export function deliveryAfter(known: Touchpoint['delivery'], told: keyof typeof deliveries): Touchpoint['delivery'] {
  const delivery = deliveries[told];
  return known && rank[known] >= rank[delivery] ? null : delivery;
}

/** SES tells what it did. Events repeat, come late and out of order; a Send corrects the record whenever it comes. */
export function hearFromSes(change: Change, key: string, event: MailEvent): void {
  const found = findTouchpoint(change, key);
  if (!found) return;
  const { touchpoint } = found;
  if (event.type === 'reject') {
    hearRejected(change, found);
    return;
  }
  if (touchpoint.status !== 'sent' && wasClaimed(touchpoint))
    markSent(change, found, event.sesMessageId, event.at, event.copy);
  if (event.type === 'send') return;
  const current = findTouchpoint(change, key);
  const delivery = current && deliveryAfter(current.touchpoint.delivery, event.type);
  if (!delivery) return;
  putTouchpoint(change, current, { ...current.touchpoint, delivery });
  change.record('message-delivery', { key, delivery });
  if (event.type === 'complaint' || (event.type === 'bounce' && event.permanent)) suppress(change, current, event);
}

/** What was merged into it is planned again, long after its execution has moved on: a new run takes it over. */
function hearRejected(change: Change, found: Found): void {
  const { touchpoint, session } = found;
  if (!['sent', 'unknown', 'claimed'].includes(touchpoint.status)) return;
  leaveOut(change, found, 'failed', 'rejected: SES');
  const carried = session?.touchpoints.some((one) => one.mergedInto === touchpoint.key);
  if (session && carried) change.raiseRun(session.sessionId, 'planned-again');
}

/** A row that no claim ever touched cannot have been sent; a planned copy 2 stands for a copy 1 that was claimed. */
function wasClaimed(touchpoint: Touchpoint): boolean {
  return touchpoint.claim !== null || touchpoint.copy === 2 || touchpoint.reason === 'unknown';
}

/** The task is about the address, not about one session: no cancellation or move settles it. */
function suppress(change: Change, found: Found, event: Extract<MailEvent, { email: string }>): void {
  const { touchpoint } = found;
  const reason = event.type === 'bounce' ? 'bounced' : 'complained';
  // Who did not get it cannot act on it. Of their address the clinic hears (on-mail-event).
  if (found.task) {
    if (event.type === 'bounce') passOn(change, found);
    return;
  }
  const { program, now } = change;
  const email = event.email.toLowerCase();
  if (program.status === 'deceased' || program.suppressed.some((one) => one.email === email)) return;
  const { audience } = touchpoint;
  const reader = recipientOf(program, touchpoint);
  // Their address may be another one by now: that one takes mail.
  if (email === reader.email.toLowerCase()) {
    change.update({ suppressed: [...program.suppressed, { email, since: now, reason }] });
    change.record('address-suppressed', { reason, audience });
  }
  change.raiseTask({
    kind: 'call-patient',
    urgency: 'urgent',
    owner: leadOf(program),
    due: plusHours(now, 4),
    rule: 'R3',
    text: `An email ${reason} (${touchpoint.name}): call the ${audience} at ${reader.phone} and ask for another address.`,
  });
}
