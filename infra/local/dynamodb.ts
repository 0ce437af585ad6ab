/** Starts dynoxide, a DynamoDB on one machine, as a child that ends with its parent: also when that is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { CannotStart } from './stop-error.ts';

export type DynamoDb = {
  endpoint: string;
  /** The child's database file, to trim its stream; null where the database is somebody else's. */
  file: string | null;
  close(): Promise<void>;
};

const startTimeoutMs = 15_000;
const pollMs = 20;

/**
 * The guard: a shell that holds the child and reads a pipe from us. When we die, however, the pipe closes and it kills
 * the child. `setsid` (detached) keeps Ctrl-C away from both: we end them in order.
 */
const guard = 'exec 3<&0; "$@" </dev/null & child=$!; (cat <&3 >/dev/null; kill -9 $child 2>/dev/null) & wait $child';

export async function startDynamoDb(options: {
  port: number;
  file: string;
  external: string | undefined;
  /** The child has ended although nobody closed it. */
  onLost?: () => void;
}): Promise<DynamoDb> {
  const { port, file, external, onLost = () => {} } = options;
  if (external) return { endpoint: external, file: null, close: async () => {} };
  const binary = findBinary();
  if (await isTaken(port))
    throw new CannotStart(
      `Port ${port} is taken: the database cannot start. Stop what uses it, or set DYNAMODB_PORT to a free one.`,
    );
  const child = spawn('/bin/sh', ['-c', guard, 'guard', binary, 'serve', '--port', String(port), '--db-path', file], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  await untilReady(child, port, () => said, file);
  child.once('exit', onLost);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    file,
    close: () => {
      child.off('exit', onLost);
      return stop(child);
    },
  };
}

function findBinary(): string {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch (error) {
    throw new CannotStart(
      `No DynamoDB comes with this program for ${process.platform}-${process.arch}. Start one yourself (DynamoDB Local, for example) and set AWS_ENDPOINT_URL_DYNAMODB to its address.`,
      { cause: error },
    );
  }
}

async function untilReady(child: ChildProcess, port: number, said: () => string, file: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) {
      const why = said().trim().split('\n').at(-1) ?? '';
      throw new CannotStart(
        `The database did not start with ${file}: ${why || `exit code ${child.exitCode}`}. If the file is damaged, move the data folder away or restore it.`,
      );
    }
    if (await isTaken(port)) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  await stop(child);
  throw new CannotStart(`The database did not answer within ${startTimeoutMs / 1000} seconds on port ${port}.`);
}

export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Closing the pipe is all: the guard does the rest. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await ended;
}
