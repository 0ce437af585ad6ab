/** R7: what has an execution, and how all of them are started anew. */
import type { Change } from '../change.ts';
import { isOpen, isRunning } from '../course.ts';
import type { Session } from '../state.ts';
import { awaitsAnswer, isSilenceNoticed } from '../watches.ts';

/** A session with a touchpoint or an outcome still to come. */
export function needsExecution(session: Session): boolean {
  return (
    isOpen(session) ||
    session.touchpoints.some(
      (one) =>
        ['planned', 'claimed', 'unknown'].includes(one.status) ||
        (awaitsAnswer(one) && !isSilenceNoticed(session, one)),
    )
  );
}

/** New executions take over, of the program (null) and of its sessions: those whose run went up. */
export function raiseEveryRun(change: Change, reason: string): (string | null)[] {
  const { status, sessions } = change.program;
  const raised = [
    ...(isRunning(status) ? [null] : []),
    ...sessions.filter(needsExecution).map(({ sessionId }) => sessionId),
  ];
  for (const sessionId of raised) change.raiseRun(sessionId, reason);
  return raised;
}
