/** Who may see what: the link, its proof, and the visit that follows. */

import { monitorPageOf, patientPageOf } from '../../shared/domain/page-view.ts';
import { isLinkGood, openPage, requestCode, tryCode } from '../../shared/domain/patient/page-access.ts';
import type { Program, Session } from '../../shared/domain/state.ts';
import { plusMinutes } from '../../shared/domain/time.ts';
import type { Done, Page, Problem } from '../../shared/pages/page.ts';
import type { KeptLink } from '../../shared/use-cases/ports.ts';
import { contextFor, patientItself, runCommand } from '../../shared/use-cases/run-command.ts';
import { hashSecret, makeSecret } from '../../shared/use-cases/secrets.ts';
import type { Deps } from '../live.ts';

const visitMinutes = 30;
const failuresMax = 5;

type Context = Awaited<ReturnType<typeof contextFor>>;
type Inside = { link: KeptLink; program: Program; context: Context };
type Shown = { page(done: string | null, problem: Problem | null): Promise<Page> };

export type Entered =
  | { kind: 'gone' }
  | { kind: 'outside'; locale: string; locked: boolean }
  | ({ kind: 'patient' } & Inside & Shown)
  | ({ kind: 'monitor'; session: Session } & Inside & Shown)
  | ({ kind: 'calendar' } & Inside);

/** A link's token is opaque; anything else is not looked up. */
const tokenPattern = /^lnk_[a-z0-5]{20}$/;

async function findLink(deps: Deps, token: string): Promise<Inside | null> {
  if (!tokenPattern.test(token)) return null;
  const link = await deps.links.find(hashSecret(token));
  const program = link && (await deps.programs.load(link.clinicId, link.programId));
  if (!link || !program || !isLinkGood(link, program, deps.now())) return null;
  return { link, program, context: await contextFor(deps, link.clinicId, program.protocol, patientItself) };
}

export async function enter(deps: Deps, token: string, cookies: readonly string[]): Promise<Entered> {
  const inside = await findLink(deps, token);
  if (!inside) return { kind: 'gone' };
  const { link, program } = inside;
  if (link.kind === 'calendar') return { kind: 'calendar', ...inside };
  if (link.kind === 'monitor') {
    const session = program.sessions.find((one) => one.sessionId === link.sessionId);
    // It shows a day and a time and asks for yes or no: what the message said already.
    return session
      ? { kind: 'monitor', ...inside, session, page: pageOfMonitor(deps, inside, session) }
      : { kind: 'gone' };
  }
  if (!isVisiting(link, cookies, deps.now()))
    return { kind: 'outside', locale: program.patient.locale, locked: link.failures >= failuresMax };
  return { kind: 'patient', ...inside, page: pageOfPatient(deps, inside) };
}

function isVisiting({ visit }: KeptLink, cookies: readonly string[], now: string): boolean {
  const given = cookies.map((one) => /^visit=([A-Za-z0-9_]{1,64})$/.exec(one)?.[1]).find((one) => one !== undefined);
  return given !== undefined && visit !== null && visit.until > now && visit.hash === hashSecret(given);
}

const dones: ReadonlySet<string> = new Set<Done>([
  'session',
  'check',
  'check-in',
  'measure',
  'address',
  'action',
  'presence',
  'code',
]);
const doneOf = (done: string | null): Done | null => (done !== null && dones.has(done) ? (done as Done) : null);

/** Loaded anew: what was posted a moment ago is seen. */
function pageOfPatient(deps: Deps, { link, program, context }: Inside): Shown['page'] {
  return async (done, problem) => {
    const current = (await deps.programs.load(link.clinicId, link.programId)) ?? program;
    const view = patientPageOf({ ...context, program: current, now: deps.now() });
    return { kind: 'patient', view, done: doneOf(done), problem };
  };
}

function pageOfMonitor(deps: Deps, { link, program, context }: Inside, session: Session): Shown['page'] {
  return async (done, problem) => {
    const current = (await deps.programs.load(link.clinicId, link.programId)) ?? program;
    const seen = current.sessions.find((one) => one.sessionId === session.sessionId) ?? session;
    const view = monitorPageOf({ ...context, program: current, now: deps.now() }, seen);
    return { kind: 'monitor', view, done: doneOf(done), problem };
  };
}

type Proof = { dateOfBirth: string | null; code: string | null };
type Proved = { kind: 'admitted'; visit: { value: string; seconds: number } } | { kind: 'refused' };

/** A right answer lets this browser in for half an hour. Wrong ones are counted by the link, whoever gives them. */
export async function prove(deps: Deps, token: string, proof: Proof): Promise<Proved> {
  const inside = await findLink(deps, token);
  if (!inside || inside.link.kind !== 'patient') return { kind: 'refused' };
  const { link, program } = inside;
  const hash = hashSecret(token);
  const right =
    proof.code === null
      ? link.failures < failuresMax && proof.dateOfBirth === program.patient.dateOfBirth
      : await isRightCode(deps, link, proof.code);
  if (!right) {
    // A code has a count of its own.
    if (proof.code === null) await deps.links.countFailure(hash);
    return { kind: 'refused' };
  }
  const visit = makeSecret(deps.chance, 'link');
  await deps.links.admit(hash, { hash: visit.hash, until: plusMinutes(deps.now(), visitMinutes) });
  await onProgram(deps, link, (change) => {
    openPage(change, link.key);
    return {};
  });
  return { kind: 'admitted', visit: { value: visit.value, seconds: visitMinutes * 60 } };
}

async function isRightCode(deps: Deps, link: KeptLink, code: string): Promise<boolean> {
  const done = await onProgram(deps, link, (change) => tryCode(change, hashSecret(code.replace(/\s/g, ''))));
  return done.ok && done.value.right;
}

export async function askForCode(deps: Deps, token: string): Promise<void> {
  const inside = await findLink(deps, token);
  if (inside?.link.kind === 'patient') await onProgram(deps, inside.link, (change) => requestCode(change) ?? {});
}

export function onProgram<Value>(
  deps: Deps,
  { clinicId, programId }: { clinicId: string; programId: string },
  decide: Parameters<typeof runCommand<Value>>[1]['decide'],
  who = patientItself,
) {
  return runCommand(deps, { clinicId, programId, who, kind: 'person', decide });
}
