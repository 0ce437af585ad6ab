/** What the use-cases ask of the world. shared/store, shared/mail and shared/workflow answer; tests may, too. */
import type { DomainEvent } from '../domain/change.ts';
import type { Link } from '../domain/patient/page-access.ts';
import type { Protocol } from '../domain/protocol.ts';
import type { Actor, Clinic, GroupPointer, Instant, Program, StaffRef } from '../domain/state.ts';

export type Staff = StaffRef & {
  roles: readonly string[];
  license: string | null;
  /** The last day on which it holds. */
  licenseUntil: string | null;
  login: boolean;
  /** In which they are written to. */
  locale: string;
  leftOn: string | null;
  /** Their address does not take mail. Another address begins anew. */
  emailStopped: { since: Instant; reason: 'bounced' | 'complained' } | null;
  /** Its ETag, raised by API commands only. */
  version: number;
};
/** Somebody has left: who takes over, in whose name, and up to where the clinic's programs have been seen. */
export type Handover = {
  leaving: StaffRef & { on: string };
  to: string | null;
  by: StaffRef;
  cursor: string | null;
  /** A program could not be handed over: in the end all are gone through once more. */
  missed?: boolean;
};
/** `version` is its ETag, raised by API commands only. */
export type ClinicRecord = Clinic & { medicalDirector: string; version: number; seq: number; hash: string };

/** A message as it was handed to SES, its tokens cut out. */
export type KeptMessage = {
  key: string;
  copy: 1 | 2;
  at: Instant;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  template: string;
  locale: string;
  protocol: { id: string; version: number };
};

/** What else a command writes in its own transaction. */
export type Extras = {
  /** The answer to repeat when the same request comes again. */
  idempotency?: { key: string; bodyHash: string; answer: { status: number; body: unknown } };
  /** Claims the person for this program (enrollment). */
  enrolledPerson?: string;
  /** Staff that become known with this command, on the clinic's own chain. */
  newStaff?: { clinic: ClinicRecord; staff: readonly Staff[] };
  /** The group, and its revision, that this holds for. */
  group?: GroupPointer;
  /** What the link in a message opens, under the hash of its token. */
  link?: { tokenHash: string; link: Link };
  /** The message that this claim is about to send. */
  message?: KeptMessage;
};

export type Committed =
  /** The program as this commit wrote it. */
  | { ok: true; program: Program }
  /** The head moved: read, decide and write again. */
  | { ok: false; why: 'conflict' }
  /** A seat was taken, or the group was changed, in the meantime. */
  | { ok: false; why: 'group-changed' }
  | { ok: false; why: 'already-enrolled' }
  | { ok: false; why: 'idempotency-key-taken' };

export type ProgramStore = {
  load(clinicId: string, programId: string): Promise<Program | null>;
  /** State, events, runs and extras in one transaction, on the condition that the head is still `before`. */
  commit(write: {
    /** Of this write alone: tells it from the same decision made by somebody else at the same instant. */
    writeId: string;
    before: Program | null;
    after: Program;
    events: readonly DomainEvent[];
    actor: Actor;
    now: Instant;
    protocol: Protocol;
    extras: Extras;
  }): Promise<Committed>;
};

export type ClinicStore = {
  clinic(clinicId: string): Promise<ClinicRecord | null>;
  /** The clinic and one of its staff, in one read. */
  clinicAndStaff(clinicId: string, staffId: string): Promise<{ clinic: ClinicRecord | null; staff: Staff | null }>;
  /** The document of a version, which never changes. Null when the clinic has no such version. */
  protocolDocument(clinicId: string, id: string, version: number): Promise<Protocol | null>;
  /** The document and whether it is approved now. */
  protocol(clinicId: string, id: string, version: number): Promise<{ protocol: Protocol; approved: boolean } | null>;
  /** A new version of a protocol, as a draft. Null where somebody else wrote to the clinic's chain at the same moment. */
  addProtocol(
    clinicId: string,
    protocol: Omit<Protocol, 'version'>,
    actor: Actor,
    now: Instant,
    /** What answers the same request when it comes again. */
    idempotencyOf: (added: Protocol) => Extras['idempotency'],
  ): Promise<Protocol | null>;
  /** Marks a version as approved; what was approved before stays so. False where the chain moved. */
  approveProtocol(
    clinicId: string,
    id: string,
    version: number,
    by: string,
    actor: Actor,
    now: Instant,
  ): Promise<boolean>;
  staffByEmail(clinicId: string, email: string): Promise<Staff | null>;
  staff(clinicId: string, staffId: string): Promise<Staff | null>;
  /** A new member of staff on the clinic's chain; where the email is known by now, the one who has it. */
  addStaff(
    clinicId: string,
    staff: Staff,
    actor: Actor,
    now: Instant,
    idempotency?: Extras['idempotency'],
  ): Promise<Staff>;
  /** Writes a member of staff as changed, with `what` as its event; false where somebody else was faster. */
  changeStaff(
    clinicId: string,
    before: Staff,
    after: Staff,
    what: Readonly<Record<string, unknown>>,
    actor: Actor,
    now: Instant,
    /** They have left with this change: what is theirs is handed over from now on. */
    handover: Handover | null,
  ): Promise<boolean>;
  /** Writes the clinic as changed, with its event, if nobody else has changed it since `before`. */
  change(
    before: ClinicRecord,
    wanted: Partial<Pick<ClinicRecord, 'name' | 'phone' | 'timeZone' | 'openingHours' | 'onCall'>>,
    actor: Actor,
    now: Instant,
  ): Promise<ClinicRecord | null>;
  /** Past refusals of this person for a contraindication. */
  wasRefused(clinicId: string, person: string): Promise<boolean>;
  recordRefusal(refusal: {
    clinicId: string;
    person: string;
    refusalId: string;
    at: Instant;
    actor: Actor;
    name: string;
    email: string;
    dateOfBirth: string;
    protocol: { id: string; version: number };
    answers: Readonly<Record<string, boolean>>;
    contraindications: readonly string[];
  }): Promise<void>;
};

/** Somebody who has proved who they are, by the hash of what their browser holds. */
export type Visit = { hash: string; until: Instant };
export type KeptLink = Link & { failures: number; visits: readonly Visit[] };

/** Bookkeeping without events, like task tokens: who may open what. */
export type LinkStore = {
  find(tokenHash: string): Promise<KeptLink | null>;
  put(tokenHash: string, link: Link): Promise<void>;
  /**
   * Counts one more proof as wrong before it is looked at, so that of many at the same moment no more than `triesMax` are
   * looked at at all. False: there were that many already.
   */
  countTry(tokenHash: string, triesMax: number): Promise<boolean>;
  /** It was right after all. */
  uncountTry(tokenHash: string): Promise<void>;
  /** Lets one more browser in, beside those who are in at `now`; of too many the first has to go. */
  admit(tokenHash: string, visit: Visit, now: Instant): Promise<void>;
};

export type Chance = {
  /** An opaque id: `<prefix>_` and 20 characters of [a-z0-9]. */
  newId(prefix: string): string;
  /** In [0, 1). */
  random(): number;
  /** Waits between tries of a conflicting command. */
  sleep(milliseconds: number): Promise<void>;
};

export type Ports = {
  programs: ProgramStore;
  clinics: ClinicStore;
  links: LinkStore;
  chance: Chance;
  now(): Instant;
};
