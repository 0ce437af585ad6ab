/** Brings the executions of one owner in line with the table: the only place that starts, stops and wakes them. */

import { executionName } from '../../shared/contracts/execution-name.ts';
import type { ChangedOwner } from '../../shared/contracts/table.ts';
import { isRunning } from '../../shared/domain/course.ts';
import { isWorthALook } from '../../shared/domain/workflow/look-at-program.ts';
import { nextSessionStep } from '../../shared/domain/workflow/look-at-session.ts';
import { needsExecution } from '../../shared/domain/workflow/needs-execution.ts';
import type { RunState } from '../../shared/store/run-store.ts';
import type { Deps } from '../live.ts';
import { raiseRun } from './raise-run.ts';

/** Runs that nobody noted as started may be running all the same: so many before the current one are stopped. */
const stopRunsMax = 3;

export async function align(deps: Deps, of: ChangedOwner, state: RunState): Promise<void> {
  if (state.started !== state.run) await takeOver(deps, of, state);
  else if (state.token) await wakeIfWorthIt(deps, of, state, state.token);
}

async function takeOver(deps: Deps, of: ChangedOwner, { run, started }: RunState): Promise<void> {
  for (let old = Math.max(1, started ?? 1, run - stopRunsMax); old < run; old += 1) await deps.executions.stop(of, old);
  const outcome = await deps.executions.start(of, run);
  if (outcome === 'closed' && (await isStillNeeded(deps, of))) {
    await raiseRun(deps, of, run, 'execution-closed');
    return;
  }
  if (outcome === 'running')
    await deps.executionRows.note(of.clinicId, of.programId, {
      name: executionName(of.programId, of.owner, run),
      machine: of.owner.kind,
      status: 'RUNNING',
      startedAt: deps.now(),
      stoppedAt: null,
    });
  await deps.runs.noteStarted(of, run);
}

async function isStillNeeded(deps: Deps, { clinicId, programId, owner }: ChangedOwner): Promise<boolean> {
  const program = await deps.programs.load(clinicId, programId);
  if (!program) return false;
  if (owner.kind === 'program') return isRunning(program.status);
  const session = program.sessions.find((one) => one.sessionId === owner.sessionId);
  return session !== undefined && needsExecution(session);
}

/** An execution that waits is woken only where a look would do something: unrelated changes cost no call. */
async function wakeIfWorthIt(deps: Deps, of: ChangedOwner, { run, awaiting }: RunState, token: string): Promise<void> {
  const program = await deps.programs.load(of.clinicId, of.programId);
  if (!program) return;
  const protocol = await deps.clinics.protocolDocument(of.clinicId, program.protocol.id, program.protocol.version);
  if (!protocol) return;
  const { owner } = of;
  const session =
    owner.kind === 'session' ? program.sessions.find((one) => one.sessionId === owner.sessionId) : undefined;
  const worth =
    owner.kind === 'program'
      ? isWorthALook(protocol, program, awaiting ?? '', deps.now())
      : session !== undefined && nextSessionStep(protocol, program, session, run, deps.now()).step !== 'await-outcome';
  if (!worth) return;
  await deps.executions.wake(token);
  await deps.runs.forgetToken(of, run, token);
}
