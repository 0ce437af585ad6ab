/**
 * What executions of this release ask of their steps, and what they are answered, played on a home of this machine. Ids are numbered, task tokens left out.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { freePorts } from '../../infra/local/free-ports.ts';
import { startHome } from '../../infra/local/home.ts';
import type { MachineName } from '../../infra/manifest.ts';
import { type Client, createClient } from '../demo/client.ts';
import { playProgram } from '../demo/play-program.ts';
import { executionsOfHome } from '../home-executions.ts';

export type Step = {
  state: string;
  /** The placeholder of the function, as the definition has it. */
  calls: string;
  asked: Record<string, unknown>;
  /** Null where a task token ran out, or the execution ended before. */
  answered: unknown;
  /** The name of the error with which the step refused. */
  failed?: string;
};
export type RecordedExecution = {
  machine: MachineName;
  name: string;
  startedAt: string;
  status: string;
  input: Record<string, unknown>;
  states: string[];
  steps: Step[];
};

const clockStart = '2027-01-04T16:00:00Z';
const example = (name: string): unknown => JSON.parse(readFileSync(`docs/examples/${name}.json`, 'utf8'));

export async function recordHistories(): Promise<RecordedExecution[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-histories-'));
  const home = await startHome({ dataDir, ports: await freePorts(), clockStart: Date.parse(clockStart) });
  try {
    await playHistory(await createClient(home.urls.api), { doses: 6 });
    return numbered(await readHistories(home.urls.stepFunctions));
  } finally {
    await home.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export type Played = {
  doses: number;
  onBooked?: (dose: number) => Promise<void>;
  beforeMishaps?: () => Promise<void>;
};

/** Programs that together come by nearly every state: one in the regular way, one of mishaps, two that end early. */
export async function playHistory(client: Client, { doses, onBooked, beforeMishaps }: Played): Promise<void> {
  const close = doses === 6;
  const { programId } = await playProgram(client, { doses, close, ...(onBooked ? { onBooked } : {}) });
  if (!close) await client.post(`/v1/programs/${programId}/withdraw`, example('withdraw'));
  await beforeMishaps?.();
  await playMishaps(client);
  await client.post(`${await enroll(client, 'c')}/withdraw`, example('withdraw'));
  await client.post(`${await enroll(client, 'd')}/deceased`, { on: (await client.now()).slice(0, 10) });
  await passDays(client, 1);
}

/** A session that nobody documents, one that is cancelled, one that the patient misses; a hold; a discharge. */
async function playMishaps(client: Client): Promise<void> {
  const base = await enroll(client, 'b');
  const book = async (inDays: number): Promise<string> => {
    const at = `${new Date(Date.parse(await client.now()) + inDays * dayMs).toISOString().slice(0, 10)}T15:00`;
    const body = { ...(example('book-preparation') as object), start: { at, timeZone: 'America/Denver' } };
    return (await client.post<{ sessionId: string }>(`${base}/sessions`, body)).body.sessionId;
  };
  const forgotten = await book(2);
  await client.post(`${base}/sessions/${await book(8)}/cancel`, example('cancel'));
  await passDays(client, 5);
  const [startedAt, endedAt] = [-60, -10].map((minutes) => minutes * 60_000);
  const now = Date.parse(await client.now());
  await client.post(`${base}/sessions/${forgotten}/outcome`, {
    result: 'completed',
    startedAt: new Date(now + (startedAt ?? 0)).toISOString(),
    endedAt: new Date(now + (endedAt ?? 0)).toISOString(),
  });
  const missed = await book(2);
  await passDays(client, 3);
  await client.post(`${base}/sessions/${missed}/outcome`, { result: 'no-show' });
  await book(4);
  await client.post(`${base}/hold`, example('hold'));
  await passDays(client, 2);
  await client.post(`${base}/discharge`, { reason: 'medical' });
  await passDays(client, 1);
}

const dayMs = 86_400_000;

async function passDays(client: Client, days: number): Promise<void> {
  await client.runTo(new Date(Date.parse(await client.now()) + days * dayMs).toISOString());
}

async function enroll(client: Client, name: string): Promise<string> {
  const body = example('enroll') as { patient: object; consents: { kind: string }[] };
  const signedOn = (await client.now()).slice(0, 10);
  const { programId } = (
    await client.post<{ programId: string }>('/v1/programs', {
      ...body,
      patient: { ...body.patient, email: `${name}@example.com` },
      consents: body.consents.map(({ kind }) => ({ kind, signedOn })),
    })
  ).body;
  return `/v1/programs/${programId}`;
}

export async function readHistories(endpoint: string): Promise<RecordedExecution[]> {
  const recorded: RecordedExecution[] = [];
  for await (const { machine, execution, events } of executionsOfHome(endpoint)) {
    const { name = '', status = '', startDate } = execution;
    recorded.push({ machine, name, status, startedAt: startDate?.toISOString() ?? '', ...condensed(events) });
  }
  return recorded.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.name.localeCompare(b.name));
}

function condensed(events: readonly HistoryEvent[]): Pick<RecordedExecution, 'input' | 'states' | 'steps'> {
  let input: Record<string, unknown> = {};
  const states: string[] = [];
  const steps: Step[] = [];
  for (const event of events) {
    if (event.executionStartedEventDetails) input = JSON.parse(event.executionStartedEventDetails.input ?? '{}');
    if (event.stateEnteredEventDetails?.name) states.push(event.stateEnteredEventDetails.name);
    if (event.taskScheduledEventDetails) {
      const { FunctionName, Payload } = JSON.parse(event.taskScheduledEventDetails.parameters ?? '{}');
      steps.push({ state: states.at(-1) ?? '', calls: FunctionName, asked: Payload, answered: null });
    }
    const last = steps.at(-1);
    if (event.taskSucceededEventDetails && last) {
      const output = JSON.parse(event.taskSucceededEventDetails.output ?? 'null');
      last.answered = output?.Payload ?? output;
    }
    if (event.taskFailedEventDetails?.error && last) last.failed = event.taskFailedEventDetails.error;
  }
  return { input, states, steps };
}

/** `prg_k2f…` becomes `prg_1`; a task token becomes a word. */
function numbered(recorded: RecordedExecution[]): RecordedExecution[] {
  const seen = new Map<string, string>();
  const counts = new Map<string, number>();
  const text = JSON.stringify(recorded, (key, value) => (key === 'token' ? 'a-task-token' : value));
  const renamed = text.replace(/\b([a-z]{3})_[a-z0-9]{20}\b/g, (id, prefix: string) => {
    const known = seen.get(id);
    if (known) return known;
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    seen.set(id, `${prefix}_${count}`);
    return `${prefix}_${count}`;
  });
  return JSON.parse(renamed);
}
