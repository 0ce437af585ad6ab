/** Tasks that an ended program asks of nobody any more. There may be more of them than one transaction takes. */
import type { Change } from '../change.ts';
import { isRunning } from '../course.ts';
import { asksOfSession } from '../session/cancel.ts';
import type { Program, Task } from '../state.ts';
import type { TaskKind } from '../task-kinds.ts';

/** Tasks that serve a dose or a phase still to come. */
const movesProgram: ReadonlySet<TaskKind> = new Set([
  'overdue',
  'hold-close-to-session',
  'caution',
  'medicines-plan',
  'consent-withdrawn',
  'lead-consent',
  'acting-lead-over',
]);
/** Tasks to call or mail the patient: nobody calls who has died. */
const reachesPatient: ReadonlySet<TaskKind> = new Set([
  'call-patient',
  'message-failed',
  'message-skipped',
  'contraindication',
  'address-unconfirmed',
  'unconfirmed',
  'unopened',
  'answer',
  'monitor-declined',
  'no-answer',
  'unsafe',
  'wants-call',
  'measure',
]);

export function isAskedNoMore({ status, sessions }: Program, { kind, sessionId }: Task): boolean {
  if (isRunning(status)) return false;
  if (movesProgram.has(kind) || (status === 'deceased' && reachesPatient.has(kind))) return true;
  const cancelled = sessions.some((one) => one.sessionId === sessionId && one.status === 'cancelled');
  return cancelled && asksOfSession.has(kind);
}

/** As many as one decision may. */
export function resolveAskedNoMore(change: Change): void {
  const { program } = change;
  change.resolveTasks((task) => isAskedNoMore(program, task), `The program ended: ${program.status}.`);
}

export function areAskedNoMoreLeft(program: Program): boolean {
  return program.tasks.some((task) => task.status === 'open' && isAskedNoMore(program, task));
}
