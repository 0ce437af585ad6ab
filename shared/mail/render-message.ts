/** A message to a patient or a monitor: facts in, subject, HTML and plain text out. */
import { render } from '@react-email/render';
import type { MessageView } from '../domain/message-view.ts';
import { composeContent, senderNameOf } from './compose-content.ts';
import { layOut } from './layout.ts';
import { plainText } from './plain-text.ts';

/** `senderName` stands beside the sender's address, outside the message: neutral words, in the reader's language (R9). */
export type RenderedMessage = { subject: string; senderName: string; html: string; text: string };

export async function renderMessage(view: MessageView): Promise<RenderedMessage> {
  const content = composeContent(view);
  return {
    subject: content.subject,
    senderName: senderNameOf(view),
    html: await render(layOut(content)),
    text: plainText(content),
  };
}
