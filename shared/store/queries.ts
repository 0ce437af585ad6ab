/** What the API lists and shows: one function per question. */
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, tableIndexes } from '../contracts/table.ts';
import { isRunning } from '../domain/course.ts';
import type { Instant, Session, Task } from '../domain/state.ts';
import type { KeptMessage, Staff } from '../use-cases/ports.ts';
import type { StoredEvent } from './chain.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';
import { getItems } from './get-items.ts';
import { createListPage } from './list-page.ts';
import {
  documentOf,
  isOwnedBy,
  type ListedProgram,
  type ProgramListing,
  queryWords,
  type SeenSession,
} from './program-items.ts';
import { allItems } from './query-all.ts';

export type TakenSession = {
  programId: string;
  sessionId: string;
  groupId: string | null;
  start: Instant;
  durationMinutes: number;
  staffIds: string[];
};
export type Queries = ReturnType<typeof createQueries>;

const searchMax = 50;
/** Of a clinic's staff, its protocols, or the programs with one word: more than any clinic has. */
const partitionItemsMax = 10_000;

export function createQueries(db: DynamoDBDocumentClient, table: string) {
  const listPage = createListPage(db, table);

  return {
    programs: (
      clinicId: string,
      filter: { phase?: string | undefined; status?: string | undefined; attention?: boolean | undefined },
      limit: number,
      cursor?: string,
    ): Promise<Page<ProgramListing>> =>
      listPage(
        keys.listPrograms(clinicId),
        limit,
        cursor,
        (item) => {
          const listing = documentOf<ProgramListing>(item);
          const fits =
            (filter.phase === undefined || listing.state.phase === filter.phase) &&
            (filter.status === undefined || listing.state.status === filter.status) &&
            (filter.attention === undefined || listing.summary.attention === filter.attention);
          return fits ? listing : null;
        },
        false,
      ),

    /** Running programs of this protocol that are on another version of it. */
    programsOnOtherVersions: (
      clinicId: string,
      { id, version }: { id: string; version: number },
      limit: number,
      cursor?: string,
    ): Promise<Page<ListedProgram>> =>
      listPage(
        keys.listPrograms(clinicId),
        limit,
        cursor,
        (item) => {
          const { state } = documentOf<ProgramListing>(item);
          const fits = state.protocol.id === id && state.protocol.version !== version && isRunning(state.status);
          return fits ? state : null;
        },
        false,
      ),

    tasks: (
      clinicId: string,
      status: 'open' | 'resolved',
      owner: string | undefined,
      limit: number,
      cursor?: string,
    ): Promise<Page<Task & { programId: string }>> =>
      listPage(
        keys.listTasks(clinicId, status),
        limit,
        cursor,
        (item) => {
          const task = documentOf<Task>(item);
          return isOwnedBy(task, owner) ? { ...task, programId: String(item.programId) } : null;
        },
        true,
      ),

    /** Sessions that start from one instant until another, whatever became of them. */
    agenda: (
      clinicId: string,
      between: { from: Instant; to: Instant },
      limit: number,
      cursor?: string,
    ): Promise<Page<{ programId: string; session: Session }>> =>
      listPage(
        keys.listAgenda(clinicId),
        limit,
        cursor,
        (item) => ({ programId: String(item.programId), session: documentOf<Session>(item) }),
        true,
        between,
      ),

    /** Who of the staff is at a session that starts from one instant until another and is still to come. */
    taken: async (clinicId: string, between: { from: Instant; to: Instant }): Promise<TakenSession[]> => {
      const items = await allItems(db, {
        TableName: table,
        IndexName: tableIndexes.list,
        KeyConditionExpression: 'listPk = :pk AND listSk BETWEEN :from AND :to',
        FilterExpression: '#state.#status IN (:booked, :inSession)',
        ProjectionExpression: 'programId, #state',
        ExpressionAttributeNames: { '#state': 'state', '#status': 'status' },
        ExpressionAttributeValues: {
          ':pk': keys.listAgenda(clinicId),
          ':from': between.from,
          ':to': between.to,
          ':booked': 'booked',
          ':inSession': 'in-session',
        },
      });
      const found = items as { programId: string; state: SeenSession }[];
      return found.map(({ programId, state: { sessionId, group, start, durationMinutes, staff } }) => ({
        programId,
        sessionId,
        groupId: group?.groupId ?? null,
        start: start.instant,
        durationMinutes,
        staffIds: staff.map(({ staffId }) => staffId),
      }));
    },

    /** Enrollments refused for a contraindication, newest first. */
    refusals: (clinicId: string, limit: number, cursor?: string): Promise<Page<Record<string, unknown>>> =>
      listPage(keys.listRefused(clinicId), limit, cursor, (item) => item.state as Record<string, unknown>, false),

    task: async (clinicId: string, taskId: string): Promise<(Task & { programId: string }) | null> => {
      const programId = taskId.replace(/-t\d+$/, '');
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keys.task(clinicId, programId, taskId), ConsistentRead: true }),
      );
      return Item ? { ...documentOf<Task>(Item), programId } : null;
    },

    /** Programs that have every given word at the beginning of a word of the name, or as the email. */
    search: async (clinicId: string, text: string): Promise<ProgramListing[]> => {
      const words = queryWords(text);
      if (words.length === 0) return [];
      const found = await Promise.all(words.map((word) => programsWithWord(db, table, clinicId, word)));
      const [first, ...rest] = found;
      const ids = [...(first ?? [])].filter((id) => rest.every((ids) => ids.has(id))).slice(0, searchMax);
      return listingsOf(db, table, clinicId, ids);
    },

    /** A message as it was handed to SES. Null where it was sent by nobody, or before texts were kept. */
    message: async (clinicId: string, programId: string, key: string, copy: number): Promise<KeptMessage | null> => {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keys.message(clinicId, programId, key, copy), ConsistentRead: true }),
      );
      return (Item?.state as KeptMessage | undefined) ?? null;
    },

    events: async (clinicId: string, programId: string, limit: number, cursor?: string): Promise<Page<StoredEvent>> => {
      const pk = keys.program(clinicId, programId);
      const { Items, LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          Limit: limit,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': pk, ':event': 'event#' },
          ExclusiveStartKey: decodeCursor(cursor, { pk, sk: 'event#' }),
        }),
      );
      return {
        items: (Items ?? []).map((item) => item.event as StoredEvent),
        next: LastEvaluatedKey ? encodeCursor(LastEvaluatedKey) : null,
      };
    },

    idempotent: async (
      clinicId: string,
      key: string,
      now: Instant,
    ): Promise<{ bodyHash: string; answer: { status: number; body: unknown } } | null> => {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keys.idempotency(clinicId, key), ConsistentRead: true }),
      );
      if (!Item || Number(Item.expiresAt) <= Date.parse(now) / 1000) return null;
      return { bodyHash: String(Item.bodyHash), answer: Item.answer as { status: number; body: unknown } };
    },

    protocols: async (clinicId: string): Promise<Record<string, unknown>[]> =>
      partition(db, table, keys.clinic(clinicId).pk, 'protocol#'),
    staffOf: async (clinicId: string): Promise<Staff[]> =>
      (await partition(db, table, keys.clinic(clinicId).pk, 'staff#')).map(({ state }) => state as Staff),
  };
}

async function partition(
  db: DynamoDBDocumentClient,
  table: string,
  pk: string,
  prefix: string,
): Promise<Record<string, unknown>[]> {
  return allItems(
    db,
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    },
    partitionItemsMax,
  );
}

async function programsWithWord(
  db: DynamoDBDocumentClient,
  table: string,
  clinicId: string,
  word: string,
): Promise<Set<string>> {
  const items = await partition(db, table, keys.searchPk(clinicId), word);
  return new Set(items.map((item) => String(item.programId)));
}

/** At most 100 ids: as many as one read of DynamoDB takes. */
export async function listingsOf(
  db: DynamoDBDocumentClient,
  table: string,
  clinicId: string,
  ids: readonly string[],
): Promise<ProgramListing[]> {
  const items = await getItems(
    db,
    table,
    ids.map((id) => keys.listing(clinicId, id)),
  );
  const listings = items.map((item) => documentOf<ProgramListing>(item));
  return listings.sort((a, b) => a.state.enrolledAt.localeCompare(b.state.enrolledAt));
}
