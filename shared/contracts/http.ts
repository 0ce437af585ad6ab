/** Request bodies, as the zod schemas that check them. Unknown fields are refused; every fault is named with its path. */
import * as z from 'zod';
import { carriedOver } from '../domain/program/readmit.ts';
import { endReasons, holdReasons } from '../domain/program/standing.ts';
import { cancelReasons } from '../domain/session/cancel.ts';
import { weekdays } from '../domain/state.ts';
import {
  adverseEvent,
  careRole,
  consentKinds,
  date,
  defaultQuietHours,
  emailAddress,
  inOurTime,
  instant,
  note,
  ourTime,
  phone,
  quietHours,
  text,
  timeZone,
  vitals,
  wallTime,
} from './fields.ts';
import { milligrams } from './protocol.ts';

const patientFields = {
  name: text(300),
  email: emailAddress,
  phone,
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code of two letters such as US'),
  timeZone,
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 tag such as en-US'),
  quietHours,
  discreet: z.boolean(),
  contactBy: z.enum(['email', 'call']),
  contactPerson: z.strictObject({ name: text(300), relation: text(100), phone }),
};
const patient = z.strictObject({
  ...patientFields,
  dateOfBirth: date,
  locale: patientFields.locale.default('en-US'),
  quietHours: quietHours.default(defaultQuietHours),
  discreet: patientFields.discreet.default(false),
  contactBy: patientFields.contactBy.default('email'),
});

const consent = z.strictObject({ kind: z.enum(consentKinds), signedOn: date });
const screeningAnswers = {
  answers: z.record(z.string().max(100), z.boolean()),
  takes: z
    // Which codes there are says the program's protocol (`medicines`).
    .array(z.string().max(80))
    .max(50)
    .refine((all) => new Set(all).size === all.length, 'must not repeat itself')
    .meta({ uniqueItems: true }),
};

const careTeamMember = z.strictObject({
  name: text(300),
  email: emailAddress,
  role: z.union([careRole, z.array(careRole).min(1).max(2)]),
  license: text(100).nullable().default(null),
  lead: z.boolean().default(false),
});
const careTeam = z
  .array(careTeamMember)
  .max(20)
  .refine((team) => team.filter((one) => one.lead).length <= 1, 'has one lead at the most')
  .refine(
    (team) => new Set(team.map((one) => one.email)).size === team.length,
    'names each person once; one person may have a list of roles',
  );

const monitor = z.strictObject({ name: text(300), email: emailAddress, phone });
const place = z.strictObject({
  text: text(500),
  url: z
    .url({ protocol: /^https$/ })
    .max(1000)
    .nullable()
    .default(null),
});
const start = z.strictObject({
  at: z.iso
    .datetime({
      local: true,
      precision: -1,
      error: 'must be a local date and time to the minute such as 2027-01-20T10:00',
    })
    .regex(/[^Zz]$/, 'is a local time, without Z')
    .regex(inOurTime, ourTime),
  timeZone,
  offset: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/, 'must be an offset such as -07:00')
    .optional(),
});
const mode = z.enum(['home', 'clinic', 'video', 'phone']);
const modality = z.enum(['talk', 'cbt', 'somatic', 'emdr', 'group']);
const durationMinutes = z.int().min(10).max(720);
const staffEmails = z.array(emailAddress).max(20);

const openingHours = z
  .array(
    z
      .strictObject({ daysOfWeek: z.array(z.enum(weekdays)).min(1).max(7), from: wallTime, to: wallTime })
      .refine(({ from, to }) => from < to, 'must end later on the same day than it begins'),
  )
  .max(28);

/** All of them are told of a move one after the other. */
const groupCapacity = z.int().min(1).max(50);
const times = z.array(wallTime).min(1).max(6);
const daysOfWeek = z.array(z.enum(weekdays)).min(1).max(7);
const notOn = z.array(date).max(100).default([]);
const kindWish = z.strictObject({
  daysOfWeek: daysOfWeek.default([...weekdays]),
  times,
  durationMinutes,
  mode,
  modality: modality.nullable().default(null),
  place: place.nullable().default(null),
  /** Absent: those of the care team whom the protocol's rules ask for, and who are free. */
  staff: staffEmails.optional(),
  monitor: monitor.nullable().default(null),
});
const preference = z.strictObject({ daysOfWeek, times }).partial();

