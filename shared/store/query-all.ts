import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;

/** Item by item, page after page: who has enough stops, and no further page is read. */
export async function* eachItem(
  db: DynamoDBDocumentClient,
  { ExclusiveStartKey: start, ...input }: QueryCommandInput,
): AsyncGenerator<Item> {
  let from = start;
  do {
    const page = await db.send(new QueryCommand({ ...input, ExclusiveStartKey: from }));
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** Everything that a query finds, or the first so many. */
export async function allItems(
  db: DynamoDBDocumentClient,
  input: QueryCommandInput,
  itemsMax = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of eachItem(db, input)) {
    items.push(item);
    if (items.length >= itemsMax) break;
  }
  return items;
}
