import { Superseded } from '../../shared/contracts/errors.ts';
import { lookAtSessionInput } from '../../shared/contracts/workflow.ts';
import { lookAtSession, type SessionStep } from '../../shared/domain/workflow/look-at-session.ts';
import { runCommand, workflowItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { handlerStack } from '../wrap.ts';
import { busyOrGone } from './busy-or-gone.ts';

/** Settles what has fallen due around a session, and says what its execution does next. */
export const createHandler = (deps: Deps) =>
  handlerStack(
    deps,
    'look-at-session',
    lookAtSessionInput,
    async ({ clinicId, programId, sessionId, run, looks }): Promise<SessionStep> => {
      const done = await runCommand(deps, {
        clinicId,
        programId,
        who: workflowItself,
        kind: 'step',
        decide: (change) => lookAtSession(change, sessionId, run, looks),
      });
      if (!done.ok) throw busyOrGone(done);
      const of = { clinicId, programId, owner: { kind: 'session' as const, sessionId } };
      const step = done.value;
      if (step.step === 'end') await deps.runs.noteEnded(of, run);
      if (step.step === 'send') await deps.runs.noteLookAt(of, run, done.context.now);
      if (step.step === 'wait' || step.step === 'aftercare') await deps.runs.noteLookAt(of, run, step.until);
      if (step.step === 'superseded') throw new Superseded('a newer run has taken over');
      return step;
    },
  );
