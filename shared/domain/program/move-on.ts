/** R6: phases and dose numbers move only along the protocol, one event each; the end of the last one completes the program. */
import type { Change } from '../change.ts';
import { isMilestoneMet, milestoneOf, nextPhase, phaseBegan } from '../milestones.ts';
import { planProgramNotice, welcomeNow } from '../planning.ts';
import { cancelBooked } from '../session/cancel.ts';
import { finish } from './finish.ts';
import { handOverLaterMeasures } from './later-measures.ts';

/** care-team, preparation, and dosing and integration of each dose at most once, ongoing: a bound on one look. */
const movesMax = 100;

/** Moves the program as far as its facts carry it. A look does this; a closing outcome does it for the end. */
export function moveOn(change: Change): void {
  for (let moves = 0; moves < movesMax; moves += 1) {
    const { program, protocol, now } = change;
    if (program.status !== 'active' || !isMilestoneMet(protocol, program, now)) return;
    const next = nextPhase(protocol, program);
    if (!next) {
      complete(change);
      return;
    }
    change.update({ phase: next.phase, phaseDose: next.dose, phaseSince: phaseBegan(program, next, now) });
    change.record('phase-moved', {
      milestone: milestoneOf(program.phase),
      from: program.phase,
      to: next.phase,
      dose: next.dose,
    });
    change.resolveTasks((task) => task.kind === 'overdue', 'The milestone was reached.');
    if (program.phase === 'care-team') change.update(planProgramNotice(change.program, welcomeNow(now)));
  }
}

export function complete(change: Change): void {
  const cancelled = cancelBooked(change, 'clinic-request', true);
  finish(change, 'completed', 'closed', null);
  change.record('program-completed', { cancelled });
  handOverLaterMeasures(change);
  // The look completes, too: its sessions' executions wait for what is void now, and the notices are theirs to send.
  for (const sessionId of cancelled) change.raiseRun(sessionId, 'program-completed');
}
