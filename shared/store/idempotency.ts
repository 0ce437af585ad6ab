/** The record of an answered request, written in the command's own transaction (contract section 1). */
import { keys } from '../contracts/table.ts';
import type { Instant } from '../domain/state.ts';
import type { Extras } from '../use-cases/ports.ts';
import type { TableWrite } from './clinic-items.ts';

const keptHours = 24;

export function idempotencyWrite(
  table: string,
  clinicId: string,
  { key, bodyHash, answer }: NonNullable<Extras['idempotency']>,
  now: Instant,
): TableWrite {
  const nowSeconds = Math.floor(Date.parse(now) / 1000);
  return {
    Put: {
      TableName: table,
      Item: { ...keys.idempotency(clinicId, key), bodyHash, answer, expiresAt: nowSeconds + keptHours * 3600 },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': nowSeconds },
    },
  };
}
