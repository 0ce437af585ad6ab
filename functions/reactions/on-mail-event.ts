/** What SES tells of a message, by the key in its tags. Repeats, delays and disorder are the domain's to sort out. */
import * as z from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { heardDigest } from '../../shared/domain/digest.ts';
import { hearFromSes, type MailEvent } from '../../shared/domain/workflow/settle.ts';
import { runCommand, sesItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { busyOrGone } from '../steps/busy-or-gone.ts';
import { handlerStack } from '../wrap.ts';

const tag = z.array(z.string()).min(1);
const mailEvent = z.object({
  source: z.literal('aws.ses'),
  time: z.string(),
  detail: z.object({
    eventType: z.string(),
    mail: z.object({
      messageId: z.string(),
      timestamp: z.string(),
      tags: z.object({ key: tag, clinic: tag, program: tag, copy: tag }).partial(),
    }),
    bounce: z
      .object({ bounceType: z.string(), bouncedRecipients: z.array(z.object({ emailAddress: z.string() })) })
      .optional(),
    complaint: z.object({ complainedRecipients: z.array(z.object({ emailAddress: z.string() })) }).optional(),
  }),
});

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-mail-event', mailEvent, async ({ detail, time }) => {
    const { key, clinic, program } = detail.mail.tags;
    const heard = toMailEvent(detail, time);
    const [keyOf, clinicId, programId] = [key?.[0], clinic?.[0], program?.[0]];
    if (!heard || !keyOf || !clinicId) return {};
    // Of a member of staff the clinic hears, whatever the message was about.
    if (keyOf.endsWith('_staff')) await hearOfAddress(deps, clinicId, heard);
    if (!programId) {
      await hearOfDigest(deps, clinicId, keyOf, heard);
      return {};
    }
    const done = await runCommand(deps, {
      clinicId,
      programId,
      who: sesItself,
      kind: 'step',
      decide: (change) => {
        hearFromSes(change, keyOf, heard);
        return {};
      },
    });
    if (!done.ok && !('failure' in done && done.failure === 'not-found')) throw busyOrGone(done);
    return {};
  });

const attemptsMax = 5;

/** The row that was read is the row that is changed: events come twice, and while the sender itself settles. */
async function hearOfDigest(deps: Deps, clinicId: string, key: string, event: MailEvent): Promise<void> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const before = await deps.staffMail.digest(clinicId, key);
    const after = before && heardDigest(before, event);
    if (!before || !after || (await deps.staffMail.putDigest(clinicId, before, after))) return;
  }
  throw new CareError('busy', 'the row of a morning list changed too often');
}

/** What bounces hard, or is not wanted, is not mailed to any more; until somebody gives another address. */
async function hearOfAddress(deps: Deps, clinicId: string, event: MailEvent): Promise<void> {
  const stops = event.type === 'complaint' || (event.type === 'bounce' && event.permanent);
  if (!stops) return;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const staff = await deps.clinics.staffByEmail(clinicId, event.email);
    if (!staff || staff.emailStopped) return;
    const reason = event.type === 'bounce' ? 'bounced' : 'complained';
    const emailStopped = { since: deps.now(), reason } as const;
    const { actor } = sesItself;
    if (
      await deps.clinics.changeStaff(
        clinicId,
        staff,
        { ...staff, emailStopped },
        { emailStopped },
        actor,
        deps.now(),
        null,
      )
    )
      return;
  }
  throw new CareError('busy', 'a member of staff was changed too often');
}

function toMailEvent(
  { eventType, mail, bounce, complaint }: z.infer<typeof mailEvent>['detail'],
  time: string,
): MailEvent | null {
  const about = { sesMessageId: mail.messageId, copy: mail.tags.copy?.[0] === '2' ? (2 as const) : (1 as const) };
  const at = new Date(time).toISOString();
  switch (eventType) {
    case 'Send':
      return { type: 'send', ...about, at: new Date(mail.timestamp).toISOString() };
    case 'Delivery':
      return { type: 'delivery', ...about, at };
    case 'DeliveryDelay':
      return { type: 'delay', ...about, at };
    case 'Reject':
      return { type: 'reject', ...about, at };
    case 'Bounce':
      return {
        type: 'bounce',
        ...about,
        at,
        permanent: bounce?.bounceType === 'Permanent',
        email: bounce?.bouncedRecipients[0]?.emailAddress ?? '',
      };
    case 'Complaint':
      return { type: 'complaint', ...about, at, email: complaint?.complainedRecipients[0]?.emailAddress ?? '' };
    default:
      return null;
  }
}
