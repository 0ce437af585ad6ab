/** Runs one world and judges what is left of it. */

import { check } from './checkers/check.ts';
import type { Broken } from './checkers/evidence.ts';
import { evidenceOf } from './evidence-of.ts';
import type { FaultKind } from './faults.ts';
import { type Finished, runWorld, type WorldPlan } from './run-world.ts';

export type Counts = {
  programs: number;
  sessions: number;
  emails: number;
  transitions: number;
  calls: number;
  simulatedYears: number;
  faults: Partial<Record<FaultKind, number>>;
  ended: Record<string, number>;
};
export type Found = Broken & { history: readonly string[] };
export type Verdict = { plan: WorldPlan; counts: Counts; found: readonly Found[]; digest: string };

const historyMax = 60;
const yearMs = 365.25 * 24 * 3_600_000;

export async function judgeWorld(plan: WorldPlan): Promise<Verdict> {
  const finished = await runWorld(plan);
  const evidence = evidenceOf(finished);
  const broken = check(evidence);
  const { world } = finished;
  const heads = evidence.items
    .filter(({ sk }) => sk === 'state#head')
    .map(({ document }) => JSON.parse(String(document)) as { seq: number; status: string });
  const ended: Record<string, number> = {};
  for (const { status } of heads) ended[status] = (ended[status] ?? 0) + 1;
  return {
    plan,
    counts: {
      programs: heads.length,
      sessions: evidence.items.filter(({ sk }) => String(sk).startsWith('state#session#')).length,
      emails: evidence.mails.length,
      transitions: heads.reduce((sum, { seq }) => sum + seq, 0),
      calls: world.calls,
      simulatedYears: (heads.length * finished.simulatedMs) / yearMs,
      faults: Object.fromEntries(world.faults.counts),
      ended,
    },
    found: broken.map((one) => ({ ...one, history: historyOf(finished, one) })),
    digest: world.journal.digest(evidence.items),
  };
}

/** What happened to the program until then: the end of it, where the rule broke. */
function historyOf({ world }: Finished, { programId, at }: Broken): string[] {
  const until = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at) + 60_000;
  return world.journal.of(programId, until).slice(-historyMax);
}
