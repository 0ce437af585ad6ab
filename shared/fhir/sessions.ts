/** Sessions, what was said around them, and what went wrong in them. */
import type { AdverseEvent, Appointment, AppointmentParticipant, Communication } from '@medplum/fhirtypes';
import type {
  Program,
  AdverseEvent as RecordedEvent,
  Session,
  SessionStatus,
  Touchpoint,
  TouchpointStatus,
} from '../domain/state.ts';
import { plusMinutes } from '../domain/time.ts';
import { concept, fhirId, identifier, ourConcept, type Refs, referenceTo, staffReference, systemOf } from './names.ts';

const appointmentStatus: Record<SessionStatus, Appointment['status']> = {
  booked: 'booked',
  'in-session': 'arrived',
  completed: 'fulfilled',
  'stopped-early': 'fulfilled',
  'no-show': 'noshow',
  cancelled: 'cancelled',
};

/** Done elsewhere, before the patient came: its times are what the clinic was told. */
const takenOver = { system: systemOf('origin'), code: 'imported', display: 'Taken over from elsewhere' };

export function appointmentOf(session: Session, { patientId }: Refs): Appointment {
  const { sessionId, start, durationMinutes, status, cancelled, outcome, imported } = session;
  return {
    resourceType: 'Appointment',
    id: fhirId(sessionId),
    ...(imported ? { meta: { tag: [takenOver] } } : {}),
    identifier: identifier('session', sessionId),
    status: appointmentStatus[status],
    ...(cancelled ? { cancelationReason: concept([cancelled.reason, cancelled.note].filter(Boolean).join(': ')) } : {}),
    serviceType: [ourConcept('session-kind', session.kind)],
    appointmentType: ourConcept('session-mode', session.mode),
    start: start.instant,
    end: plusMinutes(start.instant, durationMinutes),
    minutesDuration: durationMinutes,
    created: session.bookedAt,
    ...(outcome?.notes ? { comment: outcome.notes } : {}),
    participant: participantsOf(session, patientId),
  };
}

function participantsOf({ staff, monitor }: Session, patientId: string): AppointmentParticipant[] {
  const status = 'accepted';
  const present: AppointmentParticipant[] = monitor
    ? [{ type: [ourConcept('participant', 'monitor')], actor: { display: monitor.name }, status }]
    : [];
  return [
    { actor: referenceTo('Patient', patientId), status },
    ...staff.map((one): AppointmentParticipant => ({ actor: staffReference(one), status })),
    ...present,
  ];
}

const communicationStatus: Record<Exclude<TouchpointStatus, 'planned'>, NonNullable<Communication['status']>> = {
  claimed: 'in-progress',
  sent: 'completed',
  failed: 'stopped',
  unknown: 'unknown',
  skipped: 'not-done',
  merged: 'not-done',
  voided: 'not-done',
  'handed-over': 'not-done',
};

/** What was mailed, without its HTML: the words are the same. */
export type SentText = { key: string; copy: number; subject: string; text: string };

/** What is still planned is no fact yet, and left out. */
export function communicationsOf(program: Program, refs: Refs, sent: readonly SentText[]): Communication[] {
  const texts = new Map(sent.map((one) => [`${one.key}#${one.copy}`, one]));
  const of = (rows: readonly Touchpoint[], sessionId: string | null): Communication[] =>
    rows.flatMap((row) => communicationOf(row, sessionId, refs, texts.get(`${row.key}#${row.copy}`)));
  return [
    ...of(program.notices, null),
    ...program.sessions.flatMap(({ touchpoints, sessionId }) => of(touchpoints, sessionId)),
  ];
}

function communicationOf(
  row: Touchpoint,
  sessionId: string | null,
  { patientId }: Refs,
  text: SentText | undefined,
): Communication[] {
  if (row.status === 'planned') return [];
  const why = [row.reason, row.delivery].filter(Boolean).join(', ');
  return [
    {
      resourceType: 'Communication',
      id: fhirId(row.key),
      identifier: identifier('message', row.key),
      status: communicationStatus[row.status],
      statusReason: concept(why ? `${row.status}: ${why}` : row.status),
      category: [ourConcept('touchpoint', row.name)],
      medium: [concept('email')],
      subject: referenceTo('Patient', patientId),
      recipient: [
        row.audience === 'patient'
          ? referenceTo('Patient', patientId)
          : { display: row.monitor?.name ?? 'The monitor' },
      ],
      ...(sessionId ? { about: [referenceTo('Appointment', fhirId(sessionId))] } : {}),
      ...(row.sentAt ? { sent: row.sentAt } : {}),
      ...(text ? { payload: [{ contentString: text.subject }, { contentString: text.text }] } : {}),
    },
  ];
}

/** Those told with the outcome, then those recorded by themselves; both are only ever added to. */
export function adverseEventsOf({ sessionId, outcome, adverseEvents }: Session, refs: Refs): AdverseEvent[] {
  const as = (list: readonly RecordedEvent[], name: string): AdverseEvent[] =>
    list.map(({ code, serious, at, note }, index) => ({
      resourceType: 'AdverseEvent',
      id: fhirId(sessionId, name, String(index + 1)),
      actuality: 'actual',
      event: { ...ourConcept('adverse-event', code), text: note ? `${code}: ${note}` : code },
      subject: referenceTo('Patient', refs.patientId),
      date: at,
      seriousness: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/adverse-event-seriousness',
            code: serious ? 'Serious' : 'Non-serious',
          },
        ],
      },
    }));
  return [...as(outcome?.adverseEvents ?? [], 'outcome-event'), ...as(adverseEvents, 'event')];
}
