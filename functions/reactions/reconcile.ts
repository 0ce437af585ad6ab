/** R7 restored: what nobody looked at in time, and executions that are gone, get a new run. Groups are followed that somebody has not yet. */
import * as z from 'zod';
import { plusMinutes } from '../../shared/domain/time.ts';
import type { Overdue } from '../../shared/store/run-store.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { bucketOfTick } from './bucket-of-tick.ts';
import { followPendingGroup } from './follow-group.ts';
import { raiseRun } from './raise-run.ts';

const graceMinutes = 2;

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'reconcile', z.object({ time: z.string() }), async ({ time }) => {
    const now = deps.now();
    const overdue = await deps.runs.overdue(plusMinutes(now, -graceMinutes));
    for (const one of overdue) await tryRaise(deps, one, 'overdue-look');
    const others = (await deps.runs.inBucket(bucketOfTick(time))).filter(
      (one) => !overdue.some((seen) => isSame(seen, one)),
    );
    for (const one of others)
      if (!(await deps.executions.isRunning(one, one.run))) await tryRaise(deps, one, 'execution-missing');
    for (const group of await deps.groups.overdue(plusMinutes(now, -graceMinutes))) await tryFollow(deps, group);
    return { overdue: overdue.length, compared: others.length };
  });

async function tryFollow(deps: Deps, { clinicId, groupId }: { clinicId: string; groupId: string }): Promise<void> {
  try {
    await followPendingGroup(deps, clinicId, groupId);
  } catch (error) {
    logFailure(deps, 'reconcile', error);
  }
}

const isSame = (a: Overdue, b: Overdue): boolean =>
  a.programId === b.programId && JSON.stringify(a.owner) === JSON.stringify(b.owner);

/** One that cannot be raised now is found again in two minutes; it does not keep the others waiting. */
async function tryRaise(deps: Deps, one: Overdue, reason: string): Promise<void> {
  try {
    await raiseRun(deps, one, one.run, reason);
  } catch (error) {
    logFailure(deps, 'reconcile', error);
  }
}
