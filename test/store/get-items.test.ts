import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { getItems } from '../../shared/store/get-items.ts';

type Keys = { pk: string; sk: string }[];
const keys = (count: number): Keys => Array.from({ length: count }, (_, index) => ({ pk: `p${index}`, sk: 's' }));

/** A table that holds whatever is asked for but `p7`, and has capacity for so many items of a batch. */
function tableWith(capacity: number) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  const db = mockClient(client);
  db.on(BatchGetCommand).callsFake(({ RequestItems }: { RequestItems: { table: { Keys: Keys } } }) => {
    const asked = RequestItems.table.Keys;
    if (asked.length > 100) throw new Error('more than DynamoDB takes');
    const left = asked.slice(capacity);
    return {
      Responses: { table: asked.slice(0, capacity).filter(({ pk }) => pk !== 'p7') },
      UnprocessedKeys: left.length > 0 ? { table: { Keys: left } } : {},
    };
  });
  db.on(GetCommand).callsFake(({ Key }: { Key: Keys[number] }) => (Key.pk === 'p7' ? {} : { Item: Key }));
  return { client, db };
}
const allBut7 = (count: number): Keys => keys(count).filter(({ pk }) => pk !== 'p7');

test('nothing is asked for nothing; more than a hundred in batches; what does not exist is left out', async () => {
  const { client, db } = tableWith(100);
  expect(await getItems(client, 'table', [])).toEqual([]);
  expect(db.calls()).toHaveLength(0);
  expect(await getItems(client, 'table', keys(201))).toEqual(allBut7(201));
  expect(db.calls()).toHaveLength(3);
});

test('what a batch had no capacity for is read one by one', async () => {
  const { client, db } = tableWith(5);
  expect(await getItems(client, 'table', keys(9))).toEqual(allBut7(9));
  expect(db.commandCalls(BatchGetCommand)).toHaveLength(1);
  expect(db.commandCalls(GetCommand)).toHaveLength(4);
});
