/** Links into patients' pages: what each opens, how often somebody tried in vain, and who is in. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import type { Link } from '../domain/patient/page-access.ts';
import type { KeptLink, LinkStore, Visit } from '../use-cases/ports.ts';
import { isConditionFailed } from './conditions.ts';

/** A link that has long expired is removed by the table itself (TTL). */
const keptSecondsAfter = 30 * 24 * 3600;

export function linkItem(tokenHash: string, link: Link): Record<string, unknown> {
  const expiresAt = Math.floor(Date.parse(link.expiresAt) / 1000) + keptSecondsAfter;
  return { ...keys.link(tokenHash), v: 1, state: link, failures: 0, visits: [], expiresAt };
}

/** At the same time: a phone, a computer, and somebody who helps. */
const visitsMax = 4;
const admitAttemptsMax = 5;

export function createLinkStore(db: DynamoDBDocumentClient, table: string): LinkStore {
  /** False where the condition does not hold. */
  const update = async (
    tokenHash: string,
    UpdateExpression: string,
    ConditionExpression: string,
    values: Record<string, unknown>,
  ): Promise<boolean> => {
    const command = { TableName: table, Key: keys.link(tokenHash), UpdateExpression, ConditionExpression };
    try {
      await db.send(new UpdateCommand({ ...command, ExpressionAttributeValues: values }));
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };
  const find = async (tokenHash: string): Promise<KeptLink | null> => {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: keys.link(tokenHash), ConsistentRead: true }),
    );
    if (!Item) return null;
    return { ...(Item.state as Link), failures: Number(Item.failures), visits: Item.visits as Visit[] };
  };
  return {
    find,
    put: async (tokenHash, link) => {
      await db.send(new PutCommand({ TableName: table, Item: linkItem(tokenHash, link) }));
    },
    // A link that does not exist has no failures: the condition does not hold, nothing is made.
    countTry: (tokenHash, triesMax) =>
      update(tokenHash, 'ADD failures :one', 'failures < :max', { ':one': 1, ':max': triesMax }),
    uncountTry: async (tokenHash) => {
      await update(tokenHash, 'ADD failures :minusOne', 'failures > :none', { ':minusOne': -1, ':none': 0 });
    },
    admit: async (tokenHash, visit, now) => {
      for (let attempt = 1; attempt <= admitAttemptsMax; attempt += 1) {
        const before = (await find(tokenHash))?.visits ?? [];
        const visits = [...before.filter(({ until }) => until > now), visit].slice(-visitsMax);
        // Somebody else came in since it was read: read again.
        const written = await update(tokenHash, 'SET visits = :visits', 'visits = :before', {
          ':visits': visits,
          ':before': before,
        });
        if (written) return;
      }
      throw new Error('too many came in at the same moment');
    },
  };
}
