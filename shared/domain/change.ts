/** One decision in the making: the program as it becomes, and the events that say so. Mutable inside a decision, never outside. */

import type { Setting } from './planning.ts';
import type { Protocol } from './protocol.ts';
import type { Actor, Clinic, Instant, Program, Session, StaffRef, Task } from './state.ts';
import type { TaskKind } from './task-kinds.ts';
import { messagesAbout } from './task-messages.ts';
import { voidWhere } from './touchpoints.ts';
import { watchesOf } from './watches.ts';

export type DomainEvent = { type: EventType; data: Readonly<Record<string, unknown>> };

export const eventTypes = [
  'program-enrolled',
  'care-team-changed',
  'acting-lead-named',
  'acting-lead-ended',
  'tasks-handed-over',
  'consent-signed',
  'consent-withdrawn',
  'screening-added',
  'intention-added',
  'session-booked',
  'session-moved',
  'session-changed',
  'session-cancelled',
  'session-started',
  'outcome-recorded',
  'clearance-given',
  'decision-made',
  'program-held',
  'program-resumed',
  'program-withdrawn',
  'program-discharged',
  'patient-deceased',
  'program-completed',
  'phase-moved',
  'run-raised',
  'redrive-requested',
  'task-raised',
  'task-resolved',
  'touchpoints-planned',
  'dose-blocked',
  'message-claimed',
  'message-throttled',
  'message-sent',
  'message-failed',
  'message-unknown',
  'message-skipped',
  'message-handed-over',
  'message-delivery',
  'address-suppressed',
  'patient-changed',
  'address-confirmed',
  'page-opened',
  'code-tried',
  'links-revoked',
  'session-confirmed',
  'monitor-answered',
  'pre-session-checked',
  'check-in-answered',
  'measure-taken',
  'action-added',
  'action-done',
  'message-resent',
  'gate-overridden',
  'vitals-recorded',
  'supplement-given',
  'adverse-event-recorded',
  'core-wound-added',
  'insight-added',
  'dosing-ended',
  'outcome-corrected',
  'protocol-changed',
  'times-derived-again',
  'noticed',
  'history-imported',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What a decision is told besides the state: time, ids and who acts are arguments, never looked up. */
export type Context = {
  now: Instant;
  actor: Actor;
  /** The member of staff behind the actor; the clinic's own when the system acts. */
  by: StaffRef;
  protocol: Protocol;
  clinic: Clinic;
  newId: (kind: IdKind) => string;
  /** Something only its reader may know: the state keeps no more than its hash. */
  newSecret: (kind: 'link' | 'code') => Secret;
};

export type IdKind =
  | 'session'
  | 'screening'
  | 'intention'
  | 'decision'
  | 'clearance'
  | 'claim'
  | 'program'
  | 'measure'
  | 'action'
  | 'note';
export type Secret = { value: string; hash: string };

export type Gate = { code: RefusalCode; opensWith: string };
export type RefusalCode =
  | 'invalid'
  | 'not-found'
  | 'forbidden'
  | 'wrong-state'
  | 'contraindicated'
  | 'screening-incomplete'
  | 'under-age'
  | 'protocol-not-approved'
  | 'consent-missing'
  | 'review-needed'
  | 'in-the-past'
  | 'no-such-time'
  | 'ambiguous-time'
  | 'wrong-phase'
  | 'not-prepared'
  | 'too-soon'
  | 'not-integrated'
  | 'not-started'
  | 'screening-expired'
  | 'caution-open'
  | 'medicines-plan'
  | 'blocked'
  | 'not-cleared'
  | 'no-monitor'
  | 'vitals-out-of-range'
  | 'too-early'
  | 'too-late'
  | 'staff-missing'
  | 'does-not-fit';

/** A refusal is a value. `more` goes into the answer as it is: the gates, the missing questions, the instants on offer. */
export type Refusal = { code: RefusalCode; detail: string; more?: Readonly<Record<string, unknown>> };
export type Refused = { ok: false; refusal: Refusal };
export type Decided = { ok: true; program: Program; events: readonly DomainEvent[] };

export function refuse(code: RefusalCode, detail: string, more?: Refusal['more']): Refused {
  return { ok: false, refusal: more ? { code, detail, more } : { code, detail } };
}

export function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'refusal' in value;
}

/** Each is two items of a transaction that has a hundred, beside those of 24 sessions (docs/architecture.md, "Limits"). */
const tasksResolvedMax = 12;

export class Change {
  readonly #before: Program;
  #program: Program;
  readonly #events: DomainEvent[] = [];
  readonly context: Context;

  constructor(program: Program, context: Context) {
    this.#before = program;
    this.#program = program;
    this.context = context;
  }

  get program(): Program {
    return this.#program;
  }

  get now(): Instant {
    return this.context.now;
  }

  get protocol(): Protocol {
    return this.context.protocol;
  }

