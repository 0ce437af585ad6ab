/** One clinic's morning lists. Cut off in the middle it begins anew at the next tick: each list's row says what became of it. */
import {
  claimedDigest,
  type DigestRow,
  digestKey,
  digestsOf,
  nextDigestAt,
  nextDigestStep,
  type OpenTask,
  settledDigest,
  tasksListedMax,
} from '../../shared/domain/digest.ts';
import { taskViewOf } from '../../shared/domain/staff-message-view.ts';
import type { Clinic, Instant, StaffRef } from '../../shared/domain/state.ts';
import type { StaffMember } from '../../shared/domain/workflow/tell-staff.ts';
import { renderStaffMessage } from '../../shared/mail/staff-message.ts';
import type { Deps } from '../live.ts';
import { composeRendered, sendMime } from '../send-claimed.ts';
import { logFailure } from '../wrap.ts';
import { staffOf } from './tell-about-task.ts';

const pageSize = 100;
/** Those that are due first; a clinic with more has other worries. */
const pagesMax = 20;

export async function sendDigests(deps: Deps, clinicId: string, at: Instant): Promise<void> {
  const clinic = await deps.clinics.clinic(clinicId);
  if (!clinic) return;
  const staff = await staffOf(deps, clinicId);
  const digests = digestsOf(await openTasks(deps, clinicId), (owner) => readerFor(owner, staff));
  let through = true;
  for (const { reader, tasks } of digests) through = (await sendDigest(deps, clinic, at, reader, tasks)) && through;
  if (through) await deps.staffMail.nextDigest(clinicId, at, nextDigestAt(clinic, deps.now()));
}

/** Who cannot be reached by mail, or has left: the administration sees to what is theirs. */
function readerFor(owner: StaffRef, staff: readonly StaffMember[]): StaffMember | null {
  const canRead = ({ reachable, email }: StaffMember): boolean => reachable && email !== '';
  const own = staff.find((one) => one.staffId === owner.staffId);
  if (own && canRead(own)) return own;
  return staff.find((one) => one.roles.includes('clinic-admin') && canRead(one)) ?? null;
}

async function openTasks(deps: Deps, clinicId: string): Promise<OpenTask[]> {
  const tasks: OpenTask[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, next } = await deps.queries.tasks(clinicId, 'open', undefined, pageSize, cursor);
    tasks.push(...items);
    if (!next) break;
    cursor = next;
  }
  return tasks;
}

/** False where it has to be looked at once more. */
async function sendDigest(
  deps: Deps,
  clinic: Clinic,
  at: Instant,
  reader: StaffMember,
  tasks: readonly OpenTask[],
): Promise<boolean> {
  const { clinicId } = clinic;
  const key = digestKey(reader, at, clinic.timeZone);
  const row = await deps.staffMail.digest(clinicId, key);
  const next = nextDigestStep(row, at, deps.now());
  switch (next.step) {
    case 'done':
      return true;
    case 'wait':
      return false;
    case 'settle':
      await deps.staffMail.putDigest(clinicId, row, { ...next.row, version: next.row.version + 1 });
      return next.row.status !== 'unknown';
    case 'claim': {
      // The list was read from an index, which may lag behind: what has just been resolved is no longer told.
      const open = await stillOpen(deps, clinicId, tasks.slice(0, tasksListedMax));
      if (open.length === 0) return true;
      const mime = await compose(
        deps,
        clinic,
        key,
        reader,
        open,
        tasks.length - Math.min(tasks.length, tasksListedMax),
      );
      return claimAndSend(deps, clinicId, row, { key, staff: reader, at, mime });
    }
  }
}

async function stillOpen(deps: Deps, clinicId: string, tasks: readonly OpenTask[]): Promise<OpenTask[]> {
  const now = await Promise.all(tasks.map(({ taskId }) => deps.queries.task(clinicId, taskId)));
  return now.filter((task) => task?.status === 'open') as OpenTask[];
}

async function claimAndSend(
  deps: Deps,
  clinicId: string,
  before: DigestRow | null,
  of: { key: string; staff: StaffMember; at: Instant; mime: Buffer | null },
): Promise<boolean> {
  const { key, staff, at, mime } = of;
  const claimed = claimedDigest(before, { key, staff, at, claimId: deps.chance.newId('clm') }, deps.now());
  if (!(await deps.staffMail.putDigest(clinicId, before, claimed))) return false;
  const tags = { clinic: clinicId, copy: '1' };
  const result = await sendMime(deps, { key, to: staff.email, mime, now: deps.now(), useBy: claimed.useBy, tags });
  const settled = settledDigest(claimed, result, deps.now());
  // Where SES's own event was faster, it has settled the row.
  await deps.staffMail.putDigest(clinicId, claimed, { ...settled, version: claimed.version + 1 });
  return settled.status !== 'claimed' && settled.status !== 'unknown';
}

async function compose(
  deps: Deps,
  clinic: Clinic,
  key: string,
  reader: StaffMember,
  tasks: readonly OpenTask[],
  more: number,
): Promise<Buffer | null> {
  try {
    const now = deps.now();
    const rendered = await renderStaffMessage({
      template: 'task-digest',
      locale: reader.locale,
      now,
      reader: { name: reader.name, timeZone: clinic.timeZone },
      tasks: tasks.map((task) => taskViewOf(task, reader.staffId, deps.consoleUrl)),
      more,
      listUrl: `${deps.consoleUrl}/tasks`,
    });
    return await composeRendered(deps, rendered, { to: reader.email, messageKey: `${key}-1`, date: now });
  } catch (error) {
    logFailure(deps, 'tell-staff', error);
    return null;
  }
}
