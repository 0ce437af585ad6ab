/**
 * Claim → send → settle (design section 5). The claim is a command like any other: it stands in the chain of events, so
 * that "before" and "after" a cancellation are the order of the chain and nobody's clock.
 */
import type { Change, Secret } from '../change.ts';
import { isRunning } from '../course.ts';
import { hasConsent, leadOf } from '../milestones.ts';
import { mayAsk } from '../planning.ts';
import { isDose } from '../protocol.ts';
import type { Program, Touchpoint } from '../state.ts';
import { dateIn, earliest, minutesBetween, plusHours, plusMinutes } from '../time.ts';
import { isBeforeSession, isSafetyCritical, isThrottled, mayBeDropped } from '../touchpoints.ts';
import { actAt, type Found, findTouchpoint, planMergedAgain, putTouchpoint, rowsOf } from './ledger.ts';
import { recipientOf, toldWhat } from './recipient.ts';
import { leaveOutOfStaff } from './staff-row.ts';

/** SES may hold a message for a while: with less than this left it would come too late (`MaxDeliverySeconds` starts at 300). */
export const leadMinutes = 5;
/** Longer than the sending function may run: when it has lapsed, nobody is sending any more. */
export const leaseMinutes = 2;
/** To one patient on one day of their calendar. What a patient must not miss goes out beyond it. */
const messagesPerDayMax = 6;
const codeMinutes = 30;

export type Claim =
  | { kind: 'superseded' }
  /** Nothing to send: it was settled, left out or handed over; look again. */
  | { kind: 'look-again' }
  /** `link` opens the reader's page, `code` any page of theirs: both are said in this message and nowhere else. */
  | { kind: 'claimed'; found: Found; link: Secret; code: string | null };

export function claim(change: Change, key: string, run: number): Claim {
  const found = findTouchpoint(change, key);
  const { program, now } = change;
  const owner = found?.session ?? program;
  // What staff are told is no execution's (tell-staff.ts).
  if (!found || found.task || owner.run !== run) return { kind: 'superseded' };
  const { touchpoint, session } = found;
  const retried = isThrottled(touchpoint) && actAt(touchpoint) <= now;
  if ((touchpoint.status !== 'planned' && !retried) || touchpoint.at > now) return { kind: 'look-again' };
  const voided = whyVoid(change, found);
  if (voided) return leaveOut(change, found, 'voided', voided);
  if (program.status === 'on-hold' && isBeforeSession(touchpoint, session) && session)
    return leaveOut(change, found, 'skipped', 'on-hold');
  if (minutesBetween(now, touchpoint.useBy) < leadMinutes) return leaveOut(change, found, 'skipped', 'too-late');
  const byHand = whyByHand(change, touchpoint);
  if (byHand) return handOver(change, found, byHand);
  if (touchpoint.name === 'measure' && !mayAsk(change.context.clinic))
    return leaveOut(change, found, 'skipped', 'nobody-on-call');
  if (mayBeDropped(touchpoint) && sentOnThisDay(program, now) >= messagesPerDayMax)
    return leaveOut(change, found, 'skipped', 'enough-for-one-day');
  const claimed = putClaimed(change, found, {
    ...touchpoint,
    toldStart: session?.start.instant ?? null,
    answerBy: session && !mayAsk(change.context.clinic) ? null : touchpoint.answerBy,
  });
  return {
    kind: 'claimed',
    found: { ...found, touchpoint: claimed },
    link: change.context.newSecret('link'),
    code: touchpoint.name === 'code' ? newCode(change) : null,
  };
}

/** From here on this claim alone may send it, until its lease lapses. */
export function putClaimed(change: Change, found: Found, touchpoint: Touchpoint): Touchpoint {
  const { now } = change;
  const claimId = change.context.newId('claim');
  const until = plusMinutes(now, leaseMinutes);
  const tries = (touchpoint.claim?.tries ?? 0) + 1;
  const claimed: Touchpoint = {
    ...touchpoint,
    status: 'claimed',
    claim: { claimId, at: now, until, throttled: false, tries },
  };
  putTouchpoint(change, found, claimed);
  const to = claimed.staff ? { to: claimed.staff.staffId } : {};
  change.record('message-claimed', { key: claimed.key, copy: claimed.copy, claimId, ...to });
  return claimed;
}

