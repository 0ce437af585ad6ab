import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Key = { pk: string; sk: string };

/** DynamoDB's own bound on one batch. */
const batchMax = 100;
/** What DynamoDB had no capacity for is asked for again: so often at the most, each time with what is left. */
const triesMax = 5;

/** Items by their keys, as they are now, in no order; what does not exist is not among them. */
export async function getItems(
  db: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let from = 0; from < keys.length; from += batchMax) {
    let left: readonly Key[] = keys.slice(from, from + batchMax);
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > triesMax) throw new Error(`${left.length} items could not be read`);
      const { Responses, UnprocessedKeys } = await db.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: [...left], ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[table] ?? []));
      left = (UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    }
  }
  return items;
}
