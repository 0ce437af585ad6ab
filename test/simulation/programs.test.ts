/**
 * Programs of all kinds of people under every fault: nothing lost, nothing sent twice, nothing stuck. Thirty of them, as time
 * allows here; hundreds with `npm run simulate`.
 */
import { randomInt } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Verdict } from '../../scripts/simulate/judge-world.ts';
import { faultsIn, plansOf } from '../../scripts/simulate/plans.ts';
import { judgeWorlds } from '../../scripts/simulate/pool.ts';
import { reportOf } from '../../scripts/simulate/report.ts';

/** What a run finds is added here. */
const kept = ['7', '8', '11', '21', '77', '64', '100', '128', '512', '999'];
const fresh = String(randomInt(1_000_000_000));
const faults = faultsIn('all');
const freshWish = { programs: 20, inOneWorld: 5, seed: fresh, faults };

let verdicts: Verdict[];
const of = (seed: string): Verdict[] => verdicts.filter(({ plan }) => plan.seed.startsWith(`${seed}/`));
const brokenIn = (some: readonly Verdict[]): string[] =>
  some.flatMap(({ plan, found }) => found.map(({ rule, what }) => `${plan.seed}: ${rule}: ${what}`));

beforeAll(async () => {
  console.log(`simulation: --programs ${freshWish.programs} --in-one-world ${freshWish.inOneWorld} --seed ${fresh}`);
  const repeated = plansOf({ programs: 1, seed: '7', faults });
  verdicts = await judgeWorlds(
    [
      ...plansOf(freshWish),
      ...kept.flatMap((seed) => plansOf({ programs: 1, seed, faults })),
      ...repeated,
      ...plansOf({ programs: 2, seed: 'liveness', faults, people: 'cooperative' }),
    ],
    2,
  );
  // Half a minute where little else runs; on a loaded machine many times that.
}, 900_000);

it('every rule holds for programs of a fresh seed', () => {
  const found = of(fresh);
  if (brokenIn(found).length > 0) console.log(reportOf(found, 0, fresh).join('\n'));
  expect(brokenIn(found)).toEqual([]);
});

it.each(kept)('every rule holds for the seed %s', (seed) => {
  expect({ worlds: of(seed).length > 0, broken: brokenIn(of(seed)) }).toEqual({ worlds: true, broken: [] });
});

it('the same seed is the same run, to the last item of the table', () => {
  const digests = of('7').map(({ digest }) => digest);
  expect([digests.length, new Set(digests).size]).toEqual([2, 1]);
});

it('everybody who does their part reaches the end, whatever goes wrong', () => {
  const [verdict] = of('liveness');
  expect({ ended: verdict?.counts.ended, broken: brokenIn(of('liveness')) }).toEqual({
    ended: { completed: 2 },
    broken: [],
  });
});
