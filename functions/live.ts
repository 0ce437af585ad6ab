/** The one place that makes clients and reads the environment. A home passes its own environment, clock and chance. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { createMailer, type Mailer } from '../shared/mail/send.ts';
import { type AccessStore, createAccessStore } from '../shared/store/access-store.ts';
import { type Archive, createArchive } from '../shared/store/archive.ts';
import { type ChainHeads, createChainHeads } from '../shared/store/chain-heads.ts';
import { createClinicStore } from '../shared/store/clinic-store.ts';
import { createExecutionStore, type ExecutionStore } from '../shared/store/execution-store.ts';
import { createGroupStore, type GroupStore } from '../shared/store/group-store.ts';
import { createHandoverStore, type HandoverStore } from '../shared/store/handover-store.ts';
import { createLinkStore } from '../shared/store/link-store.ts';
import { createLogins, type Logins } from '../shared/store/logins.ts';
import { createProgramStore } from '../shared/store/program-store.ts';
import { createQueries, type Queries } from '../shared/store/queries.ts';
import { createRecordStore, type RecordStore } from '../shared/store/record-store.ts';
import { createRunStore, type RunStore } from '../shared/store/run-store.ts';
import { createStaffMailStore, type StaffMailStore } from '../shared/store/staff-mail-store.ts';
import type { Chance, Ports } from '../shared/use-cases/ports.ts';
import { createExecutionReader, type ExecutionReader } from '../shared/workflow/execution-reader.ts';
import { createExecutions, type Executions } from '../shared/workflow/executions.ts';

const environment = z.object({
  AWS_REGION: z.string().check(z.minLength(1)),
  TABLE_NAME: z.string().check(z.minLength(1)),
  PROGRAM_MACHINE_ARN: z.string().check(z.startsWith('arn:')),
  SESSION_MACHINE_ARN: z.string().check(z.startsWith('arn:')),
  MAIL_FROM: z.email(),
  /** Where patients' browsers find their pages: scheme and host, without a path. */
  PAGES_URL: z.url(),
  /** Where the staff's browsers find the console: scheme and host, without a path. */
  CONSOLE_URL: z.url(),
  /** Only where the manifest says `archive:add`. */
  ARCHIVE_BUCKET: z.optional(z.string().check(z.minLength(1))),
  /** Only where the manifest says `logins:disable`, in the cloud. */
  USER_POOL_ID: z.optional(z.string().check(z.minLength(1))),
  /** Only a home on one machine sets these three; the SDK finds AWS by itself. */
  AWS_ENDPOINT_URL_DYNAMODB: z.optional(z.url()),
  AWS_ENDPOINT_URL_SFN: z.optional(z.url()),
  AWS_ENDPOINT_URL_SES: z.optional(z.url()),
});

export type Deps = Ports & {
  queries: Queries;
  accesses: AccessStore;
  records: RecordStore;
  groups: GroupStore;
  runs: RunStore;
  staffMail: StaffMailStore;
  handovers: HandoverStore;
  chainHeads: ChainHeads;
  archive: Archive;
  logins: Logins;
  executions: Executions;
  executionRows: ExecutionStore;
  executionReader: ExecutionReader;
  mailer: Mailer;
  mailFrom: string;
  pagesUrl: string;
  consoleUrl: string;
  log(level: 'info' | 'warn' | 'error', message: string, ids: Record<string, string | number>): void;
};

export type Home = {
  environment: Readonly<Record<string, string | undefined>>;
  now: () => Date;
  chance: Chance;
  /** How a home's own servers are spoken to. */
  access?: Pick<DynamoDBClientConfig, 'credentials' | 'signer'>;
  log: Deps['log'];
  /** What stands for the SDK's clients where no server is spoken to. */
  clients?: { db: DynamoDBDocumentClient; sfn: SFNClient; ses: SESClient };
};

/** SES is called once: a try that timed out may have been accepted, and only its Send event tells (R2). */
const sesAttempts = 1;
const sesTimeoutMs = 10_000;

export function compose(home: Home): Deps {
  const parsed = environment.safeParse(home.environment);
  if (!parsed.success) throw new Error(`The environment is not complete: ${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  const common = { region: env.AWS_REGION, ...home.access };
  const at = (endpoint: string | undefined) => (endpoint ? { ...common, endpoint } : common);
  const machines = { program: env.PROGRAM_MACHINE_ARN, session: env.SESSION_MACHINE_ARN };
  const { db, sfn, ses } = home.clients ?? {
    db: DynamoDBDocumentClient.from(new DynamoDBClient(at(env.AWS_ENDPOINT_URL_DYNAMODB)), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    sfn: new SFNClient(at(env.AWS_ENDPOINT_URL_SFN)),
    ses: new SESClient({
      ...at(env.AWS_ENDPOINT_URL_SES),
      maxAttempts: sesAttempts,
      requestHandler: { requestTimeout: sesTimeoutMs, connectionTimeout: 3000 },
    }),
  };
  return {
    programs: createProgramStore(db, env.TABLE_NAME),
    clinics: createClinicStore(db, env.TABLE_NAME),
    links: createLinkStore(db, env.TABLE_NAME),
    queries: createQueries(db, env.TABLE_NAME),
    accesses: createAccessStore(db, env.TABLE_NAME),
    records: createRecordStore(db, env.TABLE_NAME),
    groups: createGroupStore(db, env.TABLE_NAME),
    runs: createRunStore(db, env.TABLE_NAME),
    handovers: createHandoverStore(db, env.TABLE_NAME),
    staffMail: createStaffMailStore(db, env.TABLE_NAME),
    chainHeads: createChainHeads(db, env.TABLE_NAME),
    archive: createArchive(new S3Client(common), env.ARCHIVE_BUCKET),
    logins: createLogins(new CognitoIdentityProviderClient(common), env.USER_POOL_ID),
    executionRows: createExecutionStore(db, env.TABLE_NAME),
    executions: createExecutions(sfn, machines),
    executionReader: createExecutionReader(sfn, machines),
    mailer: createMailer({ ses, from: env.MAIL_FROM }),
    mailFrom: env.MAIL_FROM,
    pagesUrl: env.PAGES_URL.replace(/\/$/, ''),
    consoleUrl: env.CONSOLE_URL.replace(/\/$/, ''),
    chance: home.chance,
    now: () => home.now().toISOString(),
    log: home.log,
  };
}

/** In Lambda. */
export function live(): Deps {
  return compose({ environment: process.env, now: () => new Date(), chance: liveChance, log: jsonLog });
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz012345';
const idCharacters = 20;

export const liveChance: Chance = {
  newId: (prefix) =>
    `${prefix}_${[...randomBytes(idCharacters)].map((byte) => alphabet[byte % alphabet.length]).join('')}`,
  random: Math.random,
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
};

/** R9: a log line carries a fixed sentence and ids. There is no way to hand it a text. */
export const jsonLog: Deps['log'] = (level, message, ids) => {
  process.stdout.write(`${JSON.stringify({ level, message, ...ids })}\n`);
};
