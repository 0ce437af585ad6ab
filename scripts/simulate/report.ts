/** What a run did and found, as it is printed. */
import type { Found, Verdict } from './judge-world.ts';

const examplesMax = 1;

export function reportOf(verdicts: readonly Verdict[], seconds: number, seed: string): string[] {
  const sum = (pick: (verdict: Verdict) => number): number => verdicts.reduce((total, one) => total + pick(one), 0);
  const merged = (pick: (verdict: Verdict) => Record<string, number>): Record<string, number> => {
    const all: Record<string, number> = {};
    for (const verdict of verdicts)
      for (const [name, count] of Object.entries(pick(verdict))) all[name] = (all[name] ?? 0) + count;
    return all;
  };
  const listed = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  return [
    `seed ${seed}: ${verdicts.length} worlds`,
    `${sum(({ counts }) => counts.programs)} programs (${listed(merged(({ counts }) => counts.ended))}), ${sum(({ counts }) => counts.sessions)} sessions, ${sum(({ counts }) => counts.emails)} emails, ${sum(({ counts }) => counts.transitions)} state transitions, ${sum(({ counts }) => counts.calls)} SDK calls`,
    `faults: ${listed(merged(({ counts }) => counts.faults))}`,
    `${sum(({ counts }) => counts.simulatedYears).toFixed(1)} simulated years of programs in ${seconds.toFixed(1)} s, ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`,
    ...brokenIn(verdicts),
  ];
}

/** Each broken rule once, with the shortest history that shows it. */
function brokenIn(verdicts: readonly Verdict[]): string[] {
  const byRule = new Map<string, { found: Found; verdict: Verdict }[]>();
  for (const verdict of verdicts)
    for (const found of verdict.found) byRule.set(found.rule, [...(byRule.get(found.rule) ?? []), { found, verdict }]);
  if (byRule.size === 0) return ['No rule was broken.'];
  return [...byRule].flatMap(([rule, all]) => {
    const shortest = all.sort((a, b) => lengthOf(a.found) - lengthOf(b.found)).slice(0, examplesMax);
    return [
      '',
      `${rule} was broken ${all.length} times.`,
      ...shortest.flatMap(({ found, verdict: { plan } }) => [
        `  ${found.what}`,
        `  program ${found.programId ?? '-'}; again with: npm run simulate -- ${againWith(plan)}`,
        ...found.history.map((line) => `    ${line}`),
      ]),
    ];
  });
}

/** One that tells nothing is not short. */
const lengthOf = ({ history }: Found): number => history.length || Number.POSITIVE_INFINITY;

export function againWith({ seed, programs, faults, people }: Verdict['plan']): string {
  return `--world ${seed} --only ${programs.join(',')} --people ${people} --faults ${faults.join(',') || 'none'}`;
}
