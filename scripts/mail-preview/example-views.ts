/**
 * Messages as the domain would ask for them, for the preview and for tests: Maya's session on Wednesday 20 January 2027,
 * 10:00 in Denver.
 */
import type { Deadline, Lasting, MessageView, SessionView } from '../../shared/domain/message-view.ts';
import { isDose, type SessionKind } from '../../shared/domain/protocol.ts';
import type { Instant, SessionStart, TouchpointName } from '../../shared/domain/state.ts';
import { plusHours } from '../../shared/domain/time.ts';

export const start: SessionStart = {
  at: '2027-01-20T10:00',
  timeZone: 'America/Denver',
  instant: '2027-01-20T17:00:00.000Z',
  offset: '-07:00',
};

const earlierStart: SessionStart = {
  at: '2027-01-18T14:00',
  timeZone: 'America/Denver',
  instant: '2027-01-18T21:00:00.000Z',
  offset: '-07:00',
};

/** What holds beyond the end; of driving, until after a night's sleep, where nothing else is said. */
export function lasting(changes: Partial<Lasting> = {}): Lasting {
  return {
    subject: 'vehicle-or-machinery',
    rule: 'avoid',
    takes: false,
    medicine: false,
    words: null,
    hoursAfterEnd: null,
    sleep: true,
    until: '2027-01-21T15:00:00.000Z',
    ...changes,
  };
}

/** Of a protocol that asks for more than sleep: driving, and no alcohol for 24 hours. */
export const lastingAfter: readonly Lasting[] = [
  lasting(),
  lasting({ subject: 'alcohol', medicine: true, hoursAfterEnd: 24, sleep: false, until: '2027-01-21T19:00:00.000Z' }),
];

/** The same before the session. */
export function holdsLonger(deadlines: readonly Deadline[]): Deadline[] {
  return deadlines.map((one) =>
    one.subject === 'alcohol' ? { ...one, until: 'hours-after-end', untilHours: 24 } : one,
  );
}

const medicines: readonly string[] = ['benzodiazepine', 'stimulant', 'alcohol', 'antihypertensive'];

export function deadlinesFor(instant: Instant, now: Instant, takes: readonly Deadline['subject'][] = []): Deadline[] {
  const avoid = (subject: Deadline['subject'], hours: number): Deadline => {
    const opens = plusHours(instant, -hours);
    return {
      subject,
      rule: 'avoid',
      opens,
      open: opens <= now,
      takes: takes.includes(subject),
      medicine: medicines.includes(subject),
      until: 'end',
      untilHours: null,
      words: null,
    };
  };
  const untimed = (subject: Deadline['subject'], rule: Deadline['rule'], until: Deadline['until']): Deadline => ({
    subject,
    rule,
    opens: null,
    open: false,
    takes: takes.includes(subject),
    medicine: medicines.includes(subject),
    until,
    untilHours: null,
    words: null,
  });
  return [
    avoid('benzodiazepine', 24),
    avoid('stimulant', 24),
    avoid('alcohol', 24),
    avoid('solid-food', 3),
    avoid('liquids', 1),
    untimed('antihypertensive', 'continue', 'end'),
    untimed('monitor', 'have', 'end'),
    untimed('vehicle-or-machinery', 'avoid', 'night-of-sleep'),
  ];
}

export function aSession(kind: SessionKind, changes: Partial<SessionView> = {}): SessionView {
  const dose = isDose(kind);
  return {
    sessionId: 'ses_example',
    revision: 1,
    kind,
    doseNumber: dose ? 2 : null,
    start,
    durationMinutes: dose ? 120 : 50,
    mode: dose ? 'home' : 'video',
    place: dose
      ? { text: 'At home; Sam joins by video', url: null }
      : { text: 'Video call', url: 'https://video.clinic.example/r/7f3a' },
    staffNames: ['Sam Lee'],
    monitorName: dose ? 'Luis Ortiz' : null,
    ...changes,
  };
}

const sentAt: Partial<Record<TouchpointName, Instant>> = {
  'booked-late': '2027-01-19T21:00:00.000Z',
  'not-yet': '2027-01-19T22:00:00.000Z',
  'reminder-1d': '2027-01-19T17:00:00.000Z',
  'reminder-3d': '2027-01-17T17:00:00.000Z',
  'reminder-24h': '2027-01-19T15:00:00.000Z',
  'reminder-3h': '2027-01-20T03:00:00.000Z',
  after: '2027-01-20T19:05:00.000Z',
  'next-day': '2027-01-21T17:00:00.000Z',
};

/** What the page asks while nothing has been answered. */
const asksFor: Partial<Record<TouchpointName, MessageView['asks']>> = {
  'reminder-3d': ['confirm-session', 'pre-session-check'],
  'reminder-24h': ['confirm-session', 'pre-session-check'],
  'booked-late': ['confirm-session', 'pre-session-check'],
  'check-in': ['check-in'],
  welcome: ['confirm-address'],
  measure: ['measures'],
};

