/** Reads chains as they stand in the table, to be judged by verify-chain.ts. */
import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { chainOf, keys } from '../contracts/table.ts';
import { allItems } from './query-all.ts';
import type { StoredChain } from './verify-chain.ts';

type ChainName = Pick<StoredChain, 'clinicId' | 'programId'>;

export function createChainReader(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Every chain of which anything is left, by a scan of the keys: an index would not tell of events whose head was
     * deleted. It reads the whole table once.
     */
    names: async (): Promise<ChainName[]> => {
      const found = new Set<string>();
      let from: Record<string, unknown> | undefined;
      do {
        const page = await db.send(
          new ScanCommand({
            TableName: table,
            ConsistentRead: true,
            ProjectionExpression: 'pk',
            FilterExpression: 'sk = :head OR sk = :clinic OR begins_with(sk, :event)',
            ExpressionAttributeValues: { ':head': 'state#head', ':clinic': 'clinic', ':event': 'event#' },
            ExclusiveStartKey: from,
          }),
        );
        for (const { pk } of page.Items ?? []) found.add(String(pk));
        from = page.LastEvaluatedKey;
      } while (from);
      return [...found].sort().flatMap((pk) => chainOf(pk) ?? []);
    },

    /** The head first: what is added meanwhile makes the events longer, never the head. */
    read: async ({ clinicId, programId }: ChainName): Promise<StoredChain> => {
      const head = await headOf(db, table, { clinicId, programId });
      const { pk } = keyOf({ clinicId, programId });
      const items = await allItems(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ExpressionAttributeValues: { ':pk': pk, ':event': 'event#' },
      });
      return { clinicId, programId, head, events: items.map(({ sk, event }) => ({ key: String(sk), event })) };
    },
  };
}

const keyOf = ({ clinicId, programId }: ChainName) =>
  programId === null ? keys.clinic(clinicId) : keys.head(clinicId, programId);

async function headOf(db: DynamoDBDocumentClient, table: string, name: ChainName): Promise<StoredChain['head']> {
  const { Item } = await db.send(new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }));
  return Item ? { seq: Number(Item.state?.seq), hash: String(Item.state?.hash) } : null;
}
