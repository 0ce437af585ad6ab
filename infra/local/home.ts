/** Throughline on one machine: the same functions and workflows as in the cloud, real servers, real data on disk, one clock. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { CreateStateMachineCommand, SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { createClinicStore } from '../../shared/store/clinic-store.ts';
import { createQueries, type Queries } from '../../shared/store/queries.ts';
import { functions, type MachineName, machines } from '../manifest.ts';
import { access } from './access.ts';
import { startCheckpoints } from './checkpoints.ts';
import { type Clock, createClock } from './clock.ts';
import { createConsoleFiles } from './console-files.ts';
import { startDynamoDb } from './dynamodb.ts';
import { createEventBus } from './event-bus.ts';
import { type FunctionHost, loadFunctions } from './functions.ts';
import { type HomeStore, openHomeStore } from './home-store.ts';
import { startHttpApi } from './http-api.ts';
import { createLocalRoutes } from './local-routes.ts';
import { createLookAtIndex } from './look-at-index.ts';
import { startMailbox } from './mailbox/mailbox.ts';
import { createSchedule } from './schedule.ts';
import { startStepFunctions } from './step-functions/server.ts';
import { CannotStart } from './stop-error.ts';
import { createStreamReader } from './stream.ts';
import { indexStreamRecords } from './stream-records.ts';
import { ensureClinics, ensureTable, tableName } from './table.ts';
import { createTokens } from './tokens.ts';

export type HomeOptions = {
  dataDir: string;
  ports: { api: number; dynamoDb: number; stepFunctions: number; mail: number };
  /** A new data folder stands there; without it, its clock runs from now. */
  clockStart?: number;
  /** A DynamoDB that somebody else runs. */
  dynamoDbEndpoint?: string;
  /** Told of every call of a function, when it is over (scripts/bench/cloud.ts counts them). */
  onInvoked?: (name: string, milliseconds: number) => void;
  /** Events that never arrive, as it may happen to any. @default none */
  isLost?: (event: { source: string }) => boolean;
  log?: (line: string) => void;
  /** A part that nothing works without has ended: the home is to be closed. */
  onLost?: (what: string) => void;
};

export type Home = {
  urls: { api: string; dynamoDb: string; stepFunctions: string; mail: string };
  clock: Clock;
  /** Puts an event on the bus, as SES and Step Functions do. */
  publish(event: { source: string }): Promise<void>;
  close(): Promise<void>;
};

const region = 'us-east-1';
const account = '000000000000';
const mailFrom = 'care@throughline.example';
const sqliteCorrupt = 11;
const root = fileURLToPath(new URL('../..', import.meta.url));

