/** What a protocol would do: every message and deadline of a booking that nobody made, and what a new version would change. */

import { Change } from './change.ts';
import { takesNeedingPlan, uncovered } from './course.ts';
import { isCleared } from './gates.ts';
import { deadlinesOf, isLate } from './guidelines.ts';
import type { Deadline } from './message-view.ts';
import { confirmByOf } from './opening-hours.ts';
import { planAftercare, planNoticeAndReminders, type Setting } from './planning.ts';
import { changeProtocol } from './program/change-protocol.ts';
import { isDose, type Protocol, type SessionKind } from './protocol.ts';
import { currentScreening, isScreeningValid, standingContraindications, unansweredIn } from './screening.ts';
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
type Moved = { key: string; name: Touchpoint['name']; at: Instant | null; becomes: Instant | null };

/** What another version would make of a program. */
export type DryRun = {
  touchpoints: Moved[];
  /** Sessions whose clearance would be void. */
  clearances: string[];
  /** `needed`: no dose would start before a newer one. The others: what would stand against a dose, and does not yet. */
  screening: {
    needed: boolean;
    contraindications: string[];
    unanswered: string[];
    cautions: string[];
    medicines: string[];
  };
};

/** The very move, on a copy that nobody keeps. Empty: nothing would change. */
export function dryRun(setting: Setting, other: Protocol): DryRun {
  const { protocol, program, clinic, now } = setting;
  const nowhere = { now, protocol, clinic, actor: { kind: 'system', id: 'dry-run' }, by: program.enrolledBy } as const;
  const newSecret = () => ({ value: '', hash: '' });
  const change = new Change(program, { ...nowhere, newId: (kind) => kind, newSecret });
  changeProtocol(change, other);
  const before = standingOf(protocol, program, now);
  const after = standingOf(other, change.program, now);
  const added = (what: 'contraindications' | 'unanswered' | 'cautions' | 'medicines'): string[] =>
    after[what].filter((code) => !before[what].includes(code));
  return {
    touchpoints: movedBetween(program, change.program),
    clearances: before.cleared.filter((sessionId) => !after.cleared.includes(sessionId)),
    screening: {
      needed: !after.mayStart,
      contraindications: added('contraindications'),
      unanswered: added('unanswered'),
      cautions: added('cautions'),
      medicines: added('medicines'),
    },
  };
}

function standingOf(protocol: Protocol, program: Program, now: Instant) {
  const screening = currentScreening(program);
  const contraindications = standingContraindications(program);
  return {
    contraindications,
    unanswered: screening ? unansweredIn(screening) : [],
    cautions: uncovered(program, 'caution', screening?.cautions ?? []),
    medicines: uncovered(program, 'medicines', takesNeedingPlan(protocol, program)),
    mayStart: contraindications.length === 0 && screening !== undefined && isScreeningValid(protocol, screening, now),
    cleared: program.sessions
      .filter((session) => session.status === 'booked' && isCleared(session, now))
      .map(({ sessionId }) => sessionId),
  };
}

function movedBetween(before: Program, after: Program): Moved[] {
  const planned = (row: Touchpoint | undefined): Instant | null => (row?.status === 'planned' ? row.at : null);
  return after.sessions.flatMap(({ sessionId, touchpoints }) => {
    const known = before.sessions.find((one) => one.sessionId === sessionId)?.touchpoints ?? [];
    return touchpoints.flatMap((row): Moved[] => {
      const { key, name } = row;
      const at = planned(known.find((one) => one.key === key));
      const becomes = planned(row);
      return at === becomes ? [] : [{ key, name, at, becomes }];
    });
  });
}
