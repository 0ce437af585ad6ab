/** The table in memory answers what a real DynamoDB answers: the same requests, in the same order, on both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as lib from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureTable, tableName } from '../../infra/local/table.ts';
import { MemoryTable } from '../../scripts/simulate/aws/table.ts';
import { runWorld } from '../../scripts/simulate/run-world.ts';

type Request = { name: string; input: Record<string, unknown> };

const folder = mkdtempSync(join(tmpdir(), 'throughline-simulation-'));
const original = MemoryTable.prototype.answer;
let dynamo: DynamoDb;
let db: lib.DynamoDBDocumentClient;

beforeAll(async () => {
  const file = join(folder, 'db.sqlite');
  dynamo = await startDynamoDb({ port: (await freePorts()).dynamoDb, file, external: undefined });
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await ensureTable(client);
  db = lib.DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
});

afterAll(async () => {
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a caller sees: the items, whether more follow, or the refusal with its reasons. */
function seen(answer: Record<string, unknown>): unknown {
  const { Item, Items, Count, Responses, LastEvaluatedKey } = answer;
  return JSON.parse(JSON.stringify({ Item, Items, Count, Responses, more: LastEvaluatedKey ?? null }));
}

function refusal(error: unknown): unknown {
  const { name, CancellationReasons } = error as { name: string; CancellationReasons?: { Code?: string }[] };
  return { name, reasons: CancellationReasons?.map(({ Code }) => Code ?? 'None') };
}

async function inMemory(table: MemoryTable, { name, input }: Request): Promise<unknown> {
  try {
    return seen(table.answer(name, input) as Record<string, unknown>);
  } catch (error) {
    return refusal(error);
  }
}

async function onDynamoDb({ name, input }: Request): Promise<unknown> {
  const Command = (lib as unknown as Record<string, new (input: unknown) => never>)[name];
  if (!Command) throw new Error(`lib-dynamodb has no ${name}`);
  try {
    return seen((await db.send(new Command(input))) as Record<string, unknown>);
  } catch (error) {
    return refusal(error);
  }
}

/** What comes later asks nothing new, and dynoxide takes its time. */
const comparedMax = 300;

it('answers what a program with every whim of its people asks', async () => {
  const requests: Request[] = [];
  const answer = vi.spyOn(MemoryTable.prototype, 'answer').mockImplementation(function (
    this: MemoryTable,
    name,
    input,
  ) {
    requests.push({ name, input: input as Record<string, unknown> });
    return original.call(this, name, input);
  });
  await runWorld({ seed: 'table', programs: [0], faults: [], people: 'hostile', ketamineOnly: false, mutation: null });
  answer.mockRestore();
  expect(requests.length).toBeGreaterThan(comparedMax);
  await expectSame(requests.slice(0, comparedMax));
});

async function expectSame(requests: readonly Request[]): Promise<void> {
  const table = new MemoryTable();
  for (const request of requests)
    expect({ request, answer: await onDynamoDb(request) }).toEqual({ request, answer: await inMemory(table, request) });
}

const at = (pk: string, sk: string) => ({ pk, sk });
const put = (Item: Record<string, unknown>, more: Record<string, unknown> = {}): Request => ({
  name: 'PutCommand',
  input: { TableName: tableName, Item, ...more },
});
const update = (Key: object, UpdateExpression: string, more: Record<string, unknown> = {}): Request => ({
  name: 'UpdateCommand',
  input: { TableName: tableName, Key, UpdateExpression, ...more },
});
const get = (Key: object): Request => ({
  name: 'GetCommand',
  input: { TableName: tableName, Key, ConsistentRead: true },
});
const query = (input: Record<string, unknown>): Request => ({
  name: 'QueryCommand',
  input: { TableName: tableName, ...input },
});
const transact = (...TransactItems: object[]): Request => ({ name: 'TransactWriteCommand', input: { TransactItems } });

