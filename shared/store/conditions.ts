/** What DynamoDB answers where a condition does not hold: told by its name, also across copies of the SDK. */
export const isConditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Of a transaction: one of its conditions, or another transaction at the same moment. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && error.name === 'TransactionCanceledException';