const withReason = <const T extends readonly [string, ...string[]]>(reasons: T) =>
  z.strictObject({ reason: z.enum(reasons), note: note.nullable().default(null) });

const somethingToChange = [
  (change: object): boolean => Object.keys(change).length > 0,
  'names nothing to change',
] as const;

/** What was given, in milligrams. */
const amountMg = milligrams.nullable().default(null);

const protocolRef = z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,64}$/), version: z.int().min(1) });
const pastSession = z.strictObject({
  kind: z.enum(['preparation', 'dosing', 'integration', 'closing', 'continuing']),
  result: z.enum(['completed', 'stopped-early']).default('completed'),
  startedAt: instant,
  endedAt: instant,
  timeZone: timeZone.nullable().default(null),
  mode,
  modality: modality.nullable().default(null),
  amountMg,
  notes: note.nullable().default(null),
});

export const bodies = {
  enroll: z.strictObject({
    patient,
    protocol: protocolRef,
    screening: z.strictObject({ ...screeningAnswers, reviewedBy: emailAddress.nullable().default(null) }),
    consents: z.array(consent).max(20),
    careTeam,
    history: z
      .strictObject({ sessions: z.array(pastSession).min(1).max(60) })
      .nullable()
      .default(null),
  }),
  readmit: z.strictObject({
    protocol: protocolRef,
    carryOver: z
      .array(z.enum(carriedOver))
      .max(4)
      .refine((all) => new Set(all).size === all.length, 'must not repeat itself'),
    patient: patient.nullable().default(null),
    screening: z.strictObject(screeningAnswers).nullable().default(null),
    reviewedBy: emailAddress.nullable().default(null),
    consents: z.array(consent).max(20).nullable().default(null),
    careTeam: careTeam.nullable().default(null),
  }),
  patient: z
    .strictObject(patientFields)
    .partial()
    .refine(...somethingToChange)
    .meta({ minProperties: 1 }),
  clinic: z
    .strictObject({
      name: text(300),
      phone,
      timeZone,
      openingHours,
      onCall: z.strictObject({ name: text(300), phone, email: emailAddress }).nullable(),
    })
    .partial()
    .refine(...somethingToChange)
    .meta({ minProperties: 1 }),
  preview: z.strictObject({
    kind: z.enum(['preparation', 'dosing', 'integration', 'closing', 'continuing']),
    start,
    durationMinutes,
    bookedAt: instant.optional(),
    patient: z.strictObject({ timeZone, quietHours: quietHours.default(defaultQuietHours) }).optional(),
  }),
  dryRun: z.strictObject({ move: z.array(z.string().max(64)).max(50).default([]) }),
  resend: z.strictObject({ reason: text(1000) }),
  measure: z.strictObject({
    instrument: z.enum(['phq-9', 'gad-7']),
    items: z.array(z.int().min(0).max(3)).min(1).max(20),
  }),
  action: z.strictObject({
    text: text(1000),
    due: date.nullable().default(null),
    accountability: text(300).nullable().default(null),
  }),
  search: z.strictObject({ q: text(200) }),
  careTeam: z.strictObject({
    careTeam,
    leadChange: z.strictObject({ consentedOn: date }).nullable().default(null),
    /** Somebody of the team, while the lead is gone; null: nobody any more. */
    actingLead: z
      .strictObject({ email: emailAddress, reason: text(1000) })
      .nullable()
      .optional(),
  }),
  consent,
  screening: z.strictObject(screeningAnswers),
  intention: z.strictObject({ text: text(4000) }),
  book: z.strictObject({
    kind: z.enum(['preparation', 'dosing', 'integration', 'closing', 'continuing']),
    /** A group has its own time and capacity: a session in it is booked by taking part. */
    format: z
      .literal('individual', 'must be individual: POST /v1/groups/{groupId}/participants books a session in a group')
      .default('individual'),
    start,
    durationMinutes,
    mode,
    modality: modality.nullable().default(null),
    place: place.nullable().default(null),
    staff: staffEmails,
    monitor: monitor.nullable().default(null),
  }),
  change: z
    .strictObject({
      start: start.optional(),
      durationMinutes: durationMinutes.optional(),
      mode: mode.optional(),
      modality: modality.nullable().optional(),
      place: place.nullable().optional(),
      staff: staffEmails.optional(),
      monitor: monitor.nullable().optional(),
    })
    .refine(...somethingToChange)
    .meta({ minProperties: 1 }),
  series: z
    .strictObject({
      startFrom: date.nullable().default(null),
      timeZone: timeZone.nullable().default(null),
      notOn,
      doses: z.int().min(1).max(100).nullable().default(null),
      preparation: kindWish.optional(),
      dosing: kindWish.optional(),
      integration: kindWish.optional(),
      closing: kindWish.optional(),
      book: z.boolean().default(false),
    })
    .refine(
      (wish) => [wish.preparation, wish.dosing, wish.integration, wish.closing].some((one) => one !== undefined),
      'names no kind of session: one or more of preparation, dosing, integration, closing',
    ),
  repair: z.strictObject({
    startFrom: date.nullable().default(null),
    notOn,
    dosing: preference.optional(),
    integration: preference.optional(),
    closing: preference.optional(),
    book: z.boolean().default(false),
  }),
  group: z.strictObject({
    kind: z.enum(['preparation', 'dosing', 'integration', 'closing', 'continuing']),
    start,
    durationMinutes,
    mode,
    modality: modality.nullable().default('group'),
    place: place.nullable().default(null),
    staff: staffEmails,
    capacity: groupCapacity,
  }),
  groupChange: z
    .strictObject({
      start: start.optional(),
      durationMinutes: durationMinutes.optional(),
      mode: mode.optional(),
      modality: modality.nullable().optional(),
      place: place.nullable().optional(),
      staff: staffEmails.optional(),
      capacity: groupCapacity.optional(),
    })
    .refine(...somethingToChange)
    .meta({ minProperties: 1 }),
  participant: z.strictObject({
    programId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a program'),
    monitor: monitor.nullable().default(null),
  }),
  cancel: withReason(cancelReasons),
  start: z.strictObject({
    monitorPresent: z.boolean(),
    vitals,
    /** Emails of the staff who are there. */
    staffPresent: staffEmails.default([]),
    amountMg,
    overrides: z
      .array(z.strictObject({ gate: z.string().max(80), reason: text(1000) }))
      .max(20)
      .default([]),
  }),
  adverseEvent,
  vitals,
  supplement: z.strictObject({
    amountMg: milligrams,
    vitals: vitals.nullable().default(null),
    /** It was given and could not be recorded then. */
    recordedLate: z
      .strictObject({ at: instant, reason: text(1000) })
      .nullable()
      .default(null),
  }),
  correction: z.strictObject({
    result: z.enum(['completed', 'stopped-early']).optional(),
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    vitals: vitals.nullable().optional(),
    notes: note.nullable().optional(),
    reason: text(2000),
  }),
  endDosing: z.strictObject({ reason: text(2000) }),
  note: z.strictObject({ text: text(4000) }),
  insight: z.strictObject({ text: text(4000), sessionId: text(64).nullable().default(null) }),
  outcome: z.strictObject({
    result: z.enum(['completed', 'stopped-early', 'no-show']),
    startedAt: instant.nullable().default(null),
    endedAt: instant.nullable().default(null),
    vitals: vitals.nullable().default(null),
    adverseEvents: z.array(adverseEvent).max(50).default([]),
    notes: note.nullable().default(null),
    recordedLate: z
      .strictObject({ reason: text(1000) })
      .nullable()
      .default(null),
    continuing: z.boolean().default(false),
  }),
  clearance: z.strictObject({ sessionId: text(64), checks: z.record(z.string().max(100), z.boolean()) }),
  decision: z.strictObject({
    about: z.enum([
      'late-booking',
      'answer',
      'adverse-event',
      'vitals',
      'caution',
      'medicines',
      'lapse',
      'integration',
    ]),
    sessionId: text(64).nullable().default(null),
    decision: z.enum(['proceed', 'do-not-proceed']),
    reason: text(2000),
  }),
  hold: withReason(holdReasons),
  end: withReason(endReasons),
  deceased: z.strictObject({ on: date, note: note.nullable().default(null) }),
  resolve: z.strictObject({ note: text(2000) }),
} as const;