it('holds conditions, counts, removes, and refuses whole what a part of refuses', async () => {
  const one = at('edge#1', 'a');
  const names = { '#state': 'state', '#seq': 'seq' };
  const head = { TableName: tableName, ConditionExpression: '#state.#seq = :seq', ExpressionAttributeNames: names };
  await expectSame([
    put({ ...one, n: 1, absent: undefined, nested: { deep: [1, { absent: undefined, kept: null }] } }),
    put({ ...one, n: 2 }, { ConditionExpression: 'attribute_not_exists(pk)' }),
    put(
      { ...one, state: { seq: 4 } },
      { ConditionExpression: 'attribute_not_exists(pk) OR n <= :most', ExpressionAttributeValues: { ':most': 1 } },
    ),
    get(one),
    update(one, 'ADD failures :one', {
      ConditionExpression: 'failures < :max',
      ExpressionAttributeValues: { ':one': 1, ':max': 5 },
    }),
    update(one, 'ADD failures :one', { ExpressionAttributeValues: { ':one': 1 } }),
    update(one, 'ADD failures :one', {
      ConditionExpression: 'failures < :max',
      ExpressionAttributeValues: { ':one': 1, ':max': 5 },
    }),
    update(at('edge#1', 'new'), 'SET a = :a, #b = :b REMOVE c', {
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':a': [1, { x: 'y' }], ':b': 'b' },
    }),
    get(at('edge#1', 'new')),
    update(at('edge#1', 'new'), 'SET a = :c REMOVE #b', {
      ConditionExpression: 'a = :a',
      ExpressionAttributeNames: { '#b': 'b' },
      ExpressionAttributeValues: { ':a': [1, { x: 'y' }], ':c': [] },
    }),
    update(at('edge#1', 'new'), 'REMOVE a', {
      ConditionExpression: 'a = :a',
      ExpressionAttributeValues: { ':a': [1] },
    }),
    get(at('edge#1', 'new')),
    transact(
      { ConditionCheck: { ...head, Key: one, ExpressionAttributeValues: { ':seq': 4 } } },
      { Put: { TableName: tableName, Item: at('edge#1', 'b'), ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { TableName: tableName, Item: { ...at('edge#1', 'c'), listPk: 'edge', listSk: '2' } } },
    ),
    transact(
      { Put: { ...head, Item: { ...one, state: { seq: 5 } }, ExpressionAttributeValues: { ':seq': 3 } } },
      { Delete: { TableName: tableName, Key: at('edge#1', 'c') } },
      { Put: { TableName: tableName, Item: at('edge#1', 'b'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ),
    get(at('edge#1', 'c')),
    transact({ Delete: { TableName: tableName, Key: at('edge#1', 'c') } }),
    query({ IndexName: 'list', KeyConditionExpression: 'listPk = :pk', ExpressionAttributeValues: { ':pk': 'edge' } }),
  ]);
});

it('keeps a map by its entries, and counts them', async () => {
  const group = at('edge#group', 'group');
  const names = { '#state': 'state', '#capacity': 'capacity', '#one': 'prg_1' };
  const join = (one: string): Request =>
    update(group, 'SET participants.#one = :session', {
      ConditionExpression: 'attribute_not_exists(participants.#one) AND size(participants) < #state.#capacity',
      ExpressionAttributeNames: { ...names, '#one': one },
      ExpressionAttributeValues: { ':session': `ses of ${one}` },
    });
  const leave = update(group, 'REMOVE participants.#one', { ExpressionAttributeNames: { '#one': 'prg_1' } });
  await expectSame([
    join('prg_1'),
    put({ ...group, state: { capacity: 2, status: 'planned' }, participants: {} }),
    ...['prg_1', 'prg_1', 'prg_2', 'prg_3'].map(join),
    leave,
    leave,
    get(group),
    update(group, 'SET #state.#status = :over', {
      ConditionExpression: 'size(participants) <= :one',
      ExpressionAttributeNames: { '#state': 'state', '#status': 'status' },
      ExpressionAttributeValues: { ':over': 'over', ':one': 1 },
    }),
    get(group),
    update(group, 'SET absent.#one = :one', {
      ExpressionAttributeNames: { '#one': 'prg_1' },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  ]);
});

it('pages in either direction, between two keys, and in indexes that leave out what has no key', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((sk, index) =>
    put({ ...at('page#1', sk), listPk: 'page', ...(index === 3 ? {} : { listSk: `s${index}` }) }),
  );
  const values = { ':pk': 'page#1', ':from': 'b', ':to': 'd' };
  const whole = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'page#1' } };
  const listed = {
    IndexName: 'list',
    KeyConditionExpression: 'listPk = :pk',
    ExpressionAttributeValues: { ':pk': 'page' },
  };
  await expectSame([
    ...rows,
    query({ ...whole, Limit: 2 }),
    query({ ...whole, Limit: 2, ExclusiveStartKey: at('page#1', 'b') }),
    query({ ...whole, Limit: 5 }),
    query({ ...whole, Limit: 6 }),
    query({ ...whole, Limit: 2, ScanIndexForward: false, ExclusiveStartKey: at('page#1', 'd') }),
    query({ KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to', ExpressionAttributeValues: values }),
    query({
      KeyConditionExpression: 'pk = :pk AND sk < :to',
      ExpressionAttributeValues: { ':pk': 'page#1', ':to': 'd' },
    }),
    query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :to)',
      ExpressionAttributeValues: { ':pk': 'page#1', ':to': 'd' },
    }),
    query({ ...listed, Limit: 2 }),
    query({ ...listed, ScanIndexForward: false }),
    query({ ...listed, Limit: 3, ExclusiveStartKey: { ...at('page#1', 'b'), listPk: 'page', listSk: 's1' } }),
    {
      name: 'BatchGetCommand',
      input: { RequestItems: { [tableName]: { Keys: [at('page#1', 'a'), at('page#1', 'z')] } } },
    },
  ]);
});
