/** `npm run screenshots`: the pictures of docs/console, taken of a home where somebody is in the middle of her program. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildConsole } from '../console/build.ts';
import { freePorts } from '../infra/local/free-ports.ts';
import { startHome } from '../infra/local/home.ts';
import { type Client, createClient } from './demo/client.ts';
import { playProgram } from './demo/play-program.ts';

const clockStart = '2027-01-04T16:00:00Z';
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const folder = join(import.meta.dirname, '../docs/console');
const wide = { width: 1280, height: 860 };
const phone = { width: 390, height: 780 };

if (!existsSync(executablePath)) {
  console.error(`There is no ${executablePath}: install Chromium, or set CHROMIUM_PATH.`);
  process.exit(1);
}
await buildConsole();
const dataDir = mkdtempSync(join(tmpdir(), 'throughline-screenshots-'));
const home = await startHome({ dataDir, ports: await freePorts(), clockStart: Date.parse(clockStart) });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const client = await createClient(home.urls.api);
  const { programId } = await playProgram(client, { doses: 2, close: false });
  await bookTooLate(client, programId);
  mkdirSync(folder, { recursive: true });
  await take('today', '/', wide);
  await take('program', `/programs/${programId}`, wide);
  await take('execution', `/executions/program-${programId}-1`, { width: 1280, height: 1180 });
  await take('mailbox', '/mailbox', wide);
  await take('today-phone', '/', phone, 'dark');
} finally {
  await browser.close();
  await home.close();
  rmSync(dataDir, { recursive: true, force: true });
}

/** A dose on the next morning: some of what must not be taken before it can no longer be avoided in time. */
async function bookTooLate(at: Client, programId: string): Promise<void> {
  const tomorrow = new Date(Date.parse(await at.now()) + 24 * 3_600_000).toISOString().slice(0, 10);
  await at.post(`/v1/programs/${programId}/sessions`, {
    kind: 'dosing',
    start: { at: `${tomorrow}T13:00`, timeZone: 'America/Denver' },
    durationMinutes: 120,
    mode: 'home',
    place: { text: 'At home; Sam joins by video' },
    staff: ['sam.lee@clinic.example'],
    monitor: { name: 'Luis Ortiz', email: 'luis@example.com', phone: '+1 303 555 0100' },
  });
  await at.runTo(await at.now());
}

async function take(
  name: string,
  path: string,
  viewport: { width: number; height: number },
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> {
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  await page.goto(`${home.urls.api}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.close();
  console.log(`docs/console/${name}.png`);
}
