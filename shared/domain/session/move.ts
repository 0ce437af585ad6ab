import { place, refuseMode, refuseOverlap } from '../booking.ts';
import { type Change, type Refused, refuse } from '../change.ts';
import { isLate } from '../guidelines.ts';
import { leadOf } from '../milestones.ts';
import { planNewMonitor, planNoticeAndReminders } from '../planning.ts';
import { isDose, type Modality } from '../protocol.ts';
import type { Monitor, Session, SessionMode, SessionStart, StaffRef } from '../state.ts';
import { plusDays } from '../time.ts';
import { voidBeforeSession, voidWhere } from '../touchpoints.ts';
import { blockIfLate, settleNotYet } from './blocks.ts';
import { raiseWarnings } from './book.ts';
import { tellsTasks } from './cancel.ts';
import { voidClearances } from './clearances.ts';
import { reviewSpacing } from './spacing.ts';
import { reviewStaff } from './staffing.ts';

/** What a change may name; what is absent stays. */
export type SessionChange = {
  start?: SessionStart;
  durationMinutes?: number;
  mode?: SessionMode;
  modality?: Modality | null;
  place?: { text: string; url: string | null } | null;
  staff?: readonly StaffRef[];
  monitor?: Monitor | null;
};

/** A bound on the ledger of one session, which stands in one item of the table. */
export const revisionsMax = 60;

/** New time, zone, mode or place: a new revision that the patient hears of, and no clearance any more. A new monitor only voids the clearance. */
export function changeSession(change: Change, sessionId: string, wanted: SessionChange): Refused | undefined {
  const before = change.session(sessionId);
  if (!before) return refuse('not-found', 'There is no such session.');
  if (change.program.status !== 'active')
    return refuse('wrong-state', `The program is ${change.program.status}: nothing can be moved.`);
  if (before.status !== 'booked')
    return refuse('wrong-state', `The session is ${before.status}: only a booked one can be changed.`);
  if (before.group && Object.keys(wanted).some((name) => name !== 'monitor'))
    return refuse(
      'wrong-state',
      'The session is part of a group, which decides its time and place: move the group, or cancel this one.',
    );
  const after = { ...before, ...wanted };
  const misplaced = wanted.mode === undefined ? undefined : refuseMode(change.protocol, after);
  if (misplaced) return misplaced;
  const refused = applyChange(change, before, after, 'refuse');
  if (!refused) reviewStaff(change, sessionId);
  return refused;
}

/** Where the group's time does not fit this patient's course, somebody has to see to it: the session stands where the group is. */
export function moveWithGroup(change: Change, before: Session, wanted: SessionChange & Pick<Session, 'group'>): void {
  const after = { ...before, ...wanted };
  applyChange(change, before, after, 'raise');
  const misplaced = after.mode === before.mode ? undefined : refuseMode(change.protocol, after);
  if (misplaced) raiseGroupMoved(change, before.sessionId, misplaced.refusal.detail);
  reviewStaff(change, before.sessionId);
}

function applyChange(
  change: Change,
  before: Session,
  after: Session,
  whereItDoesNotFit: 'refuse' | 'raise',
): Refused | undefined {
  const { sessionId } = before;
  const startMoved = after.start.instant !== before.start.instant;
  const revised =
    startMoved ||
    after.start.timeZone !== before.start.timeZone ||
    differs(after.mode, before.mode) ||
    differs(after.place, before.place);
  const monitorChanged = differs(after.monitor, before.monitor);
  const placed = startMoved ? place(change.protocol, change.program, after, change.now, true) : null;
  const longer = startMoved || after.durationMinutes > before.durationMinutes;
  const misfit = placed?.ok === false ? placed : longer ? refuseOverlap(change.program, after) : undefined;
  if (misfit && whereItDoesNotFit === 'refuse') return misfit;
  if (!revised) {
    changeQuietly(change, before, after, monitorChanged);
    if (misfit) raiseGroupMoved(change, sessionId, misfit.refusal.detail);
    return undefined;
  }
  if (before.revision >= revisionsMax && whereItDoesNotFit === 'refuse')
    return refuse('wrong-state', `A session may change at most ${revisionsMax} times. Cancel it and book another.`);
  if (startMoved) {
    const warnings = placed?.ok ? placed.warnings : [];
    revise(change, before, { ...after, warnings }, startMoved);
    raiseWarnings(change, sessionId, warnings);
    if (misfit) raiseGroupMoved(change, sessionId, misfit.refusal.detail);
    reviewSpacing(change);
  } else revise(change, before, after, startMoved);
  return undefined;
}

