/**
 * A program's shape as data (docs/protocols.md). One immutable version of it governs a program from enrollment to its end.
 * Numbers carry their unit in their name. "Day" means a calendar day in the session's zone, "hour" an elapsed hour.
 */
export type SessionKind = 'preparation' | 'dosing' | 'integration' | 'closing' | 'continuing';
export type Modality = 'talk' | 'cbt' | 'somatic' | 'emdr' | 'group';
export type CareRole = 'therapist' | 'clinician';
export type ConsentKind = 'treatment' | 'monitor-and-contact' | 'email';
/** As the protocol names it: `benzodiazepine`, `lithium`, … */
export type MedicineClass = string;

/** What a guideline is about. Wording per subject and locale lives in shared/text; another subject brings its own words. */
export const guidelineSubjects = [
  'benzodiazepine',
  'stimulant',
  'alcohol',
  'solid-food',
  'liquids',
  'antihypertensive',
  'monitor',
  'vehicle-or-machinery',
] as const;
type KnownSubject = (typeof guidelineSubjects)[number];
// A subject of a protocol's own, which the compiler still tells from a typo in a comparison.
export type GuidelineSubject = KnownSubject | (string & Record<never, never>);

/** Where a window begins: elapsed hours before the planned start, or the actual start of the dose. */
export type WindowFrom = { anchor: 'planned-start'; hoursBefore: number } | { anchor: 'actual-start' };

/**
 * Where a window ends: the actual end of the dose, or a full night's sleep after it, which reads
 * "not before the first `wallTime` that is at least `hoursAfterEnd` after the actual end, and only after a full night's sleep".
 */
export type WindowUntil =
  | { anchor: 'actual-end' }
  | { anchor: 'hours-after-end'; hours: number }
  | { anchor: 'night-of-sleep'; hoursAfterEnd: number; wallTime: string };

export type Guideline = {
  id: string;
  subject: GuidelineSubject;
  /** `avoid` and `have` hold within the window; `continue` says to go on as prescribed. */
  rule: 'avoid' | 'have' | 'continue';
  from: WindowFrom;
  until: WindowUntil;
  /** By language: for what shared/text has no sentence of its own. */
  words?: Readonly<Record<string, string>>;
  source: string;
};

export const reminderNames = ['reminder-1d', 'reminder-3d', 'reminder-24h', 'reminder-3h'] as const;

/** A reminder before a session: whole calendar days earlier at the same wall time, or elapsed hours before the start. */
export type Reminder = {
  name: (typeof reminderNames)[number];
  audience: 'dose' | 'therapy';
  at: { calendarDaysBefore: number } | { hoursBefore: number };
  /** The last useful instant, in elapsed hours before the planned start. */
  useByHoursBefore: number;
  /** Who is present during the dose is reminded, too. */
  alsoMonitor?: boolean;
  /** Asks the patient to confirm the guidelines and the monitor, while they have not. */
  asksToConfirm?: boolean;
};

export type Instrument = 'phq-9' | 'gad-7';

/**
 * When outcome measures are asked for: before the first dose, after one by its number, after the last one, at closing, so many
 * days after enrollment.
 */
export type MeasurePoint =
  | { at: 'before-first-dose' }
  | { at: 'after-dose'; dose: number }
  | { at: 'after-last-dose' }
  | { at: 'closing' }
  | { at: 'after-enrollment'; days: number };

/** What patients are to know of the medicine: on their pages, never in a mail. */
export type SafetyInformation = {
  /** A language. */
  locale: string;
  /** ISO 3166 where it holds in one country only; null everywhere else. */
  country: string | null;
  sections: readonly { title: string; items: readonly string[] }[];
};

export type Spacing = { fromDose: number; minDays: number; targetDays: number; maxDays: number };

/**
 * What may be given in a dose, from one of that number on; and the second part that may follow it, so many minutes after the
 * start of the dose.
 */
export type Amount = {
  mg: number;
  fromDose?: number;
  supplement?: { mg: number; fromMinutes: number; untilMinutes: number };
};

/** So many people, each with one of these roles; `untilDose`: only in doses up to that number ("one and two are guided"). */
export type StaffRule = { anyOf: readonly CareRole[]; count: number; untilDose?: number };

export const overridableGates = [
  'screening-expired',
  'caution-open',
  'medicines-plan',
  'not-prepared',
  'too-soon',
  'review-needed',
  'not-integrated',
  'staff-missing',
  'vitals-out-of-range',
] as const;
export type OverridableGate = (typeof overridableGates)[number];

