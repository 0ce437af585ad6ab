/** What operators see of executions: rows that reactions keep, listed by status, newest first. Opaque ids only (R9). */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, tableIndexes } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import { isConditionFailed } from './conditions.ts';
import { decodeCursor, encodeCursor, listingsOf, type Page, type ProgramListing } from './queries.ts';

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

export function createExecutionStore(db: DynamoDBDocumentClient, table: string) {
  return {
    /** An older word about an execution never replaces a later one: what has stopped stays stopped. */
    note: async (clinicId: string, programId: string, row: ExecutionRow): Promise<void> => {
      try {
        await db.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...keys.execution(clinicId, programId, row.name),
              execution: row,
              programId,
              rank: row.stoppedAt ? 2 : 1,
              listPk: keys.listExecutions(clinicId, row.status),
              listSk: `${row.startedAt}#${row.name}`,
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: { ':rank': row.stoppedAt ? 2 : 1 },
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

    /** Of one machine, where one is named: a page may then have fewer entries than `limit`, and still a next one. */
    list: async (
      clinicId: string,
      filter: { status: string; machine?: string | undefined },
      limit: number,
      cursor?: string,
    ): Promise<Page<ListedExecution>> => {
      const listPk = keys.listExecutions(clinicId, filter.status);
      const { Items, LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: tableIndexes.list,
          Limit: limit,
          ScanIndexForward: false,
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': listPk },
          ExclusiveStartKey: decodeCursor(cursor, { listPk, listSk: '', pk: '', sk: '' }),
        }),
      );
      const rows = (Items ?? [])
        .map((item) => ({ ...(item.execution as ExecutionRow), programId: String(item.programId) }))
        .filter(({ machine }) => filter.machine === undefined || machine === filter.machine);
      const programIds = [...new Set(rows.map(({ programId }) => programId))];
      const listings = await listingsOf(db, table, clinicId, programIds);
      return {
        items: rows.map((row) => ({
          ...row,
          program: listings.find(({ state }) => state.programId === row.programId) ?? null,
        })),
        next: LastEvaluatedKey ? encodeCursor(LastEvaluatedKey) : null,
      };
    },
  };
}
