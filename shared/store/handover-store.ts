/** Who has left, and how far what was theirs has been handed over: bookkeeping, found by when it is to go on. */
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clinicOf, keys } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import type { Handover } from '../use-cases/ports.ts';
import { handoverShard } from './clinic-items.ts';
import { isConditionFailed } from './conditions.ts';
import { dueInShard } from './due-in-shard.ts';

export type HandoverStore = ReturnType<typeof createHandoverStore>;
const perTickMax = 5;

export function createHandoverStore(db: DynamoDBDocumentClient, table: string) {
  return {
    due: async (now: Instant): Promise<{ clinicId: string; staffId: string }[]> => {
      const items = await dueInShard(db, table, handoverShard, { until: now }, perTickMax);
      return items.flatMap(({ pk, sk }) => {
        const clinicId = clinicOf(String(pk));
        const staffId = /^handover#(.+)$/.exec(String(sk))?.[1];
        return clinicId && staffId ? [{ clinicId, staffId }] : [];
      });
    },
    read: async (clinicId: string, staffId: string): Promise<Handover | null> => {
      const Key = keys.handover(clinicId, staffId);
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return (Item?.state as Handover | undefined) ?? null;
    },
    /**
     * Seen from `before` up to the cursor; null: every program has been seen, and where one was missed, all are seen again.
     * Nothing where the row is another one by now: somebody went on at the same moment, or they came back and left again.
     */
    reached: async (clinicId: string, before: Handover, cursor: string | null, missed: boolean): Promise<void> => {
      const Key = keys.handover(clinicId, before.leaving.staffId);
      const condition = {
        TableName: table,
        Key,
        ConditionExpression: '#state = :before',
        ExpressionAttributeNames: { '#state': 'state' },
      };
      const values = { ':before': before };
      const after: Handover = { ...before, cursor, missed: cursor !== null && missed };
      try {
        if (cursor === null && !missed)
          await db.send(new DeleteCommand({ ...condition, ExpressionAttributeValues: values }));
        else
          await db.send(
            new UpdateCommand({
              ...condition,
              UpdateExpression: 'SET #state = :after',
              ExpressionAttributeValues: { ...values, ':after': after },
            }),
          );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
  };
}
