/** The daily pass over all programs: a session that was booked under other rules of its zone gets its wall time back. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compose, liveChance } from '../../functions/live.ts';
import { createHandler } from '../../functions/reactions/derive-again.ts';
import { tableName } from '../../infra/local/table.ts';
import { keys } from '../../shared/contracts/table.ts';
import { enrollSomeone, example, startTestHome, type TestHome } from '../local/test-home.ts';

let home: TestHome;
beforeAll(async () => {
  home = await startTestHome();
});
afterAll(() => home?.close());

it('moves what is ahead to the rules that hold now, with a new run, and leaves everything else alone', async () => {
  const { programId, base } = await enrollSomeone(home.clinic);
  const { body } = await home.clinic.post(`${base}/sessions`, example('book-preparation'));
  await home.settle();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const { dynamoDb, stepFunctions, mail } = home.home.urls;
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: dynamoDb, region: 'us-east-1', credentials }));
  const Key = keys.session('demo', programId, body.sessionId);
  const stored = async () =>
    JSON.parse((await db.send(new GetCommand({ TableName: tableName, Key }))).Item?.document ?? 'null');
  const before = await stored();
  const otherwise = new Date(Date.parse(before.start.instant) - 3_600_000).toISOString();
  await db.send(
    new UpdateCommand({
      TableName: tableName,
      Key,
      UpdateExpression: 'SET document = :document',
      ExpressionAttributeValues: {
        ':document': JSON.stringify({ ...before, start: { ...before.start, instant: otherwise, offset: '-06:00' } }),
      },
    }),
  );
  const arn = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
  const logs: unknown[] = [];
  const handler = createHandler(
    compose({
      environment: {
        AWS_REGION: 'us-east-1',
        TABLE_NAME: tableName,
        PROGRAM_MACHINE_ARN: arn('program'),
        SESSION_MACHINE_ARN: arn('session'),
        MAIL_FROM: 'care@throughline.example',
        PAGES_URL: 'https://pages.clinic.example',
        CONSOLE_URL: 'https://console.clinic.example',
        AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
        AWS_ENDPOINT_URL_SFN: stepFunctions,
        AWS_ENDPOINT_URL_SES: mail,
      },
      now: () => new Date(home.home.clock.now()),
      chance: liveChance,
      access: { credentials },
      log: (...line) => logs.push(line),
    }),
  );
  const derive = () => handler({ time: '2027-01-04T16:00:00Z', all: true }, {} as never);
  expect(await derive()).toEqual({ programs: 1 });
  const after = await stored();
  expect(after).toMatchObject({ start: before.start, run: before.run + 1, revision: 1 });
  expect(await derive()).toEqual({ programs: 1 });
  expect(await stored()).toEqual(after);
  expect(logs).toContainEqual(['info', 'times are derived', { timeZoneData: process.versions.tz }]);
});
