/** Hold and resume, and every way out. A program's end cancels what is booked in the same transaction. */
import { type Change, type Refused, refuse } from '../change.ts';
import { isLate } from '../guidelines.ts';
import { leadOf } from '../milestones.ts';
import { noticeNow, planProgramNotice } from '../planning.ts';
import { isDose } from '../protocol.ts';
import { blockIfLate, settleNotYet } from '../session/blocks.ts';
import { cancelBooked } from '../session/cancel.ts';
import { staffRefOf } from '../staff-ref.ts';
import type { Session, StaffRef } from '../state.ts';
import { plusDays, plusHours } from '../time.ts';
import { voidWhere } from '../touchpoints.ts';
import { dueWatches } from '../workflow/notice-watched.ts';
import { areAskedNoMoreLeft } from './asked-no-more.ts';
import { finish } from './finish.ts';
import { refuseUnlessRunning } from './people.ts';

export const holdReasons = ['hospitalised', 'adverse-event', 'patient-request', 'clinic-request', 'other'] as const;
export const endReasons = ['patient-request', 'clinic-request', 'medical', 'other'] as const;
export type HoldReason = (typeof holdReasons)[number];
export type EndReason = (typeof endReasons)[number];

const noticeWithinDays = 14;
const callWithinHours = 72;

const bookedAhead = (change: Change, before: string): Session[] =>
  change.program.sessions
    .filter((one) => one.status === 'booked' && one.start.instant > change.now && one.start.instant <= before)
    .sort((a, b) => a.start.instant.localeCompare(b.start.instant));

export function hold(change: Change, reason: HoldReason, note: string | null): Refused | undefined {
  if (change.program.status !== 'active')
    return refuse('wrong-state', `The program is ${change.program.status}: it cannot be put on hold.`);
  change.update({ status: 'on-hold', hold: { since: change.now, reason, note } });
  change.record('program-held', { reason, note });
  // A "resumed" that has not gone out yet is no longer true: only the last word counts.
  change.update({ notices: voidWhere({ touchpoints: change.program.notices }, 'on-hold', () => true).touchpoints });
  if (bookedAhead(change, plusDays(change.now, noticeWithinDays)).length > 0)
    change.update(planProgramNotice(change.program, noticeNow('on-hold', change.now, false)));
  const close = bookedAhead(change, plusHours(change.now, callWithinHours))[0];
  if (close)
    change.raiseTask({
      kind: 'hold-close-to-session',
      urgency: 'urgent',
      sessionId: close.sessionId,
      owner: leadOf(change.program),
      due: close.start.instant,
      rule: 'R1',
      text: 'The program was put on hold shortly before a session. Call the patient: an email alone may come too late.',
    });
  return undefined;
}

/** What is still ahead goes out again; a dose whose window opened untold meanwhile waits for a clinician (R4). */
export function resume(change: Change, reason: EndReason, note: string | null): Refused | undefined {
  const { program, protocol, now } = change;
  if (program.status !== 'on-hold')
    return refuse('wrong-state', `The program is ${program.status}: there is no hold to end.`);
  const notices = voidWhere({ touchpoints: program.notices }, 'resumed', (one) => one.name === 'on-hold').touchpoints;
  change.update({ status: 'active', hold: null, notices });
  change.record('program-resumed', { reason, note });
  change.resolveTasks(
    (task) => task.kind === 'hold-close-to-session' || (task.kind === 'overdue' && task.rule.endsWith('resume')),
    'The program was resumed.',
  );
  const ahead = bookedAhead(change, plusDays(now, noticeWithinDays));
  let late = false;
  for (const session of change.program.sessions.filter((one) => one.status === 'booked' && one.start.instant > now)) {
    late ||= isDose(session.kind) && isLate(protocol, session.start.instant, now);
    const judged = settleNotYet(change, blockIfLate(change, session));
    if (judged !== session) change.putSession(judged);
    // What fell due during the hold has no timer of its own any more.
    if (dueWatches(change, judged).length > 0) change.raiseRun(session.sessionId, 'resumed');
  }
  if (ahead.length > 0) change.update(planProgramNotice(change.program, noticeNow('resumed', now, late)));
  return undefined;
}

export function endProgram(
  change: Change,
  status: 'withdrawn' | 'discharged',
  reason: EndReason,
  note: string | null,
): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, status === 'withdrawn' ? 'withdrawing' : 'a discharge');
  if (refused) return refused;
  const cancelled = cancelBooked(change, reason === 'patient-request' ? 'patient-request' : 'clinic-request', true);
  finish(change, status, reason, note);
  change.record(status === 'withdrawn' ? 'program-withdrawn' : 'program-discharged', { reason, note, cancelled });
  return undefined;
}

/** Death stops every message, aftercare too. It can be recorded of a program that has already ended. */
export function recordDeath(change: Change, on: string, note: string | null): Refused | undefined {
  if (change.program.status === 'deceased') return refuse('wrong-state', 'The death is already recorded.');
  const ended = change.program.ended !== null;
  const cancelled = cancelBooked(change, 'other', false);
  for (const session of change.program.sessions) {
    const silenced = voidWhere(session, 'deceased', () => true);
    if (silenced.touchpoints.some((one, index) => one !== session.touchpoints[index])) change.putSession(silenced);
  }
  finish(change, 'deceased', 'deceased', note);
  change.record('patient-deceased', { on, note, cancelled });
  // Its execution has ended, too: another one sees to what is left.
  if (ended && areAskedNoMoreLeft(change.program)) change.raiseRun(null, 'tasks-left');
  const lead = leadOf(change.program);
  change.raiseTask({
    kind: 'call-contact-person',
    urgency: 'soon',
    owner: lead,
    due: plusDays(change.now, 2),
    rule: 'R14',
    text: 'The patient has died. Call the contact person: they are never mailed. The rest of the care team is told by a task each.',
  });
  tellTeamOfDeath(change, lead);
  return undefined;
}

/** Whoever is not the lead hears of it, too, before they next think of the patient. */
function tellTeamOfDeath(change: Change, lead: StaffRef): void {
  for (const member of change.program.careTeam.filter(({ staffId }) => staffId !== lead.staffId))
    change.raiseTask({
      kind: 'patient-died',
      urgency: 'soon',
      owner: staffRefOf(member),
      due: plusDays(change.now, 2),
      rule: 'R14',
      text: 'The patient has died. Nothing is booked any more, and nobody writes to them. The lead calls the contact person.',
    });
}
