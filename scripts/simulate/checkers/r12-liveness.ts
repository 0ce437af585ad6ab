/** R12: nothing is stuck without a word: somebody is asked, what is due is done, what is met is seen. */
import { type Broken, type Case, type Event, type Evidence, type Row, rowsOf, type Session } from './evidence.ts';
import { Story } from './story.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const isOpen = ({ status }: Session): boolean => status === 'booked' || status === 'in-session';

/** Somebody is asked within so much of it, whatever goes wrong. */
const askedWithinMs = 3 * hourMs;

function undocumentedFrom({ protocol }: Case, { kind, start, durationMinutes }: Session): number {
  const { undocumentedAfterHours } = kind === 'dosing' ? protocol.dosing : protocol.therapy;
  return Date.parse(start.instant) + durationMinutes * minuteMs + undocumentedAfterHours * hourMs;
}

/** When the outcome of a session that never moved was recorded; what was cancelled or moved is left aside. */
function writtenDownAt({ events }: Case, { sessionId, revision }: Session): number {
  const outcome = events.find(({ type, data }) => type === 'outcome-recorded' && data.sessionId === sessionId);
  const ended = events.find(({ type }) => /^(program-(withdrawn|discharged|completed)|patient-deceased)$/.test(type));
  if (!outcome || revision > 1) return 0;
  return Math.min(Date.parse(outcome.at), Date.parse(ended?.at ?? outcome.at));
}

export function checkRest(one: Case, evidence: Evidence): Broken[] {
  const { programId, status } = one.head;
  const broken: Broken[] = [];
  const fail = (what: string): void => {
    broken.push({ rule: 'R12', programId, what });
  };
  for (const [owner, { lookAt }] of one.runs)
    if (lookAt && Date.parse(lookAt) < evidence.now - 10 * minuteMs)
      fail(`${owner} should have been looked at by ${lookAt}`);
  const goesOn = status === 'active' || status === 'on-hold';
  if (goesOn && !one.runs.get('program')?.lookAt && !one.tasks.some((task) => task.status === 'open'))
    fail('it waits for nothing: no look, no open task');
  for (const session of one.sessions) {
    const due = undocumentedFrom(one, session);
    const until = isOpen(session) ? evidence.now : writtenDownAt(one, session);
    const asked = one.tasks.some(
      (task) =>
        task.kind === 'undocumented' &&
        task.sessionId === session.sessionId &&
        Date.parse(task.raisedAt) <= due + askedWithinMs,
    );
    if (due < until - askedWithinMs && !asked && !evidence.granted.restored)
      fail(`${session.sessionId} was over and nobody was asked how it went`);
  }
  for (const session of one.sessions)
    if (!session.actual && session.status === 'in-session') fail(`${session.sessionId} is in session without a start`);
  if (evidence.granted.cooperative && status !== 'completed')
    fail(`everybody did their part, and it is ${status} in ${one.head.phase}`);
  return [...broken, ...checkMissed(one, evidence), ...checkSeen(one, evidence)];
}

/** What is due is done so soon: where nothing goes wrong, and whatever goes wrong. */
const withinMs = ({ granted }: Evidence): number => (granted.calm ? 5 * minuteMs : 3 * hourMs);
/** An execution that waits for a milestone looks by itself once a day. */
const dayMs = 25 * hourMs;

/** Whether the program's execution broke shortly before: who waits by a token that is dead hears of it a day later. */
function isCutOff({ head: { programId } }: Case, { executions, granted }: Evidence, at: number): boolean {
  if (granted.calm) return false;
  return executions.some(
    ({ name, status, stoppedAt = 0 }) =>
      name.startsWith(`program-${programId}-`) &&
      status !== 'RUNNING' &&
      status !== 'SUCCEEDED' &&
      stoppedAt > at - dayMs &&
      stoppedAt <= at,
  );
}

