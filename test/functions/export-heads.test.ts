/** The daily export: every chain's head, clinic by clinic, and a mark that it is whole. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { compose, type Deps, liveChance } from '../../functions/live.ts';
import { createHandler } from '../../functions/reactions/export-heads.ts';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureClinics, ensureTable, tableName } from '../../infra/local/table.ts';
import { keys } from '../../shared/contracts/table.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-heads-'));
const now = '2027-01-20T06:00:00.000Z';
const s3 = mockClient(S3Client);
let dynamo: DynamoDb;
let deps: Deps;

beforeAll(async () => {
  dynamo = await startDynamoDb({
    port: (await freePorts()).dynamoDb,
    file: join(folder, 'db.sqlite'),
    external: undefined,
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'us-east-1', credentials });
  await ensureTable(client);
  await ensureClinics(client, now);
  const listing = keys.listing('demo', 'prg_1');
  await DynamoDBDocumentClient.from(client).send(
    new PutCommand({
      TableName: tableName,
      Item: { ...listing, state: { seq: 7, hash: 'abc' }, listPk: keys.listPrograms('demo'), listSk: now },
    }),
  );
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:program';
  deps = compose({
    environment: {
      AWS_REGION: 'us-east-1',
      TABLE_NAME: tableName,
      PROGRAM_MACHINE_ARN: arn,
      SESSION_MACHINE_ARN: arn,
      MAIL_FROM: 'care@throughline.example',
      PAGES_URL: 'https://pages.clinic.example',
      CONSOLE_URL: 'https://console.clinic.example',
      ARCHIVE_BUCKET: 'archive',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    },
    now: () => new Date(now),
    chance: liveChance,
    access: { credentials },
    log: () => {},
  });
});
afterAll(async () => {
  s3.restore();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => s3.reset());

const exportHeads = () => createHandler(deps)({ time: now }, {} as never);
const written = () => s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);

it('writes every head, then that it is whole', async () => {
  s3.on(PutObjectCommand).resolves({});
  expect(await exportHeads()).toEqual({ clinics: 2, programs: 1, objects: 2 });
  expect(written().map(({ Key }) => Key)).toEqual([
    `heads/${now}/demo-0001.jsonl`,
    `heads/${now}/north-0001.jsonl`,
    `heads/${now}/complete.json`,
  ]);
  const lines = String(written()[0]?.Body).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { clinicId: 'demo', programId: null, seq: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { clinicId: 'demo', programId: 'prg_1', seq: 7, hash: 'abc' },
  ]);
});

it('never says that it is whole when a part is missing', async () => {
  s3.on(PutObjectCommand).resolvesOnce({}).rejects(new Error('SlowDown'));
  await expect(exportHeads()).rejects.toThrow();
  expect(written().some(({ Key }) => Key?.endsWith('complete.json'))).toBe(false);
});
