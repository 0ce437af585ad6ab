/** What an execution of a program does next: move the phase, send a notice, wait for a milestone, end. */
import type { Change } from '../change.ts';
import { isRunning } from '../course.ts';
import { isContinuing, isMilestoneMet, leadOf, waitingFor } from '../milestones.ts';
import { areAskedNoMoreLeft, resolveAskedNoMore } from '../program/asked-no-more.ts';
import { raiseActingOver } from '../program/care-team.ts';
import { askLaterMeasures } from '../program/later-measures.ts';
import { moveOn } from '../program/move-on.ts';
import type { Protocol } from '../protocol.ts';
import type { Instant, Phase, Program } from '../state.ts';
import { plusDays } from '../time.ts';
import { awaitsAnswer } from '../watches.ts';
import { dueRow, looksMax, nextRowAt, settleOverdueRows } from './look-at-session.ts';

export type ProgramStep =
  | { step: 'superseded' }
  | { step: 'send'; key: string }
  | { step: 'wait'; until: Instant }
  /** Waits by task token for the milestone of the phase; `for` names the state. */
  | { step: 'await'; for: Phase | 'on-hold' | 'continuing'; dose: number }
  /** This execution has looked often enough: the next run takes over, so that no history grows too long. */
  | { step: 'continued' }
  | { step: 'end'; as: 'completed' | 'withdrawn' | 'discharged' | 'deceased' };

export function lookAtProgram(change: Change, run: number, looks: number): ProgramStep {
  if (change.program.run !== run) return { step: 'superseded' };
  settleOverdueRows(change, change.program.notices);
  moveOn(change);
  raiseOverdue(change);
  raiseUnconfirmedAddress(change);
  raiseActingOver(change);
  askLaterMeasures(change);
  resolveAskedNoMore(change);
  const next = nextProgramStep(change.program, run, change.now);
  if (next.step === 'end' && areAskedNoMoreLeft(change.program)) return { step: 'wait', until: change.now };
  if (next.step === 'end' || looks < looksMax) return next;
  change.raiseRun(null, 'looked-often-enough');
  return { step: 'continued' };
}

/** Reads only: the stream's consumer compares this with what an execution waits for. */
export function nextProgramStep(program: Program, run: number, now: Instant): ProgramStep {
  if (program.run !== run) return { step: 'superseded' };
  const due = dueRow(program.notices, now);
  if (due) return { step: 'send', key: due.key };
  const rowAt = nextRowAt(program.notices);
  if (rowAt) return { step: 'wait', until: rowAt };
  switch (program.status) {
    case 'on-hold':
      return { step: 'await', for: 'on-hold', dose: program.phaseDose };
    case 'active':
      return { step: 'await', for: isContinuing(program) ? 'continuing' : program.phase, dose: program.phaseDose };
    case 'completed':
    case 'withdrawn':
    case 'discharged':
    case 'deceased':
      return { step: 'end', as: program.status };
  }
}

/** Would a look do something else than what the execution waits for now? Then it is woken; otherwise it is left alone. */
export function isWorthALook(protocol: Protocol, program: Program, awaited: string, now: Instant): boolean {
  if (program.status === 'active' && isMilestoneMet(protocol, program, now)) return true;
  return awaitedName(nextProgramStep(program, program.run, now)) !== awaited;
}

export function awaitedName(step: ProgramStep): string {
  return step.step === 'await' ? `${step.for}-${step.dose}` : step.step;
}

/** R12: when a due date passes, its owner hears of it once. The due date stays. */
function raiseOverdue(change: Change): void {
  const waiting = waitingFor(change.protocol, change.program);
  if (!waiting || waiting.due > change.now) return;
  const { program, now } = change;
  const mark = `${waiting.what}-${program.phaseDose}-${waiting.due}`;
  if (program.overdueRaised.includes(mark)) return;
  change.update({ overdueRaised: [...program.overdueRaised, mark] });
  change.raiseTask({
    kind: 'overdue',
    urgency: 'soon',
    owner: waiting.owner,
    due: plusDays(now, 1),
    rule: `R12: ${waiting.what}`,
    text: overdueTexts[waiting.what],
  });
  if (waiting.what === 'review' && program.continuing) {
    const reviewDue = plusDays(program.continuing.reviewDue, change.protocol.ongoing.reviewDays);
    change.update({ continuing: { ...program.continuing, reviewDue } });
  }
}

/** Sent 48 hours ago, and nobody has said that it came to the right address. */
function raiseUnconfirmedAddress(change: Change): void {
  const silent = change.program.notices.find((one) => awaitsAnswer(one) && (one.answerBy ?? '') <= change.now);
  if (!silent || !isRunning(change.program.status)) return;
  const notices = change.program.notices.map((one) => (one === silent ? { ...one, answerBy: null } : one));
  change.update({ notices });
  change.raiseTask({
    kind: 'address-unconfirmed',
    urgency: 'soon',
    owner: leadOf(change.program),
    due: plusDays(change.now, 2),
    rule: 'R3',
    text: `The patient has not confirmed their email address: call ${change.program.patient.phone} and check it with them.`,
  });
}

const overdueTexts: Record<NonNullable<ReturnType<typeof waitingFor>>['what'], string> = {
  'care-team-ready': 'The care team is not complete: fill its roles.',
  prepared: 'Preparation is not done: its sessions and an intention are needed.',
  'dose-done': 'The next dosing session has not taken place: book it, or decide how to go on.',
  integrated: 'The integration after the last dose has not taken place: book it, or decide about `integration`.',
  closed: 'The closing session has not taken place: book it.',
  resume: 'The program has been on hold for 14 days: resume it, or end it.',
  review: 'Continuing psychotherapy is due for its review.',
};
