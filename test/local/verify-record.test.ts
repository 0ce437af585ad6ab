/** R11: whoever changes the record in the table is found out. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureTable, tableName } from '../../infra/local/table.ts';
import { readHeads, writeHeads } from '../../scripts/verify-record/heads-file.ts';
import { verifyRecord } from '../../scripts/verify-record/verify.ts';
import { keys } from '../../shared/contracts/table.ts';
import type { ChainHead } from '../../shared/store/chain.ts';
import { chainEvents, hashOf } from '../../shared/store/chain.ts';
import { createChainReader } from '../../shared/store/chain-reader.ts';
import { book, therapyBody } from './scenarios/steps.ts';
import { enrollSomeone, startTestHome } from './test-home.ts';

let dynamo: DynamoDb;
let db: DynamoDBDocumentClient;
let programId = '';
/** As they were "the day before". */
let heads: ChainHead[];
const folder = mkdtempSync(join(tmpdir(), 'throughline-heads-'));

const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** A copy of a home's table: nothing lives in it that would act on what a test does to it. */
beforeAll(async () => {
  const home = await startTestHome();
  const someone = await enrollSomeone(home.clinic);
  programId = someone.programId;
  await enrollSomeone(home.clinic);
  await book(home.clinic, someone.base, therapyBody('preparation', '2027-01-08T15:00'));
  await home.settle();
  const port = (await freePorts()).dynamoDb;
  dynamo = await startDynamoDb({ port, file: join(folder, 'copy.sqlite'), external: undefined });
  const client = clientOf(dynamo.endpoint);
  await ensureTable(client);
  db = DynamoDBDocumentClient.from(client);
  const from = DynamoDBDocumentClient.from(clientOf(home.home.urls.dynamoDb));
  const { Items = [] } = await from.send(new ScanCommand({ TableName: tableName }));
  for (const Item of Items) await put(Item);
  await home.close();
  heads = (await verify()).heads;
});
afterAll(async () => {
  await dynamo?.close();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (kept: readonly ChainHead[] = []) => verifyRecord(createChainReader(db, tableName), {}, kept);
const faults = async (kept: readonly ChainHead[] = []) => (await verify(kept)).faults;
const ours = () => `program ${programId} of clinic demo: `;
const headOf = (id: string | null) => heads.find((one) => one.clinicId === 'demo' && one.programId === id) as ChainHead;

type Key = { pk: string; sk: string };
const before = new Map<string, Key & Record<string, unknown>>();
async function read(Key: Key): Promise<any> {
  const { Item } = await db.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
  if (!Item) throw new Error(`there is no ${Key.sk}`);
  // As it was before the first change.
  const name = `${Key.pk} ${Key.sk}`;
  if (!before.has(name)) before.set(name, structuredClone(Item) as Key);
  return Item;
}
const put = (Item: Record<string, unknown>) => db.send(new PutCommand({ TableName: tableName, Item }));
/** Every item that a test has touched is put back. */
afterEach(async () => {
  for (const Item of before.values()) await put(Item);
  before.clear();
  expect(await faults(heads)).toEqual([]);
});

const eventKey = (seq: number): Key => keys.event('demo', programId, seq);
async function changeEvent(seq: number, change: (event: any) => void): Promise<void> {
  const item = await read(eventKey(seq));
  change(item.event);
  await put(item);
}
async function remove(seq: number): Promise<void> {
  await read(eventKey(seq));
  await db.send(new DeleteCommand({ TableName: tableName, Key: eventKey(seq) }));
}
async function setHead(seq: number, hash: string): Promise<void> {
  const item = await read(keys.head('demo', programId));
  await put({ ...item, state: { ...item.state, seq, hash } });
}

test('a record that nobody has touched is whole: both clinics, both programs', async () => {
  const { chains, events, faults: found } = await verify(heads);
  expect(found).toEqual([]);
  expect(chains).toBe(4);
  expect(events).toBe(heads.reduce((sum, { seq }) => sum + seq, 0));
});

describe('a change inside a chain', () => {
  const changes: Record<string, (event: any) => void> = {
    eventId: (event) => (event.eventId += 'x'),
    at: (event) => (event.at = '2027-01-04T16:00:00.001Z'),
    'the kind of the actor': (event) => (event.actor.kind = 'system'),
    'the id of the actor': (event) => (event.actor.id = 'stf_other'),
    type: (event) => (event.type = 'program-held'),
    'a field of its data': (event) => (event.data.sessionId = 'ses_other'),
    'a field more': (event) => (event.note = 'x'),
    hash: (event) => (event.hash = `${event.hash.slice(0, -1)}${event.hash.endsWith('0') ? '1' : '0'}`),
  };
  test.each(Object.keys(changes))('of %s is found', async (name) => {
    await changeEvent(3, (event) => changes[name]?.(event));
    const found = await faults();
    expect(found[0]).toMatch(`${ours()}event 3 (`);
    expect(found.every((fault) => fault.startsWith(ours()))).toBe(true);
  });

  test('of a number in the data, which DynamoDB keeps in its own way, is found', async () => {
    const booked = await bookedAt();
    await changeEvent(booked, (event) => (event.data.durationMinutes = event.data.durationMinutes + 1));
    expect(await faults()).toEqual([expect.stringContaining(`event ${booked} (session-booked) does not fit its hash`)]);
  });

  test('of its number is found', async () => {
    await changeEvent(3, (event) => (event.seq = 4));
    expect((await faults()).length).toBeGreaterThan(0);
  });

  test('that leaves no event in its place is found', async () => {
    const { event: _event, ...rest } = await read(eventKey(3));
    await put(rest);
    expect(await faults()).toContain(`${ours()}the item event#00000003 holds no event any more.`);
  });

  test('of the chain of a clinic is found', async () => {
    const item = await read(keys.clinicEvent('demo', 2));
    await put({ ...item, event: { ...item.event, data: { ...item.event.data, roles: ['clinician'] } } });
    expect(await faults()).toEqual([expect.stringMatching(/^clinic demo: event 2 \(staff-added\) does not fit/)]);
  });
});

async function bookedAt(): Promise<number> {
  const { events } = await createChainReader(db, tableName).read({ clinicId: 'demo', programId });
  return events.findIndex(({ event }: any) => event.type === 'session-booked') + 1;
}

test('an event that was dropped, at the beginning or in the middle, is missed', async () => {
  await remove(3);
  expect(await faults()).toEqual([`${ours()}event 3 is missing.`]);
  await remove(1);
  await remove(2);
  expect(await faults()).toEqual([`${ours()}the events 1 to 3 are missing.`]);
});

test('two events that changed places are found', async () => {
  const [two, three] = [await read(eventKey(2)), await read(eventKey(3))];
  await put({ ...two, event: three.event });
  await put({ ...three, event: two.event });
  expect((await faults()).join('\n')).toMatch(/events were swapped/);
});

test('two events that changed places and numbers are found', async () => {
  const [two, three] = [await read(eventKey(2)), await read(eventKey(3))];
  await put({ ...two, event: { ...three.event, seq: 2 } });
  await put({ ...three, event: { ...two.event, seq: 3 } });
  expect((await faults()).join('\n')).toMatch(/event 2 .* does not fit its hash/);
});

test('an end that was cut is found by the head', async () => {
  const { seq } = headOf(programId);
  await remove(seq);
  expect(await faults()).toEqual([
    expect.stringContaining(`its head names event ${seq}, and the last event is ${seq - 1}`),
  ]);
});

test('a head that was turned back, or whose hash was changed, is found by the events', async () => {
  const { seq } = headOf(programId);
  await setHead(seq - 1, (await read(eventKey(seq - 1))).event.hash);
  expect(await faults()).toEqual([expect.stringContaining('the last event is')]);
  await setHead(seq, 'f'.repeat(64));
  expect(await faults()).toEqual([`${ours()}the hash in its head is not that of its last event, ${seq}.`]);
});

test('a program whose state is gone leaves events without a head', async () => {
  await read(keys.head('demo', programId));
  await db.send(new DeleteCommand({ TableName: tableName, Key: keys.head('demo', programId) }));
  expect(await faults()).toEqual([expect.stringContaining('and no head: its state is gone.')]);
});

describe('against the heads of the day before', () => {
  test('a cut end with a head that was set right is found, and by nothing else', async () => {
    const { seq } = headOf(programId);
    await remove(seq);
    await setHead(seq - 1, (await read(eventKey(seq - 1))).event.hash);
    expect(await faults()).toEqual([]);
    expect(await faults(heads)).toEqual([
      `${ours()}event ${seq}, its last one when the heads were exported, is gone: the end was cut.`,
    ]);
  });

  test('a changed event with everything after it hashed anew is found', async () => {
    const { seq } = headOf(programId);
    let { hash } = (await read(eventKey(2))).event;
    for (let number = 3; number <= seq; number += 1) {
      const item = await read(eventKey(number));
      const { hash: _old, ...said } = item.event;
      if (number === 3) said.actor = { kind: 'staff', id: 'stf_other' };
      hash = hashOf(hash, said);
      await put({ ...item, event: { ...said, hash } });
    }
    await setHead(seq, hash);
    expect(await faults()).toEqual([]);
    expect(await faults(heads)).toEqual([
      `${ours()}event ${seq} is not the one of the exported head: the chain was written anew.`,
    ]);
  });

  test('a chain of which nothing is left is missed', async () => {
    const gone: ChainHead = { clinicId: 'demo', programId: 'prg_gone', seq: 7, hash: 'a' };
    expect(await faults([...heads, gone])).toEqual([
      'program prg_gone of clinic demo: event 7, its last one when the heads were exported, is gone: the end was cut.',
    ]);
  });

  test('what was added since is no fault', async () => {
    const head = headOf(programId);
    const actor = { kind: 'staff', id: 'stf_demo_therapist' } as const;
    const [event] = chainEvents(head, 'evt_x', [{ type: 'noticed', data: {} }], actor, '2027-01-05T16:00:00.000Z');
    await put({ ...eventKey(head.seq + 1), event });
    await setHead(head.seq + 1, event?.hash ?? '');
    expect(await faults(heads)).toEqual([]);
    await db.send(new DeleteCommand({ TableName: tableName, Key: eventKey(head.seq + 1) }));
  });
});

describe('the command', () => {
  const run = (...options: string[]): { status: number; output: string } => {
    const env = { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint };
    try {
      const output = execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/verify-record.ts', ...options], {
        env,
        stdio: 'pipe',
      });
      return { status: 0, output: String(output) };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: Buffer; stderr: Buffer };
      return { status, output: `${stdout}${stderr}` };
    }
  };

  test('exports heads, verifies against them, and ends with 1 when it has found something', async () => {
    const file = join(folder, 'heads.jsonl');
    expect(run('--export-heads', file)).toMatchObject({ status: 0 });
    expect(readHeads(file)).toEqual(heads);
    expect(run('--heads', file).output).toMatch(/^4 chains with \d+ events: whole and unchanged, and as long as/);
    await changeEvent(2, (event) => (event.at = '2027-01-01T00:00:00.000Z'));
    const found = run('--program', programId, '--export-heads', join(folder, 'never.jsonl'));
    expect(found).toMatchObject({ status: 1, output: expect.stringContaining('1 fault in 1 chains') });
    expect(() => readHeads(join(folder, 'never.jsonl'))).toThrow('There is no');
    expect(run('--clinic', 'north').status).toBe(0);
    expect(run('--clinic', 'nowhere')).toEqual({ status: 1, output: 'There is no such chain.\n' });
  });

  test('takes the folder of a daily export, and none that is not whole', () => {
    const day = join(folder, 'day');
    mkdirSync(day);
    writeHeads(
      join(day, 'demo-0001.jsonl'),
      heads.filter(({ clinicId }) => clinicId === 'demo'),
    );
    writeHeads(
      join(day, 'north-0001.jsonl'),
      heads.filter(({ clinicId }) => clinicId === 'north'),
    );
    expect(() => readHeads(day)).toThrow('no complete.json');
    writeFileSync(join(day, 'complete.json'), '{}');
    expect(readHeads(day)).toEqual(heads);
    writeFileSync(join(day, 'north-0002.jsonl'), '{"clinicId":"north"}\n');
    expect(() => readHeads(day)).toThrow('north-0002.jsonl, line 1 is no head');
  });

  test('says in a sentence that it reaches no table', () => {
    const env = { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' };
    expect(() =>
      execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/verify-record.ts'], { env, stdio: 'pipe' }),
    ).toThrow(/The record of http:\/\/127\.0\.0\.1:9 cannot be read/);
  });
});
