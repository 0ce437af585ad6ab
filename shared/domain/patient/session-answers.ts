/** What patients and monitors say of a dose to come. A "yes" that matters asks a clinician; no answer never means yes (R14). */
import { type Change, isRefused, type Refused, refuse } from '../change.ts';
import { windowOpenings } from '../guidelines.ts';
import { clinicianOf } from '../milestones.ts';
import { type GuidelineSubject, isDose, type Protocol } from '../protocol.ts';
import { blockByAnswer } from '../session/blocks.ts';
import type { Instant, PreSessionCheck, Session } from '../state.ts';
import { earliest, plusHours } from '../time.ts';

/** The check opens with the last reminder before the first window. */
const checkHoursBeforeFirstWindow = 2;

function bookedDose(change: Change, sessionId: string): Session | Refused {
  const session = change.session(sessionId);
  if (!session || !isDose(session.kind)) return refuse('not-found', 'There is no such session.');
  if (session.status !== 'booked' || session.start.instant <= change.now)
    return refuse('wrong-state', 'This session is not ahead any more.');
  return session;
}

/** The patient has read the guidelines of this revision, and says who will be there. */
export function confirmSession(change: Change, sessionId: string, revision: number): Refused | undefined {
  const session = bookedDose(change, sessionId);
  if (isRefused(session)) return session;
  if (session.revision !== revision)
    return refuse('wrong-state', 'This session has changed since. Read its times again, then confirm.');
  if (!session.monitor) return refuse('no-monitor', 'Nobody is named to be with you. Please call us.');
  if (session.confirmed?.revision === revision) return undefined;
  change.record('session-confirmed', { sessionId, revision });
  change.putSession({ ...session, confirmed: { at: change.now, revision } });
  change.resolveTasks(
    (task) => task.sessionId === sessionId && (task.kind === 'unconfirmed' || task.kind === 'unopened'),
    'The patient has confirmed.',
  );
  return undefined;
}

/** Will they be there? A no blocks the dose until a clinician decides. */
export function answerAsMonitor(
  change: Change,
  sessionId: string,
  { revision, email, attends }: { revision: number; email: string; attends: boolean },
): Refused | undefined {
  const session = bookedDose(change, sessionId);
  if (isRefused(session)) return session;
  if (session.revision !== revision || session.monitor?.email !== email)
    return refuse('wrong-state', 'This has changed since. Please look for a newer message, or call us.');
  const { monitorAnswer } = session;
  if (monitorAnswer?.revision === revision && monitorAnswer.email === email && monitorAnswer.attends === attends)
    return undefined;
  change.record('monitor-answered', { sessionId, revision, attends });
  const answered = { ...session, monitorAnswer: { at: change.now, revision, email, attends } };
  change.putSession(answered);
  if (attends) return undefined;
  change.putSession(blockByAnswer(change, answered));
  change.raiseTask({
    kind: 'monitor-declined',
    urgency: 'urgent',
    sessionId,
    owner: clinicianOf(change.program),
    due: earliest(plusHours(change.now, 4), session.start.instant),
    rule: 'R5',
    text: `The monitor says that they will not be there: call the patient at ${change.program.patient.phone}, name somebody else or move the session, then decide about \`answer\`.`,
  });
  return undefined;
}

/** A session stands in one item of the table. */
const checksMax = 20;

export type CheckQuestions = { contraindications: readonly string[]; taken: readonly GuidelineSubject[] };

/** What is asked now: every contraindication, and whatever must not be taken at this hour. Null while it is not asked. */
export function checkQuestions(protocol: Protocol, session: Session, now: Instant): CheckQuestions | null {
  const start = session.start.instant;
  const first = windowOpenings(protocol, start)[0] ?? plusHours(start, -24);
  const open = isDose(session.kind) && session.status === 'booked' && now < start;
  if (!open || now < plusHours(first, -checkHoursBeforeFirstWindow)) return null;
  const taken = protocol.guidelines.flatMap(({ rule, from, subject }) =>
    rule === 'avoid' && from.anchor === 'planned-start' && plusHours(start, -from.hoursBefore) <= now ? [subject] : [],
  );
  return { contraindications: protocol.screening.contraindications, taken: [...new Set(taken)] };
}

export function answerCheck(
  change: Change,
  sessionId: string,
  given: Omit<PreSessionCheck, 'at'>,
): Refused | undefined {
  const session = bookedDose(change, sessionId);
  if (isRefused(session)) return session;
  if (session.revision !== given.revision)
    return refuse('wrong-state', 'This session has changed since. Please read its times again.');
  if (session.preSessionChecks.length >= checksMax)
    return refuse('wrong-state', 'You have answered these questions many times. Please call us.');
  const asked = checkQuestions(change.protocol, session, change.now);
  if (!asked) return refuse('wrong-state', 'These questions are asked on the day before the session.');
  const errors = [
    ...faults('answers', asked.contraindications, given.answers),
    ...faults('taken', asked.taken, given.taken),
  ];
  if (errors.length > 0) return refuse('invalid', 'Please answer every question.', { errors });
  const check: PreSessionCheck = { ...given, at: change.now };
  const matters = [
    ...asked.contraindications.filter((code) => given.answers[code]),
    ...asked.taken.filter((subject) => given.taken[subject]),
  ];
  change.record('pre-session-checked', { sessionId, ...check, matters });
  const checked = { ...session, preSessionChecks: [...session.preSessionChecks, check] };
  change.putSession(matters.length > 0 ? blockByAnswer(change, checked) : checked);
  if (matters.length === 0 && !given.note) return undefined;
  change.raiseTask({
    kind: 'answer',
    urgency: 'urgent',
    sessionId,
    owner: clinicianOf(change.program),
    due: earliest(plusHours(change.now, 4), session.start.instant),
    rule: 'R14',
    text:
      matters.length > 0
        ? `Before the session the patient says yes to: ${matters.join(', ')}. Call ${change.program.patient.phone}, then decide about \`answer\`.`
        : `Before the session the patient wrote a note: read it, and call ${change.program.patient.phone} where it matters.`,
  });
  return undefined;
}

function faults(
  path: string,
  asked: readonly string[],
  given: Readonly<Record<string, boolean | undefined>>,
): { path: string; message: string }[] {
  return [
    ...asked
      .filter((code) => given[code] === undefined)
      .map((code) => ({ path: `${path}.${code}`, message: 'Please answer yes or no.' })),
    ...Object.keys(given)
      .filter((code) => !asked.includes(code))
      .map((code) => ({ path: `${path}.${code}`, message: 'This is not asked.' })),
  ];
}