function newCode(change: Change): string {
  const { value, hash } = change.context.newSecret('code');
  change.update({ accessCode: { hash, validUntil: plusMinutes(change.now, codeMinutes), failures: 0 } });
  return value;
}

function sentOnThisDay(program: Program, now: string): number {
  const { timeZone } = program.patient;
  const today = dateIn(now, timeZone);
  return rowsOf(program).filter(
    ({ audience, claim: held, sentAt }) =>
      audience === 'patient' && (held || sentAt) && dateIn(sentAt ?? held?.at ?? now, timeZone) === today,
  ).length;
}

/** R1, once more at the last moment: the commands void these rows themselves; this holds if one of them ever forgets. */
function whyVoid(change: Change, { touchpoint, session }: Found): string | null {
  if (change.program.status === 'deceased') return 'deceased';
  if (!session) return isStillTrue(change.program, touchpoint.name) ? null : change.program.status;
  if (!isBeforeSession(touchpoint, session)) return null;
  if (touchpoint.monitor && touchpoint.monitor.email !== session.monitor?.email) return 'monitor-changed';
  if (session.status !== 'booked') return session.status;
  return touchpoint.revision === session.revision ? null : 'moved';
}

/** A second copy may come when the program has gone on: only its last word counts. */
function isStillTrue({ status }: Program, name: Touchpoint['name']): boolean {
  switch (name) {
    case 'on-hold':
      return status === 'on-hold';
    case 'resumed':
    case 'measure':
      return status === 'active';
    case 'welcome':
      return isRunning(status);
    default:
      return true;
  }
}

/** No consent to email, a wish to be called, or an address that does not take mail: a person tells them. */
export function whyByHand({ program }: Change, touchpoint: Pick<Touchpoint, 'monitor'>): string | null {
  const { email } = recipientOf(program, touchpoint);
  const suppressed = program.suppressed.find((one) => one.email === email.toLowerCase());
  if (touchpoint.monitor)
    return hasConsent(program, 'monitor-and-contact') ? (suppressed?.reason ?? null) : 'no-consent-to-contact';
  if (!hasConsent(program, 'email')) return 'no-consent-to-email';
  if (program.patient.contactBy === 'call') return 'contact-by-call';
  return suppressed?.reason ?? null;
}

export function leaveOut(change: Change, found: Found, outcome: 'voided' | 'skipped' | 'failed', why: string): Claim {
  const { touchpoint, session } = found;
  if (found.task) {
    leaveOutOfStaff(change, found, outcome, why);
    return { kind: 'look-again' };
  }
  // Nobody calls a patient who has died.
  const deceased = change.program.status === 'deceased';
  const [status, reason] = deceased ? (['voided', 'deceased'] as const) : [outcome, why];
  putTouchpoint(change, found, { ...touchpoint, status, reason, claim: null });
  change.record(status === 'failed' ? 'message-failed' : 'message-skipped', { key: touchpoint.key, status, reason });
  if (status !== 'voided') planMergedAgain(change, found, touchpoint.key);
  if (status === 'failed') raiseCall(change, found, 'message-failed', `An email could not be sent (${reason})`);
  else if (reason === 'too-late' && isSafetyCritical(touchpoint, session))
    raiseCall(change, found, 'message-skipped', 'An email would have come too late');
  return { kind: 'look-again' };
}

function handOver(change: Change, found: Found, reason: string): Claim {
  const { touchpoint } = found;
  putTouchpoint(change, found, { ...touchpoint, status: 'handed-over', reason, claim: null, toldStart: null });
  change.record('message-handed-over', { key: touchpoint.key, reason });
  raiseCall(change, found, 'call-patient', `The ${touchpoint.audience} is called instead of mailed`);
  return { kind: 'look-again' };
}

function raiseCall(
  change: Change,
  { touchpoint, session }: Found,
  kind: 'call-patient' | 'message-failed' | 'message-skipped',
  why: string,
): void {
  const due = earliest(
    plusHours(change.now, 4),
    touchpoint.useBy > change.now ? touchpoint.useBy : plusHours(change.now, 1),
  );
  change.raiseTask({
    kind,
    urgency: session && isDose(session.kind) ? 'urgent' : 'soon',
    ...(session ? { sessionId: session.sessionId } : {}),
    owner: leadOf(change.program),
    due,
    rule: 'R3',
    text: `${why}: ${toldWhat(touchpoint)}. Phone ${recipientOf(change.program, touchpoint).phone}.`,
  });
}
