/** A home as `npm start` runs it, in a process of its own, whose clock stands. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { environmentOf, freePorts } from '../../infra/local/free-ports.ts';

export const clockStart = '2027-01-04T16:00:00Z';

export type HomeProcess = { url: string; dynamoDbUrl: string; close(): Promise<void> };

export async function startHomeProcess(folder: string): Promise<HomeProcess> {
  const ports = await freePorts();
  const child = spawn(process.execPath, ['infra/local/start.ts'], {
    env: {
      ...process.env,
      ...environmentOf(ports),
      THROUGHLINE_DATA_DIR: folder,
      THROUGHLINE_CLOCK_START: clockStart,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const running = new Promise<void>((resolve) => {
    child.stdout.on('data', (said: Buffer) => said.includes('Throughline is running') && resolve());
  });
  await Promise.race([running, ended]);
  if (child.exitCode !== null) throw new Error('the home did not start');
  return {
    url: `http://127.0.0.1:${ports.api}`,
    dynamoDbUrl: `http://127.0.0.1:${ports.dynamoDb}`,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
