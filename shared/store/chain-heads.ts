/** Where every chain of events stands: the clinics' own, and each program's. Eventually consistent: a head that was, was. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, tableIndexes } from '../contracts/table.ts';
import type { ChainHead } from './chain.ts';

export type ChainHeads = ReturnType<typeof createChainHeads>;

export function createChainHeads(db: DynamoDBDocumentClient, table: string) {
  async function* heads(listPk: string): AsyncGenerator<ChainHead> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await db.send(
        new QueryCommand({
          TableName: table,
          IndexName: tableIndexes.list,
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': listPk },
          ProjectionExpression: 'pk, #state.#seq, #state.#hash',
          ExpressionAttributeNames: { '#state': 'state', '#seq': 'seq', '#hash': 'hash' },
          ExclusiveStartKey: from,
        }),
      );
      yield* (page.Items ?? []).map(headFrom);
      from = page.LastEvaluatedKey;
    } while (from);
  }
  return {
    ofClinics: () => heads(keys.listClinics()),
    ofPrograms: (clinicId: string) => heads(keys.listPrograms(clinicId)),
  };
}

function headFrom(item: Record<string, unknown>): ChainHead {
  const [, clinicId = '', programId = null] = /^clinic#([^#]+)(?:#program#([^#]+))?$/.exec(String(item.pk)) ?? [];
  const { seq, hash } = item.state as { seq: number; hash: string };
  return { clinicId, programId, seq, hash };
}
