/** Sessions, and what is said around them, as they are answered (contract section 4). */
import * as z from 'zod';
import {
  audience,
  blockAbout,
  count,
  decisionAbout,
  delivery,
  format,
  instant,
  modality,
  monitor,
  protocolRef,
  sessionKind,
  sessionMode,
  sessionStatus,
  staffRef,
  touchpointName,
  touchpointStatus,
  vitals,
  warning,
} from './answer-parts.ts';

const place = z.strictObject({ text: z.string(), url: z.string().nullable() });
const start = z.strictObject({ at: z.string(), timeZone: z.string(), instant, offset: z.string() });
const adverseEvent = z.strictObject({
  code: z.string(),
  serious: z.boolean(),
  at: instant,
  note: z.string().optional(),
});
const blocked = z.array(z.strictObject({ about: blockAbout, since: instant }));
const checks = z.record(z.string(), z.boolean());
const note = z.string().nullable();

const clearanceFields = {
  clearanceId: z.string(),
  revision: count,
  checks,
  at: instant,
  by: z.string(),
  validUntil: instant.nullable(),
  voided: z.boolean(),
};

const touchpoint = z.strictObject({
  key: z.string(),
  name: touchpointName,
  sessionId: z.string().nullable(),
  revision: count,
  audience,
  at: instant,
  useBy: instant,
  estimated: z.boolean(),
  status: touchpointStatus,
  reason: z.string().nullable(),
});

const messageFields = {
  messageId: z.string(),
  touchpoint: touchpointName,
  sessionId: z.string().nullable(),
  revision: count,
  copy: z.int().min(1).max(2),
  audience,
  plannedAt: instant,
  sentAt: instant.nullable(),
  status: touchpointStatus,
  reason: z.string().nullable(),
  delivery,
};

const outcome = z.strictObject({
  result: z.enum(['completed', 'stopped-early', 'no-show']),
  recordedAt: instant,
  recordedLate: z.strictObject({ reason: z.string() }).nullable(),
  vitals: vitals.nullable(),
  adverseEvents: z.array(adverseEvent),
  notes: note,
  continuing: z.boolean(),
});

const preSessionCheck = z.strictObject({
  at: instant,
  revision: count,
  answers: checks,
  taken: checks,
  note,
});

const checkIn = z.strictObject({
  key: z.string(),
  at: instant,
  unsafe: z.boolean(),
  unwell: z.boolean(),
  wantsCall: z.boolean(),
  note,
});

const deadline = z.strictObject({
  subject: z.string(),
  rule: z.enum(['avoid', 'have', 'continue']),
  opens: instant.nullable(),
  open: z.boolean(),
  takes: z.boolean(),
  medicine: z.boolean(),
  until: z.enum(['end', 'night-of-sleep', 'hours-after-end']),
  untilHours: z.number().nullable(),
  words: z.record(z.string(), z.string()).nullable(),
});

const booked = {
  sessionId: z.string(),
  programId: z.string(),
  kind: sessionKind,
  format,
  mode: sessionMode,
  modality: modality.nullable(),
  place: place.nullable(),
  start,
  durationMinutes: count,
  staff: z.array(staffRef),
  status: sessionStatus,
  blocked,
};

const session = z.strictObject({
  ...booked,
  doseNumber: z.int().min(1).nullable(),
  monitor: monitor.nullable(),
  revision: z.int().min(1),
  version: z.int().min(1),
  group: z.strictObject({ groupId: z.string(), revision: z.int().min(1) }).nullable(),
  imported: z
    .boolean()
    .meta({ description: 'Done before the patient came: taken over, not recorded here at the time.' }),
  bookedAt: instant,
  warnings: z.array(warning),
  clearance: z.strictObject(clearanceFields).nullable(),
  actual: z.strictObject({ startedAt: instant, endedAt: instant.nullable() }).nullable(),
  monitorPresent: z.boolean().nullable(),
  vitals: vitals.nullable(),
  vitalsLog: z.array(z.strictObject({ at: instant, vitals })),
  adverseEvents: z.array(adverseEvent),
  amountMg: z.number().nullable(),
  supplement: z
    .strictObject({ at: instant, amountMg: z.number() })
    .nullable()
    .meta({ description: 'The second part of the dose, where the protocol has one.' }),
  outcome: outcome.nullable(),
  cancelled: z.strictObject({ at: instant, reason: z.string(), note }).nullable(),
  confirmed: z.strictObject({ at: instant, revision: count }).nullable(),
  monitorAnswer: z.strictObject({ at: instant, revision: count, attends: z.boolean() }).nullable(),
  preSessionChecks: z.array(preSessionCheck),
  checkIns: z.array(checkIn),
  touchpoints: z.array(touchpoint),
});

