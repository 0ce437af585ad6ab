/** A program under test: real commands, a clock that stands where the test puts it, ids that count. */
import {
  Change,
  type Context,
  type Decided,
  type DomainEvent,
  isRefused,
  type Refused,
} from '../../shared/domain/change.ts';
import { givenDoses } from '../../shared/domain/course.ts';
import type { Setting } from '../../shared/domain/planning.ts';
import { giveClearance, makeDecision } from '../../shared/domain/program/clinical.ts';
import { type Enrollment, enroll } from '../../shared/domain/program/enroll.ts';
import { addIntention } from '../../shared/domain/program/people.ts';
import type { MedicineClass, Protocol, SessionKind } from '../../shared/domain/protocol.ts';
import { type Booking, bookSession } from '../../shared/domain/session/book.ts';
import { cancelSession } from '../../shared/domain/session/cancel.ts';
import { changeSession, type SessionChange } from '../../shared/domain/session/move.ts';
import { type OutcomeRequest, recordOutcome } from '../../shared/domain/session/outcome.ts';
import { startSession } from '../../shared/domain/session/start.ts';
import type {
  Audience,
  Clinic,
  DecisionAbout,
  Instant,
  Patient,
  Phase,
  Program,
  Session,
  SessionStart,
  Touchpoint,
} from '../../shared/domain/state.ts';
import { plusDays, plusHours, plusMinutes } from '../../shared/domain/time.ts';
import { lookAtProgram, type ProgramStep } from '../../shared/domain/workflow/look-at-program.ts';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { answers, calm, checks, clinic, coordinator, enrolledAt, fullTeam, luis, maya, sam, wall } from './people.ts';

export type Options = {
  protocol?: Protocol;
  patient?: Partial<Patient>;
  yes?: string[];
  takes?: MedicineClass[];
  careTeam?: Enrollment['careTeam'];
  withoutEmail?: boolean;
  at?: Instant;
  clinic?: Partial<Clinic>;
  history?: Enrollment['history'];
};

export function enrollmentOf(options: Options = {}): Enrollment {
  const kinds = ['treatment', 'monitor-and-contact', ...(options.withoutEmail ? [] : ['email'])] as const;
  return {
    patient: { ...maya, ...options.patient },
    screening: { answers: answers(...(options.yes ?? [])), takes: options.takes ?? [], reviewedBy: null },
    consents: kinds.map((kind) => ({ kind, signedOn: (options.at ?? enrolledAt).slice(0, 10) })),
    careTeam: options.careTeam ?? fullTeam,
    history: options.history ?? [],
  } as Enrollment;
}

export class Course {
  program: Program;
  now: Instant;
  /** Every event since enrollment, and those of the last command. */
  events: DomainEvent[] = [];
  lastEvents: readonly DomainEvent[] = [];
  readonly protocol: Protocol;
  clinic: Clinic;
  #ids = 0;
  /** Told of every change, as the table's stream would. */
  onChange: () => void = () => undefined;

  constructor(options: Options = {}) {
    this.protocol = options.protocol ?? ketamineHome;
    this.clinic = { ...clinic, ...options.clinic };
    this.now = options.at ?? enrolledAt;
    const enrolled = enroll(enrollmentOf(options), this.context(), { clinic, approved: true, refusedBefore: false });
    if (!enrolled.ok) throw new Error(`enrollment refused: ${enrolled.refusal.code}`);
    this.program = enrolled.program;
    this.events.push(...enrolled.events);
  }

  context(): Context {
    return {
      now: this.now,
      actor: { kind: 'staff', id: coordinator.staffId },
      by: coordinator,
      protocol: this.protocol,
      clinic: this.clinic,
      newId: (kind) => {
        this.#ids += 1;
        return `${kind}_${this.#ids}`;
      },
      newSecret: (kind) => {
        this.#ids += 1;
        return { value: `${kind}-secret-${this.#ids}`, hash: `hash-of-${kind}-secret-${this.#ids}` };
      },
    };
  }

  get setting(): Setting {
    return { protocol: this.protocol, program: this.program, clinic: this.clinic, now: this.now };
  }

  at(instant: Instant): this {
    if (instant < this.now) throw new Error(`the clock never goes back: ${instant} is before ${this.now}`);
    this.now = instant;
    return this;
  }

  /** A command of a person: its refusal, or its value. */
  try<Value>(command: (change: Change) => Value): Value {
    return this.#run(command, (change) => change.decideByPerson());
  }

  /** A step of a workflow, or word from SES. */
  step<Value>(command: (change: Change) => Value): Value {
    return this.#run(command, (change) => change.decide());
  }

  /** A command that the test takes for granted. */
  do<Value>(command: (change: Change) => Value): Exclude<Value, Refused> {
    const value = this.try(command);
    if (isRefused(value)) throw new Error(`refused: ${value.refusal.code}: ${value.refusal.detail}`);
    return value as Exclude<Value, Refused>;
  }

  /** The code of a refusal, or `accepted`. */
  codeOf(command: (change: Change) => unknown): string {
    const value = this.try(command);
    return isRefused(value) ? value.refusal.code : 'accepted';
  }

