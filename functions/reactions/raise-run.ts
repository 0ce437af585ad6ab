import type { ChangedOwner } from '../../shared/contracts/table.ts';
import { runCommand, systemItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';

/** Repair: a new execution takes over, unless another one has done so already. */
export async function raiseRun(
  deps: Deps,
  { clinicId, programId, owner }: ChangedOwner,
  run: number,
  reason: string,
): Promise<void> {
  const sessionId = owner.kind === 'session' ? owner.sessionId : null;
  const done = await runCommand(deps, {
    clinicId,
    programId,
    who: systemItself,
    kind: 'step',
    decide: (change): { raised: boolean } => {
      const current = sessionId === null ? change.program.run : change.session(sessionId)?.run;
      if (current === run) change.raiseRun(sessionId, reason);
      return { raised: current === run };
    },
  });
  if (done.ok && !done.value.raised) return;
  deps.log(done.ok ? 'warn' : 'error', done.ok ? 'a run was raised' : 'a run could not be raised', {
    programId,
    sessionId: sessionId ?? '',
    run,
    reason,
  });
}
