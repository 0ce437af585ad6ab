/** Tells staff about one task what is due: claim → send → settle, one message after the other. */
import { taskViewOf } from '../../shared/domain/staff-message-view.ts';
import { isToStaff } from '../../shared/domain/workflow/recipient.ts';
import { settle } from '../../shared/domain/workflow/settle.ts';
import { claimAboutTask, type StaffClaim, type StaffMember } from '../../shared/domain/workflow/tell-staff.ts';
import { renderStaffMessage } from '../../shared/mail/staff-message.ts';
import type { DueTask } from '../../shared/store/staff-mail-store.ts';
import type { Extras } from '../../shared/use-cases/ports.ts';
import { type Done, runCommand, systemItself } from '../../shared/use-cases/run-command.ts';
import { memberOf } from '../../shared/use-cases/staff.ts';
import type { Deps } from '../live.ts';
import { composeRendered, sendTouchpoint } from '../send-claimed.ts';
import { busyOrGone } from '../steps/busy-or-gone.ts';
import { logFailure } from '../wrap.ts';

/** A task has three messages, each of which may first be settled and then be sent. */
const stepsMax = 8;

export async function tellAboutTask(deps: Deps, { clinicId, programId, taskId }: DueTask): Promise<void> {
  const staff = await staffOf(deps, clinicId);
  const command = { clinicId, programId, who: systemItself, kind: 'step' as const };
  for (let step = 0; step < stepsMax; step += 1) {
    let mime: Buffer | null = null;
    const claimed = await runCommand(deps, {
      ...command,
      decide: (change): StaffClaim => claimAboutTask(change, taskId, staff),
      extras: async (done) => {
        const composed = await compose(deps, done);
        mime = composed?.mime ?? null;
        return composed?.kept ?? {};
      },
    });
    if (!claimed.ok) throw busyOrGone(claimed);
    const { value, program, context } = claimed;
    if (value.kind === 'nothing-due') return;
    if (value.kind === 'look-again') {
      const told = program.tasks.find((one) => one.taskId === taskId)?.touchpoints ?? [];
      if (told.some(({ reason }) => reason === 'nobody-can-be-reached'))
        deps.log('error', 'nobody of the staff can be reached', { programId, taskId });
      continue;
    }
    const { touchpoint } = value.found;
    const result = await sendTouchpoint(deps, program, touchpoint, value.reader.email, mime, context.now);
    const settled = await runCommand(deps, {
      ...command,
      read: { program, clinic: context.clinic },
      decide: (change) => {
        settle(change, touchpoint.key, touchpoint.claim?.claimId ?? '', result);
        return {};
      },
    });
    if (!settled.ok) throw busyOrGone(settled);
  }
}

export async function staffOf(deps: Deps, clinicId: string): Promise<StaffMember[]> {
  return (await deps.queries.staffOf(clinicId)).map(memberOf);
}

async function compose(
  deps: Deps,
  { value, program, context }: Done<StaffClaim>,
): Promise<{ mime: Buffer; kept: Extras } | null> {
  if (value.kind !== 'claimed') return null;
  const { found, task, reader } = value;
  const { key, copy, name } = found.touchpoint;
  if (!isToStaff(name)) return null;
  try {
    const { now, clinic } = context;
    const { programId } = program;
    const rendered = await renderStaffMessage({
      template: name,
      locale: reader.locale,
      now,
      reader: { name: reader.name, timeZone: clinic.timeZone },
      tasks: [taskViewOf({ ...task, programId }, reader.staffId, deps.consoleUrl)],
      more: 0,
      listUrl: `${deps.consoleUrl}/tasks`,
    });
    const to = reader.email;
    const { subject, text, html } = rendered;
    return {
      mime: await composeRendered(deps, rendered, { to, messageKey: `${key}-${copy}`, date: now }),
      kept: {
        message: {
          key,
          copy,
          at: now,
          from: deps.mailFrom,
          to,
          subject,
          text,
          html,
          template: name,
          locale: reader.locale,
          protocol: program.protocol,
        },
      },
    };
  } catch (error) {
    logFailure(deps, 'tell-staff', error);
    return null;
  }
}
