/** kill -9 at random, 200 times: what was answered is there, and every execution ends as it should. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from './virtual-home.ts';

const KILLS = 200;
/** Lives beside each other, each with a file of its own: the kills are what counts, not the time. */
const LIVES = 4;
/** Some die before they are up, most while they work. */
const LIFE_MS = 40;
const SEED = 20_270_104;

const folder = mkdtempSync(join(tmpdir(), 'engine-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const program = new URL('./killed-engine.ts', import.meta.url).pathname;

type Log = { started: Set<string>; events: Set<string>; ended: Map<string, string> };

function begin(
  file: string,
  log: Log,
  ...order: string[]
): { child: ChildProcess; ready: Promise<void>; gone: Promise<number | null> } {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled'), NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file, ...order], {
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

/** One file, killed again and again; then it may finish. */
async function live(life: number): Promise<Log> {
  const random = seededRandom(SEED + life);
  const file = join(folder, `${life}.sqlite`);
  const log: Log = { started: new Set(), events: new Set(), ended: new Map() };
  for (let kill = 0; kill < KILLS / LIVES; kill++) {
    const { child, ready, gone } = begin(file, log);
    // One in ten dies while it starts.
    if (random() > 0.1) await ready;
    await new Promise((resolve) => setTimeout(resolve, random() * LIFE_MS));
    child.kill('SIGKILL');
    await gone;
  }
  expect(await begin(file, log, 'finish').gone).toBe(0);
  return log;
}

test('no execution is lost by 200 kills, each ends once with its own output, and its events are told', async () => {
  // Leaves its compiled code in a cache: a process that is killed cannot.
  await begin(join(folder, 'first.sqlite'), { started: new Set(), events: new Set(), ended: new Map() }, 'finish').gone;
  const logs = await Promise.all(Array.from({ length: LIVES }, (_, life) => live(life)));
  expect(logs.reduce((sum, { started }) => sum + started.size, 0)).toBeGreaterThan(KILLS / 4);
  for (const { started, events, ended } of logs) {
    expect([...started].filter((name) => !ended.has(name))).toEqual([]);
    for (const [name, result] of ended) {
      expect(result).toBe(`SUCCEEDED ${2 * Number(name.split('-').at(-1))}`);
      expect(events).toContain(`${name} SUCCEEDED`);
    }
  }
}, 120_000);
