/** Proves the checkers: every bug that is put in on purpose has to be found. */

import type { Patch } from './code-copies.ts';
import type { Weather } from './faults.ts';
import { type Mutation, mutations } from './mutations.ts';
import { faultsIn, plansOf } from './plans.ts';
import { judgeWorlds } from './pool.ts';
import type { WorldPlan } from './run-world.ts';

/** Small worlds, so that a bug that is found soon costs little. */
const inOneWorld = 4;
/** What a mail looks like, and the staff's morning lists, are nothing that these bugs are about, and take half of the time. */
const plainMail: readonly Patch[] = [
  ...['render-message', 'staff-message'].map((file) => ({
    file: `shared/mail/${file}.ts`,
    find: 'await render(layOut(content))',
    replace: "((await Promise.resolve()), '<p></p>')",
  })),
  {
    file: 'functions/reactions/send-digests.ts',
    find: 'const digests = digestsOf(await openTasks(deps, clinicId), (owner) => readerFor(owner, staff));',
    replace:
      'const digests = digestsOf(staff.length < 0 ? await openTasks(deps, clinicId) : [], (owner) => readerFor(owner, staff));',
  },
  {
    file: 'shared/mail/mime.ts',
    find: 'return await composer.compile().build();',
    replace: `return Buffer.from(['Subject: ' + input.subject, 'Content-Type: text/plain', 'Content-Transfer-Encoding: 8bit', '', input.text, '--', String(composer)].join('\\r\\n'));`,
  },
];

export type Proof = {
  seed: string;
  /** A bug that is not found in so many is missed. */
  programsMax: number;
  threads: number;
  /** Parts of names; all of them where there are none. */
  only: readonly string[];
};

export async function prove({ seed, programsMax, threads, only }: Proof): Promise<boolean> {
  const chosen = mutations.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error(`there is no mutation ${only.join(', ')}`);
  const startedAt = performance.now();
  let next = 0;
  let caught = 0;
  const work = async (): Promise<void> => {
    for (let one = chosen[next]; one; one = chosen[next]) {
      next += 1;
      const { line, found } = await proveOne(one, plansFor(one, programsMax, seed));
      if (found) caught += 1;
      console.log(line);
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${caught} of ${chosen.length} bugs were found (${((100 * caught) / chosen.length).toFixed(0)} %), seed ${seed}, ${seconds.toFixed(0)} s`,
  );
  return caught === chosen.length;
}

const calm: Weather = { faults: [] };
const stormy: readonly Weather[] = [
  { faults: faultsIn('all') },
  { faults: ['ses-timeout', 'event-lost'], severity: 5 },
  { faults: ['ses-throttle', 'ses-reject'], severity: 5 },
  {
    faults: ['states-fail', 'states-unheard', 'stream-again', 'stream-late', 'event-again', 'event-late'],
    severity: 5,
  },
];

/** What goes wrong in world after world: where a bug shows soonest comes more often, and one thing that fails often shows some alone. */
function weatherOf({ inTrouble, weather = [] }: Mutation, index: number): Weather {
  const own = weather[index % weather.length];
  if (own) return own;
  const period = inTrouble ? stormy.length + 1 : 2;
  if (index % period === 0) return calm;
  const storms = inTrouble ? index - Math.floor(index / period) - 1 : Math.floor(index / 2);
  return stormy[storms % stormy.length] ?? calm;
}

function plansFor(mutation: Mutation, programsMax: number, seed: string): WorldPlan[] {
  const plans = plansOf({ programs: programsMax, inOneWorld, seed, faults: [] });
  const patched = { ...mutation, patches: [...mutation.patches, ...plainMail] };
  return plans.map((plan, index) => ({ ...plan, mutation: patched, ...weatherOf(mutation, index) }));
}

async function proveOne({ name }: Mutation, plans: readonly WorldPlan[]): Promise<{ line: string; found: boolean }> {
  const startedAt = performance.now();
  let programs = 0;
  try {
    const verdicts = await judgeWorlds(plans, 1, {
      onVerdict: ({ counts }) => {
        programs += counts.programs;
      },
      until: ({ found }) => found.length > 0,
    });
    const found = verdicts.at(-1)?.found ?? [];
    const [first] = found;
    const rules = [...new Set(found.map(({ rule }) => rule))].sort().join(', ');
    const within = `${programs} programs, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
    return first
      ? { line: `  found      ${name}: ${rules} within ${within}: ${first.what}`, found: true }
      : { line: `  NOT FOUND  ${name} within ${within}`, found: false };
  } catch (error) {
    return { line: `  NOT FOUND  ${name}: ${String(error).split('\n')[0]}`, found: false };
  }
}