  #run<Value>(command: (change: Change) => Value, decide: (change: Change) => Decided): Value {
    const change = new Change(this.program, this.context());
    const value = command(change);
    if (isRefused(value)) return value;
    const { program, events } = decide(change);
    this.program = program;
    this.lastEvents = events;
    this.events.push(...events);
    this.onChange();
    return value;
  }

  look(looks = 1): ProgramStep {
    return this.step((change) => lookAtProgram(change, this.program.run, looks));
  }

  session(sessionId: string): Session {
    const found = this.program.sessions.find((one) => one.sessionId === sessionId);
    if (!found) throw new Error(`no session ${sessionId}`);
    return found;
  }

  /** What the patient is told of this session's present revision, by name. */
  rows(sessionId: string): Record<string, Touchpoint> {
    return this.rowsFor('patient', sessionId);
  }

  rowsFor(audience: Audience, sessionId: string): Record<string, Touchpoint> {
    const { touchpoints, revision } = this.session(sessionId);
    const own = touchpoints.filter((one) => one.revision === revision && one.audience === audience);
    return Object.fromEntries(own.map((one) => [one.name, one]));
  }

  openTasks(): string[] {
    return this.program.tasks.filter((one) => one.status === 'open').map((one) => one.kind);
  }

  book(kind: SessionKind, start: string | SessionStart, more: Partial<Booking> = {}): string {
    return this.do((change) => bookSession(change, bookingOf(kind, start, more))).sessionId;
  }

  move(sessionId: string, wanted: SessionChange): this {
    this.do((change) => changeSession(change, sessionId, wanted));
    return this;
  }

  cancel(sessionId: string): this {
    this.do((change) => cancelSession(change, sessionId, 'patient-request', null));
    return this;
  }

  clear(sessionId: string): this {
    this.do((change) => giveClearance(change, sessionId, checks()));
    return this;
  }

  start(sessionId: string): this {
    this.do((change) => startSession(change, sessionId, { monitorPresent: true, vitals: calm }));
    return this;
  }

  outcome(sessionId: string, more: Partial<OutcomeRequest> = {}): this {
    this.do((change) => recordOutcome(change, sessionId, outcomeOf(this, sessionId, more)));
    return this;
  }

  decide(about: DecisionAbout, sessionId: string | null, decision: 'proceed' | 'do-not-proceed' = 'proceed'): this {
    this.do((change) => makeDecision(change, { about, sessionId, decision, reason: 'Called the patient.' }));
    return this;
  }

  /** Books a therapy session and records it as done, an hour later; the clock ends there. */
  meet(kind: Exclude<SessionKind, 'dosing'>, start: string, more: Partial<OutcomeRequest> = {}): string {
    const sessionId = this.book(kind, start);
    this.at(plusMinutes(this.session(sessionId).start.instant, 60)).outcome(sessionId, more);
    return sessionId;
  }

  /** Clears, starts and completes a booked dose at its time; the clock ends two hours after its start. */
  give(sessionId: string): this {
    const start = this.session(sessionId).start.instant;
    this.at(plusHours(start, -1)).clear(sessionId).at(start).start(sessionId);
    return this.at(plusHours(start, 2)).outcome(sessionId);
  }

  /** Two sessions on 8 and 11 January, and an intention. */
  prepared(): this {
    this.meet('preparation', '2027-01-08T15:00');
    this.meet('preparation', '2027-01-11T15:00');
    this.do((change) => addIntention(change, 'To meet grief with kindness.'));
    return this;
  }

  /** Doses on Wednesdays from 20 January on at 10:00, each with its integration two days later. */
  withDosesGiven(count: number, lastIntegrated = true): this {
    if (this.program.intentions.length === 0) this.prepared();
    for (let dose = givenDoses(this.program).length; dose < count; dose += 1) {
      const day = plusDays('2027-01-20T10:00:00.000Z', 7 * dose).slice(0, 10);
      this.give(this.book('dosing', `${day}T10:00`));
      if (dose < count - 1 || lastIntegrated)
        this.meet('integration', `${plusDays(`${day}T00:00:00.000Z`, 2).slice(0, 10)}T15:00`);
    }
    return this;
  }

  inPhase(phase: Phase): this {
    if (phase === 'dosing') this.prepared();
    if (phase === 'integration') this.withDosesGiven(1, false);
    if (phase === 'ongoing') this.withDosesGiven(6);
    this.look();
    if (this.program.phase !== phase) throw new Error(`in ${this.program.phase}, not ${phase}`);
    return this;
  }
}

export function aProgram(options: Options = {}): Course {
  return new Course(options);
}

export function bookingOf(kind: SessionKind, start: string | SessionStart, more: Partial<Booking> = {}): Booking {
  const dose = kind === 'dosing';
  return {
    kind,
    format: 'individual',
    start: typeof start === 'string' ? wall(start) : start,
    durationMinutes: dose ? 120 : 60,
    mode: dose ? 'home' : 'video',
    modality: dose ? null : 'talk',
    place: null,
    staff: [sam],
    monitor: dose ? luis : null,
    ...more,
  };
}

/** Completed from its start, actual or planned, until now. */
export function outcomeOf(course: Course, sessionId: string, more: Partial<OutcomeRequest> = {}): OutcomeRequest {
  const { actual, start } = course.session(sessionId);
  return {
    result: 'completed',
    startedAt: actual?.startedAt ?? start.instant,
    endedAt: course.now,
    vitals: null,
    adverseEvents: [],
    notes: null,
    recordedLate: null,
    continuing: false,
    ...more,
  };
}
