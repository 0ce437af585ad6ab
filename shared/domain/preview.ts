/** What a protocol would do: every message and deadline of a booking that nobody made, and what a new version would change. */

import { deadlinesOf, isLate } from './guidelines.ts';
import type { Deadline } from './message-view.ts';
import { confirmByOf } from './opening-hours.ts';
import { planAftercare, planNoticeAndReminders, type Setting } from './planning.ts';
import { followVersion } from './program/follow-version.ts';
import { isDose, type Protocol, type SessionKind } from './protocol.ts';
import { newSession } from './session/book.ts';
import type { Clinic, Instant, Monitor, Program, Session, SessionStart, Touchpoint } from './state.ts';
import { plusMinutes } from './time.ts';

export type Hypothetical = {
  kind: SessionKind;
  start: SessionStart;
  durationMinutes: number;
  bookedAt: Instant;
  patient: Pick<Program['patient'], 'timeZone' | 'quietHours'>;
};

export type Preview = {
  touchpoints: Pick<Touchpoint, 'name' | 'audience' | 'at' | 'useBy' | 'status' | 'reason'>[];
  deadlines: Deadline[];
  late: boolean;
  confirmBy: Instant | null;
};

const somebody: Monitor = { name: 'Monitor', email: 'monitor@example.com', phone: '' };

/** As if it took place from its planned start to its planned end. */
export function previewOf(protocol: Protocol, clinic: Clinic, wanted: Hypothetical): Preview {
  const { kind, start, durationMinutes, bookedAt } = wanted;
  const session = hypotheticalSession(kind, start, durationMinutes, bookedAt);
  const program = {
    patient: { ...nobody, ...wanted.patient },
    sessions: [session],
    screenings: [],
  } as unknown as Program;
  const setting: Setting = { protocol, program, clinic, now: bookedAt };
  const late = isDose(kind) && isLate(protocol, start.instant, bookedAt);
  const planned = planNoticeAndReminders(setting, session, { name: late ? 'booked-late' : 'booked', late });
  const end = plusMinutes(start.instant, durationMinutes);
  const done: Session = { ...planned, status: 'completed', actual: { startedAt: start.instant, endedAt: end } };
  const after = isDose(kind)
    ? planAftercare({ ...setting, now: end, program: { ...program, sessions: [done] } }, done, end)
    : planned;
  return {
    touchpoints: after.touchpoints.map(({ name, audience, at, useBy, status, reason }) => ({
      name,
      audience,
      at,
      useBy,
      status,
      reason,
    })),
    deadlines: deadlinesOf(protocol, session, program, bookedAt),
    late,
    confirmBy: confirmByOf(setting, session),
  };
}

const nobody = { name: '', email: '', phone: '', country: 'US', locale: 'en-US', discreet: false, contactBy: 'email' };

function hypotheticalSession(
  kind: SessionKind,
  start: SessionStart,
  durationMinutes: number,
  bookedAt: Instant,
): Session {
  const dose = isDose(kind);
  return newSession(
    {
      kind,
      start,
      durationMinutes,
      format: 'individual',
      mode: dose ? 'home' : 'video',
      modality: null,
      place: null,
      staff: [],
      monitor: dose ? somebody : null,
    },
    'preview',
    bookedAt,
  );
}

/** One message under another version: where it would move; `at` null: it would be added; `becomes` null: it would not go any more. */
export type Moved = { key: string; name: Touchpoint['name']; at: Instant | null; becomes: Instant | null };

/** What the other version would make of what is planned in this program. Empty: nothing would change. */
export function dryRun(setting: Setting, other: Protocol): Moved[] {
  return setting.program.sessions
    .filter(({ status }) => status === 'booked')
    .flatMap((session) => {
      const planned = (row: Touchpoint | undefined): Instant | null => (row?.status === 'planned' ? row.at : null);
      return followVersion({ ...setting, protocol: other }, session).touchpoints.flatMap((row): Moved[] => {
        const { key, name } = row;
        const at = planned(session.touchpoints.find((one) => one.key === key));
        const becomes = planned(row);
        return at === becomes ? [] : [{ key, name, at, becomes }];
      });
    });
}
