/**
 * What a message to a patient is made of: facts only, no words and no layout. The domain fills it at the moment
 * of sending from the state that the claim was decided on; shared/text words it, shared/mail lays it out.
 */
import type { GuidelineSubject, SessionKind } from './protocol.ts';
import type { Instant, SessionMode, SessionStart, TouchpointName } from './state.ts';

/** One guideline as this patient's clock time. */
export type Deadline = {
  subject: GuidelineSubject;
  rule: 'avoid' | 'have' | 'continue';
  /** When an `avoid` begins; null for what holds throughout the dose or begins with it. */
  opens: Instant | null;
  /** True when it began before this message: it can no longer be kept from the beginning. */
  open: boolean;
  /** The patient said that they take this medicine (or drink daily): never "stop", always "your plan". */
  takes: boolean;
  /** How the window ends: with the session, or after a full night's sleep. */
  until: 'end' | 'night-of-sleep';
};

export type SessionView = {
  kind: SessionKind;
  /** For a dose its number, for an integration the dose that it follows; null otherwise. */
  doseNumber: number | null;
  start: SessionStart;
  durationMinutes: number;
  mode: SessionMode;
  place: { text: string; url: string | null } | null;
  staffNames: readonly string[];
  monitorName: string | null;
};

export type MessageView = {
  template: TouchpointName;
  locale: string;
  now: Instant;
  clinic: { name: string; phone: string; timeZone: string };
  patient: { name: string; timeZone: string; country: string; discreet: boolean };
  clinicianName: string | null;
  /** The session that the message is about; null for a program's notice. */
  session: SessionView | null;
  /** What one is to do around a dose, in the order of the clock; empty for therapy sessions. */
  deadlines: readonly Deadline[];
  /** The words of a late booking apply: not confirmed yet, what can still be followed. */
  late: boolean;
  /** The dose is blocked at this moment: "not confirmed yet". */
  blocked: boolean;
  /** For `moved`: where it was before. */
  previousStart: SessionStart | null;
  /** Reminders that were merged into this message and whose content it carries. */
  carries: readonly TouchpointName[];
  /** For `on-hold` and `resumed`: what is booked and still ahead. */
  upcoming: readonly (SessionView & { deadlines: readonly Deadline[]; blocked: boolean })[];
  /** For `after` and `next-day`: the actual end, and the instant before which no vehicle is driven. Null in an estimate. */
  after: { endedAt: Instant; notBefore: Instant } | null;
};
