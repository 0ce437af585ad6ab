/** Which messages bring a calendar file: each confirmation, move and cancellation of a session. */
import type { MessageView } from '../domain/message-view.ts';
import { type Invitation, invitation } from './calendar.ts';

const methods: Partial<Record<MessageView['template'], Invitation['method']>> = {
  booked: 'REQUEST',
  'booked-late': 'REQUEST',
  moved: 'REQUEST',
  confirmed: 'REQUEST',
  cancelled: 'CANCEL',
};

export function messageCalendar(
  { template, session, now, locale, reader, audience }: MessageView,
  organizer: Invitation['organizer'],
  attendee: string,
): { method: Invitation['method']; content: string } | null {
  const method = methods[template];
  if (!method || !session) return null;
  // The link to join is the patient's own; who is with them needs none.
  const url = reader.discreet || audience === 'monitor' ? null : (session.place?.url ?? null);
  return { method, content: invitation({ session, method, now, locale, organizer, attendee, url }) };
}
