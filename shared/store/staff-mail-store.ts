/**
 * What staff are told by mail, found by when: tasks with a message that is due, and clinics whose morning list is. Both stand
 * in the index of looks, in shards of their own. The ledger of morning lists is here, too: a task's own messages stand in it.
 */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clinicOf, keys, taskOf } from '../contracts/table.ts';
import type { DigestRow } from '../domain/digest.ts';
import type { Instant } from '../domain/state.ts';
import { isConditionFailed } from './conditions.ts';
import { dueInShard } from './due-in-shard.ts';
import { digestShard, tellShard, tellShards } from './program-items.ts';

export type DueTask = { clinicId: string; programId: string; taskId: string };
type License = { staffId: string; licenseUntil: string | null };
export type StaffMailStore = ReturnType<typeof createStaffMailStore>;

/** Of each shard in one tick; the next tick is two minutes away. */
const tasksPerShardMax = 50;
const clinicsMax = 50;
const keptSeconds = 400 * 24 * 3600;

export function createStaffMailStore(db: DynamoDBDocumentClient, table: string) {
  return {
    dueTasks: async (now: Instant): Promise<DueTask[]> => {
      const shards = Array.from({ length: tellShards }, (_, shard) =>
        dueInShard(db, table, tellShard(shard), { until: now }, tasksPerShardMax),
      );
      const items = (await Promise.all(shards)).flat();
      return items.flatMap(({ pk, sk }) => taskOf({ pk: String(pk), sk: String(sk) }) ?? []);
    },
    /** Clinics whose morning list is due, and since when. */
    dueDigests: async (now: Instant): Promise<{ clinicId: string; at: Instant }[]> =>
      (await dueInShard(db, table, digestShard, { until: now }, clinicsMax)).flatMap(({ pk, lookAt }) => {
        const clinicId = clinicOf(String(pk));
        return clinicId ? [{ clinicId, at: String(lookAt) }] : [];
      }),
    /** The list of `at` is through; only who found it due may say when the next one is. */
    nextDigest: async (clinicId: string, at: Instant, next: Instant): Promise<void> => {
      try {
        await db.send(
          new UpdateCommand({
            TableName: table,
            Key: keys.digestClock(clinicId),
            UpdateExpression: 'SET lookAt = :next',
            ConditionExpression: 'lookAt = :at',
            ExpressionAttributeValues: { ':next': next, ':at': at },
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    },
    isLicenseAsked: async (clinicId: string, { staffId, licenseUntil }: License): Promise<boolean> => {
      const Key = keys.licenseAsked(clinicId, staffId, String(licenseUntil));
      const { Item } = await db.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item !== undefined;
    },
    noteLicenseAsked: async (clinicId: string, { staffId, licenseUntil }: License, now: Instant): Promise<void> => {
      const expiresAt = Math.floor(Date.parse(now) / 1000) + keptSeconds;
      const Item = { ...keys.licenseAsked(clinicId, staffId, String(licenseUntil)), v: 1, expiresAt };
      await db.send(new PutCommand({ TableName: table, Item }));
    },
    digest: async (clinicId: string, key: string): Promise<DigestRow | null> => {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keys.digest(clinicId, key), ConsistentRead: true }),
      );
      return (Item?.state as DigestRow | undefined) ?? null;
    },
    /** The row as it becomes, if it is still what was read; null: there was none. False: somebody else was faster. */
    putDigest: async (clinicId: string, before: DigestRow | null, after: DigestRow): Promise<boolean> => {
      const unchanged = before
        ? {
            ConditionExpression: '#state.version = :version',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':version': before.version },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' };
      const expiresAt = Math.floor(Date.parse(after.at) / 1000) + keptSeconds;
      const Item = { ...keys.digest(clinicId, after.key), v: 1, state: after, expiresAt };
      try {
        await db.send(new PutCommand({ TableName: table, Item, ...unchanged }));
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