export async function startHome(options: HomeOptions): Promise<Home> {
  const { dataDir, ports, log = () => {}, onLost = () => {} } = options;
  /** What was started, to be ended in reverse: also when a later part cannot start. */
  const started: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of started.splice(0).reverse()) await close();
  };
  try {
    return await startParts();
  } catch (error) {
    await closeAll();
    // A page in the middle of a file is found damaged only when it is read.
    if ((error as { errcode?: number }).errcode === sqliteCorrupt)
      throw damaged(`a file of ${dataDir} cannot be read: ${(error as Error).message}`, error);
    throw error;
  }

  async function startParts(): Promise<Home> {
    makeFolder(dataDir);
    const databaseFile = join(dataDir, 'dynamodb.sqlite');
    const store = openHomeStore(join(dataDir, 'home.sqlite'));
    started.push(() => store.close());
    if (!store.has('begun') && store.loadClock() === undefined && existsSync(databaseFile))
      throw damaged(`${databaseFile} is there, and home.sqlite, which keeps its clock, is lost or empty`);
    store.note('begun');
    const clock = createClock({
      load: store.loadClock,
      save: store.saveClock,
      realNow: Date.now,
      ...(options.clockStart === undefined ? {} : { startAt: options.clockStart }),
    });
    const deadLetter = (source: string, body: unknown, error: string): void => {
      store.addDeadLetter(source, body, error);
      log(JSON.stringify({ level: 'error', message: 'a dead letter', source, error }));
    };

    const dynamo = await startDynamoDb({
      port: ports.dynamoDb,
      file: databaseFile,
      external: options.dynamoDbEndpoint,
      onLost: () => onLost('The database has ended by itself.'),
    });
    started.push(dynamo.close);
    if (dynamo.file !== null) started.push(startCheckpoints(dynamo.file));
    const dynamoClient = new DynamoDBClient({ endpoint: dynamo.endpoint, region, ...access });
    const { streamArn, made } = await ensureTable(dynamoClient);
    if (dynamo.file !== null) indexStreamRecords(dynamo.file);
    // Somebody else's database may forget; ours never begins anew without a word where patients were.
    if (made && dynamo.file !== null && store.has('table-made'))
      throw damaged(`${dynamo.file} no longer holds what it held`);
    await ensureClinics(dynamoClient, new Date(clock.now()).toISOString());
    store.note('table-made');

    let host: FunctionHost | undefined;
    const loaded = (): FunctionHost => {
      if (!host) throw new Error('the functions are not loaded yet');
      return host;
    };
    const { isLost = () => false } = options;
    const bus = createEventBus(loaded, deadLetter, { account, region, now: () => clock.now(), isLost });
    const mailbox = await startMailbox({
      port: ports.mail,
      file: join(dataDir, 'mail.sqlite'),
      now: clock.now.bind(clock),
      newId: () => crypto.randomUUID(),
      publish: bus.publish,
      configurationSets: deliveryClassSeconds.map(configurationSetName),
    });
    started.push(mailbox.close);

    const arn = (name: MachineName): string => `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const stepFunctionsUrl = `http://127.0.0.1:${ports.stepFunctions}`;
    host = await loadFunctions(
      async (loadLive) => {
        const { compose, liveChance } = await loadLive();
        return compose({
          environment: {
            AWS_REGION: region,
            TABLE_NAME: tableName,
            PROGRAM_MACHINE_ARN: arn('program'),
            SESSION_MACHINE_ARN: arn('session'),
            MAIL_FROM: mailFrom,
            PAGES_URL: `http://127.0.0.1:${ports.api}`,
            CONSOLE_URL: `http://127.0.0.1:${ports.api}`,
            AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
            AWS_ENDPOINT_URL_SFN: stepFunctionsUrl,
            AWS_ENDPOINT_URL_SES: mailbox.url,
          },
          now: () => new Date(clock.now()),
          chance: liveChance,
          access,
          log: (level, message, ids) => log(JSON.stringify({ level, message, ...ids })),
        });
      },
      root.replace(/\/$/, ''),
      options.onInvoked,
    );
    const stepFunctions = await startStepFunctions({
      port: ports.stepFunctions,
      file: join(dataDir, 'step-functions.sqlite'),
      clock,
      region,
      accountId: account,
      invoke: (name, payload) => loaded().invoke(name, payload),
      publish: bus.publish,
      putEvents: bus.putEvents,
    });
    started.push(stepFunctions.close);
    await ensureMachines(stepFunctions.url);

    const db = DynamoDBDocumentClient.from(dynamoClient);
    const lookAts = createLookAtIndex(db, tableName);
    await lookAts.load();
    const workers = [loaded().worker, stepFunctions.worker, mailbox.worker];
    const schedule = createSchedule({
      clock,
      host,
      earliestDue: lookAts.earliest,
      settleOthers: async () => {
        for (const worker of [reader.worker, ...workers]) await worker.drain();
      },
    });
    const reader = createStreamReader({
      client: new DynamoDBStreamsClient({ endpoint: dynamo.endpoint, region, ...access }),
      streamArn,
      host,
      checkpoint: { load: store.checkpoint, save: store.saveCheckpoint },
      deadLetter,
      file: dynamo.file,
      onConsumed: (keys) => {
        lookAts.changed(keys);
        schedule.touch();
      },
    });
    started.push(reader.close);
    for (const worker of [...workers, reader.worker, schedule.worker]) clock.addWorker(worker);
    clock.addSource(stepFunctions.source);
    clock.addSource(schedule.source);
    reader.start();
    await clock.start();
    started.push(() => clock.stop());
    await deriveAgainWhereZonesChanged(loaded(), store, clock);

    const clinics = createClinicStore(db, tableName);
    const queries = createQueries(db, tableName);
    const tokens = createTokens(store.tokenSecret(), () => clock.now());
    const api = await startHttpApi({
      port: ports.api,
      host,
      tokens,
      onChanged: reader.kick,
      local: createLocalRoutes({
        clock,
        mailbox,
        issue: tokens.issue,
        findStaff: async (clinicId, staff, wanted) => {
          if (!(await clinics.clinic(clinicId))) return { clinic: false, staffId: null };
          return { clinic: true, staffId: await findStaff(queries, clinics, clinicId, staff, wanted) };
        },
        nextEvent: () => stepFunctions.source.next()?.at,
        consoleFiles: createConsoleFiles(join(root, 'console/dist'), mailbox.url),
      }),
    });
    started.push(api.close);
    return {
      urls: { api: api.url, dynamoDb: dynamo.endpoint, stepFunctions: stepFunctions.url, mail: mailbox.url },
      clock,
      publish: bus.publish,
      close: closeAll,
    };
  }
}

