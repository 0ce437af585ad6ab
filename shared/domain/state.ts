/**
 * The state of one patient's program: everything a decision may depend on, as plain data.
 * Instants are ISO 8601 in UTC with milliseconds ("2027-01-20T17:00:00.000Z") and compare as strings.
 */
import type { CareRole, ConsentKind, MedicineClass, Modality, SessionKind } from './protocol.ts';

export type Instant = string;

export type Phase = 'care-team' | 'preparation' | 'dosing' | 'integration' | 'ongoing';
export type ProgramStatus = 'active' | 'on-hold' | 'completed' | 'withdrawn' | 'discharged' | 'deceased';
export type Milestone = 'care-team-ready' | 'prepared' | 'dose-done' | 'integrated' | 'closed';

export type Patient = {
  name: string;
  dateOfBirth: string;
  email: string;
  phone: string;
  country: string;
  timeZone: string;
  locale: string;
  quietHours: { from: string; to: string };
  discreet: boolean;
  contactBy: 'email' | 'call';
  contactPerson: { name: string; relation: string; phone: string };
};

export type StaffRef = { staffId: string; name: string; email: string };
export type CareTeamMember = StaffRef & { role: CareRole | CareRole[]; license: string | null; lead: boolean };

export type ConsentKindSigned = { kind: ConsentKind; signedOn: string };
export type Consent = { kind: ConsentKind; signedOn: string; withdrawnAt: Instant | null };

export type Screening = {
  screeningId: string;
  at: Instant;
  answers: Readonly<Record<string, boolean>>;
  takes: readonly MedicineClass[];
  contraindications: readonly string[];
  cautions: readonly string[];
  reviewedBy: string | null;
};

export type Intention = { intentionId: string; text: string; at: Instant };

export type DecisionAbout =
  | 'late-booking'
  | 'answer'
  | 'adverse-event'
  | 'vitals'
  | 'caution'
  | 'medicines'
  | 'lapse'
  | 'integration';
export type Decision = {
  decisionId: string;
  about: DecisionAbout;
  sessionId: string | null;
  decision: 'proceed' | 'do-not-proceed';
  reason: string;
  at: Instant;
  by: string;
  /** What it settled: the cautions and medicines known then, so that a new "yes" opens the gate's question again. */
  covers: readonly string[];
};

export type Vitals = { systolicMmHg: number; diastolicMmHg: number; heartRateBpm: number };
export type AdverseEvent = { code: string; serious: boolean; at: Instant; note?: string };

export type Clearance = {
  clearanceId: string;
  revision: number;
  checks: Readonly<Record<string, boolean>>;
  at: Instant;
  by: string;
  validUntil: Instant | null;
  /** Set when the session's start, zone, mode, place or monitor changed after it. */
  voided: boolean;
};

export type SessionStatus = 'booked' | 'in-session' | 'completed' | 'stopped-early' | 'no-show' | 'cancelled';
export type SessionMode = 'home' | 'clinic' | 'video' | 'phone';
export type SessionWarning = 'spacing-above-max' | 'spacing-broken' | 'integration-late';
export type BlockAbout = 'late-booking' | 'answer' | 'adverse-event';

/** Wall time and IANA zone are the truth; instant and offset are derived from them. */
export type SessionStart = { at: string; timeZone: string; instant: Instant; offset: string };
export type Monitor = { name: string; email: string; phone: string };

export type Session = {
  sessionId: string;
  kind: SessionKind;
  format: 'individual' | 'group';
  mode: SessionMode;
  modality: Modality | null;
  place: { text: string; url: string | null } | null;
  start: SessionStart;
  durationMinutes: number;
  /** Where it was before its last move, for the message that tells of it. */
  previousStart: SessionStart | null;
  staff: readonly StaffRef[];
  monitor: Monitor | null;
  status: SessionStatus;
  /** Goes up when time, zone, mode or place change: what patients were told. */
  revision: number;
  /** Goes up when a new execution must take over: which execution acts. */
  run: number;
  /** Raised by API commands only: the ETag. */
  version: number;
  bookedAt: Instant;
  blocked: readonly { about: BlockAbout; since: Instant }[];
  warnings: readonly SessionWarning[];
  clearances: readonly Clearance[];
  actual: { startedAt: Instant; endedAt: Instant | null } | null;
  monitorPresent: boolean | null;
  vitals: Vitals | null;
  outcome: Outcome | null;
  cancelled: { at: Instant; reason: string; note: string | null } | null;
  /** Due times that an execution has already acted on ("undocumented" raises its task once). */
  undocumentedRaisedAt: Instant | null;
  touchpoints: readonly Touchpoint[];
};

