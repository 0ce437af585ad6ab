/** The shape of a protocol as it is sent. Contradictions within it are found by shared/domain/protocol-faults.ts. */
import * as z from 'zod';
import { type Protocol, reminderNames } from '../domain/protocol.ts';
import { protocolFaults } from '../domain/protocol-faults.ts';

const code = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a code such as solid-food')
  .max(80);
const text = z.string().trim().min(1).max(500);
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a wall time such as 10:00');
const count = (max: number) => z.int().min(0).max(max);
const days = count(3650);
/** Of milligrams, of hours: DynamoDB knows no number as small as JavaScript does. */
export const smallestAmount = 0.001;
export const milligrams = z.number().min(smallestAmount).max(100_000);
const hours = z
  .number()
  .min(0)
  .max(24 * 365)
  .refine((value) => value === 0 || value >= smallestAmount, 'must be 0, or a thousandth at least');
const minutes = count(7 * 24 * 60);
const role = z.enum(['therapist', 'clinician']);
const consents = z.array(z.enum(['treatment', 'monitor-and-contact', 'email']));
const words = z.record(z.string().regex(/^[a-z]{2,3}$/), text);

const guideline = z.strictObject({
  id: code,
  subject: code,
  rule: z.enum(['avoid', 'have', 'continue']),
  from: z.discriminatedUnion('anchor', [
    z.strictObject({ anchor: z.literal('planned-start'), hoursBefore: hours }),
    z.strictObject({ anchor: z.literal('actual-start') }),
  ]),
  until: z.discriminatedUnion('anchor', [
    z.strictObject({ anchor: z.literal('actual-end') }),
    z.strictObject({ anchor: z.literal('hours-after-end'), hours }),
    z.strictObject({ anchor: z.literal('night-of-sleep'), hoursAfterEnd: hours, wallTime }),
  ]),
  source: text,
  words: words.optional(),
});

const reminder = z.strictObject({
  name: z.enum(reminderNames),
  audience: z.enum(['dose', 'therapy']),
  at: z.union([z.strictObject({ calendarDaysBefore: count(60).min(1) }), z.strictObject({ hoursBefore: hours })]),
  useByHoursBefore: hours,
  alsoMonitor: z.boolean().optional(),
  asksToConfirm: z.boolean().optional(),
});

const staffRules = z
  .array(z.strictObject({ anyOf: z.array(role), count: count(5).min(1), untilDose: count(100).min(1).optional() }))
  .max(10);

