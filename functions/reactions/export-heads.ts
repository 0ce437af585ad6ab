/**
 * Once a day the head of every chain (R11) goes to where nobody can change it. Who rewrites a chain in the table later
 * would have to rewrite this, too. Ids, counters and hashes only; the record itself stays in the table.
 */
import * as z from 'zod';
import type { ChainHead } from '../../shared/store/chain.ts';
import type { Deps } from '../live.ts';
import { handlerStack } from '../wrap.ts';

/** Some 9 MB an object: a clinic of any size passes through the memory of a small function. */
const headsPerObject = 50_000;

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'export-heads', z.object({ time: z.string() }), async () => {
    // Of this attempt: one that is repeated after a failure never meets the half of the one before it.
    const folder = `heads/${deps.now()}`;
    const counted = { clinics: 0, programs: 0, objects: 0 };
    for await (const clinic of deps.chainHeads.ofClinics()) {
      let heads: ChainHead[] = [clinic];
      let part = 0;
      const flush = async (): Promise<void> => {
        part += 1;
        await deps.archive.add(`${folder}/${clinic.clinicId}-${String(part).padStart(4, '0')}.jsonl`, toLines(heads));
        heads = [];
        counted.objects += 1;
      };
      for await (const head of deps.chainHeads.ofPrograms(clinic.clinicId)) {
        counted.programs += 1;
        heads.push(head);
        if (heads.length === headsPerObject) await flush();
      }
      if (heads.length > 0) await flush();
      counted.clinics += 1;
    }
    // Written last: a folder without it is not whole.
    await deps.archive.add(`${folder}/complete.json`, JSON.stringify(counted));
    return counted;
  });

const toLines = (heads: readonly ChainHead[]): string => heads.map((head) => `${JSON.stringify(head)}\n`).join('');
