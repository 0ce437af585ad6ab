/** A message to staff that does not go out: no task is raised about a task, the next in line is told instead. */
import type { Change } from '../change.ts';
import { tellNextNow } from '../task-messages.ts';
import { type Found, putTouchpoint } from './ledger.ts';

export function leaveOutOfStaff(
  change: Change,
  found: Found,
  status: 'voided' | 'skipped' | 'failed',
  reason: string,
): void {
  const { touchpoint } = found;
  putTouchpoint(change, found, { ...touchpoint, status, reason, claim: null });
  change.record(status === 'failed' ? 'message-failed' : 'message-skipped', { key: touchpoint.key, status, reason });
  if (status === 'failed') passOn(change, found);
}

/** Rows stand in the order of the line: the owner, who is on call, the administration. */
export function passOn(change: Change, { touchpoint, task }: Found): void {
  const current = task && change.task(task.taskId);
  if (current?.status !== 'open') return;
  change.putTask({ ...current, touchpoints: tellNextNow(current.touchpoints, touchpoint, change.now) });
}
