/**
 * The ledger's rows: how one begins, what kind it is, and when it is void (rules R1 to R4).
 * planning.ts decides which there are and when.
 */
import { isDose, type Protocol } from './protocol.ts';
import type { Audience, Instant, Monitor, Session, Touchpoint, TouchpointName } from './state.ts';
import { plusHours, plusMinutes } from './time.ts';

export type Plan = Pick<Touchpoint, 'name' | 'at' | 'useBy'> &
  Partial<Pick<Touchpoint, 'estimated' | 'late' | 'answerBy' | 'resent'>> & {
    /** Who is told; the patient where nobody is named. */
    monitor?: Monitor | null;
    audience?: 'staff';
  };

/** A key is unique for ever. The second of the same name for the same reader in one revision is called `<name>-2`. */
function keyFor(
  owner: string,
  revision: number,
  name: Touchpoint['name'],
  audience: Audience,
  existing: readonly Touchpoint[],
): string {
  const before = existing.filter(
    (one) => one.name === name && one.audience === audience && one.revision === revision,
  ).length;
  const counted = before === 0 ? name : `${name}-${before + 1}`;
  return revision === 0 ? `${owner}_${counted}_${audience}` : `${owner}_r${revision}_${counted}_${audience}`;
}

export function newTouchpoint(
  owner: string,
  revision: number,
  existing: readonly Touchpoint[],
  plan: Plan,
): Touchpoint {
  const audience = plan.audience ?? (plan.monitor ? 'monitor' : 'patient');
  return {
    key: keyFor(owner, revision, plan.name, audience, existing),
    name: plan.name,
    audience,
    monitor: plan.monitor ?? null,
    staff: null,
    revision,
    at: plan.at,
    useBy: plan.useBy,
    estimated: plan.estimated ?? false,
    status: 'planned',
    reason: null,
    mergedInto: null,
    copy: 1,
    claim: null,
    sentAt: null,
    sesMessageId: null,
    delivery: null,
    toldStart: null,
    late: plan.late ?? false,
    answerBy: plan.answerBy ?? null,
    answeredAt: null,
    openedAt: null,
    resent: plan.resent ?? null,
  };
}

export function withTouchpoint(session: Session, plan: Plan): Session {
  const touchpoint = newTouchpoint(session.sessionId, session.revision, session.touchpoints, plan);
  return { ...session, touchpoints: [...session.touchpoints, touchpoint] };
}

/** If the survivor does not go out, what was merged into it is planned again. */
export function unmerge<T extends { touchpoints: readonly Touchpoint[] }>(owner: T, survivorKey: string): T {
  const touchpoints = owner.touchpoints.map((one) =>
    one.status === 'merged' && one.mergedInto === survivorKey
      ? { ...one, status: 'planned' as const, mergedInto: null, reason: null }
      : one,
  );
  return { ...owner, touchpoints };
}

export function plannedEnd(session: Session): Instant {
  return plusMinutes(session.start.instant, session.durationMinutes);
}

/** When the estimate of `after` goes out: a dose was started and nobody has recorded its end. */
export function endEstimateAt(protocol: Protocol, session: Session): Instant {
  return plusMinutes(plannedEnd(session), protocol.dosing.endEstimateAfterMinutes);
}

export function undocumentedAt(protocol: Protocol, session: Session): Instant {
  const hours = isDose(session.kind) ? protocol.dosing.undocumentedAfterHours : protocol.therapy.undocumentedAfterHours;
  return plusHours(plannedEnd(session), hours);
}

const notices: ReadonlySet<Touchpoint['name']> = new Set<TouchpointName>([
  'booked',
  'booked-late',
  'moved',
  'cancelled',
  'not-yet',
  'confirmed',
  'on-hold',
  'resumed',
  'welcome',
  'introduction',
  'code',
]);
export function isNotice(name: Touchpoint['name']): boolean {
  return notices.has(name);
}

export function isAftercare(name: Touchpoint['name']): boolean {
  return name === 'after' || name === 'next-day' || name === 'check-in';
}

/** A cap on messages a day never drops notices, guidelines or aftercare: what is left is what can wait or be left out. */
export function mayBeDropped({ name }: Touchpoint): boolean {
  return name === 'reminder-1d' || name === 'measure';
}

const notBound: ReadonlySet<Touchpoint['name']> = new Set<TouchpointName>([
  'cancelled',
  'on-hold',
  'resumed',
  'welcome',
  'introduction',
  'code',
]);

/**
 * Before a session means: void it when the session is cancelled or moved, skip it while the program is on hold (R1).
 * A measure belongs to what its session is: one that is over asks for it afterwards.
 */
export function isBeforeSession({ name }: Pick<Touchpoint, 'name'>, session: Session | null): boolean {
  if (name === 'measure') return !session?.actual?.endedAt;
  return !isAftercare(name) && !notBound.has(name);
}

/** Where silence can hurt: lost in uncertainty it is sent once more, and left out it raises a task. */
export function isSafetyCritical(touchpoint: Touchpoint, session: Session | null): boolean {
  // Days later nobody is with the patient any more.
  if (isAftercare(touchpoint.name)) return touchpoint.audience === 'patient';
  if (touchpoint.name === 'resumed') return true;
  if (touchpoint.name === 'measure') return false;
  return session !== null && isDose(session.kind) && touchpoint.name !== 'cancelled';
}

/** SES has certainly not accepted: the same claim is tried again. */
export function isThrottled(touchpoint: Touchpoint): boolean {
  return touchpoint.status === 'claimed' && touchpoint.claim?.throttled === true;
}

/** Nothing told before the session concerns it any more: a cancellation, a new revision, an end of the program. */
export function voidBeforeSession(session: Session, reason: string): Session {
  return voidWhere(session, reason, (one) => isBeforeSession(one, session));
}

export function voidWhere<T extends { touchpoints: readonly Touchpoint[] }>(
  owner: T,
  reason: string,
  which: (touchpoint: Touchpoint) => boolean,
): T {
  const touchpoints = owner.touchpoints.map((one) => {
    // A claim that SES throttled has certainly sent nothing; another claim may just be sending and is settled as it ends.
    const pending = one.status === 'planned' || isThrottled(one);
    return pending && which(one) ? { ...one, status: 'voided' as const, reason } : one;
  });
  return { ...owner, touchpoints };
}
