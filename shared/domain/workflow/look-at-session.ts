/**
 * What an execution of a session does next. `nextSessionStep` only reads; `lookAtSession` first does what has fallen due.
 * Every execution can be started anew at any moment: all that it needs stands in the table.
 */
import type { Change } from '../change.ts';
import { isOpen } from '../course.ts';
import type { Protocol } from '../protocol.ts';
import type { Instant, Program, Session, SessionStatus, Touchpoint } from '../state.ts';
import { earliest, plusDays } from '../time.ts';
import { isAftercare, isThrottled } from '../touchpoints.ts';
import { watchesOf } from '../watches.ts';
import { deriveSessionAgain } from './derive-again.ts';
import { actAt, findTouchpoint } from './ledger.ts';
import { noticeWatched } from './notice-watched.ts';
import { markUnknown, settleUnknown } from './settle.ts';

export type SessionStep =
  | { step: 'superseded' }
  | { step: 'send'; key: string }
  /** `aftercare` only names the state in which it waits. */
  | { step: 'wait' | 'aftercare'; until: Instant }
  | { step: 'await-outcome' }
  /** This execution has looked often enough: the next run takes over, so that no history grows too long. */
  | { step: 'continued' }
  | { step: 'end'; as: Exclude<SessionStatus, 'booked' | 'in-session'> };

/** Rows that are not settled: at most one look's work. */
const pendingOf = (touchpoints: readonly Touchpoint[]): Touchpoint[] =>
  touchpoints.filter(({ status }) => status === 'planned' || status === 'claimed' || status === 'unknown');

/** Rows whose turn has come and that a send settles: planned, or throttled and to be tried again. */
export function dueRow(touchpoints: readonly Touchpoint[], now: Instant): Touchpoint | undefined {
  return pendingOf(touchpoints)
    .filter((one) => one.status === 'planned' || isThrottled(one))
    .filter((one) => actAt(one) <= now)
    .sort((a, b) => a.at.localeCompare(b.at))[0];
}

export function settleOverdueRows(change: Change, touchpoints: readonly Touchpoint[]): void {
  for (const row of pendingOf(touchpoints)) {
    const found = findTouchpoint(change, row.key);
    if (!found || actAt(row) > change.now) continue;
    if (row.status === 'unknown') settleUnknown(change, found);
    else if (row.status === 'claimed' && !isThrottled(row)) markUnknown(change, found, 'lease-lapsed');
  }
}

export function nextRowAt(touchpoints: readonly Touchpoint[]): Instant | null {
  const [first, ...rest] = pendingOf(touchpoints).map(actAt);
  return first ? earliest(first, ...rest) : null;
}

/** A look is about 13 events: 120 looks stay under 2,000 events of history. */
export const looksMax = 120;

/** Step Functions refuses waits of years, and an execution lives for one year: it looks again before. */
const waitDaysMax = 180;

export function lookAtSession(change: Change, sessionId: string, run: number, looks: number): SessionStep {
  const session = change.session(sessionId);
  if (!session || session.run !== run) return { step: 'superseded' };
  settleOverdueRows(change, session.touchpoints);
  deriveSessionAgain(change, sessionId);
  noticeWatched(change, sessionId);
  const seen = change.session(sessionId) ?? session;
  const next = nextSessionStep(change.protocol, change.program, seen, run, change.now);
  if (next.step === 'end' || looks < looksMax) return next;
  change.raiseRun(sessionId, 'looked-often-enough');
  return { step: 'continued' };
}

export function nextSessionStep(
  protocol: Protocol,
  program: Program,
  session: Session,
  run: number,
  now: Instant,
): SessionStep {
  if (session.run !== run) return { step: 'superseded' };
  const due = dueRow(session.touchpoints, now);
  if (due) return { step: 'send', key: due.key };
  const rowAt = nextRowAt(session.touchpoints);
  const timers = [
    ...(rowAt ? [rowAt] : []),
    ...watchesOf(protocol, program, session)
      .map(({ at }) => at)
      .filter((at) => at > now),
  ];
  const [first, ...rest] = timers;
  if (first) {
    const aftercare = session.touchpoints.some((one) => isAftercare(one.name));
    return {
      step: aftercare && !isOpen(session) ? 'aftercare' : 'wait',
      until: earliest(plusDays(now, waitDaysMax), first, ...rest),
    };
  }
  switch (session.status) {
    case 'booked':
    case 'in-session':
      return { step: 'await-outcome' };
    case 'completed':
    case 'stopped-early':
    case 'no-show':
    case 'cancelled':
      return { step: 'end', as: session.status };
  }
}
