/** Who has read what of whom: bookkeeping without an event and without a chain (docs/decisions/009). Opaque ids only. */
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';

export type Access = {
  accessId: string;
  at: Instant;
  staffId: string;
  /** Method and path as the router knows them: no id of a path, no word of a search. */
  route: string;
  /** Null: a list was read. */
  programId: string | null;
  /** How many entries a list showed; null where one program was opened. */
  count: number | null;
};

export type AccessStore = ReturnType<typeof createAccessStore>;

/** Six years and the days of their leap years: as long as HIPAA has a clinic keep such documents (45 CFR 164.316). */
const keptDays = 6 * 365 + 2;
const daySeconds = 24 * 3600;
/** The read waits for its record no longer than this. */
const writeMsMax = 1000;

export function createAccessStore(db: DynamoDBDocumentClient, table: string) {
  return {
    record: async (clinicId: string, access: Access): Promise<void> => {
      const expiresAt = Math.floor(Date.parse(access.at) / 1000) + keptDays * daySeconds;
      await db.send(
        new PutCommand({
          TableName: table,
          Item: { ...keys.access(clinicId, access.programId, access.at, access.accessId), access, expiresAt },
        }),
        { abortSignal: AbortSignal.timeout(writeMsMax) },
      );
    },
    /** Of one program, or (null) of the clinic's lists; newest first. */
    list: async (clinicId: string, programId: string | null, limit: number, cursor?: string): Promise<Page<Access>> => {
      const { pk } = keys.access(clinicId, programId, '', '');
      const { Items, LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          Limit: limit,
          ScanIndexForward: false,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ExclusiveStartKey: decodeCursor(cursor, { pk, sk: 'access#' }),
        }),
      );
      return {
        items: (Items ?? []).map((item) => item.access as Access),
        next: LastEvaluatedKey ? encodeCursor(LastEvaluatedKey) : null,
      };
    },
  };
}
