/** Claim → send → settle: the claim decides, SES is called once, what became of it is written before anything else is done. */
import { InvariantError, Superseded } from '../../shared/contracts/errors.ts';
import { sendMessageInput } from '../../shared/contracts/workflow.ts';
import { messageViewOf } from '../../shared/domain/message-view-of.ts';
import { linkFor } from '../../shared/domain/patient/page-access.ts';
import type { Program, Touchpoint } from '../../shared/domain/state.ts';
import { minutesBetween } from '../../shared/domain/time.ts';
import { isBeforeSession } from '../../shared/domain/touchpoints.ts';
import { type Claim, claim } from '../../shared/domain/workflow/claim.ts';
import { rowsOf } from '../../shared/domain/workflow/ledger.ts';
import { recipientOf } from '../../shared/domain/workflow/recipient.ts';
import { settle } from '../../shared/domain/workflow/settle.ts';
import { messageCalendar } from '../../shared/mail/message-calendar.ts';
import { renderMessage } from '../../shared/mail/render-message.ts';
import type { Extras } from '../../shared/use-cases/ports.ts';
import { type Done, runCommand, workflowItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { followOwnGroup } from '../reactions/follow-group.ts';
import { composeRendered, sendTouchpoint } from '../send-claimed.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { busyOrGone } from './busy-or-gone.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'send-message', sendMessageInput, async ({ clinicId, programId, run, key }) => {
    const command = { clinicId, programId, who: workflowItself, kind: 'step' as const };
    // Composed before the claim is written: between the claim and SES there is nothing left that takes time or can fail.
    let mime: Buffer | null = null;
    const claimed = await runCommand(deps, {
      ...command,
      decide: (change): Claim => claim(change, key, run),
      extras: async (done) => {
        if (done.value.kind !== 'claimed') return {};
        const composed = await compose(deps, done, done.value);
        mime = composed?.mime ?? null;
        return { ...groupOf(done.value), ...composed?.kept };
      },
    });
    if (!claimed.ok && 'failure' in claimed && claimed.failure === 'group-changed') {
      await followGroupOf(deps, clinicId, programId, key);
      return {};
    }
    if (!claimed.ok) throw busyOrGone(claimed);
    const { value, program, context } = claimed;
    if (value.kind === 'superseded') throw new Superseded('a newer run has taken over');
    if (value.kind === 'look-again') {
      if (rowOf(program, key)?.reason === 'too-late') deps.log('error', 'a message was too late', { programId, key });
      return {};
    }
    const { touchpoint } = value.found;
    const to = recipientOf(program, touchpoint).email;
    const result = await sendTouchpoint(deps, program, touchpoint, to, mime, context.now);
    const settled = await runCommand(deps, {
      ...command,
      read: { program, clinic: context.clinic },
      decide: (change) => {
        settle(change, key, touchpoint.claim?.claimId ?? '', result);
        return {};
      },
    });
    if (!settled.ok) throw busyOrGone(settled);
    const lateMinutes = minutesBetween(touchpoint.at, context.now);
    if (lateMinutes >= lateFromMinutes) deps.log('warn', 'a message was late', { programId, key, lateMinutes });
    return {};
  });

/** From here on somebody should know (infra/cloud/alarms.ts), though the message is still of use. */
const lateFromMinutes = 10;

type Claimed = Extract<Claim, { kind: 'claimed' }>;

const rowOf = (program: Program, key: string): Touchpoint | undefined => rowsOf(program).find((one) => one.key === key);

/** What is told before a group's session is told of the group's newest revision only: a condition of the claim. */
function groupOf({ found: { touchpoint, session } }: Claimed): Extras {
  const before = session?.status === 'booked' && isBeforeSession(touchpoint, session);
  return before && session.group ? { group: session.group } : {};
}

/** The group has moved and this session has not heard of it yet: it follows now, and what was to be told is void. */
async function followGroupOf(deps: Deps, clinicId: string, programId: string, key: string): Promise<void> {
  const program = await deps.programs.load(clinicId, programId);
  const session = program?.sessions.find(({ touchpoints }) => touchpoints.some((one) => one.key === key));
  if (!session?.group) throw new InvariantError('a message waits for a group that its session does not have');
  await followOwnGroup(deps, clinicId, { programId, sessionId: session.sessionId, groupId: session.group.groupId });
}

/** Null where the message cannot be made: it fails with a task instead of being tried for ever. */
async function compose(
  deps: Deps,
  { program, context }: Done<Claim>,
  { found, link, code }: Claimed,
): Promise<{ mime: Buffer; kept: Extras } | null> {
  const { touchpoint, session } = found;
  const { now, protocol, clinic } = context;
  try {
    const view = messageViewOf({ protocol, program, clinic, now }, touchpoint, session, {
      pageUrl: `${deps.pagesUrl}/p/${link.value}`,
      code,
    });
    const rendered = await renderMessage(view);
    const to = recipientOf(program, touchpoint).email;
    const from = { name: rendered.senderName, email: deps.mailFrom };
    const mime = await composeRendered(deps, rendered, {
      to,
      calendar: messageCalendar(view, from, to),
      messageKey: `${touchpoint.key}-${touchpoint.copy}`,
      date: now,
    });
    const withoutSecrets = (text: string): string => [link.value, ...(code ? [code] : [])].reduce(cutOut, text);
    return {
      mime,
      kept: {
        link: { tokenHash: link.hash, link: linkFor(program, touchpoint, session, now) },
        message: {
          key: touchpoint.key,
          copy: touchpoint.copy,
          at: now,
          from: deps.mailFrom,
          to,
          subject: rendered.subject,
          text: withoutSecrets(rendered.text),
          html: withoutSecrets(rendered.html),
          template: view.template,
          locale: view.locale,
          protocol: program.protocol,
        },
      },
    };
  } catch (error) {
    logFailure(deps, 'send-message', error);
    return null;
  }
}

const cutOut = (text: string, secret: string): string => text.replaceAll(secret, '[cut out]');
