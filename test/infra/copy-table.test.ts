/** What comes back of a table that was restored to a point in time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { copyTable } from '../../scripts/deploy/copy-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-restore-'));
let dynamo: DynamoDb;
let db: DynamoDBDocumentClient;

beforeAll(async () => {
  const { dynamoDb: port } = await freePorts();
  dynamo = await startDynamoDb({ port, file: join(folder, 'db.sqlite'), external: undefined });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials });
  db = DynamoDBDocumentClient.from(client);
  const keys = ['pk', 'sk'] as const;
  for (const TableName of ['restored', 'current'])
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
});
afterAll(async () => {
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (TableName: string, sk: string, state: unknown) =>
  db.send(new PutCommand({ TableName, Item: { pk: 'program', sk, state } }));
const all = async (TableName: string) => (await db.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items;

it('what was changed, added and deleted since is as it was, and a second time finds nothing to do', async () => {
  for (let seq = 0; seq < 60; seq += 1) await put('restored', `event#${String(seq).padStart(8, '0')}`, { seq });
  await put('restored', 'state#head', { phase: 'dosing' });
  await put('current', 'state#head', { phase: 'nonsense' });
  await put('current', 'event#00000000', { seq: 0 });
  await put('current', 'event#00000099', { seq: 99 });
  expect(await copyTable(db, 'restored', 'current')).toEqual({ written: 60, deleted: 1, same: 1 });
  expect(await all('current')).toEqual(await all('restored'));
  expect(await copyTable(db, 'restored', 'current')).toEqual({ written: 0, deleted: 0, same: 61 });
});
