import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import type { ListedExecution } from '../../shared/store/execution-store.ts';
import { type Route, route } from '../clinic-api/http.ts';
import { findExecution, unknownExecution } from './find-execution.ts';
import { presentRedrive } from './redrive.ts';

const one = '/v1/operations/executions/{name}';

export const executionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/operations/executions',
    roles: may.operate,
    summary: 'Executions of one status, newest first',
    query: queries.executions,
    handle: async ({ deps, clinicId, query }) => {
      const { status, machine, limit, cursor } = query;
      const { items, next } = await deps.executionRows.list(clinicId, { status, machine }, limit, cursor);
      return { status: 200, body: { items: items.map(presentListed), next } };
    },
  }),
  route({
    method: 'GET',
    path: one,
    roles: may.operate,
    summary: 'One execution with the definition that it began with',
    handle: async (request) => {
      const found = await findExecution(request);
      const { name, machine, programId, execution } = found;
      const { redriveCount: _, redrivable: __, ...shown } = execution;
      const [definition, redrive] = await Promise.all([
        request.deps.executionReader.definition(machine, name),
        presentRedrive(request, found),
      ]);
      return { status: 200, body: { name, machine, programId, ...shown, definition, redrive } };
    },
  }),
  route({
    method: 'GET',
    path: `${one}/history`,
    roles: may.operate,
    summary: 'What happened in an execution: its events, with input and output',
    query: queries.history,
    handle: async (request) => {
      const { name, machine } = await findExecution(request);
      const { limit, cursor, order } = request.query;
      const page = { limit, cursor, newestFirst: order === 'newest-first' };
      const history = await request.deps.executionReader.history(machine, name, page);
      if (!history) throw unknownExecution();
      return { status: 200, body: history };
    },
  }),
];

function presentListed({ program, ...row }: ListedExecution): Record<string, unknown> {
  const waitingFor = program?.summary.waitingFor ?? null;
  return {
    ...row,
    phase: program?.state.phase ?? null,
    programStatus: program?.state.status ?? null,
    // Without its owner: who that is concerns the clinic.
    waitingFor: waitingFor ? { what: waitingFor.what, since: waitingFor.since, due: waitingFor.due } : null,
  };
}
