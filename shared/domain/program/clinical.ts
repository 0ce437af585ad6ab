/** What only a clinician does: clear one dose, and decide what blocks it (R14). */
import { type Change, type Refused, refuse } from '../change.ts';
import { isRunning, takesNeedingPlan, uncovered, undecidedEvents } from '../course.ts';
import { isDose } from '../protocol.ts';
import { currentScreening } from '../screening.ts';
import { revisionMark, unblock } from '../session/blocks.ts';
import { putCancelled } from '../session/cancel.ts';
import type { BlockAbout, Clearance, Decision, DecisionAbout, Program, Session, Task } from '../state.ts';
import type { TaskKind } from '../task-kinds.ts';
import { plusHours } from '../time.ts';

export function giveClearance(
  change: Change,
  sessionId: string,
  checks: Readonly<Record<string, boolean>>,
): Refused | { clearance: Clearance } {
  const { program, protocol, now, context } = change;
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  if (!isDose(session.kind)) return refuse('wrong-state', 'Only a dosing session needs a clearance.');
  if (program.status !== 'active')
    return refuse('wrong-state', `The program is ${program.status}: no dose can be cleared.`);
  if (session.status !== 'booked')
    return refuse('wrong-state', `The session is ${session.status}: only a booked one can be cleared.`);
  const faults = checkFaults(protocol.dosing.clearanceChecks, checks);
  if (faults.length > 0)
    return refuse('invalid', 'A clearance answers exactly the checks of the protocol.', { errors: faults });
  const complete = protocol.dosing.clearanceChecks.every((code) => checks[code]);
  const clearance: Clearance = {
    clearanceId: context.newId('clearance'),
    revision: session.revision,
    checks,
    at: now,
    by: context.by.staffId,
    validUntil: complete ? plusHours(now, protocol.dosing.clearanceValidHours) : null,
    voided: false,
  };
  change.record('clearance-given', { sessionId, ...clearance });
  change.putSession({ ...session, clearances: [...session.clearances, clearance] });
  change.resolveTasks((task) => task.kind === 'dose-review' && task.sessionId === sessionId, 'A clearance was given.');
  return { clearance };
}

function checkFaults(
  asked: readonly string[],
  given: Readonly<Record<string, boolean>>,
): { path: string; message: string }[] {
  return [
    ...asked
      .filter((code) => given[code] === undefined)
      .map((code) => ({ path: `checks.${code}`, message: 'Needed: true or false.' })),
    ...Object.keys(given)
      .filter((code) => !asked.includes(code))
      .map((code) => ({ path: `checks.${code}`, message: 'The protocol has no such check.' })),
  ];
}

export type DecisionRequest = {
  about: DecisionAbout;
  sessionId: string | null;
  decision: 'proceed' | 'do-not-proceed';
  reason: string;
};

const blockAbouts: ReadonlySet<string> = new Set<BlockAbout>(['late-booking', 'answer', 'adverse-event']);
const isBlockAbout = (about: DecisionAbout): about is BlockAbout => blockAbouts.has(about);

/** An answer to what blocks a dose. "Do not proceed" cancels the session, or all booked doses, and leaves the gate shut. */
export function makeDecision(change: Change, request: DecisionRequest): Refused | { decision: Decision } {
  const { program, now, context } = change;
  const { about } = request;
  const ofSession = isBlockAbout(about) || about === 'vitals';
  // What is about the program concerns all its doses, whichever session the clinician was looking at.
  const sessionId = ofSession ? request.sessionId : null;
  if (!isRunning(program.status)) return refuse('wrong-state', `The program is ${program.status}.`);
  if (ofSession && !sessionId)
    return refuse('invalid', `A decision about ${about} names its session.`, {
      errors: [{ path: 'sessionId', message: 'Needed for this decision.' }],
    });
  const session = sessionId ? change.session(sessionId) : undefined;
  if (sessionId && !session) return refuse('not-found', 'There is no such session.');
  if (session && session.status !== 'booked')
    return refuse('wrong-state', `The session is ${session.status}: there is nothing to decide.`);
  if (isBlockAbout(about) && !session?.blocked.some((one) => one.about === about))
    return refuse('wrong-state', `The session is not blocked by ${about}: there is nothing to decide.`);
  const open = openCodes(change, about);
  if (open !== null && open.length === 0)
    return refuse('wrong-state', `No ${about} is open: there is nothing to decide.`);
  const decision: Decision = {
    ...request,
    sessionId,
    decisionId: context.newId('decision'),
    at: now,
    by: context.by.staffId,
    covers: open ?? coveredBy(program, about, session),
  };
  change.update({ decisions: [...program.decisions, decision] });
  change.record('decision-made', { ...decision });
  carryOut(change, decision);
  return { decision };
}

function coveredBy(program: Program, about: DecisionAbout, session: Session | undefined): string[] {
  if (about === 'adverse-event') return undecidedEvents(program);
  return session ? [revisionMark(session)] : [];
}

/** The cautions or medicines that a decision would answer; null for what may be decided at any time. */
function openCodes(change: Change, about: DecisionAbout): string[] | null {
  const { program, protocol } = change;
  if (about === 'caution') return uncovered(program, 'caution', currentScreening(program)?.cautions ?? []);
  if (about === 'medicines') return uncovered(program, 'medicines', takesNeedingPlan(protocol, program));
  return null;
}

const answeredTasks: Partial<Record<DecisionAbout, readonly TaskKind[]>> = {
  'late-booking': ['late-booking'],
  answer: ['answer', 'monitor-declined'],
  caution: ['caution'],
  medicines: ['medicines-plan'],
  vitals: ['vitals'],
  'adverse-event': ['adverse-event'],
};

function carryOut(change: Change, { about, sessionId, decision, reason }: Decision): void {
  const session = sessionId ? change.session(sessionId) : undefined;
  change.resolveTasks(
    (task) => answeredTasks[about]?.includes(task.kind) === true && isAnswered(change.program, task, about, sessionId),
    `Decided: ${decision}.`,
  );
  if (decision === 'do-not-proceed') {
    if (session) {
      change.record('session-cancelled', { sessionId, reason: 'not-cleared', note: reason });
      putCancelled(change, session, 'not-cleared', reason, true);
    } else cancelDoses(change);
    return;
  }
  if (session && isBlockAbout(about)) change.putSession(unblock(change, session, about));
}

/** The task about an adverse event names the dose at which it was, or one that waits: it is answered once none waits any more. */
function isAnswered({ sessions }: Program, task: Task, about: DecisionAbout, sessionId: string | null): boolean {
  if (about !== 'adverse-event') return task.sessionId === null || task.sessionId === sessionId;
  return sessions.every((one) => one.sessionId === sessionId || one.blocked.every((block) => block.about !== about));
}

function cancelDoses(change: Change): void {
  for (const session of change.program.sessions.filter((one) => one.status === 'booked' && isDose(one.kind))) {
    change.record('session-cancelled', { sessionId: session.sessionId, reason: 'not-cleared', note: null });
    putCancelled(change, session, 'not-cleared', null, true);
  }
}
