/** Claim → send → settle: the claim decides, SES is called once, what became of it is written before anything else is done. */
import { InvariantError, MailThrottled, Superseded } from '../../shared/contracts/errors.ts';
import { sendMessageInput } from '../../shared/contracts/workflow.ts';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import type { Claim } from '../../shared/domain/workflow/claim.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { settle } from '../../shared/domain/workflow/settle.ts';
import { configurationSetFor } from '../../shared/mail/configuration-sets.ts';
import { composeMime } from '../../shared/mail/mime.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import type { SendResult } from '../../shared/mail/send.ts';
import { type Done, runCommand, workflowItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { logFailure, stepStack } from '../wrap.ts';
import { busyOrGone } from './busy-or-gone.ts';

export const createHandler = (deps: Deps) =>
  stepStack(deps, 'send-message', sendMessageInput, async ({ clinicId, programId, run, key }) => {
    const command = { clinicId, programId, who: workflowItself, kind: 'step' as const };
    const claimed = await runCommand(deps, { ...command, decide: (change): Claim => claim(change, key, run) });
    if (!claimed.ok) throw busyOrGone(claimed);
    if (claimed.value.kind === 'superseded') throw new Superseded('a newer run has taken over');
    if (claimed.value.kind === 'look-again') return {};
    const result = await send(deps, clinicId, claimed, claimed.value);
    const claimId = claimed.value.found.touchpoint.claim?.claimId ?? '';
    const settled = await runCommand(deps, {
      ...command,
      decide: (change) => {
        settle(change, key, claimId, result);
        return {};
      },
    });
    if (!settled.ok) throw busyOrGone(settled);
    if (result.outcome === 'throttled') throw new MailThrottled('SES asked to slow down');
    return {};
  });

type Claimed = Extract<Claim, { kind: 'claimed' }>;

async function send(
  deps: Deps,
  clinicId: string,
  { program, context }: Done<Claim>,
  { found }: Claimed,
): Promise<SendResult> {
  const clinic = await deps.clinics.clinic(clinicId);
  if (!clinic) throw new InvariantError('a program belongs to no clinic');
  const { touchpoint, session } = found;
  const configurationSet = configurationSetFor(context.now, touchpoint.useBy);
  if (!configurationSet) throw new InvariantError('a touchpoint was claimed with too little time left');
  const view = messageViewOf(context.protocol, program, clinic, touchpoint, session, context.now);
  let mime: Buffer;
  try {
    mime = await composeMime({
      ...(await renderMessage(view)),
      from: deps.mailFrom,
      to: program.patient.email,
      messageKey: `${touchpoint.key}-${touchpoint.copy}`,
      date: context.now,
      messageIdDomain: deps.mailFrom.split('@').at(-1) ?? 'localhost',
    });
  } catch (error) {
    // Nothing has left: a message that cannot be made fails at once, with a task, instead of being tried for ever.
    logFailure(deps, 'send-message', error);
    return { outcome: 'rejected', code: 'cannot-be-composed' };
  }
  return deps.mailer.send({
    to: program.patient.email,
    mime,
    key: touchpoint.key,
    tags: { clinic: clinicId, program: program.programId },
    configurationSet,
  });
}
