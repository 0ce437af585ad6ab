/** A clinician ends dosing before the protocol's last dose, or continuing psychotherapy (R14). */
import { type Change, type Refused, refuse } from '../change.ts';
import { isContinuing } from '../milestones.ts';
import { isDose } from '../protocol.ts';
import { putCancelled } from '../session/cancel.ts';
import { complete, moveOn } from './move-on.ts';
import { refuseUnlessRunning } from './people.ts';

export function endDosing(change: Change, reason: string): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'ending dosing');
  if (refused) return refused;
  if (change.program.dosingEnded) return refuse('wrong-state', 'Dosing was ended already.');
  if (change.program.sessions.some(({ status }) => status === 'in-session'))
    return refuse('wrong-state', 'A dose is in session: record its outcome first.');
  if (change.program.phase === 'care-team' || change.program.phase === 'preparation')
    return refuse('wrong-state', 'Dosing has not begun. Withdraw or discharge the patient instead.');
  change.update({ dosingEnded: { at: change.now, reason } });
  const booked = change.program.sessions.filter((one) => one.status === 'booked' && isDose(one.kind));
  for (const session of booked) putCancelled(change, session, 'clinic-request', null, true);
  change.record('dosing-ended', { reason, cancelled: booked.map(({ sessionId }) => sessionId) });
  moveOn(change);
  return undefined;
}

export function completeProgram(change: Change): Refused | undefined {
  if (change.program.status !== 'active' || !isContinuing(change.program))
    return refuse('wrong-state', 'Only continuing psychotherapy is ended like this.');
  complete(change);
  return undefined;
}
