/** Who may open a page: by a link in a message and a proof of who they are. */
import { type Change, type Refused, refuse } from '../change.ts';
import { codeNow, planProgramNotice } from '../planning.ts';
import type { Audience, Instant, Program, Session, Touchpoint } from '../state.ts';
import { plusDays, plusHours } from '../time.ts';
import { whyByHand } from '../workflow/claim.ts';
import { findTouchpoint } from '../workflow/ledger.ts';

/** What a link opens, as the table keeps it under the hash of its token. */
export type Link = {
  clinicId: string;
  programId: string;
  /** The message that it stands in; null for a calendar feed. */
  key: string | null;
  kind: Audience | 'calendar';
  sessionId: string | null;
  monitorEmail: string | null;
  madeAt: Instant;
  expiresAt: Instant;
};

const linkDays = 7;
const calendarDays = 400;

export function linkFor(
  { clinicId, programId }: Program,
  touchpoint: Touchpoint,
  session: Session | null,
  now: Instant,
): Link {
  const until = session && session.start.instant > touchpoint.useBy ? session.start.instant : touchpoint.useBy;
  return {
    clinicId,
    programId,
    key: touchpoint.key,
    kind: touchpoint.audience,
    sessionId: session?.sessionId ?? null,
    monitorEmail: touchpoint.monitor?.email ?? null,
    madeAt: now,
    expiresAt: plusDays(until, linkDays),
  };
}

export function calendarLinkFor({ clinicId, programId }: Program, now: Instant): Link {
  return {
    clinicId,
    programId,
    key: null,
    kind: 'calendar',
    sessionId: null,
    monitorEmail: null,
    madeAt: now,
    expiresAt: plusDays(now, calendarDays),
  };
}

/** A link that was revoked, has expired, or was made for somebody who is not the monitor any more opens nothing. */
export function isLinkGood(link: Link, program: Program, now: Instant): boolean {
  if (link.madeAt < program.linksValidFrom || link.expiresAt <= now || program.status === 'deceased') return false;
  if (link.kind !== 'monitor') return true;
  const session = program.sessions.find((one) => one.sessionId === link.sessionId);
  return session?.monitor?.email === link.monitorEmail;
}

/** Somebody has proved to be its reader. */
export function openPage(change: Change, key: string | null): void {
  const found = key === null ? null : findTouchpoint(change, key);
  change.record('page-opened', { key });
  if (!found || found.touchpoint.openedAt) return;
  const opened = { ...found.touchpoint, openedAt: change.now };
  const put = (rows: readonly Touchpoint[]): Touchpoint[] => rows.map((one) => (one.key === key ? opened : one));
  if (found.session) {
    const { session } = found;
    change.putSession({ ...session, touchpoints: put(session.touchpoints) });
    change.resolveTasks((task) => task.kind === 'unopened' && task.sessionId === session.sessionId, 'It was opened.');
  } else change.update({ notices: put(change.program.notices) });
}

export function confirmAddress(change: Change): Refused | undefined {
  const { patient, confirmedEmail, notices } = change.program;
  if (confirmedEmail?.email === patient.email) return undefined;
  change.update({
    confirmedEmail: { email: patient.email, at: change.now },
    notices: notices.map((one) =>
      one.name === 'welcome' && !one.answeredAt ? { ...one, answeredAt: change.now } : one,
    ),
  });
  change.record('address-confirmed', {});
  change.resolveTasks(({ kind }) => kind === 'address-unconfirmed', 'The patient has confirmed the address.');
  return undefined;
}

const codesPerDayMax = 5;
const codeFailuresMax = 5;

/** A code by mail, for who has no other proof or has locked the link. Five a day: nobody floods a mailbox. */
export function requestCode(change: Change): Refused | undefined {
  const { program, now } = change;
  const recent = program.notices.filter((one) => one.name === 'code' && one.at > plusHours(now, -24));
  if (recent.some(({ status }) => status === 'planned' || status === 'claimed')) return undefined;
  if (recent.length >= codesPerDayMax)
    return refuse('wrong-state', 'Too many codes were asked for today. Please call us.');
  if (whyByHand(change, { monitor: null })) return refuse('wrong-state', 'We do not send you email. Please call us.');
  change.update(planProgramNotice(program, codeNow(now)));
  change.record('touchpoints-planned', { name: 'code' });
  return undefined;
}

/** A wrong code counts; after five the code is void. */
export function tryCode(change: Change, hash: string): { right: boolean } {
  const { program, now } = change;
  const { accessCode } = program;
  if (!accessCode || accessCode.validUntil <= now || accessCode.failures >= codeFailuresMax) return { right: false };
  const right = accessCode.hash === hash;
  // A code is good for one time.
  change.update({ accessCode: right ? null : { ...accessCode, failures: accessCode.failures + 1 } });
  change.record('code-tried', { right });
  return { right };
}
