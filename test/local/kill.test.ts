/** What was answered with success survives `kill -9`; what was under way goes on after the next start. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isTaken } from '../../infra/local/dynamodb.ts';
import { environmentOf, freePorts, type Ports } from '../../infra/local/free-ports.ts';
import { clockStart, example, shift } from './test-home.ts';

type Running = { process: ChildProcess; output: () => string; exit: Promise<number | null> };

const running = new Set<Running>();
const folders: string[] = [];

afterEach(async () => {
  for (const { process, exit } of running) {
    process.kill('SIGKILL');
    await exit;
  }
  running.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-kill-'));
  folders.push(folder);
  return folder;
}

function launch(dataDir: string, ports: Ports, environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'infra/local/start.ts'], {
    env: {
      ...process.env,
      ...environmentOf(ports),
      THROUGHLINE_DATA_DIR: dataDir,
      THROUGHLINE_CLOCK_START: clockStart,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const one = { process: child, output: () => output, exit };
  running.add(one);
  void exit.then(() => running.delete(one));
  return one;
}

async function untilUp(home: Running): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (home.output().includes('Throughline is running')) resolve();
    };
    home.process.stdout?.on('data', look);
    void home.exit.then(() => reject(new Error(`the home ended: ${home.output()}`)));
    look();
  });
}

async function kill(home: Running): Promise<void> {
  home.process.kill('SIGKILL');
  await home.exit;
}

async function call(ports: Ports, method: string, path: string, body?: unknown, token?: string): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${ports.api}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

const keyOf = (mail: { headers: Record<string, string> }): string =>
  String(mail.headers['message-id']).replace(/[<>]|-\d@.*/g, '');

describe('a home that is killed', () => {
  it('sends every email once, and none twice, however often it dies in the middle', async () => {
    const dataDir = newFolder();
    const ports = await freePorts();
    let home = launch(dataDir, ports);
    await untilUp(home);
    const { token } = await call(ports, 'POST', '/local/token', {
      clinicId: 'demo',
      roles: ['coordinator', 'therapist', 'clinician'],
    });
    const { programId } = await call(ports, 'POST', '/v1/programs', example('enroll'), token);
    const sessions = `/v1/programs/${programId}/sessions`;
    const starts = ['2027-01-08T15:00', '2027-01-12T15:00'];
    for (const at of starts)
      await call(
        ports,
        'POST',
        sessions,
        { ...example('book-preparation'), start: { at, timeZone: 'America/Denver' } },
        token,
      );
    await call(ports, 'POST', sessions, example('book-dosing'), token);
    const end = '2027-01-20T16:00:00.000Z';
    for (const mailsBefore of [1, 3, 4, 5, 6, 7]) {
      const advancing = call(ports, 'POST', '/local/clock', { runTo: end }).catch(() => undefined);
      // As soon as this mail is accepted: its claim is open, its Send event on the way.
      while ((await call(ports, 'GET', '/local/mail')).length < mailsBefore);
      await kill(home);
      await advancing;
      home = launch(dataDir, ports);
      await untilUp(home);
    }
    await call(ports, 'POST', '/local/clock', { runTo: end });
    await call(ports, 'POST', '/local/clock', { advanceBy: 'PT30M' });
    const mails: any[] = await call(ports, 'GET', '/local/mail');
    const { items: messages } = await call(ports, 'GET', `/v1/programs/${programId}/messages`, undefined, token);
    const keys = mails.map(keyOf).sort();
    expect(keys).toEqual([...new Set(keys)]);
    const ofStaff = messages.filter((one: any) => one.audience === 'staff');
    expect(ofStaff.length).toBeGreaterThan(0);
    for (const { status } of ofStaff) expect(['sent', 'skipped']).toContain(status);
    const toOthers = messages.filter((one: any) => one.audience !== 'staff');
    expect(toOthers.map((one: any) => `${one.touchpoint} ${one.status}`).sort()).toEqual([
      'booked sent',
      'booked sent',
      'booked sent',
      'booked sent',
      'reminder-1d sent',
      'reminder-1d sent',
      'reminder-24h sent',
      'reminder-24h sent',
      'reminder-3d sent',
      'reminder-3h sent',
      'welcome sent',
    ]);
    const { status, executions } = await call(ports, 'GET', `/v1/programs/${programId}`, undefined, token);
    expect(status).toBe('active');
    expect(executions.filter((one: any) => one.status === 'RUNNING' && one.name.startsWith('program-'))).toHaveLength(
      1,
    );
  });

  it('takes its database with it', async () => {
    const ports = await freePorts();
    const home = launch(newFolder(), ports);
    await untilUp(home);
    await kill(home);
    await expect.poll(() => isTaken(ports.dynamoDb), { timeout: 5000 }).toBe(false);
  });
});

