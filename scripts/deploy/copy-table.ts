/**
 * Makes one table hold what another holds: what was restored to a point in time comes back under the name, stream and
 * protection of the table that everything uses. Written in the order of keys; asked again, it finds nothing to do.
 */
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { tableShape } from '../../infra/table-shape.ts';

type Item = Record<string, unknown>;
type Request = { PutRequest: { Item: Item } } | { DeleteRequest: { Key: Item } };
export type Copied = { written: number; deleted: number; same: number };

/** DynamoDB's own bound on one batch. */
const batchMax = 25;
const attemptsMax = 10;
const { partitionKey, sortKey } = tableShape;

const keyOf = (item: Item): Item => ({ [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] });
const nameOf = (item: Item): string => JSON.stringify([item[partitionKey], item[sortKey]]);

export async function copyTable(db: DynamoDBDocumentClient, from: string, to: string): Promise<Copied> {
  const copied: Copied = { written: 0, deleted: 0, same: 0 };
  const wanted = await itemsOf(db, from);
  const requests: Request[] = [];
  for (const [name, item] of await itemsOf(db, to))
    if (!wanted.has(name)) requests.push({ DeleteRequest: { Key: keyOf(item) } });
    else if (isDeepStrictEqual(wanted.get(name), item)) {
      copied.same += 1;
      wanted.delete(name);
    }
  copied.deleted = requests.length;
  copied.written = wanted.size;
  requests.push(...[...wanted.values()].map((Item) => ({ PutRequest: { Item } })));
  for (let at = 0; at < requests.length; at += batchMax) await write(db, to, requests.slice(at, at + batchMax));
  return copied;
}

async function itemsOf(db: DynamoDBDocumentClient, TableName: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const { Items = [] } of paginateScan({ client: db }, { TableName, ConsistentRead: true }))
    for (const item of Items) items.set(nameOf(item), item);
  return items;
}

async function write(db: DynamoDBDocumentClient, table: string, requests: Request[]): Promise<void> {
  let open = requests;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    if (attempt > attemptsMax)
      throw new Error(`${table} takes no more: ${open.length} items were not written. Run it again.`);
    const { UnprocessedItems } = await db.send(new BatchWriteCommand({ RequestItems: { [table]: open } }));
    open = (UnprocessedItems?.[table] ?? []) as Request[];
  }
}
