import { type Change, type Refused, refuse } from '../change.ts';
import { givenDoses, isDone, isRunning } from '../course.ts';
import { clinicianOf, leadOf } from '../milestones.ts';
import { planAftercare } from '../planning.ts';
import { moveOn } from '../program/move-on.ts';
import { isDose } from '../protocol.ts';
import type { AdverseEvent, Instant, Outcome, Session, Vitals } from '../state.ts';
import type { TaskKind } from '../task-kinds.ts';
import { plusDays } from '../time.ts';
import { voidWhere } from '../touchpoints.ts';
import { reviewVitals, stopForSerious } from './adverse-events.ts';
import { raiseWarnings } from './book.ts';
import { placeLateIntegration } from './late-integration.ts';
import { refuseShortStay } from './minimum-stay.ts';
import { reviewSpacing } from './spacing.ts';
import { raiseClinicalTask } from './start.ts';

export type OutcomeRequest = {
  result: Outcome['result'];
  startedAt: Instant | null;
  endedAt: Instant | null;
  vitals: Vitals | null;
  adverseEvents: readonly AdverseEvent[];
  notes: string | null;
  recordedLate: { reason: string } | null;
  continuing: boolean;
};

/** Facts are never refused: a dose that nobody started here is accepted with a reason, and raises an urgent task. */
export function recordOutcome(change: Change, sessionId: string, request: OutcomeRequest): Refused | undefined {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  const refused = refuseOutcome(change, session, request);
  if (refused) return refused;
  const { result, startedAt, endedAt } = request;
  const outcome: Outcome = {
    result,
    recordedAt: change.now,
    recordedLate: request.recordedLate,
    vitals: request.vitals,
    adverseEvents: request.adverseEvents,
    notes: request.notes,
    continuing: request.continuing,
  };
  change.record('outcome-recorded', { sessionId, ...outcome, startedAt, endedAt });
  change.resolveTasks((task) => task.sessionId === sessionId && asksBefore.has(task.kind), 'The outcome was recorded.');
  reviewDoses(change, session, request);
  const closed = voidWhere(session, 'recorded', (one) => one.name !== 'cancelled');
  const actual = startedAt && endedAt ? { startedAt, endedAt } : null;
  const recorded: Session = { ...closed, status: result, actual, outcome, blocked: [] };
  change.putSession(recorded);
  if (actual && isDose(session.kind) && change.program.status !== 'deceased')
    change.putSession(planAftercare(change.setting, recorded, actual.endedAt));
  if (isDose(session.kind)) reviewSpacing(change);
  raiseWhatFollows(change, session, request);
  if (session.kind === 'closing' && isDone(recorded)) close(change, request.continuing);
  return undefined;
}

/** Without a fixed end, or where the protocol asks for it, a clinician reviews after so many doses. */
function reviewDoses(change: Change, session: Session, { result }: OutcomeRequest): void {
  const every = change.protocol.dosing.reviewEveryDoses;
  if (!isDose(session.kind) || result === 'no-show' || !every) return;
  const number = givenDoses(change.program).length + 1;
  if (number % every !== 0) return;
  change.raiseTask({
    kind: 'dose-review',
    urgency: 'soon',
    sessionId: session.sessionId,
    owner: clinicianOf(change.program),
    due: plusDays(change.now, 7),
    rule: 'protocol: review',
    text: `${number} doses are given: review with the patient whether to go on.`,
  });
}

/** What is asked until it is known how a session went. */
const asksBefore: ReadonlySet<TaskKind> = new Set([
  'undocumented',
  'late-booking',
  'spacing',
  'integration-late',
  'group-moved',
  'staffing',
  'unconfirmed',
  'unopened',
  'answer',
  'monitor-declined',
  'dose-review',
]);

function refuseOutcome(change: Change, session: Session, request: OutcomeRequest): Refused | undefined {
  const { now } = change;
  const begun = session.status === 'in-session' || (session.status === 'booked' && session.start.instant <= now);
  const ended = !isRunning(change.program.status);
  if (session.status !== 'booked' && session.status !== 'in-session')
    return refuse(
      'wrong-state',
      `The session is ${session.status}: its outcome cannot be recorded ${session.outcome ? 'again; correct it instead' : ''}.`,
    );
  if (ended && !begun) return refuse('wrong-state', `The program is ${change.program.status}.`);
  const faults = timeFaults(request, now);
  if (faults.length > 0) return refuse('invalid', 'The times of the outcome do not fit.', { errors: faults });
  if (request.result === 'no-show') {
    if (session.status !== 'booked') return refuse('wrong-state', 'The session was started: it is no no-show.');
    if (now < session.start.instant)
      return refuse('wrong-state', `A no-show can be recorded from the planned start on, ${session.start.instant}.`);
    return undefined;
  }
  const short = refuseShortStay(change, session, request);
  if (short) return short;
  if (isDose(session.kind) && session.status === 'booked' && !request.recordedLate)
    return refuse(
      'not-started',
      'This dose was not started here. Start it, or record it with `recordedLate: {reason}`.',
    );
  return undefined;
}

function timeFaults(request: OutcomeRequest, now: Instant): { path: string; message: string }[] {
  const { result, startedAt, endedAt, adverseEvents } = request;
  const faults = adverseEvents.flatMap(({ at }, index) =>
    at > now ? [{ path: `adverseEvents.${index}.at`, message: `Lies in the future: now is ${now}.` }] : [],
  );
  for (const [path, instant] of [
    ['startedAt', startedAt],
    ['endedAt', endedAt],
  ] as const) {
    if (result === 'no-show' && instant) faults.push({ path, message: 'A no-show has no times.' });
    if (result !== 'no-show' && !instant) faults.push({ path, message: 'Needed: the actual time.' });
    if (result !== 'no-show' && instant && instant > now)
      faults.push({ path, message: `Lies in the future: now is ${now}.` });
  }
  if (startedAt && endedAt && endedAt <= startedAt)
    faults.push({ path: 'endedAt', message: 'Must be after startedAt.' });
  return faults;
}

function raiseWhatFollows(change: Change, session: Session, request: OutcomeRequest): void {
  const { sessionId } = session;
  if (isDose(session.kind) && session.status === 'booked' && request.recordedLate && request.result !== 'no-show')
    raiseClinicalTask(
      change,
      'recorded-late',
      sessionId,
      'R5',
      'This dose was recorded without having been started here: review what was checked before it.',
    );
  if (request.vitals) reviewVitals(change, session, request.vitals);
  if (request.adverseEvents.some((one) => one.serious)) stopForSerious(change, sessionId);
  if (isDose(session.kind) && request.result !== 'no-show')
    for (const { text, dueDays, source } of change.protocol.dosing.tasksAfterDose)
      change.raiseTask({
        kind: 'after-dose',
        urgency: 'routine',
        sessionId,
        owner: leadOf(change.program),
        due: plusDays(request.endedAt ?? change.now, dueDays),
        rule: `protocol: ${source}`,
        text,
      });
  const recorded = change.session(sessionId);
  if (recorded && placeLateIntegration(change, recorded)) {
    change.putSession({ ...recorded, warnings: [...recorded.warnings, 'integration-late'] });
    raiseWarnings(change, sessionId, ['integration-late']);
  }
}

/** The last word of the program: it ends here (its facts may have run ahead of the stored phase), or goes on as continuing psychotherapy, reviewed every so many days. */
function close(change: Change, continuing: boolean): void {
  const { now, protocol } = change;
  if (continuing) change.update({ continuing: { since: now, reviewDue: plusDays(now, protocol.ongoing.reviewDays) } });
  else moveOn(change);
}
