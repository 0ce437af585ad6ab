/**
 * `npm run bench -- api`: a home as `npm start` runs it, in a process of its own, with 10,000 programs enrolled through its
 * API; then 20 clients at once who pause between answer and request as people do, and, for the most that this machine
 * does, 20 who never pause. Milliseconds as a client sees them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Temporal } from 'temporal-polyfill';
import { type ApiClient, connect, type Timed } from './api/client.ts';
import { enroll } from './api/enroll.ts';
import { percentile, runClients } from './api/load.ts';
import { startHomeProcess } from './home-process.ts';

const clientsAtOnce = 20;
/** 20 people who click four times a second, and book once a second: far more than a clinic does. */
const pauseMs = { reading: 250, booking: 1000 };
/** Points of issue 7: milliseconds at 20 clients. */
const limits = { readP50: 25, bookP50: 50, p99: 120 };
const pageLimit = 25;
const pagesApart = 100;
/** Page 100 may cost so many times as much as page 1: what a machine that others use cannot tell apart. */
const pageRatioMax = 1.3;

type Row = { what: string; requests: number; p50: number; p99: number; perSecond: number; limits: string };

export async function runApiBench(options: string[]): Promise<void> {
  const { values } = parseArgs({
    args: options,
    options: { programs: { type: 'string', default: '10000' }, requests: { type: 'string', default: '2000' } },
  });
  const [programs, requests] = [numberOf(values.programs, '--programs'), numberOf(values.requests, '--requests')];
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const home = await startHomeProcess(folder);
  try {
    const api = await connect(home.url);
    const ids = await enroll(api, programs, clientsAtOnce);
    const missed = [...(await measureRequests(api, ids, requests)), ...(await measurePages(api))];
    if (missed.length > 0) console.error(`\nMissed:\n${missed.map((fault) => `  ${fault}`).join('\n')}`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  } finally {
    await home.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function numberOf(value: string, name: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} is a whole number from 1 on, not ${value}`);
  return number;
}

const example = (name: string) => JSON.parse(readFileSync(`docs/examples/${name}.json`, 'utf8'));

async function measureRequests(api: ApiClient, ids: readonly string[], requests: number): Promise<string[]> {
  const session = example('book-preparation');
  const bookings = Math.min(Math.floor(requests / 4), Math.floor(ids.length / 2));
  const any = (index: number): string => ids[(index * 7919) % ids.length] ?? '';
  const paths = [
    (index: number) => `/v1/programs/${any(index)}`,
    (index: number) => `/v1/programs/${any(index)}/timeline`,
    () => '/v1/programs',
    () => '/v1/tasks?status=open',
    () => '/v1/agenda?from=2027-01-04T00:00:00Z&to=2027-01-11T00:00:00Z',
  ];
  const read = (index: number): Promise<Timed> => api.get(paths[index % paths.length]?.(index) ?? '');
  const book = (index: number): Promise<Timed> =>
    api.post(`/v1/programs/${ids[index] ?? ''}/sessions`, { ...session, start: startOf(index) }, 201);
  const run = (count: number, pause: number, ask: typeof read) => runClients(clientsAtOnce, count, pause, ask);
  await run(clientsAtOnce * 10, 0, read);
  const rows = [
    rowOf('reads', await run(requests, pauseMs.reading, read), limits.readP50),
    rowOf('bookings', await run(bookings, pauseMs.booking, book), limits.bookP50),
    rowOf('reads without a pause', await run(requests, 0, read), null),
    rowOf('bookings without a pause', await run(bookings, 0, (index) => book(index + bookings)), null),
  ];
  await api.settle();
  console.log(`\n${ids.length} programs in the table, ${clientsAtOnce} clients at once, milliseconds:`);
  console.table(rows.map(({ row }) => row));
  return rows.flatMap(({ faults }) => faults);
}

/** As a clinic's calendar fills: in each hour of 40 days, from eight to five, a few begin. */
function startOf(index: number): { at: string; timeZone: string } {
  const hour = 8 + (index % 10);
  const day = Temporal.PlainDate.from('2027-01-06').add({ days: Math.floor(index / 10) % 40 });
  return { at: `${day}T${String(hour).padStart(2, '0')}:00`, timeZone: 'America/Denver' };
}

function rowOf(what: string, { times, seconds }: { times: number[]; seconds: number }, p50Max: number | null) {
  const [p50, p99] = [percentile(times, 50), percentile(times, 99)];
  const row: Row = {
    what,
    requests: times.length,
    p50: rounded(p50),
    p99: rounded(p99),
    perSecond: Math.round(times.length / seconds),
    limits: p50Max === null ? '' : `p50 ${p50Max}, p99 ${limits.p99}`,
  };
  if (p50Max === null) return { row, faults: [] };
  const faults = [
    ...(p50 < p50Max ? [] : [`${what}: p50 ${row.p50} ms`]),
    ...(p99 < limits.p99 ? [] : [`${what}: p99 ${row.p99} ms`]),
  ];
  return { row, faults };
}

/** The same list at its first page and at its hundredth, one after the other, by one client. */
async function measurePages(api: ApiClient): Promise<string[]> {
  const path = `/v1/programs?limit=${pageLimit}`;
  let cursor: string | null = null;
  for (let page = 1; page < pagesApart; page += 1) {
    const { body }: Timed = await api.get(cursor === null ? path : `${path}&cursor=${cursor}`);
    cursor = (body as { next: string | null }).next;
    if (cursor === null) {
      console.log(`\nThe list has ${page} pages only: page ${pagesApart} is not measured.`);
      return [];
    }
  }
  const [first, last]: [number[], number[]] = [[], []];
  for (let round = 0; round < 200; round += 1) {
    first.push((await api.get(path)).ms);
    last.push((await api.get(`${path}&cursor=${cursor}`)).ms);
  }
  const [one, hundred] = [percentile(first, 50), percentile(last, 50)];
  const ratio = hundred / one;
  console.log(
    `\nThe list of programs, one client: page 1 ${rounded(one)} ms, page ${pagesApart} ${rounded(hundred)} ms, ratio ${ratio.toFixed(2)}.`,
  );
  return ratio < pageRatioMax ? [] : [`page ${pagesApart} takes ${ratio.toFixed(2)} times as long as page 1`];
}

const rounded = (ms: number): number => Number(ms.toFixed(1));
