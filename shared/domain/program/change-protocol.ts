/** A clinician moves one program to another version of its protocol: what is ahead is derived again, what was done stays. */
import { type Change, type Refused, refuse } from '../change.ts';
import type { Protocol } from '../protocol.ts';
import { reviewStaffOfAll } from '../session/staffing.ts';
import { followVersion } from './follow-version.ts';
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
    const derived = followVersion({ ...change.setting, protocol: to }, session);
    if (JSON.stringify(derived) !== JSON.stringify(session)) change.putSession(derived);
  }
  reviewStaffOfAll(change, to);
  return undefined;
}