describe('a home that is stopped with Ctrl-C', () => {
  it('ends everything it started and finds it again at the next start', async () => {
    const [dataDir, ports] = [newFolder(), await freePorts()];
    const first = launch(dataDir, ports);
    await untilUp(first);
    const { token } = await call(ports, 'POST', '/local/token', { clinicId: 'demo', roles: ['coordinator'] });
    const { programId } = await call(ports, 'POST', '/v1/programs', example('enroll'), token);
    await call(ports, 'POST', '/local/clock', { advanceBy: 'P1D' });
    first.process.kill('SIGINT');
    expect(await first.exit).toBe(0);
    expect(await Promise.all(Object.values(ports).map(isTaken))).toEqual([false, false, false, false]);
    await untilUp(launch(dataDir, ports));
    const program = await call(ports, 'GET', `/v1/programs/${programId}`, undefined, token);
    expect(program).toMatchObject({ status: 'active', phase: 'preparation' });
    expect(await call(ports, 'GET', '/local/clock')).toMatchObject({
      now: shift(clockStart, 24 * 60),
      mode: 'standing',
      speed: 1,
    });
  });
});

describe('a home whose database is killed', () => {
  const childOf = (pid: number): number =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'), 10);

  it('ends, too, and says so, instead of answering with errors for ever; nothing of it is left running', async () => {
    const ports = await freePorts();
    const home = launch(newFolder(), ports);
    await untilUp(home);
    const guard = childOf(home.process.pid ?? 0);
    process.kill(childOf(guard), 'SIGKILL');
    expect(await home.exit).toBe(1);
    expect(home.output()).toContain('The database has ended by itself. Start again');
    expect(await Promise.all(Object.values(ports).map(isTaken))).toEqual([false, false, false, false]);
  });
});

describe('a home that cannot start says why in one sentence and leaves nothing running', () => {
  const failing = async (dataDir: string, ports: Ports, environment: Record<string, string> = {}): Promise<string> => {
    const home = launch(dataDir, ports, environment);
    expect(await home.exit).toBe(1);
    expect(home.output()).not.toMatch(/\n\s+at .+:\d+:\d+/);
    return home.output();
  };

  it.each(['api', 'dynamoDb', 'stepFunctions', 'mail'] as const)('when the %s port is taken', async (which) => {
    const ports = await freePorts();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(ports[which], '127.0.0.1', () => resolve()));
    const output = await failing(newFolder(), ports);
    await new Promise((resolve) => blocker.close(resolve));
    expect(output).toContain(String(ports[which]));
    expect(output).toMatch(/taken|listens there/);
    expect(await Promise.all(Object.values(ports).map(isTaken))).toEqual([false, false, false, false]);
  });

  it.each(['home.sqlite', 'dynamodb.sqlite', 'step-functions.sqlite', 'mail.sqlite'])(
    'when %s is damaged',
    async (file) => {
      const dataDir = newFolder();
      writeFileSync(join(dataDir, file), 'this is no database, however long one looks at it'.repeat(100));
      const output = await failing(dataDir, await freePorts());
      expect(output).toContain(file);
      expect(existsSync(join(dataDir, file))).toBe(true);
    },
  );

  it.each([
    ['the database', 'dynamodb.sqlite'],
    ['the clock', 'home.sqlite'],
  ])('when %s of a folder that was in use is lost: no patient is forgotten without a word', async (_, lost) => {
    const dataDir = newFolder();
    const ports = await freePorts();
    const home = launch(dataDir, ports);
    await untilUp(home);
    await kill(home);
    for (const file of readdirSync(dataDir).filter((name) => name.startsWith(lost))) rmSync(join(dataDir, file));
    expect(await failing(dataDir, ports)).toContain(lost);
  });

  it('when a port is no number', async () => {
    expect(await failing(newFolder(), await freePorts(), { PORT: 'eighty' })).toContain('PORT');
  });

  it('when the clock is to start at no instant', async () => {
    expect(await failing(newFolder(), await freePorts(), { THROUGHLINE_CLOCK_START: 'yesterday' })).toContain(
      '2027-01-04T16:00:00Z',
    );
  });
});
