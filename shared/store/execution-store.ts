/** What operators see of executions: rows that reactions keep, listed by status, newest first. Opaque ids only (R9). */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, tableIndexes } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import { isConditionFailed } from './conditions.ts';
import type { ProgramListing } from './program-items.ts';
import { decodeCursor, encodeCursor, listingsOf, type Page } from './queries.ts';

export type ExecutionRow = {
  name: string;
  machine: string;
  status: string;
  startedAt: Instant;
  stoppedAt: Instant | null;
};
/** `program` is null where its program is gone. */
export type ListedExecution = ExecutionRow & { programId: string; program: ProgramListing | null };
export type ExecutionStore = ReturnType<typeof createExecutionStore>;

/** Pages of the index behind one page of an answer. */
const readsMax = 10;

export function createExecutionStore(db: DynamoDBDocumentClient, table: string) {
  return {
    /** An older word about an execution never replaces a later one: what has stopped stays stopped, until it is redriven. */
    note: async (clinicId: string, programId: string, row: ExecutionRow, redriveCount = 0): Promise<void> => {
      const rank = 2 * redriveCount + (row.stoppedAt ? 2 : 1);
      try {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...keys.execution(clinicId, programId, row.name),
              execution: row,
              programId,
              rank,
              listPk: keys.listExecutions(clinicId, row.status),
              listSk: `${row.startedAt}#${row.name}`,
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: { ':rank': rank },
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },

    /** Of one program, oldest first. */
    ofProgram: async (clinicId: string, programId: string): Promise<ExecutionRow[]> => {
      const { Items } = await db.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :execution)',
          ExpressionAttributeValues: { ':pk': keys.program(clinicId, programId), ':execution': 'execution#' },
        }),
      );
      const rows = (Items ?? []).map((item) => item.execution as ExecutionRow);
      return rows.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.name.localeCompare(b.name));
    },

    /**
     * Of one machine, where one is named: others are read past, so many pages at the most. The page may then have fewer
     * entries than `limit`, and still a next one.
     */
    list: async (
      clinicId: string,
      filter: { status: string; machine?: string | undefined },
      limit: number,
      cursor?: string,
    ): Promise<Page<ListedExecution>> => {
      const listPk = keys.listExecutions(clinicId, filter.status);
      const found: Record<string, unknown>[] = [];
      let from = decodeCursor(cursor, { listPk, listSk: '', pk: '', sk: '' });
      for (let reads = 0; reads < readsMax && found.length < limit; reads += 1) {
        const { Items = [], LastEvaluatedKey } = await db.send(
          new QueryCommand({
            TableName: table,
            IndexName: tableIndexes.list,
            Limit: limit,
            ScanIndexForward: false,
            KeyConditionExpression: 'listPk = :pk',
            ExpressionAttributeValues: { ':pk': listPk },
            ExclusiveStartKey: from,
          }),
        );
        const wanted = Items.filter(({ execution }) => !filter.machine || execution.machine === filter.machine);
        const taken = wanted.slice(0, limit - found.length);
        found.push(...taken);
        from = taken.length < wanted.length ? listKeyOf(taken.at(-1)) : LastEvaluatedKey;
        if (!from) break;
      }
      const rows = found.map((item) => ({ ...(item.execution as ExecutionRow), programId: String(item.programId) }));
      const programIds = [...new Set(rows.map(({ programId }) => programId))];
      const listings = await listingsOf(db, table, clinicId, programIds);
      return {
        items: rows.map((row) => ({
          ...row,
          program: listings.find(({ state }) => state.programId === row.programId) ?? null,
        })),
        next: from ? encodeCursor(from) : null,
      };
    },
  };
}

/** Where the next page begins after this item, as DynamoDB says it. */
const listKeyOf = ({ listPk, listSk, pk, sk }: Record<string, unknown> = {}) => ({ listPk, listSk, pk, sk });
