/** A patient comes in the middle of a course: what was done elsewhere, with its actual times. Facts count, and are marked as imported. */
import { type Change, type Refused, refuse } from '../change.ts';
import { notBefore } from '../guidelines.ts';
import { planAftercare } from '../planning.ts';
import { isDose, isLastDose, type Modality, type Protocol, type SessionKind } from '../protocol.ts';
import { newSession } from '../session/book.ts';
import type { Instant, Session, SessionMode } from '../state.ts';
import { minutesBetween, offsetAt, plusDays, wallIn } from '../time.ts';

export type PastSession = {
  kind: SessionKind;
  result: 'completed' | 'stopped-early';
  startedAt: Instant;
  endedAt: Instant;
  timeZone: string;
  mode: SessionMode;
  modality: Modality | null;
  amountMg: number | null;
  notes: string | null;
};

const longestMinutes = 24 * 60;

/** Null, or every fault by its place in the request. */
export function refuseHistory(protocol: Protocol, history: readonly PastSession[], now: Instant): Refused | null {
  const faults: { path: string; message: string }[] = [];
  const fault = (index: number, field: string, message: string): void => {
    faults.push({ path: `history.sessions.${index}.${field}`, message });
  };
  const closing = history.find(({ kind }) => kind === 'closing');
  let doses = 0;
  for (const [index, { kind, startedAt, endedAt }] of history.entries()) {
    if (endedAt > now) fault(index, 'endedAt', `Lies in the future: now is ${now}.`);
    if (endedAt <= startedAt) fault(index, 'endedAt', 'Must be after startedAt.');
    else if (minutesBetween(startedAt, endedAt) > longestMinutes)
      fault(index, 'endedAt', 'No session lasts over a day.');
    const other = history.findIndex((one) => one.startedAt < endedAt && startedAt < one.endedAt);
    if (other >= 0 && other < index) fault(index, 'startedAt', `Lies within session ${other} of this history.`);
    if (isDose(kind) && isLastDose(protocol, doses)) fault(index, 'kind', `The protocol has ${doses} doses.`);
    if (isDose(kind)) doses += 1;
    if (kind === 'continuing' && (!closing || closing.startedAt > startedAt))
      fault(index, 'kind', 'Continuing psychotherapy follows a closing session.');
  }
  return faults.length > 0 ? refuse('invalid', 'The history does not fit.', { errors: faults }) : null;
}

/** Nothing is asked or told of the past, but for what still holds after a dose of the last hours. */
export function importHistory(change: Change, history: readonly PastSession[]): void {
  if (history.length === 0) return;
  const { now, protocol, program } = change;
  const sessions = history.map((past) => imported(past, change.context.newId('session'), now));
  change.record('history-imported', {
    sessions: sessions.map(({ sessionId }, index) => ({ sessionId, ...history[index] })),
  });
  for (const session of sessions) change.putSession(session);
  const closing = sessions.find(({ kind }) => kind === 'closing');
  if (closing) {
    const dosingEnded = { at: now, reason: 'imported' };
    change.update({ dosingEnded, continuing: { since: now, reviewDue: plusDays(now, protocol.ongoing.reviewDays) } });
  }
  for (const session of sessions.filter(({ kind }) => isDose(kind))) {
    const endedAt = session.actual?.endedAt;
    if (endedAt && notBefore(protocol, endedAt, program.patient) > now)
      change.putSession({ ...planAftercare(change.setting, session, endedAt), run: 1 });
  }
}

function imported(past: PastSession, sessionId: string, now: Instant): Session {
  const { kind, mode, modality, startedAt, endedAt, timeZone, result, amountMg, notes } = past;
  const booked = newSession(
    {
      kind,
      mode,
      modality,
      format: 'individual',
      start: { at: wallIn(startedAt, timeZone), timeZone, instant: startedAt, offset: offsetAt(startedAt, timeZone) },
      durationMinutes: Math.max(1, Math.round(minutesBetween(startedAt, endedAt))),
      place: null,
      staff: [],
      monitor: null,
    },
    sessionId,
    now,
  );
  return {
    ...booked,
    imported: true,
    // No execution has anything to do for it.
    run: 0,
    status: result,
    actual: { startedAt, endedAt },
    amountMg,
    outcome: {
      result,
      recordedAt: now,
      recordedLate: { reason: 'imported' },
      vitals: null,
      adverseEvents: [],
      notes,
      continuing: kind === 'closing',
    },
  };
}
