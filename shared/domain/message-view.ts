/**
 * What a message to a patient is made of: facts only, no words and no layout. The domain fills it at the moment
 * of sending from the state that the claim was decided on; shared/text words it, shared/mail lays it out.
 */
import type { CareRole, GuidelineSubject, SessionKind } from './protocol.ts';
import type { ActionItem, Audience, Instant, SessionMode, SessionStart, TouchpointName } from './state.ts';

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
  /** The protocol asks whether the patient takes it: a clinician decides about it, never a message. */
  medicine: boolean;
  /** How the window ends: with the session, or after a full night's sleep. */
  until: 'end' | 'night-of-sleep' | 'hours-after-end';
  /** For `hours-after-end`: how many. */
  untilHours: number | null;
  /** The protocol's own words by language, for what we have no sentence for. */
  words: Readonly<Record<string, string>> | null;
};

/** A guideline that holds beyond the end of a dose: for so many hours, until a night's sleep, or both. */
export type Lasting = Pick<Deadline, 'subject' | 'rule' | 'takes' | 'medicine' | 'words'> & {
  hoursAfterEnd: number | null;
  sleep: boolean;
  /** Until when by the clock; null while nobody knows when the dose ended. */
  until: Instant | null;
};

export type SessionView = {
  sessionId: string;
  revision: number;
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

/** What the reader's page asks of them now, so that the message can say so. */
export type Ask =
  | 'confirm-session'
  | 'pre-session-check'
  | 'confirm-presence'
  | 'confirm-address'
  | 'check-in'
  | 'measures';

/** What the patient and their team wrote down: intentions and core wounds, insights, open action items. */
export type Reading = 'set-out-with' | 'found' | 'to-do';

export type MessageView = {
  template: TouchpointName;
  audience: Audience;
  locale: string;
  now: Instant;
  clinic: { name: string; phone: string; timeZone: string };
  /** Who reads it, by their own clock: the patient's, or for the monitor the session's zone. */
  reader: { name: string; timeZone: string; country: string; discreet: boolean };
  /** For the monitor: whom they are to be with. Null where the patient wants to stay unnamed. */
  patientName: string | null;
  clinicianName: string | null;
  careTeam: readonly { name: string; roles: readonly CareRole[]; lead: boolean }[];
  /** Who leads stands in for somebody. */
  leadStandsIn: boolean;
  /** The reader's page. The token in it stands in this message and nowhere else; null where nothing is linked. */
  pageUrl: string | null;
  /** Opens the page, too: of the message that brings a code. */
  code: string | null;
  asks: readonly Ask[];
  /** Open action items, which come up again before the next session; of a dose they are only named in `toRead`. */
  actions: readonly Pick<ActionItem, 'text' | 'due' | 'accountability'>[];
  /** For reminders: what waits on the page to be read before the session. Its words stand there alone, never in a mail. */
  toRead: readonly Reading[];
  /** For `next-day`: the integration session that is booked next; null asks to find a time. */
  nextSession: SessionView | null;
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
  /** For `after` and `next-day`: the actual end. Null in an estimate. */
  after: { endedAt: Instant } | null;
  /** For `after` and `next-day`: what still holds when the dose is over. */
  lasting: readonly Lasting[];
};
