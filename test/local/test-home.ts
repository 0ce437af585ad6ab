/** A home of a test's own: its own data folder, free ports, a standing clock, and a client that speaks HTTP. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { freePorts } from '../../infra/local/free-ports.ts';
import { type Home, startHome } from '../../infra/local/home.ts';
import { undocumented } from './documented.ts';

export const clockStart = '2027-01-04T16:00:00.000Z';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export type Answer = { status: number; body: any; etag: string | null };

export type TestClinic = {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, etag: string): Promise<Answer>;
  put(path: string, body: unknown, etag: string): Promise<Answer>;
};

export type Mail = { id: string; at: string; to: string; subject: string; text: string; html: string };

export type TestHome = {
  home: Home;
  /** The demo clinic with the roles of a coordinator, a therapist and a clinician. */
  clinic: TestClinic;
  as(clinicId: string, roles: readonly string[], staff?: string): Promise<TestClinic>;
  runTo(instant: string): Promise<void>;
  advance(duration: string): Promise<void>;
  settle(): Promise<void>;
  mails(to?: string): Promise<Mail[]>;
  publish(event: { source: string; [field: string]: unknown }): Promise<void>;
  /** Somebody stops an execution by hand, and nobody ever hears of it. */
  stopUnheard(executionName: string): Promise<void>;
  logs: string[];
  /** Ends the home and starts it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export async function startTestHome(startsAt = clockStart): Promise<TestHome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  const logs: string[] = [];
  let isLosing = false;
  const start = async (): Promise<Home> =>
    startHome({
      dataDir,
      ports: await freePorts(),
      clockStart: Date.parse(startsAt),
      isLost: () => isLosing,
      log: (line) => logs.push(line),
    });
  let home = await start();
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    callHttp(`${home.urls.api}${path}`, method, body, headers);
  const as = async (clinicId: string, roles: readonly string[], staff?: string): Promise<TestClinic> => {
    const issued = await call('POST', '/local/token', { clinicId, roles, ...(staff ? { staff } : {}) });
    const authorization = `Bearer ${issued.body.token}`;
    return {
      get: (path) => call('GET', path, undefined, { authorization }),
      post: (path, body = {}, headers = {}) => call('POST', path, body, { authorization, ...headers }),
      patch: (path, body, etag) => call('PATCH', path, body, { authorization, 'if-match': etag }),
      put: (path, body, etag) => call('PUT', path, body, { authorization, 'if-match': etag }),
    };
  };
  const clinic = await as('demo', ['coordinator', 'therapist', 'clinician']);
  return {
    get home() {
      return home;
    },
    clinic,
    as,
    logs,
    runTo: (instant) => home.clock.advanceTo(Date.parse(instant)),
    advance: async (duration) => {
      const answer = await call('POST', '/local/clock', { advanceBy: duration });
      if (answer.status !== 200) throw new Error(`the clock answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    },
    settle: () => home.clock.settle(),
    publish: (event) => home.publish(event),
    stopUnheard: async (name) => {
      await home.clock.settle();
      const [machine = ''] = name.split('-');
      const executionArn = `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
      isLosing = true;
      const sfn = new SFNClient({ endpoint: home.urls.stepFunctions, region: 'us-east-1', credentials });
      await sfn.send(new StopExecutionCommand({ executionArn }));
      await home.clock.settle();
      isLosing = false;
    },
    mails: async (to) => {
      await home.clock.settle();
      const { body } = await call('GET', '/local/mail');
      return (body as Mail[]).filter((mail) => to === undefined || mail.to.includes(to));
    },
    restart: async () => {
      await home.close();
      home = await start();
    },
    close: async () => {
      await home.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function callHttp(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer = { status: response.status, body: await response.json(), etag: response.headers.get('etag') };
  const fault = undocumented(method, new URL(url).pathname, {
    ...answer,
    contentType: response.headers.get('content-type'),
  });
  if (fault) throw new Error(fault);
  return answer;
}

/** A body of docs/examples, to be changed by the test that uses it. */
export function example(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../docs/examples/${name}.json`, import.meta.url), 'utf8'));
}

let enrolled = 0;
/** Enrolls a new person, so that tests of one home do not meet; answers the program's id. */
export async function enrollSomeone(
  clinic: TestClinic,
  patient: Record<string, unknown> = {},
  rest: Record<string, unknown> = {},
): Promise<{ programId: string; email: string; base: string }> {
  enrolled += 1;
  const body = example('enroll');
  const email = `patient${enrolled}@example.com`;
  const answer = await clinic.post('/v1/programs', {
    ...body,
    ...rest,
    patient: { ...body.patient, email, ...patient },
  });
  if (answer.status !== 201) throw new Error(`not enrolled: ${JSON.stringify(answer.body)}`);
  return {
    programId: answer.body.programId,
    email: String(patient.email ?? email),
    base: `/v1/programs/${answer.body.programId}`,
  };
}

export function shift(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}
