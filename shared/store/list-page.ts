/** Pages of the index of lists. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableIndexes } from '../contracts/table.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';

type Item = Record<string, unknown>;

/** What is not kept is read past, so many pages for one answer at the most: it may then be short, and still have a next one. */
const readsMax = 10;

export function createListPage(db: DynamoDBDocumentClient, table: string) {
  return async <T>(
    listPk: string,
    limit: number,
    cursor: string | undefined,
    keep: (item: Item) => T | null,
    forward: boolean,
    between?: { from: string; to: string },
  ): Promise<Page<T>> => {
    const items: T[] = [];
    let from = decodeCursor(cursor, { listPk, listSk: '', pk: '', sk: '' });
    for (let reads = 0; reads < readsMax && items.length < limit; reads += 1) {
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: tableIndexes.list,
          Limit: limit,
          ScanIndexForward: forward,
          KeyConditionExpression: between ? 'listPk = :pk AND listSk BETWEEN :from AND :to' : 'listPk = :pk',
          ExpressionAttributeValues: between
            ? { ':pk': listPk, ':from': between.from, ':to': between.to }
            : { ':pk': listPk },
          ExclusiveStartKey: from,
        }),
      );
      const kept = Items.flatMap((item) => {
        const one = keep(item);
        return one === null ? [] : [{ item, one }];
      });
      const taken = kept.slice(0, limit - items.length);
      items.push(...taken.map(({ one }) => one));
      from = taken.length < kept.length ? keyOf(taken.at(-1)?.item) : LastEvaluatedKey;
      if (!from) break;
    }
    return { items, next: from ? encodeCursor(from) : null };
  };
}

/** Where the next page begins after this item, as DynamoDB says it. */
const keyOf = ({ listPk, listSk, pk, sk }: Item = {}): Item => ({ listPk, listSk, pk, sk });
