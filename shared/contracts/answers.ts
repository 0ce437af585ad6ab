/** What the API answers, as schemas: they make the OpenAPI document, and tests hold every real answer against it. */
import * as z from 'zod';
import { eventTypes } from '../domain/change.ts';
import { weekdays } from '../domain/state.ts';
import {
  actorKind,
  careRole,
  consentKind,
  count,
  date,
  instant,
  instrument,
  phase,
  programStatus,
  protocolRef,
  quietHours,
  staffRef,
  taskKind,
  waitingForWhat,
  wallTime,
} from './answer-parts.ts';
import { sessionAnswers } from './answers-session.ts';
import { protocolDocument } from './protocol.ts';
import { roles } from './roles.ts';

const patient = z.strictObject({
  name: z.string(),
  dateOfBirth: date,
  email: z.string(),
  phone: z.string(),
  country: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  quietHours,
  discreet: z.boolean(),
  contactBy: z.enum(['email', 'call']),
  contactPerson: z.strictObject({ name: z.string(), relation: z.string(), phone: z.string() }),
});
const note = { noteId: z.string(), text: z.string(), at: instant };
const intention = z.strictObject({ intentionId: z.string(), text: z.string(), at: instant });
const yesOrNo = z.record(z.string(), z.boolean());
const stopped = z.strictObject({ at: instant, reason: z.string(), note: z.string().nullable() });

const programFields = {
  programId: z.string(),
  status: programStatus,
  phase,
  protocol: protocolRef,
  patient,
  careTeam: z.array(
    z.strictObject({
      ...staffRef.shape,
      role: z.union([careRole, z.array(careRole)]),
      license: z.string().nullable(),
      lead: z.boolean(),
    }),
  ),
  actingLead: z.strictObject({ staff: staffRef, since: instant, until: instant }).nullable().meta({
    description: 'Stands in for the lead for at most 14 days, while the patient is asked for consent to a new one.',
  }),
  consents: z.array(z.strictObject({ kind: consentKind, signedOn: date, withdrawnAt: instant.nullable() })),
  intentions: z.array(intention),
  emailStopped: z.enum(['bounced', 'complained']).nullable(),
  emailConfirmedAt: instant.nullable(),
  enrolledAt: instant,
  hold: z.strictObject({ since: instant, reason: z.string(), note: z.string().nullable() }).nullable(),
  ended: stopped.nullable(),
  continuing: z.strictObject({ since: instant, reviewDue: instant }).nullable(),
  earlier: z
    .strictObject({
      programId: z.string(),
      lastDose: z.strictObject({ startedAt: instant, endedAt: instant }).nullable(),
    })
    .nullable()
    .meta({ description: 'The program that the patient was readmitted from; its last dose counts for the spacing.' }),
  version: z.int().min(1),
  dose: z.strictObject({ done: count, of: count.nullable() }),
  waitingFor: z.strictObject({ what: waitingForWhat, since: instant, due: instant, owner: staffRef }).nullable(),
};

const screening = z.strictObject({
  screeningId: z.string(),
  at: instant,
  answers: yesOrNo,
  takes: z.array(z.string()),
  contraindications: z.array(z.string()),
  cautions: z.array(z.string()),
  unanswered: z
    .array(z.string())
    .optional()
    .meta({ description: 'What a newer version of the protocol asks, and nobody has answered: no dose starts.' }),
  reviewedBy: z.string().nullable(),
  validUntil: instant,
});

const execution = z.strictObject({
  name: z.string(),
  machine: z.string(),
  status: z.string(),
  startedAt: instant,
  stoppedAt: instant.nullable(),
});

