/** A message to a patient: facts in, subject, HTML and plain text out. */
import { render } from '@react-email/render';
import type { MessageView } from '../domain/message-view.ts';
import { composeContent } from './compose-content.ts';
import { layOut } from './layout.ts';
import { plainText } from './plain-text.ts';

export type RenderedMessage = { subject: string; html: string; text: string };

export async function renderMessage(view: MessageView): Promise<RenderedMessage> {
  const content = composeContent(view);
  return { subject: content.subject, html: await render(layOut(content)), text: plainText(content) };
}
