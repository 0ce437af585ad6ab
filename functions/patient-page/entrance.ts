/** Who may see what: the link, its proof, and the visit that follows. */

import { CareError } from '../../shared/contracts/errors.ts';
import type { Change } from '../../shared/domain/change.ts';
import { monitorPageOf, patientPageOf } from '../../shared/domain/page-view.ts';
import { isLinkGood, openPage, requestCode, tryCode } from '../../shared/domain/patient/page-access.ts';
import type { Program, Session } from '../../shared/domain/state.ts';
import { plusMinutes } from '../../shared/domain/time.ts';
import type { Done, Page, Problem } from '../../shared/pages/page.ts';
import type { KeptLink } from '../../shared/use-cases/ports.ts';
import { contextFor, patientItself, runCommand } from '../../shared/use-cases/run-command.ts';
import { hashSecret, makeSecret } from '../../shared/use-cases/secrets.ts';
import type { Deps } from '../live.ts';
import { visitMinutes } from './cookies.ts';

const triesMax = 5;

type Context = Awaited<ReturnType<typeof contextFor>>;
type Inside = { link: KeptLink; program: Program; context: Context };
/** `form`: the one that is shown by itself, or that the problem is about. `program`: as it became since they came in. */
type Shown = { page(shown: { form?: string; done?: Done | null; problem?: Problem }, program?: Program): Page };

export type Outside = { kind: 'outside'; locale: string; country: string; locked: boolean };
export type Entered =
  | { kind: 'gone' }
  | Outside
  | ({ kind: 'patient' } & Inside & Shown)
  | ({ kind: 'monitor'; session: Session } & Inside & Shown)
  | ({ kind: 'calendar' } & Inside);

/** A link's token is opaque; anything else is not looked up. */
const tokenPattern = /^lnk_[a-z0-5]{20}$/;

export const isToken = (token: string): boolean => tokenPattern.test(token);

async function findLink(deps: Deps, token: string): Promise<Inside | null> {
  if (!isToken(token)) return null;
  const link = await deps.links.find(hashSecret(token));
  const program = link && (await deps.programs.load(link.clinicId, link.programId));
  if (!link || !program || !isLinkGood(link, program, deps.now())) return null;
  return { link, program, context: await contextFor(deps, link.clinicId, program.protocol, patientItself) };
}

export async function enter(deps: Deps, token: string, visit: string | null): Promise<Entered> {
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
  if (isVisiting(link, visit, deps.now())) return { kind: 'patient', ...inside, page: pageOfPatient(deps, inside) };
  const { locale, country } = program.patient;
  return { kind: 'outside', locale, country, locked: link.failures >= triesMax };
}

function isVisiting({ visits }: KeptLink, given: string | null, now: string): boolean {
  if (given === null) return false;
  const hash = hashSecret(given);
  return visits.some((one) => one.hash === hash && one.until > now);
}

function pageOfPatient(deps: Deps, inside: Inside): Shown['page'] {
  return ({ form = null, done = null, problem = null }, program = inside.program) => {
    const view = patientPageOf({ ...inside.context, program, now: deps.now() });
    return { kind: 'patient', view, form, done, problem };
  };
}

function pageOfMonitor(deps: Deps, inside: Inside, session: Session): Shown['page'] {
  return ({ done = null, problem = null }, program = inside.program) => {
    const seen = program.sessions.find((one) => one.sessionId === session.sessionId) ?? session;
    const view = monitorPageOf({ ...inside.context, program, now: deps.now() }, seen);
    return { kind: 'monitor', view, done, problem };
  };
}

export type Proof = { kind: 'date-of-birth' | 'code'; value: string };
/** `visit` is what the browser holds from now on; null where the proof was wrong. */
type Proved = { visit: string | null };

/** A right answer lets this browser in for half an hour. Wrong ones are counted by the link, whoever gives them. */
export async function prove(deps: Deps, token: string, proof: Proof): Promise<Proved> {
  const inside = await findLink(deps, token);
  if (inside?.link.kind !== 'patient') return { visit: null };
  const hash = hashSecret(token);
  const right =
    proof.kind === 'code' ? await isRightCode(deps, inside, proof) : await isBorn(deps, inside, hash, proof);
  if (!right) return { visit: null };
  const visit = makeSecret(deps.chance, 'link');
  const now = deps.now();
  await deps.links.admit(hash, { hash: visit.hash, until: plusMinutes(now, visitMinutes) }, now);
  return { visit: visit.value };
}

async function isBorn(deps: Deps, { link, program }: Inside, hash: string, { value }: Proof): Promise<boolean> {
  if (!(await deps.links.countTry(hash, triesMax)) || value !== program.patient.dateOfBirth) return false;
  await deps.links.uncountTry(hash);
  await changed(deps, link, (change) => openPage(change, link.key));
  return true;
}

/** A code has a count of its own. What opens the page is written with it: a code that was used has opened one. */
function isRightCode(deps: Deps, { link }: Inside, { value }: Proof): Promise<boolean> {
  return changed(deps, link, (change) => {
    const { right } = tryCode(change, hashSecret(value.replace(/[\s-]/g, '')));
    if (right) openPage(change, link.key);
    return right;
  });
}

export async function askForCode(deps: Deps, token: string): Promise<void> {
  const inside = await findLink(deps, token);
  // Refused or not, the answer is the same: nobody learns here whether mail is sent to somebody.
  if (inside?.link.kind === 'patient') await changed(deps, inside.link, (change) => requestCode(change));
}

/** A change that nobody is refused. */
async function changed<Value>(deps: Deps, link: KeptLink, decide: (change: Change) => Value): Promise<Value> {
  const made = await onProgram(deps, link, (change) => ({ value: decide(change) }));
  if (made.ok) return made.value.value;
  throw new CareError('busy', 'The page could not be written to. Please try again.');
}

export function onProgram<Value>(
  deps: Deps,
  { clinicId, programId }: { clinicId: string; programId: string },
  decide: Parameters<typeof runCommand<Value>>[1]['decide'],
  who = patientItself,
) {
  return runCommand(deps, { clinicId, programId, who, kind: 'person', decide });
}
