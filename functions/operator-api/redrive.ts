/**
 * Redrive, as Step Functions has it: a failed execution goes on from the state that failed. It is of use only until a newer
 * run takes over, which happens by itself as soon as the failure is heard of; after that "repair" is what helps.
 */
import { executionName } from '../../shared/contracts/execution-name.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { RunOwner } from '../../shared/contracts/table.ts';
import { refuse } from '../../shared/domain/change.ts';
import { requestRedrive, whyOutdated } from '../../shared/domain/workflow/request-redrive.ts';
import type { ExecutionDetail } from '../../shared/workflow/execution-reader.ts';
import { type Request, route } from '../clinic-api/http.ts';
import { perform } from '../clinic-api/perform.ts';
import { type Found, findExecution } from './find-execution.ts';

export const redriveRoute = route({
  method: 'POST',
  path: '/v1/operations/executions/{name}/redrive',
  roles: may.operate,
  summary: 'Let a failed execution of the current run go on from the state that failed',
  handle: async (request) => {
    const { name, machine, execution, programId, sessionId, run } = await findExecution(request);
    const asked = await perform(
      { ...request, params: { ...request.params, programId } },
      (change) => {
        const why = whyNot(execution);
        return why === null ? requestRedrive(change, sessionId, run) : refuse('wrong-state', why);
      },
      () => ({ status: 200, body: { name, programId, redriveCount: execution.redriveCount + 1 } }),
    );
    // In the record first, then done: a request that is repeated does what its first try may have left undone.
    const { redriveCount } = asked.body as { redriveCount: number };
    if (execution.redriveCount < redriveCount) await request.deps.executionReader.redrive(machine, name, redriveCount);
    return asked;
  },
});

const notFailed = new Set(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE']);

function whyNot({ status, redrivable }: ExecutionDetail): string | null {
  if (status === 'SUCCEEDED') return 'It came to its end: there is nothing to redrive.';
  if (notFailed.has(status)) return 'It runs: there is nothing to redrive.';
  return redrivable ? null : 'Step Functions redrives for 14 days after the end, and below 24,999 events.';
}

/** Whether it can be redriven now; if not, why, and what acts in its place. */
export async function presentRedrive(
  { deps, clinicId }: Request<unknown, unknown>,
  { machine, execution, programId, sessionId, run }: Found,
) {
  const why = whyNot(execution);
  if (notFailed.has(execution.status)) return { possible: false, why, takenOverBy: null };
  const owner: RunOwner = sessionId === null ? { kind: 'program' } : { kind: 'session', sessionId };
  const current = await deps.runs.read({ clinicId, programId, owner });
  if (!current) return { possible: false, why: 'Its program is gone.', takenOverBy: null };
  if (current.run === run) return { possible: why === null, why, takenOverBy: null };
  const name = executionName(programId, owner, current.run);
  const startedAt = (await deps.executionReader.describe(machine, name))?.startedAt ?? null;
  return { possible: false, why: whyOutdated(run), takenOverBy: { name, run: current.run, startedAt } };
}
