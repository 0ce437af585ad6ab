/** One whole ketamine program on a home of this machine, counted: what AWS would bill, and how its load is spread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../../../infra/local/dynamodb.ts';
import { freePorts } from '../../../infra/local/free-ports.ts';
import { startHome } from '../../../infra/local/home.ts';
import { functions } from '../../../infra/manifest.ts';
import { createClient } from '../../demo/client.ts';
import { playProgram } from '../../demo/play-program.ts';
import { executionsOfHome } from '../../home-executions.ts';
import { countUnits, type Units } from './count-units.ts';

export type ExecutionCounts = { executions: number; transitions: number; eventsMax: number; eventsPerLookMax: number };
export type Counted = ExecutionCounts & {
  days: number;
  calls: { name: string; requests: number; gbSeconds: number }[];
  units: Units;
  emails: number;
  /** Of all emails, those in the hour of the day with most of them. */
  busiestHourShare: number;
};

const clockStart = '2027-01-04T16:00:00Z';
/** Ticks serve the whole stage: they are no program's. */
const shared: ReadonlySet<string> = new Set(
  functions.flatMap(({ name, trigger }) => (trigger.kind === 'schedule' ? [name] : [])),
);

export async function countProgram(): Promise<Counted> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const ports = await freePorts();
  const dynamo = await startDynamoDb({
    port: ports.dynamoDb,
    file: join(dataDir, 'bench.sqlite'),
    external: undefined,
  });
  const proxy = await countUnits(dynamo.endpoint);
  const called = new Map<string, { requests: number; milliseconds: number }>();
  const home = await startHome({
    dataDir,
    ports: await freePorts(),
    clockStart: Date.parse(clockStart),
    dynamoDbEndpoint: proxy.endpoint,
    onInvoked: (name, milliseconds) => {
      const seen = called.get(name) ?? { requests: 0, milliseconds: 0 };
      called.set(name, { requests: seen.requests + 1, milliseconds: seen.milliseconds + milliseconds });
    },
  });
  try {
    const client = await createClient(home.urls.api);
    called.clear();
    const before = proxy.units();
    await playProgram(client);
    const days = (Date.parse(await client.now()) - Date.parse(clockStart)) / 86_400_000;
    const mails = await client.get<{ at: string }[]>('/local/mail');
    const after = proxy.units();
    return {
      ...(await countExecutions(home.urls.stepFunctions)),
      days,
      calls: functions.flatMap(({ name, memoryMb }) => {
        const seen = called.get(name);
        if (!seen || shared.has(name)) return [];
        return [{ name, requests: seen.requests, gbSeconds: (seen.milliseconds / 1000) * (memoryMb / 1024) }];
      }),
      units: { read: after.read - before.read, write: after.write - before.write },
      emails: mails.length,
      busiestHourShare: busiestShare(mails.map(({ at }) => at)),
    };
  } finally {
    await home.close();
    await proxy.close();
    await dynamo.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function busiestShare(instants: readonly string[]): number {
  const hours = new Map<string, number>();
  for (const at of instants) hours.set(at.slice(11, 13), (hours.get(at.slice(11, 13)) ?? 0) + 1);
  return Math.max(...hours.values()) / instants.length;
}

async function countExecutions(endpoint: string): Promise<ExecutionCounts> {
  const counted: ExecutionCounts = { executions: 0, transitions: 0, eventsMax: 0, eventsPerLookMax: 0 };
  for await (const { events } of executionsOfHome(endpoint)) {
    const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? []);
    const looks = entered.filter(({ name }) => name === 'Look').length;
    counted.executions += 1;
    counted.transitions += entered.length;
    counted.eventsMax = Math.max(counted.eventsMax, events.length);
    if (looks > 1) counted.eventsPerLookMax = Math.max(counted.eventsPerLookMax, events.length / looks);
  }
  return counted;
}
