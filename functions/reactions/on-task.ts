/** A second consumer of the table's stream: what is urgent reaches its owner at once. What it misses, the next tick finds. */
import { actAt } from '../../shared/domain/workflow/ledger.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { readStreamEvent, streamEvent } from './stream-event.ts';
import { tellAboutTask } from './tell-about-task.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-task', streamEvent, async (event) => {
    const failed: string[] = [];
    const seen = new Set<string>();
    for (const { pk, sk, sequenceNumber } of readStreamEvent(deps, 'on-task', event)) {
      const [, clinicId, programId] = /^clinic#([^#]+)#program#([^#]+)$/.exec(pk) ?? [];
      const taskId = /^state#task#(.+)$/.exec(sk)?.[1];
      if (!clinicId || !programId || !taskId || seen.has(taskId)) continue;
      seen.add(taskId);
      try {
        const task = await deps.queries.task(clinicId, taskId);
        const isDue = task?.touchpoints.some(
          (one) => one.status === 'planned' && task.status === 'open' && actAt(one) <= deps.now(),
        );
        if (isDue) await tellAboutTask(deps, { clinicId, programId, taskId });
      } catch (error) {
        logFailure(deps, 'on-task', error);
        failed.push(sequenceNumber);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
