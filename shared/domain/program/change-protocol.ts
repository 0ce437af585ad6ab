/** A clinician moves one program to another version of its protocol: what is ahead is derived again, what was done stays. */
import { type Change, type Refused, refuse } from '../change.ts';
import { deriveAgain, remindersOf } from '../planning.ts';
import type { Protocol } from '../protocol.ts';
import type { Session } from '../state.ts';
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
    const derived = deriveAgain({ ...change.setting, protocol: to }, withoutLostReminders(change, session, to));
    if (JSON.stringify(derived) !== JSON.stringify(session)) change.putSession(derived);
  }
  return undefined;
}

/** Reminders that the new version does not know. */
function withoutLostReminders(change: Change, session: Session, protocol: Protocol): Session {
  const setting = { ...change.setting, protocol };
  return voidWhere(
    session,
    'protocol-changed',
    (row) =>
      row.name.startsWith('reminder') &&
      !remindersOf(setting, session, row.audience).some(({ name }) => name === row.name),
  );
}
