/**
 * When something should be looked at next, kept in memory from the table's stream: a home that fast-forwards asks this
 * after every step, and sixteen queries each time would be most of its work.
 */
import { BatchGetCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { tableIndexes } from '../../shared/contracts/table.ts';
import type { Due } from './schedule.ts';

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
  const lookAts = new Map<string, { at: number; kind: keyof Due }>();
  const stale = new Map<string, Key>();
  const nameOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

  const note = (item: Record<string, unknown>): void => {
    const key = { pk: String(item.pk), sk: String(item.sk) };
    if (typeof item.lookAt !== 'string') lookAts.delete(nameOf(key));
    else {
      const lookAt = Date.parse(item.lookAt);
      const due = isReconciled(key.sk)
        ? { at: lookAt + graceMs + 1, kind: 'runs' as const }
        : { at: lookAt, kind: 'staff' as const };
      lookAts.set(nameOf(key), due);
    }
  };

  const refresh = async (): Promise<void> => {
    while (stale.size > 0) {
      const some = [...stale].slice(0, batchMax);
      const { Responses } = await db.send(
        new BatchGetCommand({
          RequestItems: {
            [table]: {
              Keys: some.map(([, key]) => key),
              ConsistentRead: true,
              ProjectionExpression: 'pk, sk, lookAt',
            },
          },
        }),
      );
      for (const [name] of some) stale.delete(name);
      for (const item of Responses?.[table] ?? []) note(item);
    }
  };

  return {
    load: async () => {
      for await (const page of paginateScan({ client: db }, { TableName: table, IndexName: tableIndexes.lookAt }))
        for (const item of page.Items ?? []) note(item);
    },
    changed: (keys) => {
      for (const key of keys) if (isLookedAt(key.sk)) stale.set(nameOf(key), key);
    },
    earliest: async () => {
      await refresh();
      const due: Due = { runs: null, staff: null };
      for (const { at, kind } of lookAts.values()) due[kind] = Math.min(at, due[kind] ?? at);
      return due;
    },
  };
}
