/** `npm run simulate -- --programs 300 --seed 7 --faults all`: whole clinics for simulated years, under every fault (docs/simulation.md). */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Verdict } from './simulate/judge-world.ts';
import { faultsIn, plansOf } from './simulate/plans.ts';
import { judgeWorlds } from './simulate/pool.ts';
import { prove } from './simulate/prove.ts';
import { reportOf } from './simulate/report.ts';
import type { WorldPlan } from './simulate/run-world.ts';
import { shrink } from './simulate/shrink.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string' },
    seed: { type: 'string' },
    faults: { type: 'string', default: 'all' },
    people: { type: 'string' },
    'in-one-world': { type: 'string', default: '10' },
    /** One world of an earlier run, and some of its programs. */
    world: { type: 'string' },
    only: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    shrink: { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
    mutation: { type: 'string', multiple: true, default: [] },
  },
});

const seed = values.seed ?? String(randomInt(1_000_000_000));
const threads = Number(values.threads);
const people = peopleIn(values.people);
const startedAt = performance.now();
const seconds = (): number => (performance.now() - startedAt) / 1000;

if (values.prove) {
  const proof = { seed, programsMax: programsOr(200), threads, only: values.mutation };
  process.exitCode = (await prove(proof)) ? 0 : 1;
} else await simulate();

async function simulate(): Promise<void> {
  console.log(`seed ${seed}`);
  const verdicts = await judgeWorlds(plans(), threads, { onVerdict: progress });
  console.log(reportOf(verdicts, seconds(), seed).join('\n'));
  const broken = verdicts.find(({ found }) => found.length > 0);
  if (!broken) return;
  process.exitCode = 1;
  if (!values.shrink) return;
  const small = await shrink(broken, (text) => console.log(text));
  console.log(reportOf([small], seconds(), seed).join('\n'));
}

function plans(): WorldPlan[] {
  const faults = faultsIn(values.faults);
  const programs = programsOr(300);
  if (values.world === undefined)
    return plansOf({ programs, inOneWorld: Number(values['in-one-world']), seed, faults, ...(people && { people }) });
  const [plan] = plansOf({ programs: 10, seed, faults, people: people ?? 'hostile' });
  if (!plan) return [];
  const only = values.only?.split(',').map(Number);
  return [{ ...plan, seed: values.world, ...(only && { programs: only }) }];
}

function programsOr(otherwise: number): number {
  const programs = Number(values.programs ?? otherwise);
  if (!(programs > 0)) throw new Error('--programs is a number above 0');
  return programs;
}

function peopleIn(text: string | undefined): WorldPlan['people'] | undefined {
  if (text === undefined || text === 'cooperative' || text === 'hostile') return text;
  throw new Error('--people is cooperative or hostile');
}

function progress({ plan, counts, found, digest }: Verdict): void {
  console.log(
    `  world ${plan.seed}: ${counts.programs} programs, ${plan.people}, digest ${digest}${found.length > 0 ? `, ${found.length} rules broken` : ''}`,
  );
}
