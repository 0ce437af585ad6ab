import { executionName } from '../../shared/contracts/execution-name.ts';
import { may } from '../../shared/contracts/roles.ts';
import { refuse } from '../../shared/domain/change.ts';
import type { Program } from '../../shared/domain/state.ts';
import { raiseEveryRun } from '../../shared/domain/workflow/needs-execution.ts';
import { route } from '../clinic-api/http.ts';
import { perform } from '../clinic-api/perform.ts';

/**
 * New executions take over from whatever runs, and carry on from what the table says. It harms nobody who needed none: the
 * old ones end in "Superseded" at their next step.
 */
export const repairRoute = route({
  method: 'POST',
  path: '/v1/operations/programs/{programId}/repair',
  roles: may.operate,
  summary: 'Start the executions of a program anew, from what the table says',
  handle: (request) =>
    perform(
      request,
      (change) => {
        const raised = raiseEveryRun(change, 'repair');
        return raised.length > 0
          ? raised
          : refuse('wrong-state', 'The program has ended, and nothing of it needs an execution.');
      },
      ({ program, value }) => ({
        status: 200,
        body: { programId: program.programId, executions: value.map((sessionId) => nameOf(program, sessionId)) },
      }),
    ),
});

function nameOf({ programId, run, sessions }: Program, sessionId: string | null): string {
  if (sessionId === null) return executionName(programId, { kind: 'program' }, run);
  const session = sessions.find((one) => one.sessionId === sessionId);
  return executionName(programId, { kind: 'session', sessionId }, session?.run ?? 0);
}
