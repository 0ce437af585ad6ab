/** MiniStack on a free port of this machine, with the rehearsal's clock, ended with the rehearsal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../infra/local/free-ports.ts';

export const region = 'us-east-1';
const readyWithinMs = 60_000;

export type Emulator = {
  endpoint: string;
  /** For everything that speaks to it: the CDK, and the clients of this process. */
  environment: Record<string, string>;
  stop(): Promise<void>;
};

export async function startEmulator(options: { bin: string; folder: string; clockFile: string }): Promise<Emulator> {
  const { bin, folder, clockFile } = options;
  const port = Number(process.env.REHEARSAL_PORT ?? (await freePorts()).api);
  const endpoint = `http://127.0.0.1:${port}`;
  const log = openSync(join(folder, 'ministack.log'), 'w');
  const child = spawn(join(bin, 'python'), ['scripts/rehearse/emulator.py'], {
    stdio: ['ignore', log, log],
    env: {
      ...withoutAws(process.env),
      PATH: `${nodeWithClock(folder)}:${process.env.PATH ?? ''}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      // A token that the trigger could not fill is no token.
      MINISTACK_COGNITO_PRETOKEN_STRICT: '1',
      THROUGHLINE_REHEARSAL_CLOCK: clockFile,
    },
  });
  closeSync(log);
  const stop = (): Promise<void> => end(child);
  try {
    await untilReady(endpoint, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint,
    stop,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      CI: '1',
    },
  };
}

/** MiniStack runs functions with the `node` on its PATH: ours starts the real one with the clock loaded. */
function nodeWithClock(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const clock = resolve('scripts/rehearse/clock-of-functions.mjs');
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec "${process.execPath}" --import "${clock}" "$@"\n`);
  chmodSync(join(bin, 'node'), 0o755);
  return bin;
}

/** Whoever rehearses may be signed in to AWS: nothing of that may reach the emulator. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}

async function untilReady(endpoint: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + readyWithinMs;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error('MiniStack ended at once: see ministack.log in the work folder');
    const up = await fetch(`${endpoint}/_ministack/health`).catch(() => null);
    if (up?.ok) return;
    await sleep(200);
  }
  throw new Error('MiniStack did not start within a minute');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  await Promise.race([gone, sleep(10_000).then(() => child.kill('SIGKILL'))]);
}
