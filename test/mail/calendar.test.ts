import ICAL from 'ical.js';
import { afterEach, describe, expect, it } from 'vitest';
import { aSession, start } from '../../scripts/mail-preview/example-views.ts';
import type { Instant, Program, SessionStart } from '../../shared/domain/state.ts';
import { offsetChange, plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { calendarFeed, type Invitation, invitation } from '../../shared/mail/calendar.ts';
import { Course } from '../domain/builders.ts';

const now = '2027-01-13T18:00:00.000Z';
const given: Invitation = {
  session: aSession('dosing'),
  method: 'REQUEST',
  now,
  locale: 'en-US',
  organizer: { name: 'Your care team', email: 'care@throughline.example' },
  attendee: 'maya@example.com',
  url: null,
};

const parse = (file: string): ICAL.Component => new ICAL.Component(ICAL.parse(file));
const eventsIn = (file: string): ICAL.Event[] =>
  parse(file)
    .getAllSubcomponents('vevent')
    .map((component) => new ICAL.Event(component));

/** The instants that another program reads. */
function spans(file: string): [Instant, Instant][] {
  return eventsIn(file).map(({ startDate, endDate }) => [
    new Date(startDate.toUnixTime() * 1000).toISOString(),
    new Date(endDate.toUnixTime() * 1000).toISOString(),
  ]);
}

function startingAt(instant: Instant, timeZone: string): SessionStart {
  return { at: instant.slice(0, 16), timeZone, instant, offset: '+00:00' };
}

function unfolded(file: string): string[] {
  return file.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

const machineZone = process.env.TZ;
afterEach(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

describe('an invitation', () => {
  it('says when in words that every calendar knows, and nothing else', () => {
    expect(unfolded(invitation(given))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Throughline//Sessions//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:REQUEST',
      'BEGIN:VTIMEZONE',
      'TZID:America/Denver',
      'BEGIN:STANDARD',
      'DTSTART:20261101T020000',
      'TZOFFSETFROM:-0600',
      'TZOFFSETTO:-0700',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:20270314T020000',
      'TZOFFSETFROM:-0700',
      'TZOFFSETTO:-0600',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:ses_example@throughline',
      'SEQUENCE:1',
      'DTSTAMP:20270113T180000Z',
      'DTSTART;TZID=America/Denver:20270120T100000',
      'DTEND;TZID=America/Denver:20270120T120000',
      'SUMMARY:Session',
      'STATUS:CONFIRMED',
      'ORGANIZER;CN="Your care team":mailto:care@throughline.example',
      'ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:maya@example.com',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  it('keeps its identity through a move and a cancellation, which tell who asks and whom', () => {
    const moved = { ...given.session, revision: 2, start: startingAt('2027-01-22T17:00:00.000Z', 'America/Denver') };
    const sent = [given, { ...given, session: moved }, { ...given, session: moved, method: 'CANCEL' as const }];
    const seen = sent.map((one) => {
      const calendar = parse(invitation(one));
      const event = calendar.getFirstSubcomponent('vevent');
      return ['uid', 'sequence', 'status', 'organizer', 'attendee']
        .map((name) => event?.getFirstPropertyValue(name))
        .concat(calendar.getFirstPropertyValue('method'));
    });
    const people = ['mailto:care@throughline.example', 'mailto:maya@example.com'];
    expect(seen).toEqual([
      ['ses_example@throughline', 1, 'CONFIRMED', ...people, 'REQUEST'],
      ['ses_example@throughline', 2, 'CONFIRMED', ...people, 'REQUEST'],
      ['ses_example@throughline', 2, 'CANCELLED', ...people, 'CANCEL'],
    ]);
  });

  it('asks for no reply: who cannot come calls', () => {
    expect(unfolded(invitation(given)).join()).toContain('RSVP=FALSE');
  });

  it('is the same on a machine anywhere', () => {
    const files = ['UTC', 'Asia/Tokyo', 'America/Denver'].map((zone) => {
      process.env.TZ = zone;
      return invitation(given);
    });
    expect(new Set(files).size).toBe(1);
  });

  it('is called what the reader calls it, and never what it is', () => {
    const spanish = eventsIn(invitation({ ...given, locale: 'es-US' }))[0];
    expect(spanish?.summary).toBe('Sesión');
    const file = invitation({
      ...given,
      attendee: 'reader@example.com',
      session: aSession('dosing', { place: { text: 'Ketamine room', url: null }, staffNames: ['Sam Lee'] }),
      url: 'https://ketamine-clinic.example/r/1',
    });
    expect(file).not.toMatch(/ketamin|dos(e|ing)|Sam|Luis|Maya|Denver Clinic|LOCATION|DESCRIPTION|^X-/im);
  });

  it('brings the link to join as it is, and none that leads elsewhere than to a web page', () => {
    const link = 'https://video.clinic.example/r/7f3a?x=1,2;y=3';
    expect(eventsIn(invitation({ ...given, url: link }))[0]?.component.getFirstPropertyValue('url')).toBe(link);
    for (const url of ['javascript:alert(1)', 'https://x.example/\r\nATTENDEE:mailto:eve@example.com', 'no address'])
      expect(invitation({ ...given, url }).match(/^(URL:javascript|URL:no|ATTENDEE:)/m)).toBeNull();
  });

  it('lets no name become a line or a value of its own', () => {
    const name = 'Care "team"; X=1:mailto:eve@example.com\r\nATTENDEE:mailto:eve@example.com';
    const file = invitation({ ...given, organizer: { ...given.organizer, name } });
    const event = parse(file).getFirstSubcomponent('vevent');
    expect(event?.getAllProperties('attendee').map((one) => one.getFirstValue())).toEqual(['mailto:maya@example.com']);
    expect(event?.getFirstPropertyValue('organizer')).toBe('mailto:care@throughline.example');
  });

  it('folds its lines at 75 octets, inside no character', () => {
    const file = invitation({
      ...given,
      attendee: `${'m'.repeat(60)}@${'example.'.repeat(20)}com`,
      organizer: { ...given.organizer, name: 'Équipe 🌱 '.repeat(30) },
      url: `https://video.clinic.example/${'r'.repeat(100)}`,
    });
    const lines = file.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(75);
    expect(file).not.toMatch(/[^\r]\n|\r[^\n]/);
    const organizer = parse(file).getFirstSubcomponent('vevent')?.getFirstProperty('organizer');
    expect(organizer?.getParameter('cn')).toBe('Équipe 🌱 '.repeat(30));
  });
});

const zones = [
  'America/Denver',
  'America/Phoenix',
  'America/Vancouver',
  'America/Santiago',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Africa/Casablanca',
  'Africa/Lagos',
  'Europe/Dublin',
  'UTC',
];

/** Through a year and a half every 16 days, and around each change of the clock minute by minute. */
function instantsIn(zone: string): Instant[] {
  const from = '2026-12-01T17:30:00.000Z';
  const regular = Array.from({ length: 34 }, (_, index) => plusHours(from, index * 16 * 24));
  const changes: Instant[] = [];
  for (let change = offsetChange(from, zone, 'next'); change && changes.length < 8; ) {
    if (change.at > '2028-06-01') break;
    changes.push(change.at);
    change = offsetChange(change.at, zone, 'next');
  }
  const around = changes.flatMap((at) =>
    [-1440, -120, -60, -30, -1, 0, 1, 29, 30, 59, 60, 120].map((minutes) => plusMinutes(at, minutes)),
  );
  return [...regular, ...around];
}

describe('the time of a session, read by another program', () => {
  it.each(zones)('is the instant that we mean, on both sides of every change of the clock: %s', (zone) => {
    for (const instant of instantsIn(zone)) {
      const session = { ...given.session, start: startingAt(instant, zone), durationMinutes: 90 };
      expect(spans(invitation({ ...given, session })), instant).toEqual([[instant, plusMinutes(instant, 90)]]);
    }
  });

  it.each(zones)('is right, too, where one file holds them all: %s', (zone) => {
    const course = new Course();
    const instants = instantsIn(zone);
    const sessions = instants.map((instant, index) => ({
      ...aSession('preparation', { sessionId: `ses_${index}` }),
      start: startingAt(instant, zone),
      status: 'booked',
    }));
    const file = calendarFeed({ ...course.program, sessions } as unknown as Program, now);
    expect(spans(file)).toEqual(instants.map((instant) => [instant, plusMinutes(instant, 50)]));
    expect(parse(file).getAllSubcomponents('vtimezone').length).toBe(1);
  });
});

describe('the feed of a patient', () => {
  const sessionsOf = (statuses: readonly string[]) =>
    statuses.map((status, index) => ({
      ...aSession('preparation', { sessionId: `ses_${index}`, revision: index + 1, start }),
      status,
    }));
  const feedOf = (statuses: readonly string[]): string =>
    calendarFeed({ ...new Course().program, sessions: sessionsOf(statuses) } as unknown as Program, now);

  it('holds every session with its identity, and those that were cancelled as such', () => {
    const file = feedOf(['completed', 'booked', 'cancelled', 'no-show']);
    expect(parse(file).getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(
      eventsIn(file).map(({ uid, sequence, component }) => [uid, sequence, component.getFirstPropertyValue('status')]),
    ).toEqual([
      ['ses_0@throughline', 1, 'CONFIRMED'],
      ['ses_1@throughline', 2, 'CONFIRMED'],
      ['ses_2@throughline', 3, 'CANCELLED'],
      ['ses_3@throughline', 4, 'CONFIRMED'],
    ]);
  });

  it('names nobody and no place', () => {
    expect(feedOf(['booked', 'cancelled'])).not.toMatch(
      /Maya|Ortiz|Sam|@example|mailto|video|LOCATION|DESCRIPTION|URL|^X-/im,
    );
  });

  it('is a calendar before the first booking, too', () => {
    const calendar = parse(feedOf([]));
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone']);
  });
});
