import { Superseded } from '../../shared/contracts/errors.ts';
import type { RunOwner } from '../../shared/contracts/table.ts';
import { awaitInput } from '../../shared/contracts/workflow.ts';
import { plusDays } from '../../shared/domain/time.ts';
import type { Deps } from '../live.ts';
import { handlerStack } from '../wrap.ts';

/** Keeps the task token by which on-change wakes this execution. The state machine looks again after a day at the latest. */
export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'store-token', awaitInput, async ({ clinicId, programId, sessionId, run, awaiting, token }) => {
    const owner: RunOwner = sessionId ? { kind: 'session', sessionId } : { kind: 'program' };
    const stored = await deps.runs.storeToken(
      { clinicId, programId, owner },
      run,
      awaiting,
      token,
      plusDays(deps.now(), 1),
    );
    if (!stored) throw new Superseded('a newer run has taken over');
    return {};
  });
