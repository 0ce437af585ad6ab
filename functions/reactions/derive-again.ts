/**
 * Once a day every program's booked sessions are derived again from wall time and zone: a zone's rules change with days of
 * notice. Each tick takes the programs of one of 720 buckets, as the reconciler does; `all` takes every one, when a home starts.
 */
import * as z from 'zod';
import { reconcileBuckets } from '../../shared/contracts/table.ts';
import { deriveProgramAgain } from '../../shared/domain/workflow/derive-again.ts';
import { runCommand, systemItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { bucketOfTick } from './bucket-of-tick.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(
    deps,
    'derive-again',
    z.object({ time: z.string(), all: z.boolean().optional() }),
    async ({ time, all }) => {
      const tick = bucketOfTick(time);
      const buckets = all ? Array.from({ length: reconcileBuckets }, (_, index) => index) : [tick];
      const seen = new Set<string>();
      for (const bucket of buckets)
        for (const { clinicId, programId } of await deps.runs.inBucket(bucket)) {
          if (seen.has(programId)) continue;
          seen.add(programId);
          await tryDerive(deps, clinicId, programId);
        }
      // Once a day: which data the times are derived with (docs/runbook.md).
      if (tick === 0 || all) deps.log('info', 'times are derived', { timeZoneData: process.versions.tz ?? 'unknown' });
      return { programs: seen.size };
    },
  );

/** One that fails keeps nobody else waiting; it is looked at again tomorrow, and by each of its looks. */
async function tryDerive(deps: Deps, clinicId: string, programId: string): Promise<void> {
  try {
    const done = await runCommand(deps, {
      clinicId,
      programId,
      who: systemItself,
      kind: 'step',
      decide: (change) => {
        deriveProgramAgain(change);
        return {};
      },
    });
    if (!done.ok) deps.log('warn', 'times could not be derived again', { programId });
  } catch (error) {
    logFailure(deps, 'derive-again', error);
  }
}
