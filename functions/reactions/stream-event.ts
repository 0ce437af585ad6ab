/** The table's stream as Lambda hands it over: keys only. */
import * as z from 'zod';
import type { Deps } from '../live.ts';

const attribute = z.object({ S: z.string() });
const record = z.object({
  dynamodb: z.object({ SequenceNumber: z.string(), Keys: z.object({ pk: attribute, sk: attribute }) }),
});
export const streamEvent = z.object({ Records: z.array(z.unknown()) });

/** One bad record never blocks the next. */
export function readStreamEvent(
  deps: Deps,
  handler: string,
  { Records }: z.output<typeof streamEvent>,
): { pk: string; sk: string; sequenceNumber: string }[] {
  return Records.flatMap((raw) => {
    const parsed = record.safeParse(raw);
    if (parsed.success) {
      const { SequenceNumber, Keys } = parsed.data.dynamodb;
      return [{ pk: Keys.pk.S, sk: Keys.sk.S, sequenceNumber: SequenceNumber }];
    }
    deps.log('error', 'a stream record could not be read', { handler });
    return [];
  });
}
