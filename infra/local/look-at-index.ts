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
  const lookAts = new Map<string, number>();
  const stale = new Map<string, Key>();
  const nameOf = ({ pk, sk }: Key): string => `${pk}|${sk}`;

  const note = (item: Record<string, unknown>): void => {
    const name = nameOf({ pk: String(item.pk), sk: String(item.sk) });
    if (typeof item.lookAt === 'string')
      lookAts.set(name, Date.parse(item.lookAt) + (isReconciled(String(item.sk)) ? graceMs + 1 : 0));
    else lookAts.delete(name);
  };

  const refresh = async (): Promise<void> => {
    while (stale.size > 0) {
      const some = [...stale].slice(0, batchMax);
      const { Responses } = await db.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: some.map(([, key]) => key), ConsistentRead: true } } }),
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
      for (const [name, at] of lookAts) {
        const kind = name.includes('|run#') ? 'runs' : 'staff';
        due[kind] = Math.min(at, due[kind] ?? at);
      }
      return due;
    },
  };
}
