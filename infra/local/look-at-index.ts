/**
 * When something should be looked at next, kept in memory from the table's stream: a home that fast-forwards asks this
 * after every step, and sixteen queries each time would be most of its work.
 */
import { BatchGetCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { tableIndexes } from '../../shared/contracts/table.ts';
import type { Due } from './schedule.ts';
import { TimerHeap } from './timer-heap.ts';

/** What the reconciler is to find has been overdue for this long (functions/reactions/reconcile.ts). */
const graceMs = 2 * 60_000;

type Key = { pk: string; sk: string };

const batchMax = 100;

export type LookAtIndex = {
  load(): Promise<void>;
  /** The keys of changed items: those that are looked at are read again. */
  changed(keys: readonly Key[]): void;
  earliest(): Promise<Due>;
};

const isReconciled = (sk: string): boolean => sk.startsWith('run#') || sk === 'group';
const isLookedAt = (sk: string): boolean =>
  isReconciled(sk) || sk.startsWith('state#task#') || sk.startsWith('handover#') || sk === 'digest';

export function createLookAtIndex(db: DynamoDBDocumentClient, table: string): LookAtIndex {
  const lookAts = { runs: new TimerHeap<string>(), staff: new TimerHeap<string>() };
  const stale = new Map<string, Key>();
  const nameOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

  /** Without a time there is nothing to look at any more. */
  const note = (key: Key, lookAt: unknown): void => {
    const grace = isReconciled(key.sk) ? graceMs + 1 : 0;
    const timer = typeof lookAt === 'string' ? { at: Date.parse(lookAt) + grace, order: 0 } : undefined;
    lookAts[isReconciled(key.sk) ? 'runs' : 'staff'].set(nameOf(key), timer);
  };

  const read = async (some: readonly Key[]): Promise<void> => {
    const { Responses, UnprocessedKeys } = await db.send(
      new BatchGetCommand({
        RequestItems: {
          [table]: { Keys: [...some], ConsistentRead: true, ProjectionExpression: 'pk, sk, lookAt' },
        },
      }),
    );
    const found = new Map(Responses?.[table]?.map((item) => [nameOf(item as Key), item.lookAt]));
    const left = new Map(UnprocessedKeys?.[table]?.Keys?.map((key) => [nameOf(key as Key), key as Key]));
    for (const [name, key] of left) stale.set(name, key);
    for (const key of some) if (!left.has(nameOf(key))) note(key, found.get(nameOf(key)));
  };

  /** What changes while it is read is read again. */
  const refresh = async (): Promise<void> => {
    while (stale.size > 0) {
      const some = [...stale].slice(0, batchMax);
      for (const [name] of some) stale.delete(name);
      try {
        await read(some.map(([, key]) => key));
      } catch (error) {
        for (const [name, key] of some) stale.set(name, key);
        throw error;
      }
    }
  };

  return {
    load: async () => {
      for await (const page of paginateScan({ client: db }, { TableName: table, IndexName: tableIndexes.lookAt }))
        for (const item of page.Items ?? []) note(item as Key, item.lookAt);
    },
    changed: (keys) => {
      for (const key of keys) if (isLookedAt(key.sk)) stale.set(nameOf(key), key);
    },
    earliest: async () => {
      await refresh();
      return { runs: lookAts.runs.first()?.at ?? null, staff: lookAts.staff.first()?.at ?? null };
    },
  };
}
