/** Links into patients' pages: what each opens, how often somebody tried in vain, and who was let in last. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import type { Link } from '../domain/patient/page-access.ts';
import type { KeptLink, LinkStore } from '../use-cases/ports.ts';

/** A link that has long expired is removed by the table itself (TTL). */
const keptSecondsAfter = 30 * 24 * 3600;

export function linkItem(tokenHash: string, link: Link): Record<string, unknown> {
  const expiresAt = Math.floor(Date.parse(link.expiresAt) / 1000) + keptSecondsAfter;
  return { ...keys.link(tokenHash), v: 1, state: link, failures: 0, visit: null, expiresAt };
}

export function createLinkStore(db: DynamoDBDocumentClient, table: string): LinkStore {
  const update = async (
    tokenHash: string,
    UpdateExpression: string,
    values: Record<string, unknown>,
  ): Promise<void> => {
    await db.send(
      new UpdateCommand({
        TableName: table,
        Key: keys.link(tokenHash),
        UpdateExpression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: values,
      }),
    );
  };
  return {
    find: async (tokenHash) => {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: keys.link(tokenHash), ConsistentRead: true }),
      );
      if (!Item) return null;
      return {
        ...(Item.state as Link),
        failures: Number(Item.failures),
        visit: (Item.visit as KeptLink['visit']) ?? null,
      };
    },
    put: async (tokenHash, link) => {
      await db.send(new PutCommand({ TableName: table, Item: linkItem(tokenHash, link) }));
    },
    countFailure: (tokenHash) => update(tokenHash, 'ADD failures :one', { ':one': 1 }),
    admit: (tokenHash, visit) => update(tokenHash, 'SET visit = :visit', { ':visit': visit }),
  };
}
