/** The program's head decides: every write of a program is one transaction on the condition that its head has not moved. */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { InvariantError } from '../contracts/errors.ts';
import { keys, type RunOwner } from '../contracts/table.ts';
import { isRunning } from '../domain/course.ts';
import type { Instant, Program } from '../domain/state.ts';
import type { Committed, ProgramStore } from '../use-cases/ports.ts';
import { chainEvents, personHash, type StoredEvent } from './chain.ts';
import { newStaffWrites } from './clinic-items.ts';
import { revisionCheck, seatWrites } from './group-store.ts';
import { idempotencyWrite } from './idempotency.ts';
import { linkItem } from './link-store.ts';
import {
  bucketOf,
  changedSessions,
  changedTasks,
  headItem,
  type Item,
  listingItem,
  lookAtShardOf,
  programFrom,
  raisedRuns,
  searchWords,
  sessionItem,
  taskItem,
} from './program-items.ts';
import { allItems } from './query-all.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number] & {
  label?: 'head' | 'person' | 'idempotency' | 'group';
};
type CommitInput = Parameters<ProgramStore['commit']>[0];

/** DynamoDB's own bound on one transaction. */
const transactionItemsMax = 100;

export function createProgramStore(db: DynamoDBDocumentClient, table: string): ProgramStore {
  return {
    load: (clinicId, programId) => loadProgram(db, table, clinicId, programId),
    commit: (input) => commit(db, table, input),
  };
}

export async function loadProgram(
  db: DynamoDBDocumentClient,
  table: string,
  clinicId: string,
  programId: string,
): Promise<Program | null> {
  const items = await allItems(db, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :state)',
    ExpressionAttributeValues: { ':pk': keys.program(clinicId, programId), ':state': 'state#' },
  });
  return programFrom(items as Item[]);
}

async function commit(db: DynamoDBDocumentClient, table: string, input: CommitInput): Promise<Committed> {
  const { writeId, before, after, events, actor, now } = input;
  if (before && before.programId !== after.programId)
    throw new InvariantError('a decision changed the identity of its program');
  const head = before ?? { seq: 0, hash: '' };
  const chained = chainEvents(head, writeId, events, actor, now);
  const last = chained.at(-1);
  const stamped: Program = { ...after, seq: last?.seq ?? head.seq, hash: last?.hash ?? head.hash };
  const writes = writesOf(table, input, stamped, chained);
  if (writes.length > transactionItemsMax)
    throw new InvariantError(`a decision wrote ${writes.length} items, more than ${transactionItemsMax}`);
  try {
    await db.send(new TransactWriteCommand({ TransactItems: writes.map(({ label: _label, ...write }) => write) }));
    return { ok: true, program: stamped };
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (!reasons) throw error;
    if (last && (await isOurs(db, table, after, last))) return { ok: true, program: stamped };
    const failed = writes.filter((_, index) => reasons[index] === 'ConditionalCheckFailed').map(({ label }) => label);
    if (failed.includes('idempotency')) return { ok: false, why: 'idempotency-key-taken' };
    if (failed.includes('group')) return { ok: false, why: 'group-changed' };
    if (failed.includes('person')) return { ok: false, why: 'already-enrolled' };
    return { ok: false, why: 'conflict' };
  }
}

/**
 * The answer to a transaction may be lost and the SDK sends it again: then the head has moved because of ourselves.
 * The hash of our last event, which names this write, tells it from somebody else's.
 */
async function isOurs(
  db: DynamoDBDocumentClient,
  table: string,
  { clinicId, programId }: Program,
  last: StoredEvent,
): Promise<boolean> {
  const { Item } = await db.send(
    new GetCommand({ TableName: table, Key: keys.event(clinicId, programId, last.seq), ConsistentRead: true }),
  );
  return Item?.event?.hash === last.hash;
}

function cancellationReasons(error: unknown): (string | undefined)[] | null {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException' || !('CancellationReasons' in error)) {
    return error instanceof Error &&
      ['TransactionConflictException', 'TransactionInProgressException'].includes(error.name)
      ? []
      : null;
  }
  const reasons = error.CancellationReasons as { Code?: string }[] | undefined;
  const codes = (reasons ?? []).map(({ Code }) => Code);
  const retryable = codes.every((code) =>
    [
      undefined,
      'None',
      'ConditionalCheckFailed',
      'TransactionConflict',
      'ThrottlingError',
      'ProvisionedThroughputExceeded',
    ].includes(code),
  );
  return retryable ? codes : null;
}