export type Protocol = {
  id: string;
  version: number;
  title: string;
  medicine: string;
  /** Needed before anybody approves a medicine other than ketamine and esketamine. */
  legalBasis: string | null;
  modalities: readonly Modality[];
  setting: 'home' | 'clinic';
  ageMinYears: number;
  screening: {
    contraindications: readonly string[];
    cautions: readonly string[];
    validDays: number;
  };
  medicines: readonly { code: MedicineClass; planNeeded: boolean }[];
  consents: { required: readonly ConsentKind[]; optional: readonly ConsentKind[]; validDays: number };
  careTeam: { roles: readonly { role: CareRole; licensed: boolean; leads: boolean }[]; dueDays: number };
  preparation: {
    sessionsMin: number;
    beforeFirstDose: { hoursMin: number; daysMax: number };
    intentionsMin: number;
    dueDays: number;
  };
  dosing: {
    /** Null: without a fixed end, for as long as clinic and patient wish. */
    doses: number | null;
    /** A clinician reviews after every so many doses; needed where there is no fixed end. */
    reviewEveryDoses: number | null;
    /** In calendar days from the last actual dose, from that dose number on. */
    spacing: readonly Spacing[];
    lapseDays: number;
    /** Absent: as much as who clears the dose says. */
    amounts?: readonly Amount[];
    /** Who is present during a dose, besides the monitor. */
    staff: readonly StaffRule[];
    /**
     * How long the patient stays after the start at the least; by the amount where that decides, `laterMinutes` after a first
     * dose. Empty: not at all.
     */
    minimumStay: readonly { belowMg: number | null; minutes: number; laterMinutes?: number }[];
    /** Gates that a clinician may override with a reason. Never a contraindication, never a missing monitor. */
    overridable: readonly OverridableGate[];
    /** What the clinic has to do after each dose, such as a form for a registry. */
    tasksAfterDose: readonly { text: string; dueDays: number; source: string }[];
    startAllowedMinutes: { before: number; after: number };
    vitalsMax: { systolicMmHg: number; diastolicMmHg: number };
    /** When vitals are taken again after the start of a dose. Absent: not at a fixed time. */
    vitalsDueMinutes?: readonly number[];
    clearanceChecks: readonly string[];
    clearanceValidHours: number;
    undocumentedAfterHours: number;
    endEstimateAfterMinutes: number;
    dueDays: number;
  };
  /** `required: false`: it is offered, and the patient may decline. */
  integration: {
    sessionsPerDose: number;
    /** From that dose on, only after every so many: six doses, then one session. Absent: after each dose. */
    everyDoses?: readonly { fromDose: number; doses: number }[];
    required: boolean;
    earliestHours: number;
    withinDays: number;
    dueDays: number;
  };
  ongoing: { closingSessions: number; dueDays: number; reviewDays: number };
  therapy: { undocumentedAfterHours: number };
  /** Who is to be there in sessions other than a dose (`dosing.staff`): "one clinician, one of the therapists". */
  staffing?: Partial<Record<Exclude<SessionKind, 'dosing'>, readonly StaffRule[]>>;
  guidelines: readonly Guideline[];
  reminders: readonly Reminder[];
  nextDay: { wallTime: string; hoursAfterEnd: number; useByHours: number };
  /** A dose that its patient has not confirmed so many hours before its start becomes a task. */
  confirmation: { hoursBefore: number };
  /**
   * Check-ins after a dose, counted in calendar days from the next-day contact (0: that contact itself asks); without an
   * answer by `answerBy` that day somebody calls. Asked only where the clinic has named a phone on call.
   */
  checkIns: { days: readonly number[]; answerBy: string };
  /** Asked only where the clinic has named a phone on call. */
  measures: { instruments: readonly Instrument[]; points: readonly MeasurePoint[] };
  safetyInformation: readonly SafetyInformation[];
};

/** The spacing that holds before this dose; doses count from 1. */
export function spacingOf({ dosing }: Protocol, doseNumber: number): Spacing {
  const found = dosing.spacing.findLast(({ fromDose }) => fromDose <= doseNumber) ?? dosing.spacing[0];
  if (!found) throw new Error('a protocol has no spacing');
  return found;
}

/** `doseNumber` null: of a dose whose number is not known yet, for which every rule may hold. */
export function staffRulesOf(
  { dosing, staffing }: Protocol,
  kind: SessionKind,
  doseNumber: number | null,
): readonly StaffRule[] {
  if (kind !== 'dosing') return staffing?.[kind] ?? [];
  return dosing.staff.filter(
    ({ untilDose }) => doseNumber === null || untilDose === undefined || doseNumber <= untilDose,
  );
}

/** Those that may be given in this dose. Empty: the protocol does not say. */
export function amountsOf({ dosing }: Protocol, doseNumber: number): readonly Amount[] {
  return (dosing.amounts ?? []).filter(({ fromDose = 1 }) => fromDose <= doseNumber);
}

/** How many integration sessions are to follow this dose, before the next one. */
export function integrationsAfter({ integration }: Protocol, doseNumber: number): number {
  const every = integration.everyDoses?.findLast(({ fromDose }) => fromDose <= doseNumber);
  const isBetween = every !== undefined && (doseNumber - every.fromDose + 1) % every.doses !== 0;
  return isBetween ? 0 : integration.sessionsPerDose;
}

export function isLastDose({ dosing }: Protocol, given: number): boolean {
  return dosing.doses !== null && given >= dosing.doses;
}

export function isDose(kind: SessionKind): boolean {
  return kind === 'dosing';
}

/** The code under which a `takes` answer meets a guideline: who drinks daily is spoken to differently about alcohol. */
export function guidelineMedicine(subject: GuidelineSubject): MedicineClass | null {
  return subject === 'alcohol' ? 'alcohol-daily' : subject;
}
