/**
 * What staff are told about a task, and when: an urgent one at once to its owner and, while it stays open, to who is on call;
 * any that is overdue to the clinic's administration. Everything else comes in the morning (digest.ts).
 */
import type { Instant, StaffTouchpointName, Task, Touchpoint } from './state.ts';
import { latest, plusHours, plusMinutes } from './time.ts';
import { newTouchpoint, type Plan } from './touchpoints.ts';

const onCallAfterMinutes = 15;
/** What falls due as it is raised still leaves its owner and who is on call their time. */
const overdueAfterMinutesMin = 30;
/** After a day it is no news any more: it stands in the morning's list, and is overdue. */
const useByHours = 24;
const overdueUseByHours = 72;

export function messagesAbout(
  { taskId, urgency, due }: Pick<Task, 'taskId' | 'urgency' | 'due'>,
  now: Instant,
): Touchpoint[] {
  const overdueAt = latest(due, plusMinutes(now, overdueAfterMinutesMin));
  return [
    ...(urgency === 'urgent'
      ? [tellAt('task', now), tellAt('task-on-call', plusMinutes(now, onCallAfterMinutes))]
      : []),
    tellAt('task-overdue', overdueAt),
  ].map((plan) => newTouchpoint(taskId, 0, [], plan));
}

function tellAt(name: StaffTouchpointName, at: Instant): Plan {
  return {
    name,
    at,
    useBy: plusHours(at, name === 'task-overdue' ? overdueUseByHours : useByHours),
    audience: 'staff',
  };
}

/** To its new owner. */
export function toldAgain({ taskId, touchpoints }: Pick<Task, 'taskId' | 'touchpoints'>, now: Instant): Touchpoint {
  return newTouchpoint(taskId, 0, touchpoints, tellAt('task', now));
}

/** The next in line after `row`, which did not reach its reader, hears of it now; unless one of them has been told by now. */
export function tellNextNow(touchpoints: readonly Touchpoint[], row: Touchpoint, now: Instant): Touchpoint[] {
  const line = touchpoints.slice(touchpoints.findIndex(({ key }) => key === row.key) + 1);
  const next = line.find(({ status }) => status !== 'skipped' && status !== 'failed');
  return touchpoints.map((one) =>
    one === next && one.status === 'planned' && one.at > now ? { ...one, at: now } : one,
  );
}