function writesOf(table: string, input: CommitInput, after: Program, events: readonly StoredEvent[]): Write[] {
  const { before, now, protocol } = input;
  const put = (Item: Record<string, unknown>): Write => ({ Put: { TableName: table, Item } });
  const writes: Write[] = [headWrite(table, before, headItem(after), events.length)];
  if (events.length > 0) writes.push(put(listingItem(protocol, after)));
  const sessions = changedSessions(before, after);
  for (const session of sessions) writes.push(put(sessionItem(after, session)));
  for (const seat of seatWrites(table, before, after, sessions)) writes.push({ ...seat, label: 'group' });
  for (const task of changedTasks(before, after)) writes.push(put(taskItem(after, task)));
  for (const event of events)
    writes.push({
      Put: {
        TableName: table,
        Item: { ...keys.event(after.clinicId, after.programId, event.seq), event },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  for (const { owner, run } of raisedRuns(before, after)) writes.push(runWrite(table, after, owner, run, now));
  return [...writes, ...personWrites(table, input, after), ...extraWrites(table, input)];
}

function headWrite(table: string, before: Program | null, Item: Record<string, unknown>, eventCount: number): Write {
  if (!before)
    return { label: 'head', Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  const condition = {
    TableName: table,
    ConditionExpression: '#state.#seq = :seq AND #state.#hash = :hash',
    ExpressionAttributeNames: { '#state': 'state', '#seq': 'seq', '#hash': 'hash' },
    ExpressionAttributeValues: { ':seq': before.seq, ':hash': before.hash },
  };
  if (eventCount === 0) return { label: 'head', ConditionCheck: { ...condition, Key: { pk: Item.pk, sk: Item.sk } } };
  return { label: 'head', Put: { ...condition, Item } };
}

/** Raising a run asks for a look at once: should nobody start the new execution, the reconciler finds it by `lookAt`. */
function runWrite(table: string, { clinicId, programId }: Program, owner: RunOwner, run: number, now: Instant): Write {
  return {
    Update: {
      TableName: table,
      Key: keys.run(clinicId, programId, owner),
      UpdateExpression:
        'SET #run = :run, lookAt = :now, lookAtShard = :shard, bucketId = :bucket REMOVE awaiting, #token',
      ExpressionAttributeNames: { '#run': 'run', '#token': 'token' },
      ExpressionAttributeValues: {
        ':run': run,
        ':now': now,
        ':shard': lookAtShardOf(programId),
        ':bucket': bucketOf(programId),
      },
    },
  };
}

function personWrites(table: string, { before, extras }: CommitInput, after: Program): Write[] {
  const { clinicId, programId, patient } = after;
  const writes: Write[] = [];
  if (extras.enrolledPerson !== undefined)
    writes.push({
      label: 'person',
      Put: {
        TableName: table,
        Item: { ...keys.enrolled(clinicId, extras.enrolledPerson), programId },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  if (before?.patient !== patient) writes.push(...searchWrites(table, before, after));
  if (!before || !isRunning(before.status)) return writes;
  const [was, is] = [personHash(before.patient), personHash(patient)];
  if (!isRunning(after.status) || was !== is)
    writes.push({ Delete: { TableName: table, Key: keys.enrolled(clinicId, was) } });
  if (isRunning(after.status) && was !== is)
    writes.push({
      label: 'person',
      Put: {
        TableName: table,
        Item: { ...keys.enrolled(clinicId, is), programId },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  return writes;
}

function searchWrites(table: string, before: Program | null, { clinicId, programId, patient }: Program): Write[] {
  const [words, wordsNow] = [before ? searchWords(before.patient) : [], searchWords(patient)];
  const keyOf = (word: string) => keys.search(clinicId, word, programId);
  const gone = words.filter((one) => !wordsNow.includes(one));
  const added = wordsNow.filter((one) => !words.includes(one));
  return [
    ...gone.map((word) => ({ Delete: { TableName: table, Key: keyOf(word) } })),
    ...added.map((word) => ({ Put: { TableName: table, Item: { ...keyOf(word), programId } } })),
  ];
}

function extraWrites(table: string, { extras, now, actor, after }: CommitInput): Write[] {
  const writes: Write[] = [];
  if (extras.idempotency)
    writes.push({ label: 'idempotency', ...idempotencyWrite(table, after.clinicId, extras.idempotency, now) });
  if (extras.group) writes.push({ ...revisionCheck(table, after.clinicId, extras.group), label: 'group' });
  if (extras.link) writes.push({ Put: { TableName: table, Item: linkItem(extras.link.tokenHash, extras.link.link) } });
  if (extras.message) {
    const { key, copy } = extras.message;
    const { clinicId, programId } = after;
    writes.push({
      Put: { TableName: table, Item: { ...keys.message(clinicId, programId, key, copy), v: 1, state: extras.message } },
    });
  }
  if (extras.newStaff) writes.push(...newStaffWrites(table, extras.newStaff.clinic, extras.newStaff.staff, actor, now));
  return writes;
}
