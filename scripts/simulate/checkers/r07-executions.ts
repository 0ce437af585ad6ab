/** R7: what is under way has its one execution. R9: nobody is named where operators look. */
import type { Broken, Case, Evidence, Execution, Session } from './evidence.ts';

const minuteMs = 60_000;
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
  // What was done elsewhere has no run.
  for (const owner of owners)
    if ((one.runs.get(owner.owner)?.run ?? 0) !== owner.run)
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

/** In the order of the design: what was not looked at in time, what is gone. */
const repairs = new Set(['overdue-look', 'execution-missing', 'execution-closed']);

/** Where nothing goes wrong every run starts by itself and looks in time. */
export function checkUnrepaired({ head: { programId }, events }: Case, { granted }: Evidence): Broken[] {
  if (!granted.calm) return [];
  return events
    .filter(({ type, data }) => type === 'run-raised' && repairs.has(String(data.reason)))
    .map(({ data, at }) => ({
      rule: 'R7',
      programId,
      at,
      what: `nothing had gone wrong, and ${data.sessionId ?? 'the program'} had to be repaired (${data.reason})`,
    }));
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
