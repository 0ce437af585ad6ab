/** A person has a message sent again, with a reason: under a key of its own, in the words of today. */
import { type Change, type Refused, refuse } from '../change.ts';
import { noticeUseByHours, planProgramNotice } from '../planning.ts';
import { isBlocked } from '../session/blocks.ts';
import type { Session } from '../state.ts';
import { minutesBetween, plusHours } from '../time.ts';
import { isAftercare, isBeforeSession, type Plan, withTouchpoint } from '../touchpoints.ts';
import { leadMinutes } from './claim.ts';
import { type Found, findTouchpoint } from './ledger.ts';

export function resendMessage(change: Change, key: string, reason: string): Refused | { key: string } {
  const found = findTouchpoint(change, key);
  if (!found) return refuse('not-found', 'There is no such message.');
  const why = whyNot(change, found);
  if (why) return refuse('wrong-state', why);
  const { touchpoint, session } = found;
  const { name, late, estimated, monitor } = touchpoint;
  const plan: Plan = {
    name,
    late,
    estimated,
    monitor,
    at: change.now,
    useBy: lastUse(change, found),
    resent: { key, by: change.context.by.staffId, reason },
  };
  const added = session ? addToSession(change, session, plan) : addNotice(change, plan);
  change.record('message-resent', { key: added, of: key, reason });
  return { key: added };
}

function addToSession(change: Change, session: Session, plan: Plan): string {
  const resent = withTouchpoint(session, plan);
  change.putSession(resent);
  return resent.touchpoints.at(-1)?.key ?? '';
}

function addNotice(change: Change, plan: Plan): string {
  change.update(planProgramNotice(change.program, plan));
  return change.program.notices.at(-1)?.key ?? '';
}

/** What holds for a session ends with it; any other notice is as good as a new one. */
function lastUse({ now }: Change, { touchpoint, session }: Found): string {
  const bound = session && (isBeforeSession(touchpoint, session) || isAftercare(touchpoint.name));
  return bound ? touchpoint.useBy : plusHours(now, noticeUseByHours);
}

function whyNot(change: Change, found: Found): string | null {
  const { program, now } = change;
  const { touchpoint, session } = found;
  if (found.task) return 'It told staff of a task: the task itself says what is to be done.';
  if (program.status === 'deceased') return 'The patient has died: nothing is sent any more.';
  if (['planned', 'claimed', 'unknown'].includes(touchpoint.status))
    return `This message is ${touchpoint.status}: wait until it is settled.`;
  if (touchpoint.name === 'code') return 'A code is asked for on the page.';
  if (session && isBeforeSession(touchpoint, session)) {
    if (session.status !== 'booked') return `The session is ${session.status}.`;
    if (touchpoint.revision !== session.revision) return 'The session was changed since: a newer message tells of it.';
    if (program.status === 'on-hold') return 'The program is on hold.';
    if (touchpoint.monitor && touchpoint.monitor.email !== session.monitor?.email) return 'The monitor was changed.';
    const blocked = isBlocked(program, session);
    if (touchpoint.name === 'not-yet' && !blocked) return 'The session is no longer blocked.';
    if (touchpoint.name === 'confirmed' && blocked) return 'The session is blocked.';
  }
  if (!session && touchpoint.name === 'on-hold' && program.status !== 'on-hold') return 'The program is not on hold.';
  if (!session && touchpoint.name === 'resumed' && program.status !== 'active') return 'The program does not go on.';
  if (minutesBetween(now, lastUse(change, found)) < leadMinutes) return 'It would come too late to be of use.';
  return null;
}
