/**
 * Bookkeeping of executions, without events: which run was started, which token waits, by when somebody should look.
 * Every write holds only for the run that it names, so that a late writer of an older run changes nothing.
 */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys, lookAtShards, ownerOf, type RunOwner, tableIndexes } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import { isConditionFailed } from './conditions.ts';
import { dueInShard } from './due-in-shard.ts';
import { getItems } from './get-items.ts';
import { bucketOf, lookAtShardOf } from './program-items.ts';
import { allItems } from './query-all.ts';

export type RunState = {
  run: number;
  /** The last run whose execution was seen to start. */
  started: number | null;
  awaiting: string | null;
  token: string | null;
};

export type Overdue = { clinicId: string; programId: string; owner: RunOwner; run: number; lookAt: Instant };
export type RunStore = ReturnType<typeof createRunStore>;

const overduePerShardMax = 50;

export function createRunStore(db: DynamoDBDocumentClient, table: string) {
  type Of = { clinicId: string; programId: string; owner: RunOwner };
  const keyOf = ({ clinicId, programId, owner }: Of) => keys.run(clinicId, programId, owner);

  /** False: another run has taken over. */
  const update = async (
    of: Of,
    run: number,
    expression: string,
    values: Record<string, unknown>,
    also = '',
  ): Promise<boolean> => {
    const names: Record<string, string> = { '#run': 'run' };
    for (const name of ['token', 'started']) if (`${expression} ${also}`.includes(`#${name}`)) names[`#${name}`] = name;
    try {
      await db.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(of),
          UpdateExpression: expression,
          ConditionExpression: `#run = :run${also}`,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':run': run, ...values },
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  return {
    read: async (of: Of): Promise<RunState | null> => {
      const { Item } = await db.send(new GetCommand({ TableName: table, Key: keyOf(of), ConsistentRead: true }));
      return Item ? stateFrom(Item) : null;
    },
    /** In the order of the owners; null where there is none. */
    readAll: async (owners: readonly Of[]): Promise<(RunState | null)[]> => {
      const items = await getItems(db, table, owners.map(keyOf));
      const states = new Map(items.map((item) => [`${item.pk}|${item.sk}`, stateFrom(item)]));
      return owners.map(keyOf).map(({ pk, sk }) => states.get(`${pk}|${sk}`) ?? null);
    },
    noteStarted: (of: Of, run: number): Promise<boolean> => update(of, run, 'SET #started = :run', {}),
    /** When this execution is to be looked at next, at the latest. */
    noteLookAt: (of: Of, run: number, lookAt: Instant): Promise<boolean> =>
      update(of, run, 'SET lookAt = :at, lookAtShard = :shard, bucketId = :bucket REMOVE awaiting, #token', {
        ':at': lookAt,
        ':shard': lookAtShardOf(of.programId),
        ':bucket': bucketOf(of.programId),
      }),
    /** Nothing is to come: the sparse indexes forget it. */
    noteEnded: (of: Of, run: number): Promise<boolean> =>
      update(of, run, 'REMOVE lookAt, lookAtShard, bucketId, awaiting, #token', {}),
    /** Storing a token changes the table, so that what happened a moment before is seen by the stream's consumer. */
    storeToken: (of: Of, run: number, awaiting: string, token: string, lookAt: Instant): Promise<boolean> =>
      update(
        of,
        run,
        'SET awaiting = :awaiting, #token = :token, lookAt = :at, lookAtShard = :shard, bucketId = :bucket',
        {
          ':awaiting': awaiting,
          ':token': token,
          ':at': lookAt,
          ':shard': lookAtShardOf(of.programId),
          ':bucket': bucketOf(of.programId),
        },
      ),
    forgetToken: (of: Of, run: number, token: string): Promise<boolean> =>
      update(of, run, 'REMOVE awaiting, #token', { ':token': token }, ' AND #token = :token'),
    /** What should have been looked at before `before`, over all shards; a bounded number from each. */
    overdue: async (before: Instant): Promise<Overdue[]> => {
      const shards = Array.from({ length: lookAtShards }, (_, shard) => `shard-${shard}`);
      const items = await Promise.all(
        shards.map((shard) => dueInShard(db, table, shard, { before }, overduePerShardMax)),
      );
      return items.flat().flatMap(overdueFrom);
    },
    /** Everything in one bucket that needs a running execution. */
    inBucket: async (bucket: number): Promise<Overdue[]> => {
      const items = await allItems(db, {
        TableName: table,
        IndexName: tableIndexes.bucket,
        KeyConditionExpression: 'bucketId = :bucket',
        ExpressionAttributeValues: { ':bucket': `bucket-${bucket}` },
      });
      return items.flatMap(overdueFrom);
    },
  };
}

function stateFrom({ run, started, awaiting, token }: Record<string, unknown>): RunState {
  return {
    run: Number(run),
    started: (started as number | undefined) ?? null,
    awaiting: (awaiting as string | undefined) ?? null,
    token: (token as string | undefined) ?? null,
  };
}

function overdueFrom({ pk, sk, run, lookAt }: Record<string, unknown>): Overdue[] {
  const of = ownerOf({ pk: String(pk), sk: String(sk) });
  return of ? [{ ...of, run: Number(run), lookAt: String(lookAt) }] : [];
}
