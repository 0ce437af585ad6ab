/**
 * The morning's list: one message to each member of staff who has something open, when the clinic opens. Its row is the
 * ledger of that message: claimed before SES is called, settled after. It is never sent twice: tomorrow brings another.
 */

import { openOn } from './opening-hours.ts';
import { staffRefOf } from './staff-ref.ts';
import type { Clinic, Instant, StaffRef, Task, Touchpoint, TouchpointStatus } from './state.ts';
import { dateIn, minutesBetween, plusDays, plusHours, plusMinutes, wallInstant } from './time.ts';
import { leadMinutes, leaseMinutes } from './workflow/claim.ts';
import { actAt } from './workflow/ledger.ts';
import { deliveryAfter, type MailEvent, type SendOutcome } from './workflow/settle.ts';

export type DigestRow = {
  key: string;
  staff: StaffRef;
  at: Instant;
  useBy: Instant;
  status: Exclude<TouchpointStatus, 'planned' | 'merged' | 'voided' | 'handed-over'>;
  reason: string | null;
  claim: { claimId: string; at: Instant; until: Instant } | null;
  sentAt: Instant | null;
  sesMessageId: string | null;
  delivery: Touchpoint['delivery'];
  /** Goes up with every write of it. */
  version: number;
};

export type OpenTask = Task & { programId: string };

const withoutHours = '08:00';
const searchDaysMax = 8;
const useByHours = 8;
/** The mail lists so many; the console has them all. */
export const tasksListedMax = 20;

/** When the clinic opens next; a clinic that has named no hours opens at eight every day. */
export function nextDigestAt(
  { openingHours, timeZone }: Pick<Clinic, 'openingHours' | 'timeZone'>,
  after: Instant,
): Instant {
  for (let days = 0; days <= searchDaysMax; days += 1) {
    const day = plusDays(after, days);
    const at =
      openingHours.length === 0
        ? wallInstant(dateIn(day, timeZone), withoutHours, timeZone)
        : openOn(day, openingHours, timeZone)[0]?.from;
    if (at && at > after) return at;
  }
  return plusDays(after, 1);
}

export function digestKey({ staffId }: StaffRef, at: Instant, zone: string): string {
  return `${dateIn(at, zone)}_${staffId}_digest_staff`;
}

/** By reader: their own open tasks, and those of people who cannot be reached, as `readerOf` says. Urgent ones first. */
export function digestsOf<Reader extends StaffRef>(
  tasks: readonly OpenTask[],
  readerOf: (owner: StaffRef) => Reader | null,
): { reader: Reader; tasks: OpenTask[] }[] {
  const digests = new Map<string, { reader: Reader; tasks: OpenTask[] }>();
  for (const task of tasks) {
    const reader = readerOf(task.owner);
    if (!reader) continue;
    const digest = digests.get(reader.staffId) ?? { reader, tasks: [] };
    digest.tasks.push(task);
    digests.set(reader.staffId, digest);
  }
  const rank = { urgent: 0, soon: 1, routine: 2 };
  return [...digests.values()].map(({ reader, tasks: own }) => ({
    reader,
    tasks: own.sort((a, b) => rank[a.urgency] - rank[b.urgency] || a.due.localeCompare(b.due)),
  }));
}

export type DigestStep =
  | { step: 'claim' }
  /** Somebody is sending it, or nobody knows yet what became of it: look again at the next tick. */
  | { step: 'wait' }
  | { step: 'settle'; row: DigestRow }
  | { step: 'done' };

export function nextDigestStep(row: DigestRow | null, at: Instant, now: Instant): DigestStep {
  if (!row) return minutesBetween(now, plusHours(at, useByHours)) < leadMinutes ? { step: 'done' } : { step: 'claim' };
  if (row.status !== 'claimed' && row.status !== 'unknown') return { step: 'done' };
  if (row.status === 'claimed' && row.reason === 'throttled')
    return minutesBetween(now, row.useBy) < leadMinutes
      ? { step: 'settle', row: { ...row, status: 'skipped', reason: 'too-late', claim: null } }
      : { step: 'claim' };
  if (actAt(row) > now) return { step: 'wait' };
  return row.status === 'claimed'
    ? { step: 'settle', row: { ...row, status: 'unknown', reason: 'lease-lapsed' } }
    : { step: 'settle', row: { ...row, status: 'failed', reason: 'unknown' } };
}

export function claimedDigest(
  before: DigestRow | null,
  of: { key: string; staff: StaffRef; at: Instant; claimId: string },
  now: Instant,
): DigestRow {
  const { key, staff, at, claimId } = of;
  return {
    key,
    staff: staffRefOf(staff),
    at,
    useBy: plusHours(at, useByHours),
    status: 'claimed',
    reason: null,
    claim: { claimId, at: now, until: plusMinutes(now, leaseMinutes) },
    sentAt: null,
    sesMessageId: null,
    delivery: null,
    version: (before?.version ?? 0) + 1,
  };
}

export function settledDigest(row: DigestRow, result: SendOutcome, now: Instant): DigestRow {
  switch (result.outcome) {
    case 'accepted':
      return { ...row, status: 'sent', reason: null, sentAt: now, sesMessageId: result.sesMessageId };
    case 'throttled':
      return { ...row, reason: 'throttled' };
    case 'rejected':
      return { ...row, status: 'failed', reason: `rejected: ${result.code}`, claim: null };
    case 'unknown':
      return { ...row, status: 'unknown', reason: result.code };
  }
}

/** What SES tells of it, as of any other message; null where it is no news. */
export function heardDigest(row: DigestRow, event: MailEvent): DigestRow | null {
  const next = { ...row, version: row.version + 1 };
  if (event.type === 'reject') return { ...next, status: 'failed', reason: 'rejected: SES', claim: null };
  const sent = {
    ...next,
    status: 'sent',
    reason: null,
    sentAt: row.sentAt ?? event.at,
    sesMessageId: event.sesMessageId,
  } as const;
  if (event.type === 'send') return row.status === 'sent' ? null : sent;
  const delivery = deliveryAfter(row.delivery, event.type);
  return delivery && { ...sent, delivery };
}
