import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableIndexes } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';

/** What one shard of the index of looks has before an instant, or until it; the earliest first, a bounded number. */
export async function dueInShard(
  db: DynamoDBDocumentClient,
  table: string,
  shard: string,
  due: { before: Instant } | { until: Instant },
  limit: number,
): Promise<Record<string, unknown>[]> {
  const [comparison, instant] = 'before' in due ? ['<', due.before] : ['<=', due.until];
  const { Items } = await db.send(
    new QueryCommand({
      TableName: table,
      IndexName: tableIndexes.lookAt,
      Limit: limit,
      KeyConditionExpression: `lookAtShard = :shard AND lookAt ${comparison} :due`,
      ExpressionAttributeValues: { ':shard': shard, ':due': instant },
    }),
  );
  return Items ?? [];
}