  /** What planning depends on, as it stands now in this change. */
  get setting(): Setting {
    const { protocol, clinic, now } = this.context;
    return { protocol, clinic, now, program: this.#program };
  }

  session(sessionId: string): Session | undefined {
    return this.#program.sessions.find((one) => one.sessionId === sessionId);
  }

  task(taskId: string): Task | undefined {
    return this.#program.tasks.find((one) => one.taskId === taskId);
  }

  update(patch: Partial<Program>): void {
    this.#program = { ...this.#program, ...patch };
  }

  putSession(session: Session): void {
    const known = this.session(session.sessionId) !== undefined;
    const sessions = known
      ? this.#program.sessions.map((one) => (one.sessionId === session.sessionId ? session : one))
      : [...this.#program.sessions, session];
    this.update({ sessions });
  }

  record(type: EventType, data: Record<string, unknown> = {}): void {
    this.#events.push({ type, data });
  }

  raiseTask(
    task: Pick<Task, 'kind' | 'urgency' | 'owner' | 'due' | 'rule' | 'text'> & Partial<Pick<Task, 'sessionId'>>,
  ): void {
    // Names its program, so that one id is enough to find it.
    const taskId = `${this.#program.programId}-t${this.#program.tasks.length + 1}`;
    const raised: Task = {
      ...task,
      taskId,
      sessionId: task.sessionId ?? null,
      status: 'open',
      raisedAt: this.now,
      version: 1,
      resolved: null,
      touchpoints: messagesAbout({ ...task, taskId }, this.now),
    };
    this.update({ tasks: [...this.#program.tasks, raised] });
    this.record('task-raised', {
      taskId,
      kind: task.kind,
      sessionId: raised.sessionId,
      owner: task.owner.staffId,
      due: task.due,
    });
  }

  /**
   * What a task asked for was done elsewhere: a decision made, a session cancelled. So many of them at the most: what an end
   * leaves open is resolved by the looks that follow (program/asked-no-more.ts).
   */
  resolveTasks(which: (task: Task) => boolean, note: string): void {
    const left = tasksResolvedMax - this.#events.filter(({ type }) => type === 'task-resolved').length;
    const asked = this.#program.tasks.filter((one) => one.status === 'open' && which(one));
    for (const task of asked.slice(0, Math.max(0, left))) this.resolveTask(task, note);
  }

  resolveTask(task: Task, note: string): void {
    const resolved: Task = {
      ...voidWhere(task, 'resolved', () => true),
      status: 'resolved',
      version: task.version + 1,
      resolved: { at: this.now, by: this.context.by.name, note },
    };
    this.putTask(resolved);
    this.record('task-resolved', { taskId: task.taskId, note });
  }

  putTask(task: Task): void {
    this.update({ tasks: this.#program.tasks.map((one) => (one.taskId === task.taskId ? task : one)) });
  }

  hasOpenTask(kind: TaskKind, sessionId: string | null = null): boolean {
    return this.#program.tasks.some((one) => one.status === 'open' && one.kind === kind && one.sessionId === sessionId);
  }

  /** How many items of the table this decision writes by now, at the most: what one transaction may hold has a bound. */
  get items(): number {
    const isNew = <T>(before: readonly T[], one: T): boolean => !before.includes(one);
    const sessions = this.#program.sessions.filter((one) => isNew(this.#before.sessions, one)).length;
    const tasks = this.#program.tasks.filter((one) => isNew(this.#before.tasks, one)).length;
    // The head and what lists show of it; a session and its run.
    return 2 + 2 * sessions + tasks + this.#events.length;
  }

  /** Raises `run` and says why: a new execution takes over from the state of the table. */
  raiseRun(sessionId: string | null, reason: string): void {
    const session = sessionId === null ? null : this.session(sessionId);
    if (session) this.putSession({ ...session, run: session.run + 1 });
    else this.update({ run: this.#program.run + 1 });
    this.record('run-raised', { sessionId, run: session ? session.run + 1 : this.#program.run, reason });
  }

  /**
   * Ends a decision made by a person: the ETags go up, and every session whose touchpoints or due times were added,
   * removed or moved gets a new run.
   */
  decideByPerson(): Decided {
    for (const session of this.#program.sessions) {
      const before = this.#before.sessions.find((one) => one.sessionId === session.sessionId);
      if (!before) continue;
      const moved =
        timersOf(this.protocol, this.#before, before).join() !== timersOf(this.protocol, this.#program, session).join();
      if (before === session && !moved) continue;
      // A run that the command raised itself stays raised.
      const run = Math.max(session.run, moved ? before.run + 1 : before.run);
      this.putSession({ ...session, version: before.version + 1, run });
    }
    if (this.#program !== this.#before) this.update({ version: this.#before.version + 1 });
    return this.decide();
  }

  /** Ends a decision made by a workflow's step. */
  decide(): Decided {
    // R11: a change without its event would not be written, and the workflow would turn in circles.
    if (this.#program !== this.#before && this.#events.length === 0)
      throw new Error('a decision changed the state and recorded no event');
    return { ok: true, program: this.#program, events: this.#events };
  }
}

/** Everything that an execution of this session would wake up for. */
function timersOf(protocol: Protocol, program: Program, session: Session): string[] {
  const touchpoints = session.touchpoints
    .filter((one) => one.status === 'planned' || one.status === 'claimed' || one.status === 'unknown')
    .map((one) => `${one.key}@${one.at}`);
  return [...touchpoints, ...watchesOf(protocol, program, session).map(({ mark }) => mark)];
}
