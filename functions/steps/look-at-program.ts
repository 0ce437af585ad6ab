import { Superseded } from '../../shared/contracts/errors.ts';
import { lookAtProgramInput } from '../../shared/contracts/workflow.ts';
import { lookAtProgram, type ProgramStep } from '../../shared/domain/workflow/look-at-program.ts';
import { runCommand, workflowItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { handlerStack } from '../wrap.ts';
import { busyOrGone } from './busy-or-gone.ts';

/** Moves the program on, raises what is overdue, and says what its execution does next. */
export const createHandler = (deps: Deps) =>
  handlerStack(
    deps,
    'look-at-program',
    lookAtProgramInput,
    async ({ clinicId, programId, run, looks }): Promise<ProgramStep> => {
      const done = await runCommand(deps, {
        clinicId,
        programId,
        who: workflowItself,
        kind: 'step',
        decide: (change) => lookAtProgram(change, run, looks),
      });
      if (!done.ok) throw busyOrGone(done);
      const of = { clinicId, programId, owner: { kind: 'program' as const } };
      const step = done.value;
      if (step.step === 'end') await deps.runs.noteEnded(of, run);
      if (step.step === 'send') await deps.runs.noteLookAt(of, run, done.context.now);
      if (step.step === 'wait') await deps.runs.noteLookAt(of, run, step.until);
      if (step.step === 'superseded') throw new Superseded('a newer run has taken over');
      return step;
    },
  );