function raiseGroupMoved(change: Change, sessionId: string, detail: string): void {
  change.raiseTask({
    kind: 'group-moved',
    urgency: 'soon',
    sessionId,
    owner: leadOf(change.program),
    due: plusDays(change.now, 1),
    rule: 'R12',
    text: `The group has a new time or place, and this session does not fit the course there: ${detail} Cancel it and book another one.`,
  });
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

function changeQuietly(change: Change, before: Session, after: Session, monitorChanged: boolean): undefined {
  if (!differs(before, after)) return undefined;
  const { sessionId, durationMinutes, modality, staff, monitor, group } = after;
  const changed = { sessionId, durationMinutes, modality, staff, monitor, monitorChanged };
  change.record('session-changed', group ? { ...changed, group } : changed);
  change.putSession(monitorChanged ? withNewMonitor(change, before, voidClearances(after)) : after);
  return undefined;
}

/** Nobody who is not to be there any more is reminded. Their word, and the patient's about them, no longer count. */
function withNewMonitor(change: Change, before: Session, after: Session): Session {
  if (!isDose(after.kind)) return after;
  if (isSamePerson(before.monitor, after.monitor)) return withMonitorRows(after);
  const silenced = voidWhere(after, 'monitor-changed', (one) => one.audience === 'monitor' && one.name !== 'cancelled');
  return settleNotYet(
    change,
    planNewMonitor(change.setting, { ...silenced, confirmed: null }, after.monitor, before.monitor),
  );
}

const isSamePerson = (a: Monitor | null, b: Monitor | null): boolean => a?.email === b?.email;

/** A name or a phone was corrected: the messages to come know it. */
function withMonitorRows(session: Session): Session {
  const touchpoints = session.touchpoints.map((one) =>
    one.monitor?.email === session.monitor?.email && one.status === 'planned'
      ? { ...one, monitor: session.monitor }
      : one,
  );
  return { ...session, touchpoints };
}

function revise(change: Change, before: Session, after: Session, startMoved: boolean): void {
  const { protocol, now } = change;
  const planMoved = (session: Session): Session =>
    planNoticeAndReminders(change.setting, session, { name: 'moved', late });
  const revision = before.revision + 1;
  change.record('session-moved', {
    sessionId: after.sessionId,
    revision,
    from: before.start,
    to: after.start,
    durationMinutes: after.durationMinutes,
    mode: after.mode,
    modality: after.modality,
    place: after.place,
    staff: after.staff,
    monitor: after.monitor,
    ...(after.group ? { group: after.group } : {}),
    warnings: after.warnings,
  });
  change.resolveTasks(
    (task) =>
      task.sessionId === after.sessionId &&
      (tellsTasks.has(task.kind) ||
        ['unconfirmed', 'unopened'].includes(task.kind) ||
        (startMoved &&
          ['late-booking', 'spacing', 'integration-late', 'group-moved', 'undocumented'].includes(task.kind))),
    'The session was changed.',
  );
  // Block and decision belong to the revision; a change of place alone does not lift what the time brought about.
  const blocked = startMoved ? before.blocked.filter(({ about }) => about !== 'late-booking') : before.blocked;
  const cleared = voidClearances(voidBeforeSession({ ...after, blocked }, 'moved'));
  const renewed = { ...cleared, revision, previousStart: startMoved ? before.start : null };
  const late = startMoved && isDose(after.kind) && isLate(protocol, after.start.instant, now);
  const judged = startMoved ? blockIfLate(change, renewed) : renewed;
  const planned = !isSamePerson(after.monitor, before.monitor)
    ? planNewMonitor(change.setting, planMoved({ ...judged, monitor: null }), after.monitor, before.monitor)
    : planMoved(judged);
  change.putSession(settleNotYet(change, planned));
}
