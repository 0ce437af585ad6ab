/** The table's keys and indexes, once for both homes. */
import { tableIndexes } from '../shared/contracts/table.ts';

export const tableShape = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: tableIndexes.list, partitionKey: 'listPk', sortKey: 'listSk', projection: 'ALL' },
    { name: tableIndexes.lookAt, partitionKey: 'lookAtShard', sortKey: 'lookAt', projection: ['run'] },
    { name: tableIndexes.bucket, partitionKey: 'bucketId', sortKey: 'pk', projection: ['run', 'lookAt'] },
  ],
} as const satisfies {
  partitionKey: string;
  sortKey: string;
  indexes: readonly { name: string; partitionKey: string; sortKey: string; projection: 'ALL' | readonly string[] }[];
};
