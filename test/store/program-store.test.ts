/** The head decides: commands at the same time, answers that get lost, and the chain they leave. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDb, startDynamoDb } from '../../infra/local/dynamodb.ts';
import { freePorts } from '../../infra/local/free-ports.ts';
import { ensureClinics, ensureTable, tableName } from '../../infra/local/table.ts';
import { bodies } from '../../shared/contracts/http.ts';
import { keys } from '../../shared/contracts/table.ts';
import { addIntention } from '../../shared/domain/program/people.ts';
import { hashOf, personHash, type StoredEvent } from '../../shared/store/chain.ts';
import { createClinicStore } from '../../shared/store/clinic-store.ts';
import { createLinkStore } from '../../shared/store/link-store.ts';
import { createProgramStore } from '../../shared/store/program-store.ts';
import { createQueries } from '../../shared/store/queries.ts';
import { enrollPatient } from '../../shared/use-cases/enroll-patient.ts';
import type { Ports } from '../../shared/use-cases/ports.ts';
import { runCommand } from '../../shared/use-cases/run-command.ts';
import { example } from '../local/test-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-store-'));
const now = '2027-01-04T16:00:00.000Z';
const who = {
  actor: { kind: 'staff' as const, id: 'stf_demo_clinician' },
  by: { staffId: 'stf_demo_clinician', name: 'Dr. Ana Reyes', email: 'ana.reyes@clinic.example' },
};
let dynamo: DynamoDb;
let db: DynamoDBDocumentClient;
let ports: Ports;
let counter = 0;

beforeAll(async () => {
  dynamo = await startDynamoDb({
    port: (await freePorts()).dynamoDb,
    file: join(folder, 'db.sqlite'),
    external: undefined,
  });
  const client = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await ensureTable(client);
  await ensureClinics(client, now);
  ports = portsOver(db);
});
afterAll(async () => {
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

function portsOver(client: DynamoDBDocumentClient): Ports {
  return {
    programs: createProgramStore(client, tableName),
    clinics: createClinicStore(client, tableName),
    links: createLinkStore(client, tableName),
    chance: {
      newId: (prefix) => {
        counter += 1;
        return `${prefix}_${counter}`;
      },
      random: () => 0.5,
      // The table decides who was first; how long the other one waits does not matter here.
      sleep: async () => {},
    },
    now: () => now,
  };
}

/** The next transaction is written, and its answer is lost: the SDK's own retry then finds that the head has moved. */
function losingOneAnswer(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  let lost = false;
  const send = async (command: object): Promise<unknown> => {
    const answer = await client.send(command as TransactWriteCommand);
    if (lost || !(command instanceof TransactWriteCommand)) return answer;
    lost = true;
    return client.send(command);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

async function enroll(email: string, through = ports) {
  const body = bodies.enroll.parse({ ...example('enroll'), patient: { ...example('enroll').patient, email } });
  return enrollPatient(
    through,
    { ...body, history: [], screening: { ...body.screening, reviewedByEmail: null } },
    'demo',
    who,
    personHash,
    () => ({}),
  );
}

async function enrolled(email: string): Promise<string> {
  const made = await enroll(email);
  if (!made.ok) throw new Error(JSON.stringify(made));
  return made.program.programId;
}

const intend = (programId: string, text: string, through = ports) =>
  runCommand(through, {
    clinicId: 'demo',
    programId,
    who,
    kind: 'person',
    decide: (change) => addIntention(change, text),
  });

async function chainOf(programId: string): Promise<StoredEvent[]> {
  return (await createQueries(db, tableName).events('demo', programId, 100)).items;
}

function brokenLinks(events: readonly StoredEvent[]): number[] {
  return events.flatMap(({ hash, ...event }, index) =>
    hashOf(events[index - 1]?.hash ?? '', event) === hash ? [] : [event.seq],
  );
}

describe('commands at the same time', () => {
  it('all stand in the chain, one after the other, and none is lost', async () => {
    const programId = await enrolled('together@example.com');
    const texts = Array.from({ length: 6 }, (_, index) => `intention ${index}`);
    const done = await Promise.all(texts.map((text) => intend(programId, text)));
    expect(done.map(({ ok }) => ok)).toEqual(texts.map(() => true));
    const program = await ports.programs.load('demo', programId);
    expect(program?.intentions.map(({ text }) => text).sort()).toEqual(texts);
    const events = await chainOf(programId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(brokenLinks(events)).toEqual([]);
    expect({ seq: program?.seq, hash: program?.hash }).toEqual({ seq: events.length, hash: events.at(-1)?.hash });
  });

  it('enroll a person once', async () => {
    const outcomes = await Promise.all([
      enroll('twice@example.com'),
      enroll('twice@example.com'),
      enroll('twice@example.com'),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((one) => !one.ok && 'failure' in one && one.failure === 'already-enrolled')).toHaveLength(2);
  });

  it('that find the head moved ten times over answer busy, and nothing half-done remains', async () => {
    const programId = await enrolled('busy@example.com');
    const stuck: Ports = {
      ...ports,
      programs: { ...ports.programs, commit: async () => ({ ok: false, why: 'conflict' }) },
    };
    expect(await intend(programId, 'never', stuck)).toEqual({ ok: false, failure: 'busy' });
    expect((await ports.programs.load('demo', programId))?.intentions).toEqual([]);
  });
});

describe('an answer that gets lost', () => {
  it('is told from a conflict by the hash of our own event: the command is not done twice', async () => {
    const programId = await enrolled('lost@example.com');
    const done = await intend(programId, 'once', portsOver(losingOneAnswer(db)));
    expect(done.ok).toBe(true);
    const program = await ports.programs.load('demo', programId);
    expect(program?.intentions.map(({ text }) => text)).toEqual(['once']);
  });

  it('of an enrollment does not refuse the person as enrolled already', async () => {
    const made = await enroll('lost-enrollment@example.com', portsOver(losingOneAnswer(db)));
    expect(made.ok).toBe(true);
  });
});

describe('the record', () => {
  it('shows any change inside it', async () => {
    const programId = await enrolled('record@example.com');
    await intend(programId, 'as it was');
    const events = await chainOf(programId);
    const changed = events.map((event) =>
      event.seq === 2 ? { ...event, data: { ...event.data, text: 'as it was not' } } : event,
    );
    expect(brokenLinks(events)).toEqual([]);
    expect(brokenLinks(changed)).toEqual([2]);
  });
});

describe('a list of a clinic', () => {
  it('is read whole, past the megabyte of one answer', async () => {
    const long = 'x'.repeat(300_000);
    for (const staffId of ['stf_1', 'stf_2', 'stf_3', 'stf_4', 'stf_5'])
      await db.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...keys.staff('whole', staffId), v: 1, state: { staffId, name: long } },
        }),
      );
    const staff = await createQueries(db, tableName).staffOf('whole');
    expect(staff.map(({ staffId }) => staffId)).toEqual(['stf_1', 'stf_2', 'stf_3', 'stf_4', 'stf_5']);
  });
});
