/** What another version of its protocol makes of a session that is booked already. */
import { deriveAgain, isLostReminder, remindersOf, type Setting } from '../planning.ts';
import { isDose } from '../protocol.ts';
import type { Monitor, Session } from '../state.ts';
import { voidWhere, withTouchpoint } from '../touchpoints.ts';

/** What that version does not send is void, what it adds is planned, the rest moves. `setting` is of that version. */
export function followVersion(setting: Setting, session: Session): Session {
  const kept = voidWhere(session, 'protocol-changed', (row) => isLostReminder(setting, session, row));
  const readers = isDose(session.kind) && session.monitor ? [null, session.monitor] : [null];
  return deriveAgain(
    setting,
    readers.reduce((before, monitor) => withAdded(setting, before, monitor), kept),
  );
}

/** Only what is still to come: a reminder whose time has passed before it was asked for is not sent late. */
function withAdded(setting: Setting, session: Session, monitor: Monitor | null): Session {
  const isKnown = (name: string): boolean =>
    session.touchpoints.some(
      (row) =>
        row.name === name &&
        row.revision === session.revision &&
        row.audience === (monitor ? 'monitor' : 'patient') &&
        row.monitor?.email === monitor?.email &&
        // Dropped by a version in between, and back again.
        row.reason !== 'protocol-changed',
    );
  return remindersOf(setting, session, monitor ? 'monitor' : 'patient')
    .filter(({ name, at }) => at > setting.now && !isKnown(name))
    .reduce((before, plan) => withTouchpoint(before, { ...plan, monitor }), session);
}
