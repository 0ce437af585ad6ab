/** Where every chain of events stands: the clinics' own, and each program's. Eventually consistent: a head that was, was. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chainOf, keys, tableIndexes } from '../contracts/table.ts';
import type { ChainHead } from './chain.ts';
import { eachItem } from './query-all.ts';

export type ChainHeads = ReturnType<typeof createChainHeads>;

export function createChainHeads(db: DynamoDBDocumentClient, table: string) {
  async function* heads(listPk: string): AsyncGenerator<ChainHead> {
    const items = eachItem(db, {
      TableName: table,
      IndexName: tableIndexes.list,
      KeyConditionExpression: 'listPk = :pk',
      ExpressionAttributeValues: { ':pk': listPk },
      ProjectionExpression: 'pk, #state.#seq, #state.#hash',
      ExpressionAttributeNames: { '#state': 'state', '#seq': 'seq', '#hash': 'hash' },
    });
    for await (const item of items) yield headFrom(item);
  }
  return {
    ofClinics: () => heads(keys.listClinics()),
    ofPrograms: (clinicId: string) => heads(keys.listPrograms(clinicId)),
  };
}

function headFrom(item: Record<string, unknown>): ChainHead {
  const { clinicId, programId } = chainOf(String(item.pk)) ?? { clinicId: '', programId: null };
  const { seq, hash } = item.state as { seq: number; hash: string };
  return { clinicId, programId, seq, hash };
}
