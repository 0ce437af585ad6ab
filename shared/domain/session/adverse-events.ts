/** What happens at a dose or after it. A serious event puts the program on hold at once, and a clinician hears of it. */
import { type Change, isRefused, type Refused, refuse } from '../change.ts';
import { isDone, isRunning } from '../course.ts';
import { areVitalsInRange } from '../gates.ts';
import { hold } from '../program/standing.ts';
import { isDose } from '../protocol.ts';
import type { AdverseEvent, Session, Vitals } from '../state.ts';
import { vitalsDueRule } from '../watches.ts';
import { blockByEvent, settleNotYet } from './blocks.ts';
import { raiseClinicalTask } from './start.ts';

/** A session stands in one item of the table. What is serious is kept however much there is already. */
const vitalsMax = 100;
const eventsMax = 100;

function givenDose(change: Change, sessionId: string): Session | Refused {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  if (!isDose(session.kind) || !(session.status === 'in-session' || isDone(session)))
    return refuse('wrong-state', 'Only a dose that was started has vitals and adverse events.');
  return session;
}

export function recordAdverseEvent(change: Change, sessionId: string, event: AdverseEvent): Refused | undefined {
  const session = givenDose(change, sessionId);
  if (isRefused(session)) return session;
  if (!event.serious && session.adverseEvents.length >= eventsMax)
    return refuse('wrong-state', `At most ${eventsMax} adverse events are kept of a session, besides serious ones.`);
  if (event.at > change.now)
    return refuse('invalid', 'The event lies in the future.', {
      errors: [{ path: 'at', message: `Lies in the future: now is ${change.now}.` }],
    });
  change.record('adverse-event-recorded', { sessionId, ...event });
  change.putSession({ ...session, adverseEvents: [...session.adverseEvents, event] });
  if (event.serious) stopForSerious(change, sessionId);
  return undefined;
}

export function recordVitals(change: Change, sessionId: string, vitals: Vitals): Refused | undefined {
  const session = givenDose(change, sessionId);
  if (isRefused(session)) return session;
  if (session.vitalsLog.length >= vitalsMax)
    return refuse('wrong-state', `At most ${vitalsMax} vitals are kept of a session.`);
  change.record('vitals-recorded', { sessionId, ...vitals });
  change.putSession({ ...session, vitalsLog: [...session.vitalsLog, { at: change.now, vitals }] });
  change.resolveTasks(
    (task) => task.sessionId === sessionId && task.rule === vitalsDueRule,
    'The vitals were recorded.',
  );
  reviewVitals(change, session, vitals);
  return undefined;
}

/** Vitals of a dose, however they come: above the limit a clinician hears of it, once until they have seen to it. */
export function reviewVitals(change: Change, { sessionId, kind }: Session, vitals: Vitals): void {
  if (!isDose(kind) || change.program.status === 'deceased') return;
  if (areVitalsInRange(change.protocol, vitals) || change.hasOpenTask('vitals', sessionId)) return;
  raiseClinicalTask(
    change,
    'vitals',
    sessionId,
    'protocol: vitalsMax',
    'Vitals at or after this dose are above what the protocol allows at its start. See how the patient is, and resolve this with what you found.',
  );
}

/** The program is on hold at once, and a clinician is asked; no booked dose is open again before they have decided about it. */
export function stopForSerious(change: Change, sessionId: string): void {
  const runs = isRunning(change.program.status);
  if (change.program.status === 'active') hold(change, 'adverse-event', null);
  raiseClinicalTask(
    change,
    'adverse-event',
    sessionId,
    'R14',
    runs
      ? 'A serious adverse event was recorded: the program is on hold. Call the patient, and decide how to go on: booked doses wait for a decision about `adverse-event` each.'
      : 'A serious adverse event was recorded of a program that has ended. See what has to be done, and who has to hear of it; if the patient is in another program by now, hold that one until you know.',
  );
  for (const session of change.program.sessions.filter(({ status }) => status === 'booked')) {
    const blocked = blockByEvent(change, session);
    if (blocked !== session) change.putSession(settleNotYet(change, blocked));
  }
}
