/** Programs of all kinds of people under every fault: nothing lost, nothing sent twice, nothing stuck. */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Verdict } from '../../scripts/simulate/judge-world.ts';
import { faultsIn, plansOf } from '../../scripts/simulate/plans.ts';
import { judgeWorlds } from '../../scripts/simulate/pool.ts';
import { reportOf } from '../../scripts/simulate/report.ts';

/** Each once broke something, or came close. What a run finds is added here. */
const regressions = ['7', '8', '11', '21', '42', '64', '100', '128', '512', '1000'];
const faults = faultsIn('all');
const threads = 2;

async function judged(seed: string, programs: number): Promise<Verdict[]> {
  return judgeWorlds(plansOf({ programs, seed, faults }), threads);
}

const brokenIn = (verdicts: readonly Verdict[]): string[] =>
  verdicts.flatMap(({ plan, found }) => found.map(({ rule, what }) => `${plan.seed}: ${rule}: ${what}`));

it('every rule holds for thirty programs of a fresh seed', { timeout: 120_000 }, async () => {
  const seed = String(randomInt(1_000_000_000));
  console.log(`simulation: npm run simulate -- --programs 30 --seed ${seed}`);
  const verdicts = await judged(seed, 30);
  if (brokenIn(verdicts).length > 0) console.log(reportOf(verdicts, 0, seed).join('\n'));
  expect(brokenIn(verdicts)).toEqual([]);
});

it('every rule holds for the seeds that are kept', { timeout: 120_000 }, async () => {
  const plans = regressions.flatMap((seed) => plansOf({ programs: 2, seed, faults }));
  expect(brokenIn(await judgeWorlds(plans, threads))).toEqual([]);
});

it('the same seed is the same run, to the last item of the table', async () => {
  const [plan] = plansOf({ programs: 2, seed: 'again', faults });
  if (!plan) throw new Error('a plan was made');
  const digests = (await judgeWorlds([plan, plan], threads)).map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(1);
});

it('everybody who does their part reaches the end, whatever goes wrong', { timeout: 60_000 }, async () => {
  const [verdict] = await judgeWorlds(plansOf({ programs: 3, seed: 'liveness', faults, people: 'cooperative' }), 1);
  expect({ ended: verdict?.counts.ended, found: verdict?.found }).toEqual({ ended: { completed: 3 }, found: [] });
});
