/**
 * Claim → send → settle (design section 5). The claim is a command like any other: it stands in the chain of events, so
 * that "before" and "after" a cancellation are the order of the chain and nobody's clock.
 */
import type { Change } from '../change.ts';
import { hasConsent, leadOf } from '../milestones.ts';
import { isDose } from '../protocol.ts';
import type { Touchpoint } from '../state.ts';
import { earliest, minutesBetween, plusHours, plusMinutes } from '../time.ts';
import { isBeforeSession, isSafetyCritical, isThrottled } from '../touchpoints.ts';
import { actAt, type Found, findTouchpoint, planMergedAgain, putTouchpoint } from './ledger.ts';

/** SES may hold a message for a while: with less than this left it would come too late (`MaxDeliverySeconds` starts at 300). */
export const leadMinutes = 5;
/** Longer than the sending function may run: when it has lapsed, nobody is sending any more. */
const leaseMinutes = 2;

export type Claim =
  | { kind: 'superseded' }
  /** Nothing to send: it was settled, left out or handed over; look again. */
  | { kind: 'look-again' }
  | { kind: 'claimed'; found: Found };

export function claim(change: Change, key: string, run: number): Claim {
  const found = findTouchpoint(change, key);
  const { program, now } = change;
  const owner = found?.session ?? program;
  if (!found || owner.run !== run) return { kind: 'superseded' };
  const { touchpoint, session } = found;
  const retried = isThrottled(touchpoint) && actAt(touchpoint) <= now;
  if ((touchpoint.status !== 'planned' && !retried) || touchpoint.at > now) return { kind: 'look-again' };
  const voided = whyVoid(change, found);
  if (voided) return leaveOut(change, found, 'voided', voided);
  if (program.status === 'on-hold' && isBeforeSession(touchpoint.name) && session)
    return leaveOut(change, found, 'skipped', 'on-hold');
  if (minutesBetween(now, touchpoint.useBy) < leadMinutes) return leaveOut(change, found, 'skipped', 'too-late');
  const byHand = whyByHand(change);
  if (byHand) return handOver(change, found, byHand);
  const claimId = change.context.newId('claim');
  const claimed: Touchpoint = {
    ...touchpoint,
    status: 'claimed',
    claim: {
      claimId,
      at: now,
      until: plusMinutes(now, leaseMinutes),
      throttled: false,
      tries: (touchpoint.claim?.tries ?? 0) + 1,
    },
    toldStart: session?.start.instant ?? null,
  };
  putTouchpoint(change, found, claimed);
  change.record('message-claimed', { key, copy: claimed.copy, claimId });
  return { kind: 'claimed', found: { touchpoint: claimed, session } };
}

/** R1, once more at the last moment: the commands void these rows themselves; this holds if one of them ever forgets. */
function whyVoid(change: Change, { touchpoint, session }: Found): string | null {
  if (change.program.status === 'deceased') return 'deceased';
  if (!session || !isBeforeSession(touchpoint.name)) return null;
  if (session.status !== 'booked') return session.status;
  return touchpoint.revision === session.revision ? null : 'moved';
}

/** No consent to email, a wish to be called, or an address that does not take mail: a person tells the patient. */
function whyByHand(change: Change): string | null {
  const { program } = change;
  if (!hasConsent(program, 'email')) return 'no-consent-to-email';
  if (program.patient.contactBy === 'call') return 'contact-by-call';
  if (program.suppressed?.email === program.patient.email) return program.suppressed.reason;
  return null;
}

export const taskTexts: Record<Touchpoint['name'], string> = {
  booked: 'tell the patient of the booked session and its guidelines',
  'booked-late':
    'tell the patient of the session booked late: what can still be followed, and that it is not confirmed yet',
  moved: 'tell the patient that the session was changed, and its guidelines',
  cancelled: 'tell the patient that the session was cancelled, and to take nothing',
  'not-yet': 'tell the patient that the session is not confirmed yet, and to take nothing',
  confirmed: 'tell the patient that the session is confirmed',
  'on-hold': 'tell the patient that the program is on hold',
  resumed: 'tell the patient that the program goes on, and what is booked',
  'reminder-1d': "remind the patient of tomorrow's session",
  'reminder-3d': 'remind the patient of the session in three days and its guidelines',
  'reminder-24h': 'remind the patient of the guidelines that begin 24 hours before the session',
  'reminder-3h': 'remind the patient of the guidelines that begin 3 hours before the session',
  after: 'tell the patient what holds until when after the session',
  'next-day': 'ask the patient how they are on the day after',
};

export function leaveOut(change: Change, found: Found, outcome: 'voided' | 'skipped' | 'failed', why: string): Claim {
  const { touchpoint, session } = found;
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
  raiseCall(change, found, 'call-patient', 'This patient is called instead of mailed');
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
    text: `${why}: ${taskTexts[touchpoint.name]}. Phone ${change.program.patient.phone}.`,
  });
}
