/**
 * Sessions as iCalendar (RFC 5545, RFC 5546): with each confirmation, move and cancellation, and as a feed. The text is
 * neutral: a calendar is shared, synchronised and shown on locked phones. Written here line by line, since a library
 * that reads a Date by the clock of the machine puts a session at another hour wherever that clock is not the session's.
 */
import type { SessionView } from '../domain/message-view.ts';
import type { Instant, Program, SessionStart } from '../domain/state.ts';
import { plusMinutes, wallIn } from '../domain/time.ts';
import { safeUrl } from '../text/links.ts';
import { pickLanguage } from '../text/locales.ts';
import { neutralText } from '../text/names.ts';
import { contentLines, quoted, textValue } from './content-lines.ts';
import { compact, isShownTwice, vtimezone } from './vtimezone.ts';

const productId = '-//Throughline//Sessions//EN';
const uidDomain = 'throughline';

type CalendarSession = Pick<SessionView, 'sessionId' | 'revision' | 'start' | 'durationMinutes'>;

export type Invitation = {
  session: CalendarSession;
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
  const link = safeUrl(url);
  return calendarOf(method, zonesOf([session.start]), [
    ...eventLines(session, { now, locale, cancelled: method === 'CANCEL' }, [
      `ORGANIZER;CN=${quoted(organizer.name)}:mailto:${organizer.email}`,
      // Nobody watches the mailbox that an answer would go to.
      `ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:${attendee}`,
      ...(link && neutralText(link) ? [`URL:${link}`] : []),
    ]),
  ]);
}

/** Every session of a program that is booked, took place or was cancelled: what subscribers see. */
export function calendarFeed(program: Program, now: Instant): string {
  const { timeZone, locale } = program.patient;
  const starts = program.sessions.map(({ start }) => start);
  return calendarOf(
    'PUBLISH',
    // A calendar without any component is none (RFC 5545, 3.6): before the first booking it holds the patient's zone.
    starts.length > 0 ? zonesOf(starts) : vtimezone(timeZone, [now]),
    program.sessions.flatMap((session) =>
      eventLines(session, { now, locale, cancelled: session.status === 'cancelled' }, []),
    ),
  );
}

function calendarOf(method: string, zones: readonly string[], events: readonly string[]): string {
  return contentLines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${productId}`,
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...zones,
    ...events,
    'END:VCALENDAR',
  ]);
}

/** Each zone once, around all that begins in it. */
function zonesOf(starts: readonly SessionStart[]): string[] {
  return [...new Set(starts.map(({ timeZone }) => timeZone))].flatMap((zone) =>
    vtimezone(
      zone,
      starts.filter(({ timeZone }) => timeZone === zone).map(({ instant }) => instant),
    ),
  );
}

function eventLines(
  { sessionId, revision, start, durationMinutes }: CalendarSession,
  { now, locale, cancelled }: { now: Instant; locale: string; cancelled: boolean },
  more: readonly string[],
): string[] {
  const end = plusMinutes(start.instant, durationMinutes);
  return [
    'BEGIN:VEVENT',
    `UID:${sessionId}@${uidDomain}`,
    `SEQUENCE:${revision}`,
    `DTSTAMP:${utc(now)}`,
    ...spanLines(start.instant, end, start.timeZone),
    `SUMMARY:${textValue(pickLanguage(locale).words.calendar.session)}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...more,
    'END:VEVENT',
  ];
}

/** By the wall clock of the session's zone. A time that the clock shows twice can only be told in UTC. */
function spanLines(start: Instant, end: Instant, zone: string): string[] {
  if (isShownTwice(start, zone) || isShownTwice(end, zone)) return [`DTSTART:${utc(start)}`, `DTEND:${utc(end)}`];
  const local = (instant: Instant): string => `TZID=${zone}:${compact(`${wallIn(instant, zone)}:00`)}`;
  return [`DTSTART;${local(start)}`, `DTEND;${local(end)}`];
}

function utc(instant: Instant): string {
  return `${compact(new Date(instant).toISOString().slice(0, 19))}Z`;
}
