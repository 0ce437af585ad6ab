/** A failure made small: fewer programs, fewer kinds of faults, as long as the same rule breaks. */
import type { Verdict } from './judge-world.ts';
import { judgeWorlds } from './pool.ts';
import type { WorldPlan } from './run-world.ts';

/** Each is a whole world again. */
const runsMax = 60;

export async function shrink(verdict: Verdict, onStep: (text: string) => void): Promise<Verdict> {
  const rule = verdict.found[0]?.rule;
  let smallest = verdict;
  let runs = 0;
  const tryWith = async (change: Partial<WorldPlan>): Promise<boolean> => {
    if (runs >= runsMax) return false;
    runs += 1;
    const [made] = await judgeWorlds([{ ...smallest.plan, ...change }], 1);
    if (!made?.found.some((one) => one.rule === rule)) return false;
    smallest = { ...made, found: made.found.filter((one) => one.rule === rule) };
    onStep(
      `${rule} still breaks with programs ${made.plan.programs.join(',')} and faults ${made.plan.faults.join(',') || 'none'}`,
    );
    return true;
  };
  const guilty = smallest.plan.programs;
  await tryWith({ faults: [] });
  // Halves first, then one by one.
  for (let size = Math.ceil(guilty.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (const program of [...smallest.plan.programs]) {
      const { programs } = smallest.plan;
      const from = programs.indexOf(program);
      const rest = programs.filter((_, index) => index < from || index >= from + size);
      if (from >= 0 && rest.length > 0 && rest.length < programs.length) await tryWith({ programs: rest });
    }
  for (const kind of [...smallest.plan.faults])
    await tryWith({ faults: smallest.plan.faults.filter((one) => one !== kind) });
  return smallest;
}
