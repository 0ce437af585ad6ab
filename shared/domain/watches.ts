/**
 * What the clock alone brings to notice of a session, each once: that nobody recorded its end, that its patient has not
 * confirmed it, that a question was not answered. An execution wakes for it; what was done about it stands in `session.raised`.
 */
import { isOpen } from './course.ts';
import { windowOpenings } from './guidelines.ts';
import { isDose, type Protocol } from './protocol.ts';
import type { Instant, Program, Session, Touchpoint } from './state.ts';
import { plusHours, plusMinutes } from './time.ts';
import { endEstimateAt, undocumentedAt } from './touchpoints.ts';

/** Names the task of `vitals-due`, which ends once vitals are recorded. */
export const vitalsDueRule = 'protocol: vitalsDueMinutes';

export type Watch = {
  kind: 'undocumented' | 'end-estimate' | 'vitals-due' | 'unconfirmed' | 'unopened' | 'no-answer';
  at: Instant;
  /** Names this notice for ever: another time is another notice. */
  mark: string;
};

const unopenedHoursBefore = 12;

/** Those that nobody has acted on yet, in no order. */
export function watchesOf(protocol: Protocol, program: Program, session: Session): Watch[] {
  const watches: { kind: Watch['kind']; at: Instant; of?: string }[] = [];
  if (isOpen(session)) watches.push({ kind: 'undocumented', at: undocumentedAt(protocol, session) });
  if (isEstimateOpen(program, session)) watches.push({ kind: 'end-estimate', at: endEstimateAt(protocol, session) });
  for (const at of vitalsDueAt(protocol, program, session)) watches.push({ kind: 'vitals-due', at });
  if (session.status === 'booked') {
    if (session.confirmBy && !isConfirmed(session)) watches.push({ kind: 'unconfirmed', at: session.confirmBy });
    const unopenedAt = unopenedAtOf(protocol, program, session);
    if (unopenedAt) watches.push({ kind: 'unopened', at: unopenedAt });
  }
  // Nobody is called after a death.
  for (const row of program.status === 'deceased' ? [] : session.touchpoints.filter(awaitsAnswer))
    if (row.answerBy) watches.push({ kind: 'no-answer', at: row.answerBy, of: row.key });
  return watches
    .map(({ kind, at, of }) => ({ kind, at, mark: [kind, of, at].filter(Boolean).join('@') }))
    .filter(({ mark }) => !session.raised.includes(mark));
}

/** That the question of this message was not answered has been acted on: nothing is left to wait for. */
export function isSilenceNoticed({ raised }: Session, { key }: Touchpoint): boolean {
  return raised.some((mark) => mark.includes(key));
}

export function isConfirmed(session: Session): boolean {
  return session.confirmed?.revision === session.revision;
}

/** Said to be there by the very person who is named now. */
export function hasMonitorSaidYes(session: Session): boolean {
  const { monitor, monitorAnswer, revision } = session;
  return (
    monitorAnswer?.attends === true && monitorAnswer.revision === revision && monitorAnswer.email === monitor?.email
  );
}

/** Sent, and its question is open. */
export function awaitsAnswer(row: Touchpoint): boolean {
  return row.status === 'sent' && row.answerBy !== null && row.answeredAt === null;
}

function isEstimateOpen(program: Program, session: Session): boolean {
  return (
    isDose(session.kind) &&
    session.status === 'in-session' &&
    program.status !== 'deceased' &&
    !session.touchpoints.some((one) => one.name === 'after')
  );
}

/** What was taken a little early counts. */
const vitalsEarlyMinutes = 10;

function vitalsDueAt({ dosing }: Protocol, { status }: Program, session: Session): Instant[] {
  const { actual, vitalsLog } = session;
  if (session.status !== 'in-session' || !actual || status === 'deceased') return [];
  return (dosing.vitalsDueMinutes ?? [])
    .map((minutes) => plusMinutes(actual.startedAt, minutes))
    .filter((due) => !vitalsLog.some(({ at }) => at >= plusMinutes(due, -vitalsEarlyMinutes)));
}

/** A discreet message says nothing by itself: unopened 12 h before the first deadline, somebody calls. */
function unopenedAtOf(protocol: Protocol, program: Program, session: Session): Instant | null {
  if (!program.patient.discreet || !isDose(session.kind)) return null;
  const opened = session.touchpoints.some((one) => one.revision === session.revision && one.openedAt !== null);
  const first = windowOpenings(protocol, session.start.instant)[0];
  return opened || !first ? null : plusHours(first, -unopenedHoursBefore);
}
