/**
 * Plays the executions of a program as Step Functions would: each sleeps until the instant that its last look named,
 * and nobody tells it of a change but a new run or its task token. A forgotten run shows as a message that never goes.
 */
import { confirmAddress } from '../../shared/domain/patient/page-access.ts';
import { confirmSession } from '../../shared/domain/patient/session-answers.ts';
import type { Instant, Patient, Session, Touchpoint } from '../../shared/domain/state.ts';
import { plusDays } from '../../shared/domain/time.ts';
import { claim } from '../../shared/domain/workflow/claim.ts';
import { awaitedName, isWorthALook, lookAtProgram } from '../../shared/domain/workflow/look-at-program.ts';
import { lookAtSession, nextSessionStep } from '../../shared/domain/workflow/look-at-session.ts';
import { type SendOutcome, settle } from '../../shared/domain/workflow/settle.ts';
import type { Course } from './builders.ts';

type Execution = { run: number; wakeAt: Instant | null; awaits: string | null };
export type Sent = {
  key: string;
  name: string;
  at: Instant;
  plannedAt: Instant;
  useBy: Instant;
  sessionId: string | null;
  /** Who was the session's monitor at that moment. */
  monitorThen: string | undefined;
  patientThen: Patient;
};

/** A bound on one instant's steps: more means that something turns in circles. */
const stepsMax = 200;

export class Executions {
  /** To the patient; and to the monitor. */
  readonly sent: Sent[] = [];
  readonly sentToMonitor: Sent[] = [];
  readonly #course: Course;
  readonly #sessions = new Map<string, Execution>();
  #program: Execution = { run: 0, wakeAt: null, awaits: null };
  readonly #mail: (key: string, copy: 1 | 2) => SendOutcome;

  /** Answers nothing that it is asked. */
  readonly #silent: boolean;

  constructor(course: Course, mail: (key: string, copy: 1 | 2) => SendOutcome = accept, silent = false) {
    this.#course = course;
    this.#mail = mail;
    this.#silent = silent;
    course.onChange = () => this.#align();
    this.#align();
  }

  /** What on-change does: starts what has a new run, wakes what waits by token, and leaves everything else alone. */
  #align(): void {
    const { program, protocol, now } = this.#course;
    for (const session of program.sessions) {
      const execution = this.#sessions.get(session.sessionId);
      if (!execution || execution.run !== session.run)
        this.#sessions.set(session.sessionId, { run: session.run, wakeAt: now, awaits: null });
      else if (execution.awaits && this.#nextStep(session) !== execution.awaits) execution.wakeAt = now;
    }
    if (this.#program.run !== program.run) this.#program = { run: program.run, wakeAt: now, awaits: null };
    else if (this.#program.awaits && isWorthALook(protocol, program, this.#program.awaits, now))
      this.#program.wakeAt = now;
  }

  #nextStep(session: Session): string {
    return nextSessionStep(this.#course.protocol, this.#course.program, session, session.run, this.#course.now).step;
  }

  /** Everything that falls due until then, in the order of the clock. */
  runTo(target: Instant): Course {
    for (;;) {
      this.#settle();
      const next = this.#wakes().sort()[0];
      if (next === undefined || next > target) break;
      if (next > this.#course.now) this.#course.at(next);
    }
    if (target > this.#course.now) this.#course.at(target);
    return this.#course;
  }

  #wakes(): Instant[] {
    return [...this.#sessions.values(), this.#program].flatMap(({ wakeAt }) => wakeAt ?? []);
  }

  #settle(): void {
    for (let steps = 0; steps < stepsMax; steps += 1) {
      const { now } = this.#course;
      if ((this.#program.wakeAt ?? '~') <= now) this.#stepProgram();
      else {
        const due = [...this.#sessions].find(([, { wakeAt }]) => wakeAt !== null && wakeAt <= now);
        if (!due) return;
        this.#stepSession(due[0], due[1]);
      }
    }
    throw new Error(`more than ${stepsMax} steps at ${this.#course.now}`);
  }

  #stepSession(sessionId: string, execution: Execution): void {
    const next = this.#course.step((change) => lookAtSession(change, sessionId, execution.run, 1));
    Object.assign(execution, { wakeAt: null, awaits: null });
    if (next.step === 'wait' || next.step === 'aftercare') execution.wakeAt = next.until;
    if (next.step === 'await-outcome') execution.awaits = 'await-outcome';
    if (next.step === 'send') {
      this.#send(next.key, execution.run);
      if (this.#sessions.get(sessionId) === execution) execution.wakeAt = this.#course.now;
    }
  }

  #stepProgram(): void {
    const execution = this.#program;
    const next = this.#course.step((change) => lookAtProgram(change, execution.run, 1));
    Object.assign(execution, { wakeAt: null, awaits: null });
    if (next.step === 'wait') execution.wakeAt = next.until;
    if (next.step === 'await')
      Object.assign(execution, { awaits: awaitedName(next), wakeAt: plusDays(this.#course.now, 1) });
    if (next.step === 'send') {
      this.#send(next.key, execution.run);
      execution.wakeAt = this.#course.now;
    }
  }

  #send(key: string, run: number): void {
    const claimed = this.#course.step((change) => claim(change, key, run));
    if (claimed.kind !== 'claimed') return;
    const { touchpoint, session } = claimed.found;
    const claimId = touchpoint.claim?.claimId ?? '';
    const result = this.#mail(key, touchpoint.copy);
    const sent = touchpoint.audience === 'monitor' ? this.sentToMonitor : this.sent;
    sent.push({
      key,
      name: touchpoint.name,
      at: this.#course.now,
      plannedAt: touchpoint.at,
      useBy: touchpoint.useBy,
      sessionId: session?.sessionId ?? null,
      monitorThen: session?.monitor?.email,
      patientThen: this.#course.program.patient,
    });
    this.#course.step((change) => settle(change, key, claimId, result));
    if (this.#silent || result.outcome !== 'accepted') return;
    this.#answer(touchpoint, session);
  }

  /** A patient who does what they are asked. */
  #answer({ name }: Touchpoint, session: Session | null): void {
    if (name === 'welcome') this.#course.do(confirmAddress);
    if (session && (name === 'reminder-3d' || name === 'reminder-24h'))
      this.#course.try((change) => confirmSession(change, session.sessionId, session.revision));
  }
}

export function accept(key: string): SendOutcome {
  return { outcome: 'accepted', sesMessageId: `mail-${key}` };
}

export function play(course: Course, mail?: (key: string, copy: 1 | 2) => SendOutcome): Executions {
  return new Executions(course, mail);
}

/** The patient answers nothing. */
export function playInSilence(course: Course): Executions {
  return new Executions(course, accept, true);
}

/** What the patient was told after the welcome, in order: "<name> <wall time in UTC to the minute>". */
export function mailed(executions: Executions, sessionId?: string): string[] {
  return executions.sent
    .filter((one) => one.name !== 'welcome' && (sessionId === undefined || one.sessionId === sessionId))
    .map((one) => `${one.name} ${one.at.slice(0, 16)}`);
}
