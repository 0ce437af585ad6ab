/**
 * Who of the staff is told about a task: by the same claim → send → settle as patients are (claim.ts, settle.ts). Each message
 * has a line of people; the first in it who can be reached gets it, as who that is may change until the very moment.
 */
import type { Change } from '../change.ts';
import { staffRefOf } from '../staff-ref.ts';
import type { StaffRef, Task, Touchpoint } from '../state.ts';
import { minutesBetween } from '../time.ts';
import { isThrottled } from '../touchpoints.ts';
import { leadMinutes, leaveOut, putClaimed } from './claim.ts';
import type { Found } from './ledger.ts';
import { dueRow, settleOverdueRows } from './look-at-session.ts';

/** What a message to them depends on. */
export type StaffMember = StaffRef & {
  roles: readonly string[];
  locale: string;
  /** Works here, and their address takes mail. */
  reachable: boolean;
};

export type StaffClaim =
  | { kind: 'nothing-due' }
  /** One was settled or left out; there may be another. */
  | { kind: 'look-again' }
  | { kind: 'claimed'; found: Found; task: Task; reader: StaffMember };

export function claimAboutTask(change: Change, taskId: string, staff: readonly StaffMember[]): StaffClaim {
  settleOverdueRows(change, change.task(taskId)?.touchpoints ?? []);
  const task = change.task(taskId);
  const touchpoint = task && dueRow(task.touchpoints, change.now);
  if (!task || !touchpoint) return { kind: 'nothing-due' };
  const found: Found = { touchpoint, session: null, task };
  const leave = (status: 'voided' | 'skipped' | 'failed', reason: string): StaffClaim => {
    leaveOut(change, found, status, reason);
    return { kind: 'look-again' };
  };
  // Resolving voids its rows; this holds if it ever forgets.
  if (task.status === 'resolved') return leave('voided', 'resolved');
  if (minutesBetween(change.now, touchpoint.useBy) < leadMinutes) return leave('skipped', 'too-late');
  const reader = readerOf(change, task, touchpoint, staff);
  if (!reader)
    return touchpoint.name === 'task-on-call' && wasTold(task, 'task')
      ? leave('skipped', 'nobody-else')
      : leave('failed', 'nobody-can-be-reached');
  const claimed = putClaimed(change, found, { ...touchpoint, staff: staffRefOf(reader) });
  return { kind: 'claimed', found: { ...found, touchpoint: claimed }, task, reader };
}

const isOut = ({ status, delivery }: Touchpoint): boolean =>
  ['claimed', 'sent', 'unknown'].includes(status) && delivery !== 'bounced';

const wasTold = ({ touchpoints }: Task, name: Touchpoint['name']): boolean =>
  touchpoints.some((one) => one.name === name && isOut(one));

function readerOf(
  change: Change,
  task: Task,
  touchpoint: Touchpoint,
  staff: readonly StaffMember[],
): StaffMember | undefined {
  const { suppressed } = change.program;
  const canRead = ({ email, reachable }: StaffMember): boolean =>
    reachable && email !== '' && !suppressed.some((one) => one.email === email.toLowerCase());
  // A second copy, or a try after SES was busy, is the same message: to nobody else.
  const before = touchpoint.staff;
  const line = lineFor(change, task, touchpoint.name, staff).filter(canRead);
  if (before && (touchpoint.copy === 2 || isThrottled(touchpoint)))
    return line.find(({ email }) => email === before.email);
  const told = task.touchpoints.filter(isOut).map((one) => one.staff?.email);
  // Overdue is news of its own for who has heard of the task before.
  return line.find(({ email }) => touchpoint.name === 'task-overdue' || !told.includes(email));
}

function lineFor(
  { context }: Change,
  task: Task,
  name: Touchpoint['name'],
  staff: readonly StaffMember[],
): readonly StaffMember[] {
  const known = ({ staffId, name, email }: StaffRef): StaffMember =>
    staff.find((one) => one.staffId === staffId || (email !== '' && one.email === email)) ?? {
      staffId,
      name,
      email,
      roles: [],
      locale: defaultLocale,
      reachable: true,
    };
  const { onCall } = context.clinic;
  const owner = known(task.owner);
  const ofOthers = (one: StaffMember): number => (one.staffId === owner.staffId ? 1 : 0);
  const admins = staff.filter(({ roles }) => roles.includes('clinic-admin')).sort((a, b) => ofOthers(a) - ofOthers(b));
  const standing = [...(onCall ? [known({ staffId: 'on-call', ...onCall })] : []), ...admins];
  switch (name) {
    case 'task':
      return [owner, ...standing];
    case 'task-overdue':
      return admins;
    default:
      return standing;
  }
}

export const defaultLocale = 'en-US';
