/**
 * The stages as typed configuration. Nothing here is secret, and no account is named: credentials say where a stage goes.
 * One stage to an account and region: SES's configuration sets have fixed names (shared/mail), and SES's suppression
 * list, sending limits and reputation are the account's. A test stage must not spend those of the clinics.
 */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

export type StageName = 'dev' | 'prod';

export type Stage = {
  readonly name: StageName;
  /** Where patients' data lies. Fixed here, so that no shell's setting moves it. */
  readonly region: string;
  /** Verified with SES by its DKIM records, once, by hand. */
  readonly mailDomain: string;
  /** Whom patients see as sender. In `mailDomain`. */
  readonly mailFrom: string;
  /**
   * What emails to staff link to: the console stack's output `ConsoleUrl`, known after the first deployment, or a name of
   * your own for it. Without a path.
   */
  readonly consoleUrl: string;
  /** Hears of every alarm, and of what it costs. Confirms the subscription once. */
  readonly operationsEmail: string;
  /** Answers for the patients: hears when a reminder did not go out in time or a program is stuck. Confirms it once. */
  readonly medicalDirectorEmail: string;
  readonly monthlyBudgetUsd: number;
  /** How long the heads of the chains cannot be deleted. Under `compliance` not even by who owns the account. */
  readonly archive: { readonly years: number; readonly mode: 'compliance' | 'governance' };
  readonly logRetention: RetentionDays;
  /** Of the whole API, in requests per second; beyond it API Gateway answers 429. */
  readonly apiRatePerSecond: number;
  readonly apiBurst: number;
  /**
   * Concurrent calls that a function may have at most, so that it cannot starve the others of the account's quota.
   * A new account has a quota of 10 and can reserve none.
   */
  readonly reservedConcurrency: Readonly<Partial<Record<string, number>>>;
};

export const stages: Readonly<Record<StageName, Stage>> = {
  dev: {
    name: 'dev',
    region: 'us-east-1',
    mailDomain: 'dev.throughline.example',
    mailFrom: 'care@dev.throughline.example',
    consoleUrl: 'https://console.dev.throughline.example',
    operationsEmail: 'operations@dev.throughline.example',
    medicalDirectorEmail: 'medical-director@dev.throughline.example',
    monthlyBudgetUsd: 50,
    archive: { years: 1, mode: 'governance' },
    logRetention: RetentionDays.ONE_MONTH,
    apiRatePerSecond: 20,
    apiBurst: 40,
    reservedConcurrency: {},
  },
  prod: {
    name: 'prod',
    region: 'us-east-1',
    mailDomain: 'throughline.example',
    mailFrom: 'care@throughline.example',
    consoleUrl: 'https://console.throughline.example',
    operationsEmail: 'operations@throughline.example',
    medicalDirectorEmail: 'medical-director@throughline.example',
    monthlyBudgetUsd: 500,
    // 45 CFR 164.316(b)(2) asks for six years of records; one more is for who counts from the end of a program.
    archive: { years: 7, mode: 'compliance' },
    logRetention: RetentionDays.ONE_YEAR,
    apiRatePerSecond: 200,
    apiBurst: 400,
    // Two reconcilers at once would raise the same runs twice; a flood of requests must leave room for the steps.
    reservedConcurrency: { reconcile: 1, 'clinic-api': 200 },
  },
};