/** After these a row may be due although its time has passed: it was derived or planned again. */
function plansAgain({ type, data }: Event, sessionId: string): boolean {
  if (type === 'patient-changed') return 'timeZone' in data || 'quietHours' in data;
  if (['history-imported', 'program-resumed', 'times-derived-again'].includes(type)) return true;
  if (['message-skipped', 'message-failed', 'message-handed-over'].includes(type)) return true;
  return data.sessionId === sessionId && /^(session-|outcome-|touchpoints-planned)/.test(type);
}

const acts = /^message-(claimed|skipped|handed-over|failed)$/;

/** What was due was not left lying for long: claimed, left out or handed over. */
function checkMissed(one: Case, evidence: Evidence): Broken[] {
  if (evidence.granted.restored || evidence.granted.zonesChanged) return [];
  const acted = new Map<string, Event>();
  for (const event of one.events) {
    const key = String(event.data.key);
    if (acts.test(event.type) && !acted.has(key)) acted.set(key, event);
  }
  const sessionOf = new Map(one.sessions.flatMap((each) => each.touchpoints.map((row) => [row.key, each.sessionId])));
  return rowsOf(one).flatMap((row) => {
    const event = acted.get(row.key);
    if (!event || row.audience === 'staff' || row.resent) return [];
    const sessionId = sessionOf.get(row.key);
    const due = dueAt(one, row, event, sessionId ?? '');
    const at = Date.parse(event.at);
    const excused = sessionId === undefined && isCutOff(one, evidence, at);
    return at - due > withinMs(evidence) && !excused
      ? [
          {
            rule: 'R12',
            programId: one.head.programId,
            at: event.at,
            what: `${row.key} was due at ${new Date(due).toISOString()}, and nothing was done until ${event.at} (${event.type})`,
          },
        ]
      : [];
  });
}

function dueAt({ events }: Case, row: Row, acted: Event, sessionId: string): number {
  const again = events.findLast(
    (event) => event.seq < acted.seq && event.data.key !== row.key && plansAgain(event, sessionId),
  );
  return Math.max(Date.parse(row.at), Date.parse(again?.at ?? row.at));
}

/** Of milestones, those that are plainly met. */
function isMet({ protocol }: Case, story: Story, phase: string, dose: number, dosingEnded: boolean): boolean {
  const given = story.givenDoses().length;
  switch (phase) {
    case 'preparation': {
      const done = [...story.sessions.values()].filter(
        ({ kind, status }) => kind === 'preparation' && ['completed', 'stopped-early'].includes(status),
      );
      const { sessionsMin, intentionsMin } = protocol.preparation;
      return given > 0 || (done.length >= sessionsMin && story.intentions >= intentionsMin);
    }
    case 'dosing':
      return given >= dose || dosingEnded;
    case 'integration':
      return given > dose || !protocol.integration.required;
    default:
      return false;
  }
}

/** A milestone that is met is seen: the phase moves on. */
function checkSeen(one: Case, evidence: Evidence): Broken[] {
  if (evidence.granted.restored) return [];
  const story = new Story(one);
  const broken: Broken[] = [];
  let [phase, dose] = ['care-team', 0];
  let dosingEnded = false;
  let metAt: number | null = null;
  const see = (until: string): void => {
    const at = Date.parse(until);
    if (metAt === null || at - metAt <= withinMs(evidence) || isCutOff(one, evidence, at)) return;
    const what = `what ${phase} ${dose} waits for was met at ${new Date(metAt).toISOString()}, and it stood there until ${until}`;
    broken.push({ rule: 'R12', programId: one.head.programId, at: until, what });
    metAt = null;
  };
  for (const event of one.events) {
    const { type, data, at } = event;
    story.tell(event);
    if (type === 'dosing-ended') dosingEnded = true;
    if (type === 'phase-moved') {
      see(at);
      [phase, dose] = [String(data.to), Number(data.dose)];
      metAt = null;
    }
    const waits = story.status === 'active' && isMet(one, story, phase, dose, dosingEnded);
    if (waits) metAt ??= Date.parse(at);
    else metAt = null;
  }
  see(new Date(evidence.now).toISOString());
  return broken;
}