/** A newer Node may know other rules of a zone than the times on disk were derived with. */
async function deriveAgainWhereZonesChanged(host: FunctionHost, store: HomeStore, clock: Clock): Promise<void> {
  const version = process.versions.tz ?? '';
  const known = store.timeZoneData() ?? version;
  if (known !== version) await host.invoke('derive-again', { time: new Date(clock.now()).toISOString(), all: true });
  store.saveTimeZoneData(version);
}

function damaged(why: string, cause?: unknown): CannotStart {
  return new CannotStart(
    `The data folder is damaged: ${why}. Move the folder away to start anew, or restore it from a copy.`,
    { cause },
  );
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new CannotStart(
      `The data folder ${dataDir} cannot be made: ${(error as NodeJS.ErrnoException).code}. Choose another with THROUGHLINE_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** The definition with the names of the functions put in, as CDK's substitutions put in their ARNs. */
export function definitionOf(machine: MachineName): string {
  const text = readFileSync(join(root, machines[machine].definition), 'utf8');
  return functions.reduce(
    (definition, { name, trigger }) =>
      trigger.kind === 'step' ? definition.replaceAll(`\${${trigger.placeholder}}`, name) : definition,
    text,
  );
}

/** A new definition reaches a program at its next run; running executions keep the one they began with. */
async function ensureMachines(endpoint: string): Promise<void> {
  const sfn = new SFNClient({ endpoint, region, ...access });
  const roleArn = `arn:aws:iam::${account}:role/throughline`;
  for (const name of Object.keys(machines) as MachineName[]) {
    const definition = definitionOf(name);
    try {
      await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StateMachineAlreadyExists') throw error;
      await sfn.send(
        new UpdateStateMachineCommand({
          stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
          definition,
        }),
      );
    }
  }
}

/** By id, by email, or the first who has one of the wanted roles. */
async function findStaff(
  queries: Queries,
  clinics: ReturnType<typeof createClinicStore>,
  clinicId: string,
  staff: string | undefined,
  wanted: readonly string[],
): Promise<string | null> {
  if (staff?.includes('@')) return (await clinics.staffByEmail(clinicId, staff))?.staffId ?? null;
  if (staff) return (await clinics.staff(clinicId, staff))?.staffId ?? null;
  const all = await queries.staffOf(clinicId);
  return (all.find((one) => one.roles.some((role) => wanted.includes(role))) ?? all[0])?.staffId ?? null;
}