export type Outcome = {
  result: 'completed' | 'stopped-early' | 'no-show';
  recordedAt: Instant;
  recordedLate: { reason: string } | null;
  vitals: Vitals | null;
  adverseEvents: readonly AdverseEvent[];
  notes: string | null;
  continuing: boolean;
};

export type TouchpointName =
  | 'booked'
  | 'booked-late'
  | 'moved'
  | 'cancelled'
  | 'not-yet'
  | 'confirmed'
  | 'on-hold'
  | 'resumed'
  | 'reminder-1d'
  | 'reminder-3d'
  | 'reminder-24h'
  | 'reminder-3h'
  | 'after'
  | 'next-day';

export type TouchpointStatus =
  | 'planned'
  | 'claimed'
  | 'sent'
  | 'failed'
  | 'unknown'
  | 'skipped'
  | 'merged'
  | 'voided'
  | 'handed-over';

/** One planned message and, in the same row, what became of it: the ledger (rules R1 to R4). */
export type Touchpoint = {
  /** Unique for ever: `[A-Za-z0-9_-]` only, names the recipient by id. */
  key: string;
  name: TouchpointName;
  audience: 'patient';
  /** 0 for a program's notice. */
  revision: number;
  at: Instant;
  useBy: Instant;
  estimated: boolean;
  status: TouchpointStatus;
  reason: string | null;
  /** The key that this one was merged into. */
  mergedInto: string | null;
  /** At most two copies (R2); the second only after the first stayed unknown. */
  copy: 1 | 2;
  /** `until`: how long the sender has; once SES has throttled it, when it tries again. */
  claim: { claimId: string; at: Instant; until: Instant; throttled: boolean; tries: number } | null;
  sentAt: Instant | null;
  sesMessageId: string | null;
  delivery: 'delivered' | 'delayed' | 'bounced' | 'complained' | null;
  /** The start that this message told the patient, to know later which windows it announced. */
  toldStart: Instant | null;
  /** True where the words of a late booking apply: not confirmed yet, what can still be followed. */
  late: boolean;
};

export type TaskKind =
  | 'overdue'
  | 'late-booking'
  | 'caution'
  | 'medicines-plan'
  | 'contraindication'
  | 'consent-withdrawn'
  | 'call-patient'
  | 'message-failed'
  | 'message-skipped'
  | 'undocumented'
  | 'recorded-late'
  | 'spacing'
  | 'integration-late'
  | 'hold-close-to-session'
  | 'vitals'
  | 'adverse-event'
  | 'call-contact-person';

export type Task = {
  taskId: string;
  kind: TaskKind;
  urgency: 'urgent' | 'soon' | 'routine';
  status: 'open' | 'resolved';
  sessionId: string | null;
  owner: StaffRef;
  due: Instant;
  raisedAt: Instant;
  /** The rule of docs/design.md or the part of the protocol that asks for it. */
  rule: string;
  text: string;
  version: number;
  resolved: { at: Instant; by: string; note: string } | null;
};

export type Program = {
  clinicId: string;
  programId: string;
  /** Number of events so far, and the hash of the last one: the head of the chain that every command's write is conditional on. */
  seq: number;
  hash: string;
  status: ProgramStatus;
  phase: Phase;
  /** The dose that the phase is about: 0 before dosing. */
  phaseDose: number;
  phaseSince: Instant;
  run: number;
  version: number;
  enrolledAt: Instant;
  enrolledBy: StaffRef;
  protocol: { id: string; version: number };
  patient: Patient;
  careTeam: readonly CareTeamMember[];
  consents: readonly Consent[];
  /** Newest last. */
  screenings: readonly Screening[];
  intentions: readonly Intention[];
  decisions: readonly Decision[];
  hold: { since: Instant; reason: string; note: string | null } | null;
  ended: { at: Instant; reason: string; note: string | null } | null;
  /** Set when a closing outcome asked for continuing psychotherapy; reviewed every so many days. */
  continuing: { since: Instant; reviewDue: Instant } | null;
  /** The address that bounced or complained: nothing is mailed to it any more. */
  suppressed: { email: string; since: Instant; reason: 'bounced' | 'complained' } | null;
  /** Notices of the program itself; the program's execution sends them. */
  notices: readonly Touchpoint[];
  /** The milestones whose overdue task was raised, as `<what>-<dose>-<due>`. */
  overdueRaised: readonly string[];
  sessions: readonly Session[];
  tasks: readonly Task[];
};

/** What the domain needs to know of the clinic. */
export type Clinic = { clinicId: string; name: string; phone: string; timeZone: string };

export type Actor = { kind: 'staff' | 'workflow' | 'system' | 'ses'; id: string };
