/** Proves the checkers: every bug that is put in on purpose has to be found. */

import type { Patch } from './code-copies.ts';
import { type Mutation, mutations } from './mutations.ts';
import { faultsIn, plansOf } from './plans.ts';
import { judgeWorlds } from './pool.ts';
import type { WorldPlan } from './run-world.ts';

const programsMax = 200;
/** Small worlds, so that a bug that is found soon costs little. */
const inOneWorld = 5;
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

export async function prove(options: { seed: string; threads: number; only: string | undefined }): Promise<boolean> {
  const { seed, threads, only } = options;
  const chosen = mutations.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`there is no mutation ${only}`);
  const startedAt = performance.now();
  let next = 0;
  let caught = 0;
  const work = async (): Promise<void> => {
    for (let one = chosen[next]; one; one = chosen[next]) {
      next += 1;
      const { line, found } = await proveOne(one, seed);
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

/** World after world, the fault-free first: they show most bugs in the least time. */
function plansFor(mutation: Mutation, seed: string): WorldPlan[] {
  const plans = plansOf({ programs: programsMax, inOneWorld, seed, faults: [] });
  const patched = { ...mutation, patches: [...mutation.patches, ...plainMail] };
  return plans.map((plan, index) => ({ ...plan, mutation: patched, faults: index % 2 === 1 ? faultsIn('all') : [] }));
}

async function proveOne(mutation: Mutation, seed: string): Promise<{ line: string; found: boolean }> {
  let programs = 0;
  try {
    const verdicts = await judgeWorlds(plansFor(mutation, seed), 1, {
      onVerdict: ({ counts }) => {
        programs += counts.programs;
      },
      until: ({ found }) => found.length > 0,
    });
    const found = verdicts.at(-1)?.found ?? [];
    const [first] = found;
    const rules = [...new Set(found.map(({ rule }) => rule))].sort().join(', ');
    return first
      ? { line: `  found      ${mutation.name}: ${rules} within ${programs} programs: ${first.what}`, found: true }
      : { line: `  NOT FOUND  ${mutation.name} in ${programs} programs`, found: false };
  } catch (error) {
    return { line: `  NOT FOUND  ${mutation.name}: ${String(error)}`, found: false };
  }
}
