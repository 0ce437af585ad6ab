/** kill -9 of 200 engines at random: what was answered is there, and every execution ends as it should. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from './virtual-home.ts';

const KILLS = 200;
/** Processes beside each other, and engines in each, each with a file of its own: one kill -9 meets each engine elsewhere. */
const PROCESSES = 2;
const ENGINES = 2;
/** Some die before they are up, most while they work. */
const LIFE_MS = 40;
const SEED = 20_270_104;

const folder = mkdtempSync(join(tmpdir(), 'engine-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** In one file of JavaScript: most of the time of this test is that of starting the program. */
const program = join(folder, 'killed-engine.mjs');
beforeAll(async () => {
  const entry = new URL('./killed-engine.ts', import.meta.url).pathname;
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm' });
});

type Log = { started: Set<string>; events: Set<string>; ended: Map<string, string> };

function begin(
  order: 'work' | 'finish',
  files: string[],
  log: Log,
): { child: ChildProcess; ready: Promise<void>; gone: Promise<number | null> } {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled'), NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, order, ...files], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  const gone = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [word, name = '', more = '', output = ''] = line.split(' ');
        if (word === 'ready') resolve();
        if (word === 'started') log.started.add(name);
        if (word === 'event') log.events.add(`${name} ${more}`);
        if (word === 'ended') log.ended.set(name, `${more} ${output}`);
      }
    });
    void gone.then(() => resolve());
  });
  return { child, ready, gone };
}

/** Engines that are killed again and again; then they may finish. */
async function live(life: number): Promise<Log> {
  const random = seededRandom(SEED + life);
  const files = Array.from({ length: ENGINES }, (_, at) => join(folder, `${life}-${at}.sqlite`));
  const log: Log = { started: new Set(), events: new Set(), ended: new Map() };
  for (let kill = 0; kill < KILLS / PROCESSES / ENGINES; kill++) {
    const { child, ready, gone } = begin('work', files, log);
    // One in ten dies while it starts.
    if (random() > 0.1) await ready;
    await new Promise((resolve) => setTimeout(resolve, random() * LIFE_MS));
    child.kill('SIGKILL');
    await gone;
  }
  expect(await begin('finish', files, log).gone).toBe(0);
  return log;
}

test('no execution is lost by 200 deaths, each ends once with its own output, and its events are told', async () => {
  // Leaves its compiled code in a cache: a process that is killed cannot.
  await begin('finish', [join(folder, 'first.sqlite')], { started: new Set(), events: new Set(), ended: new Map() })
    .gone;
  const logs = await Promise.all(Array.from({ length: PROCESSES }, (_, life) => live(life)));
  expect(logs.reduce((sum, { started }) => sum + started.size, 0)).toBeGreaterThan(KILLS / 4);
  for (const { started, events, ended } of logs) {
    expect([...started].filter((name) => !ended.has(name))).toEqual([]);
    for (const [name, result] of ended) {
      expect(result).toBe(`SUCCEEDED ${2 * Number(name.split('-').at(-1))}`);
      expect(events).toContain(`${name} SUCCEEDED`);
    }
  }
}, 120_000);
