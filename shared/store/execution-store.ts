/** What operators see of executions: rows that reactions keep, listed by status, newest first. Opaque ids only (R9). */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import { isConditionFailed } from './conditions.ts';
import type { Page } from './cursor.ts';
import { createListPage } from './list-page.ts';
import type { ProgramListing } from './program-items.ts';
import { listingsOf } from './queries.ts';

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
  const listPage = createListPage(db, table);
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

    /** Of one machine, where one is named. */
    list: async (
      clinicId: string,
      filter: { status: string; machine?: string | undefined },
      limit: number,
      cursor?: string,
    ): Promise<Page<ListedExecution>> => {
      const { items: rows, next } = await listPage(
        keys.listExecutions(clinicId, filter.status),
        limit,
        cursor,
        (item) => {
          const row = { ...(item.execution as ExecutionRow), programId: String(item.programId) };
          return filter.machine === undefined || row.machine === filter.machine ? row : null;
        },
        false,
      );
      const programIds = [...new Set(rows.map(({ programId }) => programId))];
      const listings = await listingsOf(db, table, clinicId, programIds);
      return {
        items: rows.map((row) => ({
          ...row,
          program: listings.find(({ state }) => state.programId === row.programId) ?? null,
        })),
        next,
      };
    },
  };
}
