/** `npm start`: starts a home, says where everything is, and ends all of it on Ctrl-C. */
import { resolve } from 'node:path';
import * as z from 'zod';
import { buildConsole } from '../../console/build.ts';
import type { Home } from './home.ts';
import { CannotStart } from './stop-error.ts';

const port = (byDefault: number) =>
  z.coerce.number().int().min(1, 'is no port').max(65_535, 'is no port').default(byDefault);
const environment = z.object({
  PORT: port(4600),
  DYNAMODB_PORT: port(4601),
  STEP_FUNCTIONS_PORT: port(4602),
  MAIL_PORT: port(4603),
  THROUGHLINE_DATA_DIR: z.string().min(1).default('.local'),
  THROUGHLINE_CLOCK_START: z.iso
    .datetime({ offset: true, error: 'must be an instant such as 2027-01-04T16:00:00Z' })
    .optional(),
  AWS_ENDPOINT_URL_DYNAMODB: z.url().optional(),
});

const quitTimeoutMs = 10_000;

async function main(): Promise<void> {
  const parsed = environment.safeParse(process.env);
  if (!parsed.success) throw new CannotStart(`The environment is wrong:\n${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  const dataDir = resolve(env.THROUGHLINE_DATA_DIR);
  if ((await buildConsole()) === 'built') process.stdout.write('\n  The console was built anew.\n');
  const { startHome } = await import('./home.ts');
  const home = await startHome({
    dataDir,
    ports: { api: env.PORT, dynamoDb: env.DYNAMODB_PORT, stepFunctions: env.STEP_FUNCTIONS_PORT, mail: env.MAIL_PORT },
    ...(env.THROUGHLINE_CLOCK_START ? { clockStart: Date.parse(env.THROUGHLINE_CLOCK_START) } : {}),
    ...(env.AWS_ENDPOINT_URL_DYNAMODB ? { dynamoDbEndpoint: env.AWS_ENDPOINT_URL_DYNAMODB } : {}),
    log: (line) => process.stderr.write(`${line}\n`),
    onLost: endLost,
  });
  endOnSignal(home);
  process.stdout.write(welcome(home, dataDir));
}

function endOnSignal(home: Home): void {
  let ending = false;
  const end = (): void => {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), quitTimeoutMs).unref();
    void home.close().then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** Without a database every answer would be an error. Nothing is closed in order: it is as after a crash, which loses nothing. */
function endLost(what: string): void {
  process.stderr.write(`\n  ${what} Start again: everything that was answered is kept.\n\n`);
  process.exit(1);
}

function welcome({ urls, clock }: Home, dataDir: string): string {
  const { now, mode } = clock.state();
  return `
  Throughline is running.

    Console         ${urls.api}
    API             ${urls.api}/v1
    Emails          ${urls.mail}
    Step Functions  ${urls.stepFunctions}
    DynamoDB        ${urls.dynamoDb}
    Data            ${dataDir}
    Clock           ${new Date(now).toISOString()}, ${mode}

  A first call:

    TOKEN=$(curl -s ${urls.api}/local/token -d '{"clinicId":"demo","roles":["coordinator","therapist","clinician"]}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
    curl -s ${urls.api}/v1/programs -H "Authorization: Bearer $TOKEN"

  Ctrl-C ends everything; the next start goes on from here.

`;
}

try {
  await main();
} catch (error) {
  const plain =
    error instanceof Error &&
    (error instanceof CannotStart || ['PortError', 'DataFileError', 'MailboxError'].includes(error.name));
  process.stderr.write(
    plain
      ? `\n  ${error.message}\n\n`
      : `\n  Throughline could not start: ${error instanceof Error ? error.message : String(error)}\n\n`,
  );
  process.exit(1);
}
