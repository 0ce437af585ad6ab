import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Stage } from '../../infra/cloud/stages.ts';
import type { Pool } from './sign-in.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What the rehearsal has to know of the stacks, once they stand. */
export type Deployed = {
  stage: Stage;
  endpoint: string;
  apiUrl: string;
  tableName: string;
  db: DynamoDBDocumentClient;
  archiveBucket: string;
  /** Of the service stack. */
  outputs: Record<string, string>;
  pool: Pool;
  time: VirtualTime;
};
