import { BatchGetCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

type Key = { pk: string; sk: string };

/** DynamoDB's own bound on one batch. */
const batchMax = 100;

/** Items by their keys, as they are now, in no order; what does not exist is not among them. */
export async function getItems(
  db: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let from = 0; from < keys.length; from += batchMax) {
    const { Responses, UnprocessedKeys } = await db.send(
      new BatchGetCommand({
        RequestItems: { [table]: { Keys: keys.slice(from, from + batchMax), ConsistentRead: true } },
      }),
    );
    items.push(...(Responses?.[table] ?? []));
    // What a batch had no capacity for is read one by one: there the SDK waits and tries again.
    for (const Key of UnprocessedKeys?.[table]?.Keys ?? []) {
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (Item) items.push(Item);
    }
  }
  return items;
}
