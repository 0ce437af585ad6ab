/** What is left of a world, for the checkers. */
import type { Evidence } from './checkers/evidence.ts';
import type { Finished } from './run-world.ts';

/** After these everybody knows what became of it. */
const answered: ReadonlySet<string> = new Set(['ses-throttle', 'ses-reject', 'execution-killed']);

export function evidenceOf(finished: Finished): Evidence {
  const { world, plan, promised, probes, broke, pressed, seenByOperators, enrolled } = finished;
  const struck = (kind: Parameters<typeof world.faults.counts.get>[0]): boolean =>
    (world.faults.counts.get(kind) ?? 0) > 0;
  return {
    items: world.table.partitionKeys().flatMap((pk) => world.table.partition(pk)),
    mails: world.mailbox.mails,
    executions: world.states.storage.all(),
    promised,
    probes,
    pressed,
    // Under faults it is an answer that is meant: it could not be done.
    broke: plan.faults.length > 0 ? [] : broke,
    logged: world.journal.lines.filter(({ text }) => text.startsWith('log: ')).map(({ text }) => text),
    seenByOperators,
    now: world.now(),
    restlessAt: world.restlessAt,
    granted: {
      calm: plan.faults.length === 0,
      eventsLost: plan.faults.length > 0,
      uncertain: plan.faults.some((kind) => !answered.has(kind)),
      restored: world.restored,
      zonesChanged: struck('time-zones'),
      cooperative: plan.people === 'cooperative' && !struck('restore'),
    },
    enrolled,
  };
}
