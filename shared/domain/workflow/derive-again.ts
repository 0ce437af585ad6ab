/**
 * Wall time and zone are the truth, instants are derived: again at every look and once a day, since the rules of a zone change
 * with days of notice, and after a change of the patient's data.
 */
import type { Change } from '../change.ts';
import { deriveAgain } from '../planning.ts';
import type { Session } from '../state.ts';
import { startAgain } from '../time.ts';

/** A booked session under the rules that hold now; timers that move get a new run. */
export function deriveSessionAgain(change: Change, sessionId: string): void {
  const before = change.session(sessionId);
  if (before?.status !== 'booked' || before.start.instant <= change.now) return;
  const start = startAgain(before.start);
  if (start === before.start) return;
  change.record('times-derived-again', { sessionId, from: before.start, to: start });
  change.putSession(deriveAgain(change.setting, { ...before, start }));
}

/** Every booked session, as the daily look does; what moved is taken over by a new execution. */
export function deriveProgramAgain(change: Change): void {
  for (const { sessionId, start, run } of change.program.sessions) {
    deriveSessionAgain(change, sessionId);
    const after: Session | undefined = change.session(sessionId);
    if (after && after.start !== start && after.run === run) change.raiseRun(sessionId, 'times-derived-again');
  }
}
