/** `npm run demo`: one patient's whole program, from enrollment to the closing session, in virtual time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePorts } from '../infra/local/free-ports.ts';

const clockStart = '2027-01-04T16:00:00Z';

const { createClient } = await import('./demo/client.ts');
const { playProgram } = await import('./demo/play-program.ts');
const { printTimeline } = await import('./demo/print-timeline.ts');

try {
  const { values } = parseArgs({ options: { 'base-url': { type: 'string' } } });
  if (values['base-url']) await play(values['base-url'].replace(/\/$/, ''));
  else await playAtHome();
} catch (error) {
  process.stderr.write(
    `\n  The demo could not be played: ${error instanceof Error ? error.message : String(error)}\n\n`,
  );
  process.exitCode = 1;
}

async function playAtHome(): Promise<void> {
  const { startHome } = await import('../infra/local/home.ts');
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-demo-'));
  const home = await startHome({
    dataDir,
    ports: await freePorts(),
    clockStart: Date.parse(clockStart),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.on('SIGINT', () => void home.close().then(() => process.exit(130)));
  try {
    await play(home.urls.api);
  } finally {
    await home.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function play(baseUrl: string): Promise<void> {
  const client = await createClient(baseUrl);
  const played = await playProgram(client);
  const status = await printTimeline(client, played);
  process.exitCode = status === 'completed' ? 0 : 1;
}
