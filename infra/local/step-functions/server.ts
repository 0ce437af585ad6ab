/** The local Step Functions: the AWS JSON 1.0 protocol over the engine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Api } from './api.ts';
import { ApiError } from './api-errors.ts';
import { isOperation } from './api-shapes.ts';
import type { InvokeFunction, PutEvents } from './calls.ts';
import { Engine } from './engine.ts';
import type { EngineClock } from './engine-options.ts';
import type { Publish } from './outbox.ts';
import { Storage } from './storage.ts';

export type StepFunctionsOptions = {
  port: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** An SQLite file, or ':memory:'. */
  file: string;
  clock: EngineClock;
  invoke: InvokeFunction;
  /** Takes "Step Functions Execution Status Change" events; asked again until it resolves. Without it none are kept. */
  publish?: Publish;
  putEvents?: PutEvents;
  random?: () => number;
  newId?: () => string;
  /** @default 'us-east-1' */
  region?: string;
  /** @default '000000000000' */
  accountId?: string;
};

export type StepFunctions = {
  url: string;
  close(): Promise<void>;
  /** For the clock: the earliest timer of all executions. */
  source: { name: string; next(): { at: number; order: number } | undefined; fire(): void };
  /** For the clock: steps, calls in flight and events on their way to the bus. */
  worker: { name: string; drain(): Promise<number>; busy(): string | undefined };
};

export class PortError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PortError';
  }
}

/** A request holds at most a definition of 1 MiB, escaped. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const { port, host = '127.0.0.1', file, clock, region = 'us-east-1', accountId = '000000000000' } = options;
  const { random = () => randomBytes(4).readUInt32LE() / 2 ** 32, newId = randomUUID } = options;
  const storage = new Storage(file);
  const { invoke, publish, putEvents } = options;
  const engine = new Engine({
    storage,
    clock,
    invoke,
    random,
    newId,
    ...(publish && { publish }),
    ...(putEvents && { putEvents }),
  });
  const api = new Api({ storage, engine, newId, region, accountId, now: () => Math.floor(clock.now()) });
  const server = createServer((request, response) => void answer(api, request, response, newId));
  // Longer than clients keep idle connections: they should end them, not meet a closed one.
  server.keepAliveTimeout = 60_000;
  try {
    await listen(server, port, host);
  } catch (error) {
    storage.close();
    throw error;
  }
  engine.resume();
  const address = server.address();
  return {
    url: `http://${host}:${typeof address === 'object' && address ? address.port : port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      engine.close();
      await engine.quiet();
      storage.close();
    },
    source: { name: 'step-functions', next: () => engine.nextTimer(), fire: () => engine.fireTimer() },
    worker: { name: 'step-functions', drain: () => engine.drain(), busy: () => engine.busy() },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used: ${error.message}`;
      reject(new PortError(`Port ${port} of ${host}, for Step Functions, ${why}.`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

async function answer(
  api: Api,
  request: IncomingMessage,
  response: ServerResponse,
  newId: () => string,
): Promise<void> {
  try {
    const body = await bodyOf(request);
    send(response, 200, await api.call(operationOf(request), body), newId());
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError('InternalServerException', String(error), 500);
    response.setHeader('x-amzn-errortype', refusal.name);
    send(response, refusal.status, { __type: refusal.name, message: refusal.message }, newId());
  }
}

function send(response: ServerResponse, status: number, body: object, requestId: string): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': requestId,
  });
  response.end(text);
}

function operationOf(request: IncomingMessage): Parameters<Api['call']>[0] {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [service, operation = ''] = target.split('.');
  if (request.method === 'POST' && service === 'AWSStepFunctions' && isOperation(operation)) return operation;
  throw new ApiError('UnknownOperationException', `The operation ${target || '(none)'} is not one of this engine's`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX)
      throw new ApiError('RequestEntityTooLargeException', `The request is larger than ${BODY_BYTES_MAX} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
