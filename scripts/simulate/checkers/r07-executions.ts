/** R7: what is under way has its one execution. R12: nothing is stuck without a word. */
import { type Broken, type Case, type Evidence, type Execution, rowsOf, type Session } from './evidence.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const isOpen = ({ status }: Session): boolean => status === 'booked' || status === 'in-session';

export function checkExecutions(one: Case, evidence: Evidence): Broken[] {
  const { programId, status, run } = one.head;
  const running = new Map(
    evidence.executions
      .filter((each) => each.status === 'RUNNING' && (each.input as { programId?: string }).programId === programId)
      .map((each) => [each.name, each]),
  );
  const broken: Broken[] = [];
  const fail = (what: string): void => {
    broken.push({ rule: 'R7', programId, what });
  };
  const expect = (name: string, needed: boolean, what: string): void => {
    if (needed && !running.delete(name)) fail(`${what} has no running execution ${name}`);
    if (!needed && running.has(name)) fail(`${name} still runs, though ${what} needs none`);
    running.delete(name);
  };
  expect(`program-${programId}-${run}`, status === 'active' || status === 'on-hold', `the program (${status})`);
  for (const session of one.sessions) {
    const pending = session.touchpoints.some((row) => ['planned', 'claimed', 'unknown'].includes(row.status));
    const name = `session-${session.sessionId}-${session.run}`;
    if (isOpen(session) || pending) expect(name, true, `the session (${session.status})`);
    else running.delete(name);
  }
  for (const name of running.keys()) fail(`${name} runs beside the current run`);
  const owners = [
    { owner: 'program', run },
    ...one.sessions.map((session) => ({ owner: session.sessionId, run: session.run })),
  ];
  for (const owner of owners)
    if (one.runs.get(owner.owner)?.run !== owner.run)
      fail(`${owner.owner} stands at run ${owner.run}, its row at ${one.runs.get(owner.owner)?.run}`);
  return broken;
}

const repairedWithinMs = 5 * minuteMs;

/** Whatever ended otherwise than by a named end is followed by another run at once, where nobody's word is lost. */
export function checkRepaired({ head: { programId } }: Case, { executions, granted, now }: Evidence): Broken[] {
  if (granted.uncertain) return [];
  const own = executions.filter((each) => (each.input as { programId?: string }).programId === programId);
  const [ownerOf, runOf] = [
    ({ name }: Execution): string => name.replace(/-\d+$/, ''),
    ({ name }: Execution): number => Number(name.split('-').at(-1)),
  ];
  return own.flatMap((one) => {
    const { status, stoppedAt = now } = one;
    if (status === 'RUNNING' || status === 'SUCCEEDED' || stoppedAt > now - repairedWithinMs) return [];
    const next = own.some(
      (each) =>
        ownerOf(each) === ownerOf(one) && runOf(each) > runOf(one) && each.startedAt <= stoppedAt + repairedWithinMs,
    );
    const at = new Date(stoppedAt).toISOString();
    return next ? [] : [{ rule: 'R7', programId, at, what: `${one.name} ended ${status}, and nothing followed it` }];
  });
}

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
    const asked = one.tasks.some((task) => task.kind === 'undocumented' && task.sessionId === session.sessionId);
    if (due < until - askedWithinMs && !asked && !evidence.granted.restored)
      fail(`${session.sessionId} was over and nobody was asked how it went`);
  }
  for (const session of one.sessions)
    if (!session.actual && session.status === 'in-session') fail(`${session.sessionId} is in session without a start`);
  if (evidence.granted.cooperative && status !== 'completed')
    fail(`everybody did their part, and it is ${status} in ${one.head.phase}`);
  return [...broken, ...checkMissed(one, evidence)];
}

/** After these a row may be due although its time has passed: it was derived or planned again. */
function leavesInThePast(type: string, data: Readonly<Record<string, unknown>>): boolean {
  if (type === 'patient-changed') return 'timeZone' in data || 'quietHours' in data;
  return ['program-resumed', 'message-skipped', 'message-failed', 'message-handed-over'].includes(type);
}

/** A reminder whose time came while its session stood was not left lying for long. */
function checkMissed(one: Case, evidence: Evidence): Broken[] {
  if (evidence.granted.eventsLost || one.events.some(({ type, data }) => leavesInThePast(type, data))) return [];
  return rowsOf(one).flatMap((row) => {
    const claimedAt = row.claim?.at ?? row.sentAt;
    const lateMs = claimedAt ? Date.parse(claimedAt) - Date.parse(row.at) : 0;
    return row.audience !== 'staff' && row.status === 'sent' && lateMs > 5 * minuteMs
      ? [
          {
            rule: 'R12',
            programId: one.head.programId,
            what: `${row.key} was due at ${row.at} and claimed at ${claimedAt}, with nothing in its way`,
          },
        ]
      : [];
  });
}

const telling = /canary|ketamin|psilocyb|\bmdma\b/i;

/** R9: opaque ids and neutral words only, wherever operators and mail servers look. */
export function checkOpaque(evidence: Evidence): Broken[] {
  const broken: Broken[] = [];
  const look = (programId: string | null, where: string, text: string): void => {
    const found = telling.exec(text);
    if (found) broken.push({ rule: 'R9', programId, what: `${where} says "${found[0]}"` });
  };
  for (const one of evidence.executions)
    look((one.input as { programId?: string }).programId ?? null, `the execution ${one.name}`, textOf(one));
  for (const { tags, subject, from } of evidence.mails)
    look(tags.program ?? null, `the mail ${tags.key}`, `${subject} ${from} ${Object.values(tags).join(' ')}`);
  for (const line of evidence.logged) look(null, 'the log', line);
  for (const answer of evidence.seenByOperators) look(null, 'an answer to an operator', answer);
  return broken;
}

const textOf = ({ name, input, output = '', error = '', cause = '' }: Execution): string =>
  [name, JSON.stringify(input), output, error, cause].join(' ');
