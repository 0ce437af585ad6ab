/** What every end of a program has in common: its notices are void, and what was asked for its sake is asked no more. */
import type { Change } from '../change.ts';
import type { ProgramStatus } from '../state.ts';
import type { TaskKind } from '../task-kinds.ts';
import { voidWhere } from '../touchpoints.ts';

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
]);

export function finish(
  change: Change,
  status: Exclude<ProgramStatus, 'active' | 'on-hold'>,
  reason: string,
  note: string | null,
): void {
  const notices = voidWhere({ touchpoints: change.program.notices }, status, () => true).touchpoints;
  change.update({ status, hold: null, ended: { at: change.now, reason, note }, notices });
  change.resolveTasks(
    ({ kind }) => movesProgram.has(kind) || (status === 'deceased' && reachesPatient.has(kind)),
    `The program ended: ${status}.`,
  );
}
