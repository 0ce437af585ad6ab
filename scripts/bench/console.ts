/**
 * `npm run bench -- console`: the console in Chromium, on a home of its own with 5,000 executions in its table. How long
 * until a page is usable (nothing cached, medians), how long the browser is busy with what a person does in the list, and
 * what five minutes of asking every 5 s leave in its memory.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildConsole } from '../../console/build.ts';
import { tableName } from '../../infra/local/table.ts';
import { createExecutionStore } from '../../shared/store/execution-store.ts';
import { connect } from './api/client.ts';
import { enroll } from './api/enroll.ts';
import { percentile } from './api/load.ts';
import { clockStart, startHomeProcess } from './home-process.ts';

const executionsDefault = 5_000;
const programsWithThem = 50;
const sessionsTomorrow = 10;
const loads = 5;
const usableMsMax = 1_000;
/** From an input to the next frame: what Google calls good ends here. */
const interactionMsMax = 200;
const polledSeconds = 300;
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

export async function runConsoleBench(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: { executions: { type: 'string', default: String(executionsDefault) } },
  });
  if (!existsSync(executablePath)) throw new Error(`There is no ${executablePath}: set CHROMIUM_PATH.`);
  await buildConsole();
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const home = await startHomeProcess(folder);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
  try {
    await fill(home.url, home.dynamoDbUrl, Number(values.executions));
    console.log(`${values.executions} executions; load of the machine ${loadavg()[0]?.toFixed(1)}`);
    const missed = [...(await measureLoads(browser, home.url)), ...(await measureList(browser, home.url))];
    if (missed.length > 0) console.error(`\nMissed:\n${missed.map((fault) => `  ${fault}`).join('\n')}`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  } finally {
    await browser.close();
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Programs as they are enrolled; executions as the rows that operators see of them. */
async function fill(url: string, endpoint: string, executions: number): Promise<void> {
  const api = await connect(url);
  const programIds = await enroll(api, programsWithThem, 4);
  for (const [index, programId] of programIds.slice(0, sessionsTomorrow).entries())
    await api.post(
      `/v1/programs/${programId}/sessions`,
      sessionAt(`2027-01-05T${String(8 + index).padStart(2, '0')}:00`),
      201,
    );
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const rows = createExecutionStore(DynamoDBDocumentClient.from(client), tableName);
  const noteOne = (index: number): Promise<void> => {
    const programId = programIds[index % programIds.length] ?? '';
    const startedAt = new Date(Date.parse(clockStart) - index * 60_000).toISOString();
    const row = { machine: 'session', status: 'RUNNING', startedAt, stoppedAt: null };
    return rows.note('demo', programId, { name: `session-ses_bench${index}-1`, ...row });
  };
  const atOnce = 20;
  for (let index = 0; index < executions; index += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, offset) => noteOne(index + offset)));
}

function sessionAt(at: string) {
  const body = JSON.parse(readFileSync('docs/examples/book-preparation.json', 'utf8'));
  return { ...body, start: { ...body.start, at } };
}

/** Pages by what is on them once a person can work: rows of data, and nothing that still loads. */
const pages = [
  { name: 'Today', path: '/', tables: 3 },
  { name: 'Programs', path: '/programs', tables: 1 },
  { name: 'Executions', path: '/executions', tables: 1 },
];

const usable = (tables: number): string => `
  new Promise((resolve) => {
    const look = () => {
      const links = document.querySelectorAll('tbody a').length;
      const isReady = document.querySelectorAll('table').length >= ${tables} && links > 0
        && !document.body.textContent.includes('Loading');
      if (isReady) setTimeout(() => resolve(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  })`;

async function measureLoads(browser: Browser, url: string): Promise<string[]> {
  const missed: string[] = [];
  for (const { name, path, tables } of pages) {
    const times: number[] = [];
    for (let load = 0; load < loads; load += 1) {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
      await page.goto(`${url}${path}`, { waitUntil: 'commit' });
      times.push(await page.evaluate<number>(usable(tables)));
      await page.context().close();
    }
    const median = percentile(times, 50);
    const all = times.map((one) => Math.round(one)).join(', ');
    console.log(`${name}: usable after ${Math.round(median)} ms (of ${all}; limit ${usableMsMax})`);
    if (median > usableMsMax) missed.push(`${name} is usable after ${Math.round(median)} ms, limit ${usableMsMax}`);
  }
  return missed;
}

/** What the browser tells of itself: inputs that took more than a frame to show, and tasks over 50 ms. */
const observe = `
  globalThis.seen = { inputs: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const { duration, interactionId } of list.getEntries()) if (interactionId) seen.inputs.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.tasks.push(duration);
  }).observe({ type: 'longtask' });`;
type Seen = { inputs: number[]; tasks: number[] };

async function measureList(browser: Browser, url: string): Promise<string[]> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.clock.install();
  await page.goto(`${url}/executions`);
  await page.evaluate(usable(1));
  await page.evaluate(observe);
  const missed: string[] = [];
  for (const [what, act] of acts) {
    await page.evaluate('seen.inputs.length = seen.tasks.length = 0');
    await act(page);
    const { inputs, tasks } = await page.evaluate<Seen>('seen');
    const slowest = Math.round(Math.max(0, ...inputs));
    console.log(`${what}: input to next frame at most ${slowest} ms (limit ${interactionMsMax}); ${describe(tasks)}`);
    if (slowest > interactionMsMax)
      missed.push(`${what}: ${slowest} ms until the next frame, limit ${interactionMsMax}`);
  }
  const before = await heapOf(page);
  await page.evaluate('seen.tasks.length = 0');
  for (let seconds = 0; seconds < polledSeconds; seconds += 1) await page.clock.runFor(1000);
  await page.waitForLoadState('networkidle');
  const { tasks } = await page.evaluate<Seen>('seen');
  const after = await heapOf(page);
  console.log(
    `${polledSeconds} s of asking: heap ${before.toFixed(1)} → ${after.toFixed(1)} MB after collection; ${describe(tasks)}`,
  );
  await page.context().close();
  return missed;
}

const describe = (tasks: number[]): string =>
  `${tasks.length} tasks over 50 ms${tasks.length > 0 ? `, the longest ${Math.round(Math.max(...tasks))} ms` : ''}`;

const frames = (page: Page): Promise<void> =>
  page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))',
  );

const acts: readonly [string, (page: Page) => Promise<void>][] = [
  [
    'Scroll',
    async (page) => {
      for (let step = 0; step < 40; step += 1) {
        await page.mouse.wheel(0, step < 20 ? 300 : -300);
        await frames(page);
      }
    },
  ],
  [
    'Sort',
    async (page) => {
      for (const column of ['Name', 'Started', 'Name']) {
        await page.getByRole('columnheader', { name: column }).getByRole('button').click();
        await frames(page);
      }
    },
  ],
  [
    'Filter',
    async (page) => {
      await page.getByLabel('Find on this page').pressSequentially('bench1');
      await frames(page);
      await page.getByLabel('Find on this page').fill('');
      await frames(page);
    },
  ],
  [
    'Page',
    async (page) => {
      for (let number = 2; number <= 6; number += 1) {
        await page.getByRole('button', { name: 'Next page' }).click();
        await page.getByText(`Page ${number}`).waitFor();
        await frames(page);
      }
    },
  ],
];

/** In MB, after what is not needed any more is collected. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}
