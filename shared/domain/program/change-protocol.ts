/** A clinician moves one program to another version of its protocol: what is ahead is derived again, what was done stays. */
import { type Change, type Refused, refuse } from '../change.ts';
import { deriveAgain, isLostReminder } from '../planning.ts';
import type { Protocol } from '../protocol.ts';
import { reviewStaffOfAll } from '../session/staffing.ts';
import { voidWhere } from '../touchpoints.ts';
import { refuseUnlessRunning } from './people.ts';

export function changeProtocol(change: Change, to: Protocol): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'another version of the protocol');
  if (refused) return refused;
  const { protocol: from } = change.program;
  if (from.id !== to.id)
    return refuse('wrong-state', `This program follows ${from.id}: it can only go to a version of that.`);
  if (from.version === to.version) return undefined;
  change.update({ protocol: { id: to.id, version: to.version } });
  change.record('protocol-changed', { from, to: { id: to.id, version: to.version } });
  for (const session of change.program.sessions.filter(({ status }) => status === 'booked')) {
    const setting = { ...change.setting, protocol: to };
    const known = voidWhere(session, 'protocol-changed', (row) => isLostReminder(setting, session, row));
    const derived = deriveAgain(setting, known);
    if (JSON.stringify(derived) !== JSON.stringify(session)) change.putSession(derived);
  }
  reviewStaffOfAll(change, to);
  return undefined;
}