const event = z.strictObject({
  eventId: z.string(),
  seq: z.int().min(1),
  at: instant,
  actor: z.strictObject({ kind: actorKind, id: z.string() }),
  type: z.enum(eventTypes),
  data: z.looseObject({}),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

const programAnswers = {
  Program: z.strictObject({
    ...programFields,
    screening: screening.nullable(),
    executions: z.array(execution.pick({ name: true, status: true })),
  }),
  /** As lists show it: as of its last command. */
  ProgramHead: z.strictObject({ ...programFields, attention: z.boolean() }),
  Screening: screening,
  Intention: intention,
  Note: z.strictObject(note),
  Insight: z.strictObject({ ...note, sessionId: z.string().nullable() }),
  ActionItem: z.strictObject({
    actionId: z.string(),
    text: z.string(),
    due: date.nullable(),
    accountability: z.string().nullable(),
    addedAt: instant,
    doneAt: instant.nullable(),
  }),
  Measure: z.strictObject({
    measureId: z.string(),
    instrument,
    at: instant,
    items: z.array(z.int().min(0).max(3)),
    score: count,
    severity: z.string(),
    dosesGiven: count,
    by: z.enum(['patient', 'clinic']),
  }),
  Task: z.strictObject({
    taskId: z.string(),
    programId: z.string(),
    kind: taskKind,
    urgency: z.enum(['urgent', 'soon', 'routine']),
    status: z.enum(['open', 'resolved']),
    sessionId: z.string().nullable(),
    owner: staffRef,
    due: instant,
    raisedAt: instant,
    rule: z.string(),
    text: z.string(),
    version: z.int().min(1),
    resolved: z.strictObject({ at: instant, by: z.string(), note: z.string() }).nullable(),
  }),
  Event: event,
} as const;

/** State as it is kept: its fields are those of shared/domain/state.ts and grow with it. */
const kept = z.looseObject({});

const recordAnswers = {
  /** One page of everything that is kept of a program; a client adds up the pages. */
  Export: z.strictObject({
    programId: z.string(),
    exportedAt: instant,
    program: kept.nullable().meta({ description: 'On the page that comes to it; null on the others.' }),
    sessions: z.array(kept),
    tasks: z.array(kept),
    events: z.array(event),
    messages: z.array(kept),
    executions: z.array(execution),
    next: z.string().nullable(),
  }),
  /** FHIR R4: https://hl7.org/fhir/R4/bundle.html */
  Bundle: z.looseObject({
    resourceType: z.literal('Bundle'),
    type: z.literal('collection'),
    timestamp: instant,
    entry: z.array(
      z.looseObject({ fullUrl: z.string(), resource: z.looseObject({ resourceType: z.string(), id: z.string() }) }),
    ),
  }),
  Access: z.strictObject({
    accessId: z.string(),
    at: instant,
    staffId: z.string(),
    route: z.string(),
    programId: z.string().nullable(),
    count: count.nullable().meta({ description: 'How many entries a list showed; null where one program was opened.' }),
  }),
} as const;

const clinicAnswers = {
  Clinic: z.strictObject({
    clinicId: z.string(),
    name: z.string(),
    phone: z.string(),
    timeZone: z.string(),
    openingHours: z.array(z.strictObject({ daysOfWeek: z.array(z.enum(weekdays)), from: wallTime, to: wallTime })),
    onCall: z.strictObject({ name: z.string(), phone: z.string(), email: z.string() }).nullable(),
    medicalDirector: z.string(),
    version: z.int().min(1),
  }),
  StaffMember: z.strictObject({
    ...staffRef.shape,
    roles: z.array(z.enum(roles)),
    license: z.string().nullable(),
    licenseUntil: date.nullable(),
    locale: z.string(),
    leftOn: date.nullable(),
    emailStopped: z.strictObject({ since: instant, reason: z.enum(['bounced', 'complained']) }).nullable(),
    version: z.int().min(1),
  }),
  RefusedEnrollment: z.strictObject({
    refusalId: z.string(),
    at: instant,
    by: z.strictObject({ kind: actorKind, id: z.string() }),
    name: z.string(),
    email: z.string(),
    dateOfBirth: date,
    protocol: protocolRef,
    answers: yesOrNo,
    contraindications: z.array(z.string()),
  }),
  Protocol: protocolDocument.extend({
    version: z.int().min(1),
    status: z.enum(['draft', 'approved']),
    approval: z.strictObject({ by: z.string(), at: instant }).nullable(),
  }),
  DryRun: z.strictObject({
    programs: z.array(
      z.strictObject({
        programId: z.string(),
        from: z.int().min(1),
        touchpoints: z.array(
          z.strictObject({ key: z.string(), name: z.string(), at: instant.nullable(), becomes: instant.nullable() }),
        ),
        clearances: z.array(z.string()).meta({ description: 'Sessions whose clearance would be void.' }),
        screening: z
          .strictObject({
            needed: z.boolean().meta({ description: 'No dose could start before a newer screening.' }),
            contraindications: z.array(z.string()),
            unanswered: z.array(z.string()),
            cautions: z.array(z.string()),
            medicines: z.array(z.string()),
          })
          .meta({
            description: 'Codes that would stand against a dose under this version, and do not yet.',
          }),
      }),
    ),
    next: z.string().nullable(),
    moved: z.array(z.string()),
  }),
} as const;

/** Opaque ids, states and counters: nothing of a patient. */
const operatorAnswers = {
  ListedExecution: execution.extend({
    programId: z.string(),
    phase: phase.nullable(),
    programStatus: programStatus.nullable(),
    waitingFor: z.strictObject({ what: waitingForWhat, since: instant, due: instant }).nullable(),
  }),
  Execution: execution.extend({
    programId: z.string(),
    input: z.unknown(),
    output: z.unknown(),
    error: z.string().nullable(),
    cause: z.string().nullable(),
    definition: z.looseObject({}).meta({ description: 'Amazon States Language, as the execution began with it.' }),
    redrive: z.strictObject({
      possible: z.boolean(),
      why: z.string().nullable().meta({ description: 'Why it is not possible.' }),
      takenOverBy: z
        .strictObject({ name: z.string(), run: z.int().min(1), startedAt: instant.nullable() })
        .nullable()
        .meta({
          description: 'The execution of the current run, where this one is outdated; null start: not started yet.',
        }),
    }),
  }),
  ExecutionEvent: z.strictObject({
    id: z.int().min(1),
    previousId: z.int().nullable(),
    at: instant,
    type: z.string(),
    state: z.string().nullable().meta({ description: 'The state that is entered or left.' }),
    details: z.unknown(),
  }),
  Repaired: z.strictObject({ programId: z.string(), executions: z.array(z.string()) }),
  Redriven: z.strictObject({
    name: z.string(),
    programId: z.string(),
    redriveCount: z.int().min(1).meta({ description: 'How many redrives of this execution there are with this one.' }),
  }),
} as const;

export const answers = {
  ...programAnswers,
  ...sessionAnswers,
  ...recordAnswers,
  ...clinicAnswers,
  ...operatorAnswers,
} as const;
export type AnswerName = keyof typeof answers;
