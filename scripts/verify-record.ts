/**
 * `npm run verify-record`: is the record whole and unchanged (R11)? Exit status 0: it is; 1: it is not; 2: it could not be read.
 * Of a home on this machine, or with TABLE_NAME and AWS's usual credentials in the cloud.
 */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableName } from '../infra/local/table.ts';
import { createChainReader } from '../shared/store/chain-reader.ts';
import { readHeads, writeHeads } from './verify-record/heads-file.ts';
import { verifyRecord } from './verify-record/verify.ts';

const usage = `npm run verify-record -- [--clinic ID] [--program ID] [--heads FILE-OR-FOLDER] [--export-heads FILE]

  --clinic, --program   only these chains
  --heads               compare with heads that were exported before: finds an end that was cut
  --export-heads        write the heads of today to FILE, one JSON per line; not where there is a fault

  DynamoDB: AWS_ENDPOINT_URL_DYNAMODB, or TABLE_NAME with AWS credentials and region, or else the home that runs here
  (DYNAMODB_PORT, 4601).
`;

const localPort = '4601';

function connect(env: NodeJS.ProcessEnv): { db: DynamoDBDocumentClient; table: string; where: string } {
  const { TABLE_NAME: table, AWS_ENDPOINT_URL_DYNAMODB: endpoint, DYNAMODB_PORT: port } = env;
  if (table && !endpoint)
    return { db: DynamoDBDocumentClient.from(new DynamoDBClient({})), table, where: `table ${table}` };
  const url = endpoint ?? `http://127.0.0.1:${port ?? localPort}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: env.AWS_REGION ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return { db: DynamoDBDocumentClient.from(client), table: table ?? tableName, where: url };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      clinic: { type: 'string' },
      program: { type: 'string' },
      heads: { type: 'string' },
      'export-heads': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const kept = values.heads === undefined ? [] : readHeads(values.heads);
  const { db, table, where } = connect(process.env);
  const reader = createChainReader(db, table);
  const only = { clinicId: values.clinic, programId: values.program };
  const { chains, events, faults, heads } = await verifyRecord(reader, only, kept).catch((error: unknown) => {
    throw new Error(
      `The record of ${where} cannot be read: ${error instanceof Error ? error.message || error.name : error}`,
    );
  });
  for (const fault of faults) console.log(fault);
  if (chains === 0) {
    console.log('There is no such chain.');
    return 1;
  }
  if (faults.length > 0) {
    console.log(
      `\n${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in ${chains} chains with ${events} events.`,
    );
    return 1;
  }
  console.log(
    `${chains} ${chains === 1 ? 'chain' : 'chains'} with ${events} events: whole and unchanged${kept.length > 0 ? `, and as long as ${kept.length} exported heads say` : ''}.`,
  );
  const file = values['export-heads'];
  if (file !== undefined) {
    writeHeads(file, heads);
    console.log(`${heads.length} heads are in ${file}.`);
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
