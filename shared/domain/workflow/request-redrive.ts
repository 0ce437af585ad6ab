/** A person lets a failed execution go on. Only the current run may: an outdated one would end in "Superseded" at its next step. */
import { type Change, type Refused, refuse } from '../change.ts';

export function requestRedrive(change: Change, sessionId: string | null, run: number): { run: number } | Refused {
  const current = sessionId === null ? change.program.run : change.session(sessionId)?.run;
  if (current !== run) return refuse('wrong-state', whyOutdated(run));
  change.record('redrive-requested', { sessionId, run });
  return { run };
}

export const whyOutdated = (run: number): string =>
  `A newer run has taken over from run ${run}, and carries on from what the table says. A redrive would only end in “Superseded”.`;
