import { executionName } from '../../shared/contracts/execution-name.ts';
import { may } from '../../shared/contracts/roles.ts';
import { refuse } from '../../shared/domain/change.ts';
import { isRunning } from '../../shared/domain/course.ts';
import { needsExecution } from '../../shared/store/program-items.ts';
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
        const { program } = change;
        const sessions = program.sessions.filter(needsExecution).map(({ sessionId }) => sessionId);
        const raised = [...(isRunning(program.status) ? [null] : []), ...sessions];
        if (raised.length === 0)
          return refuse('wrong-state', 'The program has ended, and nothing of it needs an execution.');
        for (const sessionId of raised) change.raiseRun(sessionId, 'repair');
        return raised;
      },
      ({ program, value }) => ({
        status: 200,
        body: {
          programId: program.programId,
          executions: value.map((sessionId) =>
            sessionId === null
              ? executionName(program.programId, { kind: 'program' }, program.run)
              : executionName(
                  program.programId,
                  { kind: 'session', sessionId },
                  program.sessions.find((one) => one.sessionId === sessionId)?.run ?? 0,
                ),
          ),
        },
      }),
    ),
});