export const protocolDocument = z.strictObject({
  id: code.max(64),
  title: text,
  medicine: code,
  legalBasis: text.nullable(),
  modalities: z.array(z.enum(['talk', 'cbt', 'somatic', 'emdr', 'group'])).min(1),
  setting: z.enum(['home', 'clinic']),
  ageMinYears: count(120),
  screening: z.strictObject({
    contraindications: z.array(code).max(100),
    cautions: z.array(code).max(100),
    validDays: days.min(1),
  }),
  medicines: z.array(z.strictObject({ code, planNeeded: z.boolean() })).max(50),
  consents: z.strictObject({ required: consents, optional: consents, validDays: days.min(1) }),
  careTeam: z.strictObject({
    roles: z
      .array(z.strictObject({ role, licensed: z.boolean(), leads: z.boolean() }))
      .min(1)
      .max(10),
    dueDays: days,
  }),
  preparation: z.strictObject({
    sessionsMin: count(20),
    beforeFirstDose: z.strictObject({ hoursMin: hours, daysMax: days.min(1) }),
    intentionsMin: count(10),
    dueDays: days,
  }),
  dosing: z.strictObject({
    doses: count(100).min(1).nullable(),
    reviewEveryDoses: count(100).min(1).nullable(),
    spacing: z
      .array(z.strictObject({ fromDose: count(100).min(1), minDays: days, targetDays: days, maxDays: days }))
      .max(20),
    lapseDays: days.min(1),
    amounts: z
      .array(
        z.strictObject({
          mg: milligrams,
          fromDose: count(100).min(1).optional(),
          supplement: z
            .strictObject({
              mg: milligrams,
              fromMinutes: minutes,
              untilMinutes: minutes,
            })
            .optional(),
        }),
      )
      .min(1)
      .max(20)
      .optional(),
    staff: staffRules,
    minimumStay: z
      .array(
        z.strictObject({
          belowMg: z.number().min(smallestAmount).nullable(),
          minutes,
          laterMinutes: minutes.optional(),
        }),
      )
      .max(20),
    overridable: z.array(z.string().max(80)).max(20),
    tasksAfterDose: z.array(z.strictObject({ text, dueDays: days, source: text })).max(20),
    startAllowedMinutes: z.strictObject({ before: minutes, after: minutes }),
    vitalsMax: z.strictObject({ systolicMmHg: count(300), diastolicMmHg: count(200) }),
    vitalsDueMinutes: z.array(minutes).max(10).optional(),
    clearanceChecks: z.array(code).min(1).max(50),
    clearanceValidHours: hours,
    undocumentedAfterHours: hours,
    endEstimateAfterMinutes: minutes,
    dueDays: days,
  }),
  integration: z.strictObject({
    sessionsPerDose: count(20),
    everyDoses: z
      .array(z.strictObject({ fromDose: count(100).min(1), doses: count(100).min(1) }))
      .max(20)
      .optional(),
    required: z.boolean(),
    earliestHours: hours,
    withinDays: days.min(1),
    dueDays: days,
  }),
  ongoing: z.strictObject({ closingSessions: count(5), dueDays: days, reviewDays: days.min(1) }),
  therapy: z.strictObject({ undocumentedAfterHours: hours }),
  staffing: z
    .strictObject({ preparation: staffRules, integration: staffRules, closing: staffRules, continuing: staffRules })
    .partial()
    .optional(),
  guidelines: z.array(guideline).max(60),
  reminders: z.array(reminder).max(10),
  nextDay: z.strictObject({ wallTime, hoursAfterEnd: hours, useByHours: hours }),
  confirmation: z.strictObject({ hoursBefore: hours }),
  checkIns: z.strictObject({ days: z.array(count(365)).max(30), answerBy: wallTime }),
  measures: z.strictObject({
    instruments: z.array(z.enum(['phq-9', 'gad-7'])),
    points: z
      .array(
        z.discriminatedUnion('at', [
          z.strictObject({ at: z.literal('before-first-dose') }),
          z.strictObject({ at: z.literal('after-dose'), dose: count(100).min(1) }),
          z.strictObject({ at: z.literal('after-last-dose') }),
          z.strictObject({ at: z.literal('closing') }),
          z.strictObject({ at: z.literal('after-enrollment'), days: days.min(1) }),
        ]),
      )
      .max(20),
  }),
  safetyInformation: z
    .array(
      z.strictObject({
        locale: z.string().regex(/^[a-z]{2,3}$/),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .nullable(),
        sections: z.array(z.strictObject({ title: text, items: z.array(text).max(50) })).max(20),
      }),
    )
    .max(50),
});

/** As it is sent to be added: one answer names every wrong field, and every contradiction between those that are right. */
export const newProtocol = protocolDocument.superRefine(
  (document, { issues, addIssue }) => {
    // A field that does not belong there spoils none that do.
    const wrong = issues.filter(({ code }) => code !== 'unrecognized_keys').map(({ path = [] }) => path.join('.'));
    for (const { path, message } of protocolFaults(toProtocol(document, 1), wrong))
      addIssue({ code: 'custom', path: path.split('.'), message });
  },
  { when: () => true },
);

/** The version is the clinic's next one of this id: nobody chooses it. */
export function toProtocol(document: z.output<typeof protocolDocument>, version: number): Protocol {
  return { ...document, version } as Protocol;
}
