/** Months in minutes: the clock goes from one due instant to the next, and stays until everything due has been done. */
import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';

/** An item `run#…` of the table: which run is wanted and started, what it waits for, by when somebody should look. */
type RunItem = { pk: string; sk: string; run: number; started?: number; lookAt?: string; token?: string };

/** What a change needs at the most to pass through the emulator's stream, on-change, an execution and its steps. */
const settleWithinMs = 120_000;
const pollMs = 250;
/** The emulator polls the stream: a change may not have been seen yet, though nothing is on its way. */
const quietPolls = 8;
/** An hour's worth of virtual time holds a handful of instants; more mean a loop. */
const instantsMax = 500;

export type VirtualTime = { now(): string; runTo(instant: string): Promise<void>; settle(): Promise<void> };

/** In one step: many processes read it at any moment. */
export function writeClock(clockFile: string, instant: string): void {
  writeFileSync(`${clockFile}.new`, String(Date.parse(instant)));
  renameSync(`${clockFile}.new`, clockFile);
}

export function startVirtualTime(clockFile: string, tableName: string, start: string): VirtualTime {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient());
  let now = start;
  const set = (instant: string): void => {
    if (instant <= now) return;
    now = instant;
    writeClock(clockFile, instant);
  };

  const runs = async (): Promise<RunItem[]> => {
    const found: RunItem[] = [];
    const pages = paginateScan(
      { client: db },
      {
        TableName: tableName,
        ConsistentRead: true,
        FilterExpression: 'begins_with(sk, :run)',
        ExpressionAttributeValues: { ':run': 'run#' },
      },
    );
    for await (const { Items = [] } of pages) found.push(...(Items as RunItem[]));
    return found;
  };
  /** Its execution is started, and waits for something that is still to come. */
  const rests = ({ run, started, lookAt, token }: RunItem): boolean =>
    started === run && (lookAt === undefined || lookAt > now || token !== undefined);

  const settle = async (): Promise<void> => {
    const until = Date.now() + settleWithinMs;
    let before = '';
    for (let quiet = 0; quiet < quietPolls; ) {
      await sleep(pollMs);
      const items = await runs();
      const seen = JSON.stringify(items);
      quiet = items.every(rests) && seen === before ? quiet + 1 : 0;
      before = seen;
      if (Date.now() > until) {
        const busy = items
          .filter((item) => !rests(item))
          .map(({ sk, run, started, lookAt }) => ({ sk, run, started, lookAt }));
        throw new Error(`nothing rests at ${now}: ${JSON.stringify(busy)}`);
      }
    }
  };

  return {
    now: () => now,
    settle,
    runTo: async (instant) => {
      await settle();
      for (let step = 0; step < instantsMax; step += 1) {
        // What waits by task token is woken by a change, or looked at by the reconciler; everything else by its Wait.
        const due = (await runs())
          .flatMap(({ lookAt, token }) => (lookAt && !token && lookAt <= instant ? [lookAt] : []))
          .sort()[0];
        set(due ?? instant);
        if (due === undefined) return settle();
        await settle();
      }
      throw new Error(`more than ${instantsMax} instants before ${instant}`);
    },
  };
}
