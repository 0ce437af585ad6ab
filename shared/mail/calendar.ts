/**
 * Sessions as iCalendar (RFC 5545, RFC 5546): with each confirmation, move and cancellation, and as a feed. The text is
 * neutral: a calendar is shared, synchronised and shown on locked phones.
 */
import ical, { type ICalCalendar, ICalCalendarMethod, type ICalEventData, ICalEventStatus } from 'ical-generator';
import type { SessionView } from '../domain/message-view.ts';
import type { Instant, Program, SessionStart } from '../domain/state.ts';
import { plusMinutes } from '../domain/time.ts';
import { pickLanguage } from '../text/locales.ts';
import { vtimezone } from './vtimezone.ts';

const productId = { company: 'Throughline', product: 'Sessions', language: 'EN' };
const uidDomain = 'throughline';

export type Invitation = {
  session: Pick<SessionView, 'sessionId' | 'revision' | 'start' | 'durationMinutes' | 'place'>;
  method: 'REQUEST' | 'CANCEL';
  now: Instant;
  locale: string;
  organizer: { name: string; email: string };
  attendee: string;
  /** A link to join by; left out where the patient wants to be discreet. */
  url: string | null;
};

/** One session to put into a calendar, or to take out of it. */
export function invitation({ session, method, now, locale, organizer, attendee, url }: Invitation): string {
  const calendar = newCalendar(ICalCalendarMethod[method], [session.start]);
  calendar.createEvent({
    ...eventOf(session, now, locale, method === 'CANCEL'),
    organizer,
    attendees: [{ email: attendee, rsvp: false }],
    ...(url ? { url } : {}),
  });
  return calendar.toString();
}

/** Every session of a program that is booked, took place or was cancelled: what subscribers see. */
export function calendarFeed(program: Program, now: Instant): string {
  const calendar = newCalendar(
    ICalCalendarMethod.PUBLISH,
    program.sessions.map(({ start }) => start),
  );
  for (const session of program.sessions)
    calendar.createEvent(eventOf(session, now, program.patient.locale, session.status === 'cancelled'));
  return calendar.toString();
}

function newCalendar(method: ICalCalendarMethod, starts: readonly SessionStart[]): ICalCalendar {
  const generator = (zone: string): string =>
    vtimezone(
      zone,
      starts.filter(({ timeZone }) => timeZone === zone).map(({ instant }) => instant),
    );
  return ical({ prodId: productId, method, timezone: { name: null, generator } });
}

function eventOf(session: Invitation['session'], now: Instant, locale: string, cancelled: boolean): ICalEventData {
  const { start, durationMinutes, sessionId, revision } = session;
  return {
    id: `${sessionId}@${uidDomain}`,
    sequence: revision,
    stamp: new Date(now),
    start: new Date(start.instant),
    end: new Date(plusMinutes(start.instant, durationMinutes)),
    timezone: start.timeZone,
    summary: pickLanguage(locale).words.calendar.session,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  };
}
