/** A second consumer of the table's stream: what is urgent reaches its owner at once. What it misses, the next tick finds. */
import { taskOf } from '../../shared/contracts/table.ts';
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
      const of = taskOf({ pk, sk });
      if (!of || seen.has(of.taskId)) continue;
      seen.add(of.taskId);
      try {
        const task = await deps.queries.task(of.clinicId, of.taskId);
        const isDue = task?.touchpoints.some(
          (one) => one.status === 'planned' && task.status === 'open' && actAt(one) <= deps.now(),
        );
        if (isDue) await tellAboutTask(deps, of);
      } catch (error) {
        logFailure(deps, 'on-task', error);
        failed.push(sequenceNumber);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
