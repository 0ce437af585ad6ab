/** What the schemas of answers share: enums that the compiler holds against the domain, instants, people. */
import * as z from 'zod';
import type { SessionKind } from '../domain/protocol.ts';
import type {
  Actor,
  BlockAbout,
  DecisionAbout,
  Milestone,
  Phase,
  ProgramStatus,
  SessionMode,
  SessionStatus,
  SessionWarning,
  Touchpoint,
  TouchpointStatus,
} from '../domain/state.ts';
import type { TaskKind } from '../domain/task-kinds.ts';

/** A name that the domain has and this list has not, or the other way round, does not compile. */
function namesOf<Name extends string>(names: Readonly<Record<Name, 1>>): z.ZodEnum<{ [K in Name]: K }> {
  return z.enum(Object.keys(names)) as unknown as z.ZodEnum<{ [K in Name]: K }>;
}

export const instant = z.iso.datetime();
export const date = z.iso.date();
export const wallTime = z.string().regex(/^\d{2}:\d{2}$/);
export const count = z.int().min(0);
export const vitals = z.strictObject({ systolicMmHg: z.int(), diastolicMmHg: z.int(), heartRateBpm: z.int() });
export const staffRef = z.strictObject({ staffId: z.string(), name: z.string(), email: z.string() });
export const monitor = z.strictObject({ name: z.string(), email: z.string(), phone: z.string() });
export const quietHours = z.strictObject({ from: wallTime, to: wallTime });
export const protocolRef = z.strictObject({ id: z.string(), version: z.int() });
export const consentKind = z.enum(['treatment', 'monitor-and-contact', 'email']);
export const careRole = z.enum(['therapist', 'clinician']);
export const audience = z.enum(['patient', 'monitor', 'staff']);
export const modality = z.enum(['talk', 'cbt', 'somatic', 'emdr', 'group']);
export const format = z.enum(['individual', 'group']);
export const instrument = z.enum(['phq-9', 'gad-7']);

export const actorKind = namesOf<Actor['kind']>({ staff: 1, workflow: 1, system: 1, ses: 1, patient: 1, monitor: 1 });
export const phase = namesOf<Phase>({ 'care-team': 1, preparation: 1, dosing: 1, integration: 1, ongoing: 1 });
export const programStatus = namesOf<ProgramStatus>({
  active: 1,
  'on-hold': 1,
  completed: 1,
  withdrawn: 1,
  discharged: 1,
  deceased: 1,
});
export const waitingForWhat = namesOf<Milestone | 'resume' | 'review'>({
  'care-team-ready': 1,
  prepared: 1,
  'dose-done': 1,
  integrated: 1,
  closed: 1,
  resume: 1,
  review: 1,
});
export const sessionKind = namesOf<SessionKind>({
  preparation: 1,
  dosing: 1,
  integration: 1,
  closing: 1,
  continuing: 1,
});
export const sessionMode = namesOf<SessionMode>({ home: 1, clinic: 1, video: 1, phone: 1 });
export const sessionStatus = namesOf<SessionStatus>({
  booked: 1,
  'in-session': 1,
  completed: 1,
  'stopped-early': 1,
  'no-show': 1,
  cancelled: 1,
});
export const warning = namesOf<SessionWarning>({
  'spacing-above-max': 1,
  'spacing-broken': 1,
  'integration-late': 1,
  'staff-missing': 1,
});
export const blockAbout = namesOf<BlockAbout>({ 'late-booking': 1, answer: 1, 'adverse-event': 1 });
export const decisionAbout = namesOf<DecisionAbout>({
  'late-booking': 1,
  answer: 1,
  'adverse-event': 1,
  vitals: 1,
  caution: 1,
  medicines: 1,
  lapse: 1,
  integration: 1,
});
export const touchpointName = namesOf<Touchpoint['name']>({
  booked: 1,
  'booked-late': 1,
  moved: 1,
  cancelled: 1,
  'not-yet': 1,
  confirmed: 1,
  'on-hold': 1,
  resumed: 1,
  'reminder-1d': 1,
  'reminder-3d': 1,
  'reminder-24h': 1,
  'reminder-3h': 1,
  after: 1,
  'next-day': 1,
  welcome: 1,
  introduction: 1,
  'check-in': 1,
  measure: 1,
  code: 1,
  task: 1,
  'task-on-call': 1,
  'task-overdue': 1,
});
export const touchpointStatus = namesOf<TouchpointStatus>({
  planned: 1,
  claimed: 1,
  sent: 1,
  failed: 1,
  unknown: 1,
  skipped: 1,
  merged: 1,
  voided: 1,
  'handed-over': 1,
});
export const delivery = z.enum(['delivered', 'delayed', 'bounced', 'complained']).nullable();
export const taskKind = namesOf<TaskKind>({
  overdue: 1,
  'late-booking': 1,
  caution: 1,
  'medicines-plan': 1,
  contraindication: 1,
  'consent-withdrawn': 1,
  'call-patient': 1,
  'message-failed': 1,
  'message-skipped': 1,
  undocumented: 1,
  'recorded-late': 1,
  spacing: 1,
  'integration-late': 1,
  'group-moved': 1,
  'hold-close-to-session': 1,
  vitals: 1,
  'adverse-event': 1,
  'call-contact-person': 1,
  'patient-died': 1,
  unconfirmed: 1,
  unopened: 1,
  answer: 1,
  'monitor-declined': 1,
  'address-unconfirmed': 1,
  'no-answer': 1,
  unsafe: 1,
  'wants-call': 1,
  'after-dose': 1,
  'dose-review': 1,
  'lead-consent': 1,
  'acting-lead-over': 1,
  'staff-left': 1,
  staffing: 1,
  'license-ending': 1,
  measure: 1,
});
