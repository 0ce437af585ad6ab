/**
 * The state of one patient's program: everything a decision may depend on, as plain data.
 * Instants are ISO 8601 in UTC with milliseconds ("2027-01-20T17:00:00.000Z") and compare as strings.
 */
import type {
  CareRole,
  ConsentKind,
  GuidelineSubject,
  Instrument,
  MedicineClass,
  Modality,
  SessionKind,
} from './protocol.ts';
import type { TaskKind } from './task-kinds.ts';

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
  /** Questions and medicines that the program's version of the protocol asks about, and this screening did not. */
  unanswered?: readonly string[];
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
  /** What it settled: the cautions, medicines and adverse events known then, so that a new one opens the gate's question again. */
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
export type SessionWarning = 'spacing-above-max' | 'spacing-broken' | 'integration-late' | 'staff-missing';
export type BlockAbout = 'late-booking' | 'answer' | 'adverse-event';

/** Wall time and IANA zone are the truth; instant and offset are derived from them. */
export type SessionStart = { at: string; timeZone: string; instant: Instant; offset: string };
export type GroupPointer = { groupId: string; revision: number };
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
  /** The group that it is this patient's part of, and of which revision its time and place are. Absent: none. */
  group?: GroupPointer;
  /** Done elsewhere, before the patient came: nobody here was asked or told of it. Absent: no. */
  imported?: true;
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
  /** Taken while a dose was under way or after it. */
  vitalsLog: readonly { at: Instant; vitals: Vitals }[];
  adverseEvents: readonly AdverseEvent[];
  amountMg: number | null;
  /** The second part of the dose, where the protocol has one. Absent: none was given. */
  supplement?: { at: Instant; amountMg: number };
  outcome: Outcome | null;
  cancelled: { at: Instant; reason: string; note: string | null } | null;
  /** What the clock alone brought to notice and an execution has already acted on, each once (see watches.ts). */
  raised: readonly string[];
  /** By when the patient is to have confirmed, before a person asks; null where nobody is asked. Derived. */
  confirmBy: Instant | null;
  /** The start and the openings of its windows by the patient's clock, as they were last told. Derived. */
  toldWallTimes: readonly string[];
  /** The patient's own word on the guidelines and the monitor, for one revision. */
  confirmed: { at: Instant; revision: number } | null;
  /** The monitor's own word that they will be there; of this very person, for one revision. */
  monitorAnswer: { at: Instant; revision: number; email: string; attends: boolean } | null;
  /** What the patient answered to the check before a dose; newest last. */
  preSessionChecks: readonly PreSessionCheck[];
  checkIns: readonly CheckIn[];
  touchpoints: readonly Touchpoint[];
};

/** What has changed since the last screening, and what was taken since its window opened. */
export type PreSessionCheck = {
  at: Instant;
  revision: number;
  /** The protocol's contraindications, every one answered. */
  answers: Readonly<Record<string, boolean>>;
  /** Whatever is to be avoided, its window being open at that moment. */
  taken: Partial<Readonly<Record<GuidelineSubject, boolean>>>;
  note: string | null;
};

/** Three questions after a dose. Free text is read by a person, never scored (R14). */
export type CheckIn = {
  key: string;
  at: Instant;
  unsafe: boolean;
  unwell: boolean;
  wantsCall: boolean;
  note: string | null;
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
  | 'next-day'
  /** Who the care team is; asks to confirm the address. */
  | 'welcome'
  /** Who leads now, or stands in. */
  | 'introduction'
  /** How are you, on a later day than the next one. */
  | 'check-in'
  /** Asks for the outcome measures that the protocol wants now. */
  | 'measure'
  /** The code that opens a page. */
  | 'code';

/** About one task, to those who have to see to it: its owner at once, who is on call, the clinic's administration. */
export type StaffTouchpointName = 'task' | 'task-on-call' | 'task-overdue';

export type Audience = 'patient' | 'monitor' | 'staff';

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
  name: TouchpointName | StaffTouchpointName;
  audience: Audience;
  /** Who is told, where that is the monitor: they may be somebody else by the time it is sent. */
  monitor: Monitor | null;
  /** Who is told, where that is a member of staff: found at the claim, and the same for both copies. */
  staff: StaffRef | null;
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
  /** By when an answer is awaited, before a person asks; null where none is. */
  answerBy: Instant | null;
  answeredAt: Instant | null;
  /** When its reader proved on the linked page who they are: it was opened. */
  openedAt: Instant | null;
  /** The key that a person had sent once more, and why. */
  resent: { key: string; by: string; reason: string } | null;
};

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
  /** Messages to staff about it. */
  touchpoints: readonly Touchpoint[];
};

