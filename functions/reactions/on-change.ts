/** The consumer of the table's stream. A record only says "look again": what is done follows from what the table says now. */
import * as z from 'zod';
import { type ChangedOwner, ownerOf } from '../../shared/contracts/table.ts';
import type { Deps } from '../live.ts';
import { handlerStack, logFailure } from '../wrap.ts';
import { align } from './align.ts';

const attribute = z.object({ S: z.string() });
const record = z.object({
  dynamodb: z.object({ SequenceNumber: z.string(), Keys: z.object({ pk: attribute, sk: attribute }) }),
});
const streamEvent = z.object({ Records: z.array(z.unknown()) });

type Answer = { batchItemFailures: { itemIdentifier: string }[] };

/** One bad record never blocks the next: each owner is seen to by itself, and only what failed is reported. */
export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-change', streamEvent, async ({ Records }): Promise<Answer> => {
    const owners = new Map<string, { of: ChangedOwner; sequenceNumbers: string[] }>();
    for (const raw of Records) {
      const parsed = record.safeParse(raw);
      if (!parsed.success) {
        deps.log('error', 'a stream record could not be read', { handler: 'on-change' });
        continue;
      }
      const { SequenceNumber, Keys } = parsed.data.dynamodb;
      const of = ownerOf({ pk: Keys.pk.S, sk: Keys.sk.S });
      if (!of) continue;
      const key = `${of.programId}|${of.owner.kind === 'session' ? of.owner.sessionId : ''}`;
      const seen = owners.get(key) ?? { of, sequenceNumbers: [] };
      seen.sequenceNumbers.push(SequenceNumber);
      owners.set(key, seen);
    }
    const failures = await Promise.all(
      [...owners.values()].map(({ of, sequenceNumbers }) => tryAlign(deps, of, sequenceNumbers)),
    );
    return { batchItemFailures: failures.flat() };
  });

async function tryAlign(deps: Deps, of: ChangedOwner, sequenceNumbers: string[]): Promise<Answer['batchItemFailures']> {
  try {
    await align(deps, of);
    return [];
  } catch (error) {
    logFailure(deps, 'on-change', error);
    return sequenceNumbers.map((itemIdentifier) => ({ itemIdentifier }));
  }
}
