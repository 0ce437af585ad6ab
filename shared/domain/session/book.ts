import { type Placed, place, refuseMode, refuseOverlap } from '../booking.ts';
import { type Change, type Refused, refuse } from '../change.ts';
import { isOpen } from '../course.ts';
import { isLate } from '../guidelines.ts';
import { leadOf } from '../milestones.ts';
import type { Setting } from '../planning.ts';
import { planNoticeAndReminders } from '../planning.ts';
import { isDose, type Modality, type SessionKind } from '../protocol.ts';
import type { GroupPointer, Instant, Monitor, Session, SessionMode, SessionStart, StaffRef } from '../state.ts';
import { plusDays } from '../time.ts';
import { blockByEvent, blockIfLate, settleNotYet } from './blocks.ts';
import { reviewStaff } from './staffing.ts';

export type Booking = {
  kind: SessionKind;
  format: 'individual' | 'group';
  start: SessionStart;
  durationMinutes: number;
  mode: SessionMode;
  modality: Modality | null;
  place: { text: string; url: string | null } | null;
  staff: readonly StaffRef[];
  monitor: Monitor | null;
  group?: GroupPointer;
};

/** A bound on what one transaction may have to cancel: see docs/architecture.md, "Limits". */
export const bookedSessionsMax = 24;

export function bookSession(change: Change, booking: Booking): { sessionId: string } | Refused {
  const { program, protocol, now } = change;
  if (program.status !== 'active')
    return refuse('wrong-state', `The program is ${program.status}: nothing can be booked.`);
  if (program.sessions.filter(isOpen).length >= bookedSessionsMax)
    return refuse('wrong-state', `At most ${bookedSessionsMax} sessions of a program may be booked at a time.`);
  const misplaced = refuseMode(protocol, booking);
  if (misplaced) return misplaced;
  const session = newSession(booking, change.context.newId('session'), now);
  const placed = place(protocol, program, session, now, false);
  if (!placed.ok) return placed;
  const overlapping = refuseOverlap(program, session);
  if (overlapping) return overlapping;
  change.record('session-booked', {
    sessionId: session.sessionId,
    kind: booking.kind,
    start: booking.start,
    durationMinutes: booking.durationMinutes,
    mode: booking.mode,
    modality: booking.modality,
    place: booking.place,
    staff: booking.staff,
    monitor: booking.monitor,
    ...(booking.group ? { group: booking.group } : {}),
    warnings: placed.warnings,
  });
  const late = isDose(session.kind) && isLate(protocol, session.start.instant, now);
  const blocked = blockByEvent(change, blockIfLate(change, { ...session, warnings: placed.warnings }));
  const planned = planNoticeAndReminders(withSession(change, blocked), blocked, {
    name: late ? 'booked-late' : 'booked',
    late,
  });
  change.putSession(settleNotYet(change, planned));
  raiseWarnings(change, session.sessionId, placed.warnings);
  reviewStaff(change, session.sessionId);
  return { sessionId: session.sessionId };
}

/** A booking as it begins: nothing said, nothing done. */
export function newSession(booking: Booking, sessionId: string, bookedAt: Instant): Session {
  return {
    ...booking,
    sessionId,
    bookedAt,
    previousStart: null,
    status: 'booked',
    revision: 1,
    run: 1,
    version: 1,
    blocked: [],
    warnings: [],
    clearances: [],
    actual: null,
    monitorPresent: null,
    vitals: null,
    vitalsLog: [],
    adverseEvents: [],
    amountMg: null,
    outcome: null,
    cancelled: null,
    raised: [],
    confirmBy: null,
    toldWallTimes: [],
    confirmed: null,
    monitorAnswer: null,
    preSessionChecks: [],
    checkIns: [],
    touchpoints: [],
  };
}

/** The setting as it is once this session stands: which dose it is decides what is asked. */
function withSession({ setting }: Change, session: Session): Setting {
  return { ...setting, program: { ...setting.program, sessions: [...setting.program.sessions, session] } };
}

const warningTasks = {
  'spacing-above-max': {
    kind: 'spacing',
    text: 'This session is later after the last one than the protocol aims for. Consider an earlier time.',
  },
  'spacing-broken': {
    kind: 'spacing',
    text: 'Since an earlier session moved, this one is too close to it. Move it: it cannot start like this.',
  },
  'integration-late': {
    kind: 'integration-late',
    text: 'This integration is later than the protocol asks. It still counts; consider an earlier time.',
  },
} as const;

export function raiseWarnings(change: Change, sessionId: string, warnings: Placed['warnings']): void {
  for (const warning of warnings) {
    const { kind, text } = warningTasks[warning];
    if (change.hasOpenTask(kind, sessionId)) continue;
    change.raiseTask({
      kind,
      urgency: 'routine',
      sessionId,
      owner: leadOf(change.program),
      due: plusDays(change.now, 2),
      rule: `protocol: ${warning}`,
      text,
    });
  }
}
