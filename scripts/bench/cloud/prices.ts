/** Public prices of us-east-1 in USD, on demand, before any free tier (November 2026). */
export const prices = {
  /** Step Functions Standard, per state transition; retries are transitions. */
  transition: 0.025 / 1_000,
  lambdaRequest: 0.2 / 1_000_000,
  /** arm64, first tier. */
  lambdaGbSecond: 0.000_013_333_4,
  /** DynamoDB on demand, per request unit; a transaction counts twice, an index for itself. */
  write: 0.625 / 1_000_000,
  read: 0.125 / 1_000_000,
  email: 0.1 / 1_000,
} as const;

/** Issue 9, point 6. */
export const limits = {
  perProgramUsd: 0.05,
  bundleKb: 600,
  bundleGzippedKb: 200,
  bundleWithMailKb: 1_000,
  historyEvents: 2_000,
} as const;
