import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { getItems } from '../../shared/store/get-items.ts';

const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ pk: `p${index}`, sk: 's' }));
type Keys = { pk: string; sk: string }[];

/** A table that holds whatever is asked for, and has capacity for so many items a call. */
function tableWith(capacity: number) {
  const db = mockClient(DynamoDBDocumentClient);
  db.on(BatchGetCommand).callsFake(({ RequestItems }: { RequestItems: { table: { Keys: Keys } } }) => {
    const asked = RequestItems.table.Keys;
    if (asked.length > 100) throw new Error('more than DynamoDB takes');
    const left = asked.slice(capacity);
    return {
      Responses: { table: asked.slice(0, capacity) },
      UnprocessedKeys: left.length > 0 ? { table: { Keys: left } } : {},
    };
  });
  return db as unknown as DynamoDBDocumentClient & typeof db;
}

test('nothing is asked for nothing; more than a hundred in batches', async () => {
  const db = tableWith(100);
  expect(await getItems(db, 'table', [])).toEqual([]);
  expect(db.calls()).toHaveLength(0);
  expect(await getItems(db, 'table', keys(201))).toEqual(keys(201));
  expect(db.calls()).toHaveLength(3);
});

test('what the table had no capacity for is asked for again; not for ever, and never left out', async () => {
  expect(await getItems(tableWith(40), 'table', keys(100))).toEqual(keys(100));
  await expect(getItems(tableWith(0), 'table', keys(2))).rejects.toThrow('2 items could not be read');
});