/** What of a session is known before it is booked. */
const proposed = session.pick({
  kind: true,
  doseNumber: true,
  format: true,
  mode: true,
  modality: true,
  place: true,
  start: true,
  durationMinutes: true,
  staff: true,
  monitor: true,
  warnings: true,
});
const preferred = z.boolean().meta({ description: 'On one of the weekdays that were asked for.' });
/** `code` is one of the codes of refusals, of a session's warnings, or says what stood against a time. */
const because = z.strictObject({ code: z.string(), detail: z.string() });
const moved = { from: start, because, preferred };
const unplaced = {
  kind: sessionKind,
  doseNumber: z.int().min(1).nullable(),
  reasons: z.array(because.extend({ times: z.int().min(1) })),
};

const overlaps = z
  .array(
    z.strictObject({
      code: z.literal('staff-taken'),
      staffId: z.string(),
      programId: z.string(),
      sessionId: z.string(),
    }),
  )
  .meta({ description: 'Staff who have a session of somebody else at that time. It is booked all the same.' });

const group = z.strictObject({
  groupId: z.string(),
  kind: sessionKind,
  start,
  durationMinutes: count,
  mode: sessionMode,
  modality: modality.nullable(),
  place: place.nullable(),
  staff: z.array(staffRef),
  capacity: z.int().min(1),
  status: z.enum(['planned', 'cancelled']),
  revision: z.int().min(1),
  version: z.int().min(1),
  createdAt: instant,
  cancelled: z.strictObject({ at: instant, reason: z.string(), note }).nullable(),
  taken: count.meta({
    description: 'How many take part. Who they are stands with their programs, each with its own.',
  }),
  participants: z.array(z.strictObject({ programId: z.string(), sessionId: z.string() })),
});

export const sessionAnswers = {
  Touchpoint: touchpoint,
  Message: z.strictObject(messageFields),
  MessageWithText: z.strictObject({
    ...messageFields,
    openedAt: instant.nullable(),
    answeredAt: instant.nullable(),
    resent: z.strictObject({ key: z.string(), by: z.string(), reason: z.string() }).nullable(),
    content: z
      .strictObject({
        at: instant,
        from: z.string(),
        to: z.string(),
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        template: z.string(),
        locale: z.string(),
        protocol: protocolRef,
      })
      .nullable(),
  }),
  Clearance: z.strictObject({ sessionId: z.string(), ...clearanceFields }),
  Decision: z.strictObject({
    decisionId: z.string(),
    about: decisionAbout,
    sessionId: z.string().nullable(),
    decision: z.enum(['proceed', 'do-not-proceed']),
    reason: z.string(),
    at: instant,
    by: z.string(),
    covers: z.array(z.string()),
  }),
  Session: session,
  BookedSession: session.extend({ overlaps }),
  /** `breaks`: what cannot stay as it is booked any more; a repair of the series proposes where it could go. */
  MovedSession: session.extend({
    overlaps,
    breaks: z.array(z.strictObject({ sessionId: z.string(), kind: sessionKind, start, because })),
  }),
  Series: z.strictObject({
    booked: z.boolean(),
    sessions: z.array(z.union([session.extend({ preferred }), proposed.extend({ preferred })])),
    unplaced: z.array(z.strictObject(unplaced)),
    dosesThatFit: count,
  }),
  Repair: z.strictObject({
    booked: z.boolean(),
    sessions: z.array(z.union([session.extend(moved), proposed.extend({ sessionId: z.string(), ...moved })])),
    unplaced: z.array(z.strictObject({ sessionId: z.string(), ...unplaced })),
  }),
  Group: group,
  PlannedGroup: group.extend({ overlaps }),
  /** A session as a calendar of the whole clinic shows it. */
  AgendaEntry: z.strictObject(booked),
  Preview: z.strictObject({
    touchpoints: z.array(
      touchpoint.pick({ name: true, audience: true, at: true, useBy: true, status: true, reason: true }),
    ),
    deadlines: z.array(deadline),
    late: z.boolean(),
    confirmBy: instant.nullable(),
    start,
  }),
} as const;
