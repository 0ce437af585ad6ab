/** What SES tells of a message, by the key in its tags. Repeats, delays and disorder are the domain's to sort out. */
import * as z from 'zod';
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
    if (!heard || !keyOf || !clinicId || !programId) return {};
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
