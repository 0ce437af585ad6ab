/** Hands a claimed message to SES. Everything that takes time or can fail was done before the claim was written. */
import { InvariantError } from '../shared/contracts/errors.ts';
import type { Instant, Program, Touchpoint } from '../shared/domain/state.ts';
import { configurationSetFor } from '../shared/mail/configuration-sets.ts';
import { composeMime, type MimeInput } from '../shared/mail/mime.ts';
import type { RenderedMessage } from '../shared/mail/render-message.ts';
import type { SendResult } from '../shared/mail/send.ts';
import type { Deps } from './live.ts';

export function composeRendered(
  deps: Deps,
  rendered: RenderedMessage,
  { to, messageKey, date, calendar = null }: Pick<MimeInput, 'to' | 'messageKey' | 'date' | 'calendar'>,
): Promise<Buffer> {
  return composeMime({
    ...rendered,
    from: deps.mailFrom,
    to,
    calendar,
    messageKey,
    date,
    messageIdDomain: deps.mailFrom.split('@').at(-1) ?? 'localhost',
  });
}

export function sendTouchpoint(
  deps: Deps,
  { clinicId, programId }: Program,
  { key, copy, useBy }: Touchpoint,
  to: string,
  mime: Buffer | null,
  now: Instant,
): Promise<SendResult> {
  return sendMime(deps, {
    key,
    to,
    mime,
    now,
    useBy,
    tags: { clinic: clinicId, program: programId, copy: String(copy) },
  });
}

export async function sendMime(
  deps: Deps,
  message: {
    key: string;
    to: string;
    /** Null where it could not be composed: it fails instead of being tried for ever. */
    mime: Buffer | null;
    now: Instant;
    useBy: Instant;
    tags: Record<string, string>;
  },
): Promise<SendResult> {
  const { key, to, mime, now, useBy, tags } = message;
  if (!mime) return { outcome: 'rejected', code: 'cannot-be-composed' };
  const configurationSet = configurationSetFor(now, useBy);
  if (!configurationSet) throw new InvariantError('a message was claimed with too little time left');
  return deps.mailer.send({ to, mime, key, tags, configurationSet });
}
