/** `npm run bench -- simulate`: how fast whole ketamine programs are simulated, without faults, and whether the time grows with their number. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Verdict } from '../simulate/judge-world.ts';
import { plansOf } from '../simulate/plans.ts';
import { judgeWorlds } from '../simulate/pool.ts';
import { reportOf } from '../simulate/report.ts';

const limits = { secondsFor300: 600, mebibytes: 2048, slowerInTheEnd: 1.5 };

export async function runSimulateBench(options: string[]): Promise<void> {
  const { values } = parseArgs({ args: options, options: { programs: { type: 'string', default: '300' } } });
  const programs = Number(values.programs);
  const plans = plansOf({ programs, seed: 'bench', faults: [], people: 'cooperative', ketamineOnly: true });
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const doneAt: number[] = [];
  let mebibytes = 0;
  const verdicts: Verdict[] = await judgeWorlds(plans, Math.min(2, availableParallelism()), {
    onVerdict: () => {
      doneAt.push(seconds());
      mebibytes = Math.max(mebibytes, process.memoryUsage.rss() / 2 ** 20);
    },
  });
  const total = seconds();
  console.log(reportOf(verdicts, total, 'bench').join('\n'));
  const half = doneAt[Math.floor(doneAt.length / 2) - 1] ?? total / 2;
  const slower = (total - half) / half;
  console.log(
    `${(total / programs).toFixed(2)} s a program on 2 threads; the second half took ${slower.toFixed(2)} times as long as the first; at most ${mebibytes.toFixed(0)} MiB`,
  );
  const missed = [
    ...(total > (limits.secondsFor300 * programs) / 300 ? [`${total.toFixed(0)} s for ${programs} programs`] : []),
    ...(mebibytes > limits.mebibytes ? [`${mebibytes.toFixed(0)} MiB`] : []),
    ...(slower > limits.slowerInTheEnd ? [`the second half took ${slower.toFixed(2)} times as long`] : []),
    ...(verdicts.some(({ found }) => found.length > 0) ? ['a rule was broken'] : []),
  ];
  if (missed.length === 0) return;
  console.error(`Missed: ${missed.join('; ')}`);
  process.exitCode = 1;
}
