/** Who has left, and how far what was theirs has been handed over: bookkeeping, found by when it is to go on. */
import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys, tableIndexes } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import type { Handover } from '../use-cases/ports.ts';
import { handoverShard } from './clinic-items.ts';

export type HandoverStore = ReturnType<typeof createHandoverStore>;
const perTickMax = 5;

export function createHandoverStore(db: DynamoDBDocumentClient, table: string) {
  return {
    due: async (now: Instant): Promise<{ clinicId: string; staffId: string }[]> => {
      const { Items } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: tableIndexes.lookAt,
          Limit: perTickMax,
          KeyConditionExpression: 'lookAtShard = :shard AND lookAt <= :now',
          ExpressionAttributeValues: { ':shard': handoverShard, ':now': now },
        }),
      );
      return (Items ?? []).flatMap(({ pk, sk }) => {
        const clinicId = /^clinic#([^#]+)$/.exec(String(pk))?.[1];
        const staffId = /^handover#(.+)$/.exec(String(sk))?.[1];
        return clinicId && staffId ? [{ clinicId, staffId }] : [];
      });
    },
    read: async (clinicId: string, staffId: string): Promise<Handover | null> => {
      const { pk, sk } = keys.handover(clinicId, staffId);
      const { Items } = await db.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk = :sk',
          ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        }),
      );
      return (Items?.[0]?.state as Handover | undefined) ?? null;
    },
    /** Up to here; null: every program has been seen. */
    reached: async (clinicId: string, { leaving }: Handover, cursor: string | null): Promise<void> => {
      const Key = keys.handover(clinicId, leaving.staffId);
      if (cursor === null) await db.send(new DeleteCommand({ TableName: table, Key }));
      else
        await db.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET #state.#cursor = :cursor',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#state': 'state', '#cursor': 'cursor' },
            ExpressionAttributeValues: { ':cursor': cursor },
          }),
        );
    },
  };
}