const exampleActions: MessageView['actions'] = [
  { text: 'Walk by the river twice a week', due: '2027-01-24', accountability: 'Luis' },
  { text: 'Write to my sister', due: null, accountability: null },
];

export function aView(
  template: TouchpointName,
  kind: SessionKind = 'dosing',
  changes: Partial<MessageView> = {},
): MessageView {
  const now = changes.now ?? sentAt[template] ?? '2027-01-13T18:00:00.000Z';
  const ofProgram = ['on-hold', 'resumed', 'welcome', 'introduction', 'code'].includes(template);
  const session = ofProgram ? null : aSession(kind);
  const deadlines = session && isDose(kind) ? deadlinesFor(session.start.instant, now) : [];
  const upcoming = aSession(kind);
  const isOver = template === 'after' || template === 'next-day';
  return {
    template,
    locale: 'en-US',
    now,
    clinic: { name: 'Juniper Clinic', phone: '+1 303 555 0110', timeZone: 'America/Denver' },
    audience: 'patient',
    reader: { name: 'Maya Ortiz', timeZone: 'America/Denver', country: 'US', discreet: false },
    patientName: null,
    careTeam: [
      { name: 'Sam Lee', roles: ['therapist'], lead: true },
      { name: 'Dr. Ana Reyes', roles: ['clinician'], lead: false },
    ],
    leadStandsIn: false,
    pageUrl: 'https://pages.clinic.example/p/lnk_example',
    code: template === 'code' ? '204913' : null,
    asks: asksFor[template] ?? [],
    actions: kind === 'integration' && template === 'reminder-1d' ? exampleActions : [],
    toRead:
      template.startsWith('reminder') && kind !== 'preparation'
        ? ['set-out-with', 'found', ...(isDose(kind) ? ['to-do' as const] : [])]
        : [],
    nextSession: null,
    clinicianName: 'Dr. Ana Reyes',
    session,
    deadlines,
    late: template === 'booked-late',
    blocked: template === 'booked-late' || template === 'not-yet',
    previousStart: template === 'moved' ? earlierStart : null,
    carries: [],
    upcoming:
      template === 'on-hold' || template === 'resumed'
        ? [{ ...upcoming, deadlines: isDose(kind) ? deadlinesFor(upcoming.start.instant, now) : [], blocked: false }]
        : [],
    after: isOver ? { endedAt: '2027-01-20T19:00:00.000Z' } : null,
    // An estimate names no instant.
    lasting: isOver ? [lasting(changes.after === null ? { until: null } : {})] : [],
    ...changes,
  };
}

/** The same session for Luis, who is to be with Maya; `discreet`: she stays unnamed. */
export function aMonitorView(
  template: TouchpointName,
  changes: Partial<MessageView> = {},
  { discreet = false }: { discreet?: boolean } = {},
): MessageView {
  const view = aView(template, 'dosing');
  const asks: MessageView['asks'] = ['booked', 'moved', 'reminder-24h'].includes(template) ? ['confirm-presence'] : [];
  return {
    ...view,
    audience: 'monitor',
    reader: { ...view.reader, name: 'Luis Ortiz', discreet },
    patientName: discreet ? null : 'Maya Ortiz',
    asks,
    ...changes,
  };
}

const placesIn: Readonly<Record<string, { home: string; other: string; actions: MessageView['actions'] }>> = {
  es: {
    home: 'En casa; Sam se une por video',
    other: 'Videollamada',
    actions: [
      { text: 'Caminar junto al río dos veces por semana', due: '2027-01-24', accountability: 'Luis' },
      { text: 'Escribir a mi hermana', due: null, accountability: null },
    ],
  },
};

/** The same in another language, with what people typed in it. */
export function inLocale(view: MessageView, locale: string): MessageView {
  const typed = placesIn[new Intl.Locale(locale).language];
  if (!typed) return { ...view, locale };
  const placed = <T extends SessionView>(session: T): T => ({
    ...session,
    place: session.place && { ...session.place, text: session.mode === 'home' ? typed.home : typed.other },
  });
  return {
    ...view,
    locale,
    session: view.session && placed(view.session),
    upcoming: view.upcoming.map(placed),
    actions: view.actions.length > 0 ? typed.actions : [],
  };
}

export const templates: readonly TouchpointName[] = [
  'booked',
  'booked-late',
  'moved',
  'cancelled',
  'not-yet',
  'confirmed',
  'on-hold',
  'resumed',
  'reminder-1d',
  'reminder-3d',
  'reminder-24h',
  'reminder-3h',
  'after',
  'next-day',
  'check-in',
  'welcome',
  'introduction',
  'measure',
  'code',
];

export const monitorTemplates: readonly TouchpointName[] = [
  'booked',
  'moved',
  'cancelled',
  'not-yet',
  'confirmed',
  'reminder-24h',
  'after',
];

export const kinds: readonly SessionKind[] = ['preparation', 'dosing', 'integration', 'closing', 'continuing'];
