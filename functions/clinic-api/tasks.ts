import type * as z from 'zod';
import { CareError } from '../../shared/contracts/errors.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { queries } from '../../shared/contracts/queries.ts';
import { may } from '../../shared/contracts/roles.ts';
import { refuse } from '../../shared/domain/change.ts';
import { isOwnedBy, queueKeyOf } from '../../shared/store/program-items.ts';
import type { Deps } from '../live.ts';
import { type Route, route } from './http.ts';
import { pageOf } from './page-of.ts';
import { perform } from './perform.ts';
import { presentTask } from './present.ts';

export const taskRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/v1/tasks',
    roles: may.coordinate,
    summary: 'The work queue, or one program’s part of it, by urgency and due time',
    query: queries.tasks,
    handle: async ({ deps, clinicId, query }) => {
      const { status, owner, programId, limit, cursor } = query;
      const page = programId
        ? await partOfProgram(deps, clinicId, programId, query)
        : await deps.queries.tasks(clinicId, status, owner, limit, cursor);
      return {
        status: 200,
        body: { items: page.items.map((task) => presentTask(task, task.programId)), next: page.next },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tasks/{taskId}',
    roles: may.coordinate,
    summary: 'One task',
    handle: async ({ deps, clinicId, params }) => {
      const found = await deps.queries.task(clinicId, params.taskId ?? '');
      if (!found) throw new CareError('not-found', 'There is no such task.');
      return { status: 200, body: presentTask(found, found.programId), etag: found.version };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/tasks/{taskId}/resolve',
    roles: may.coordinate,
    summary: 'Resolve a task with a note',
    body: bodies.resolve,
    handle: async (request) => {
      const { deps, clinicId, params, body } = request;
      const found = await deps.queries.task(clinicId, params.taskId ?? '');
      if (!found) throw new CareError('not-found', 'There is no such task.');
      return perform(
        { ...request, params: { ...params, programId: found.programId } },
        (change) => {
          const task = change.task(found.taskId);
          if (!task) return refuse('not-found', 'There is no such task.');
          if (task.status === 'resolved') return refuse('wrong-state', 'The task is resolved already.');
          change.resolveTask(task, body.note);
          return {};
        },
        ({ program }) => {
          const task = program.tasks.find((one) => one.taskId === found.taskId) ?? found;
          return { status: 200, body: presentTask(task, found.programId), etag: task.version };
        },
      );
    },
  }),
];

async function partOfProgram(deps: Deps, clinicId: string, programId: string, query: z.output<typeof queries.tasks>) {
  const program = await deps.programs.load(clinicId, programId);
  if (!program) throw new CareError('not-found', 'There is no such program.');
  const tasks = program.tasks
    .filter((task) => task.status === query.status && isOwnedBy(task, query.owner))
    .map((task) => ({ ...task, programId }))
    .sort((a, b) => queueKeyOf(a).localeCompare(queueKeyOf(b)));
  return pageOf(tasks, `tasks of ${programId}`, ({ taskId }) => taskId, query);
}
