/**
 * Touchpoints are derived: derive → quiet hours → drop what is past → merge (contract section 6).
 * Nothing here looks at a clock: `now` is the instant of the command that plans.
 */
import { notBefore, unannouncedWindows } from './guidelines.ts';
import { isDose, type Protocol } from './protocol.ts';
import type { Instant, Patient, Program, Session, Touchpoint, TouchpointName } from './state.ts';
import {
  afterQuietHours,
  beforeQuietHours,
  calendarDaysBefore,
  firstWallTimeFrom,
  latest,
  minutesBetween,
  plusHours,
  plusMinutes,
} from './time.ts';

const mergeWithinMinutes = 90;
export const lastHoursBeforeDose = 24;
const cancelledUseByHours = 24;
const noticeUseByHours = 24;

/** A key is unique for ever. Of the same name in the same revision the second is called `<name>-2`. */
function keyFor(owner: string, revision: number, name: TouchpointName, existing: readonly Touchpoint[]): string {
  const before = existing.filter((one) => one.name === name && one.revision === revision).length;
  const counted = before === 0 ? name : `${name}-${before + 1}`;
  return revision === 0 ? `${owner}_${counted}_patient` : `${owner}_r${revision}_${counted}_patient`;
}

type Plan = Pick<Touchpoint, 'name' | 'at' | 'useBy'> & Partial<Pick<Touchpoint, 'estimated' | 'late'>>;

export function newTouchpoint(
  owner: string,
  revision: number,
  existing: readonly Touchpoint[],
  plan: Plan,
): Touchpoint {
  return {
    key: keyFor(owner, revision, plan.name, existing),
    name: plan.name,
    audience: 'patient',
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
  };
}

export function withTouchpoint(session: Session, plan: Plan): Session {
  const touchpoint = newTouchpoint(session.sessionId, session.revision, session.touchpoints, plan);
  return { ...session, touchpoints: [...session.touchpoints, touchpoint] };
}

/** The reminders of this session at their instants, outside the patient's quiet hours, in the order of the clock. */
export function remindersOf(protocol: Protocol, session: Session, patient: Patient): Plan[] {
  const start = session.start.instant;
  return protocol.reminders
    .filter((reminder) => reminder.audience === (isDose(session.kind) ? 'dose' : 'therapy'))
    .map((reminder) => {
      const wished =
        'calendarDaysBefore' in reminder.at
          ? calendarDaysBefore(start, reminder.at.calendarDaysBefore, patient.timeZone)
          : plusHours(start, -reminder.at.hoursBefore);
      return {
        name: reminder.name,
        at: beforeQuietHours(wished, patient.quietHours, patient.timeZone),
        useBy: plusHours(start, -reminder.useByHoursBefore),
      };
    })
    .sort((a, b) => a.at.localeCompare(b.at));
}

/**
 * Plans the notice of a booking or a move and the reminders after it. A reminder merges into the notice when its time
 * has passed or is less than 90 minutes away, or into an earlier reminder less than 90 minutes before it.
 */
export function planNoticeAndReminders(
  protocol: Protocol,
  session: Session,
  patient: Patient,
  now: Instant,
  notice: { name: 'booked' | 'booked-late' | 'moved'; late: boolean },
): Session {
  let planned = withTouchpoint(session, { ...notice, at: now, useBy: session.start.instant });
  let survivorKey = planned.touchpoints.at(-1)?.key ?? '';
  let survivorAt = now;
  for (const reminder of remindersOf(protocol, session, patient)) {
    planned = withTouchpoint(planned, reminder);
    const own = planned.touchpoints.at(-1);
    if (!own) continue;
    if (minutesBetween(survivorAt, reminder.at) < mergeWithinMinutes) planned = mergeInto(planned, own, survivorKey);
    else [survivorKey, survivorAt] = [own.key, reminder.at];
  }
  return planned;
}