/** The program that a readmitted patient was in before. Its last dose counts for spacing and lapse. */
export type EarlierProgram = {
  programId: string;
  lastDose: { startedAt: Instant; endedAt: Instant } | null;
  /** Serious adverse events after which no clinician had decided how to go on. Absent: none. */
  undecidedEvents?: readonly string[];
};

export type Program = {
  clinicId: string;
  programId: string;
  /** Absent: the patient's first. */
  earlier?: EarlierProgram;
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
  /** Stands in for the lead, who is gone, while the patient's consent to a new one is asked for. `overRaised`: the 14 days are over, they count as the lead no more, and a task says so. */
  actingLead: { staff: StaffRef; since: Instant; until: Instant; overRaised: boolean } | null;
  /** Nobody leads whom the patient has consented to, and nobody stands in: who did has left. Absent or null: somebody does. */
  leadMissingSince?: Instant | null;
  /** Of whom leads, how much of the 14 days was used when nobody stood in any more. Absent: nobody ever did. */
  stoodIn?: { lead: string; endedAt: Instant; minutesLeft: number };
  /** Staff whose leaving was seen to here, as `<staffId>@<date>`. */
  departed: readonly string[];
  consents: readonly Consent[];
  /** Newest last. */
  screenings: readonly Screening[];
  intentions: readonly Intention[];
  decisions: readonly Decision[];
  hold: { since: Instant; reason: string; note: string | null } | null;
  ended: { at: Instant; reason: string; note: string | null } | null;
  /** A clinician has ended dosing: what was given is the course. */
  dosingEnded: { at: Instant; reason: string } | null;
  /** Set when a closing outcome asked for continuing psychotherapy; reviewed every so many days. */
  continuing: { since: Instant; reviewDue: Instant } | null;
  /** Addresses that bounced or complained: nothing is mailed to them any more. */
  suppressed: readonly { email: string; since: Instant; reason: 'bounced' | 'complained' }[];
  /** The address that its owner has confirmed by a link in a message to it. */
  confirmedEmail: { email: string; at: Instant } | null;
  /** Links made before this instant open nothing any more. */
  linksValidFrom: Instant;
  /** The last code that was mailed to open a page: a hash, until when, and how often it was tried in vain. */
  accessCode: { hash: string; validUntil: Instant; failures: number } | null;
  measures: readonly Measure[];
  actions: readonly ActionItem[];
  coreWounds: readonly Note[];
  insights: readonly (Note & { sessionId: string | null })[];
  /** Notices of the program itself; the program's execution sends them. */
  notices: readonly Touchpoint[];
  /** What the looks have raised, each once: an overdue milestone as `<what>-<dose>-<due>`, measures by their days. */
  overdueRaised: readonly string[];
  sessions: readonly Session[];
  tasks: readonly Task[];
};

/** Words of the work itself: what hurts, what became clear. */
export type Note = { noteId: string; text: string; at: Instant };

/** One questionnaire as answered: an item's number is its place, 0 to 3 each. */
export type Measure = {
  measureId: string;
  instrument: Instrument;
  at: Instant;
  items: readonly number[];
  score: number;
  severity: string;
  dosesGiven: number;
  by: 'patient' | 'clinic';
};

/** What the patient set out to do between sessions. */
export type ActionItem = {
  actionId: string;
  text: string;
  due: string | null;
  /** Who helps to keep it in mind. */
  accountability: string | null;
  addedAt: Instant;
  doneAt: Instant | null;
};

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];
/** Wall times of the clinic's zone; `to` is later than `from` on the same day. */
export type OpeningHours = readonly { daysOfWeek: readonly Weekday[]; from: string; to: string }[];

/** What the domain needs to know of the clinic. */
export type Clinic = {
  clinicId: string;
  name: string;
  phone: string;
  timeZone: string;
  openingHours: OpeningHours;
  /** Who answers when nobody else does. Without one no check-in and no measure is asked for. */
  onCall: { name: string; phone: string; email: string } | null;
};

export type Actor = { kind: 'staff' | 'workflow' | 'system' | 'ses' | 'patient' | 'monitor'; id: string };