/** What is merged keeps its content; the survivor takes the earlier `useBy`, unless that has already passed. */
function mergeInto(session: Session, merged: Touchpoint, survivorKey: string): Session {
  return {
    ...session,
    touchpoints: session.touchpoints.map((one) => {
      if (one.key === merged.key) return { ...one, status: 'merged', mergedInto: survivorKey, reason: 'merged' };
      if (one.key === survivorKey && merged.useBy > one.at && merged.useBy < one.useBy && !isNotice(one.name))
        return { ...one, useBy: merged.useBy };
      return one;
    }),
  };
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

/** After a dose: what holds until when, at once; and how the patient is, the next morning. */
export function planAftercare(
  protocol: Protocol,
  session: Session,
  patient: Patient,
  endedAt: Instant,
  now: Instant,
): Session {
  const { wallTime, hoursAfterEnd, useByHours } = protocol.nextDay;
  const morning = firstWallTimeFrom(plusHours(endedAt, hoursAfterEnd), wallTime, patient.timeZone);
  const nominalAt = afterQuietHours(morning, patient.quietHours, patient.timeZone);
  // An end recorded late, at night: what asks how the patient is still waits for the end of the quiet hours.
  const nightEnds = afterQuietHours(now, patient.quietHours, patient.timeZone);
  const nextDayAt = nominalAt < now && nightEnds > now ? nightEnds : nominalAt;
  const informed = withTouchpoint(session, { name: 'after', at: now, useBy: notBefore(protocol, endedAt, patient) });
  return withTouchpoint(informed, { name: 'next-day', at: nextDayAt, useBy: plusHours(nominalAt, useByHours) });
}

export function planEstimatedAfter(protocol: Protocol, session: Session, patient: Patient, now: Instant): Session {
  const useBy = notBefore(protocol, plannedEnd(session), patient);
  return withTouchpoint(session, { name: 'after', at: now, useBy, estimated: true });
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

/** A blocked dose tells its patient once per revision, in its last 24 hours: take nothing, your team will call. */
export function planNotYet(session: Session, now: Instant): Session {
  // A late notice says "not yet" for as long as the block that it told of stands; after "confirmed" it says so no more.
  const saysLate = session.blocked.some(({ about }) => about === 'late-booking');
  const said = session.touchpoints.some(
    (one) =>
      one.revision === session.revision &&
      (one.name === 'not-yet' || (one.late && saysLate)) &&
      !['voided', 'skipped', 'failed'].includes(one.status),
  );
  if (said || session.start.instant <= now) return session;
  const at = latest(now, plusHours(session.start.instant, -lastHoursBeforeDose));
  return withTouchpoint(session, { name: 'not-yet', at, useBy: session.start.instant });
}

/** No longer blocked before the notice went out: there is nothing to tell. */
export function dropNotYet(session: Session): Session {
  if (!session.touchpoints.some((one) => one.name === 'not-yet' && one.status === 'planned')) return session;
  return {
    ...session,
    touchpoints: session.touchpoints.map((one) =>
      one.name === 'not-yet' && one.status === 'planned'
        ? { ...one, status: 'skipped', reason: 'no-longer-blocked' }
        : one,
    ),
  };
}

export function planCancelled(session: Session, now: Instant): Session {
  return withTouchpoint(session, { name: 'cancelled', at: now, useBy: plusHours(now, cancelledUseByHours) });
}

export function planProgramNotice(program: Program, name: 'on-hold' | 'resumed', now: Instant, late: boolean): Program {
  const plan = { name, at: now, useBy: plusHours(now, noticeUseByHours), late };
  return { ...program, notices: [...program.notices, newTouchpoint(program.programId, 0, program.notices, plan)] };
}

const notices: ReadonlySet<TouchpointName> = new Set([
  'booked',
  'booked-late',
  'moved',
  'cancelled',
  'not-yet',
  'confirmed',
  'on-hold',
  'resumed',
]);
export function isNotice(name: TouchpointName): boolean {
  return notices.has(name);
}

export function isAftercare(name: TouchpointName): boolean {
  return name === 'after' || name === 'next-day';
}

/** Before a session means: void it when the session is cancelled or moved, skip it while the program is on hold (R1). */
export function isBeforeSession(name: TouchpointName): boolean {
  return !isAftercare(name) && name !== 'cancelled' && name !== 'on-hold' && name !== 'resumed';
}

/** Where silence can hurt: lost in uncertainty it is sent once more, and left out it raises a task. */
export function isSafetyCritical(touchpoint: Touchpoint, session: Session | null): boolean {
  if (isAftercare(touchpoint.name) || touchpoint.name === 'resumed') return true;
  return session !== null && isDose(session.kind) && touchpoint.name !== 'cancelled';
}

/** A dose is blocked by `late-booking` exactly when a window is open that no message had announced in time. */
export function isBlockedLate(protocol: Protocol, session: Session, now: Instant): boolean {
  return isDose(session.kind) && unannouncedWindows(protocol, session, now).length > 0;
}

/** SES has certainly not accepted: the same claim is tried again. */
export function isThrottled(touchpoint: Touchpoint): boolean {
  return touchpoint.status === 'claimed' && touchpoint.claim?.throttled === true;
}

/** Nothing told before the session concerns it any more: a cancellation, a new revision, an end of the program. */
export function voidBeforeSession(session: Session, reason: string): Session {
  return voidWhere(session, reason, (one) => isBeforeSession(one.name));
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
