/** Stands before the home's database and adds up the request units that each call is answered with. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Units = { read: number; write: number };
export type CountingProxy = { endpoint: string; units(): Units; close(): Promise<void> };

const reads: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);
const writes: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

/** Of the connection, or of a body that was changed. */
const notPassedOn: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'accept-encoding']);

type Consumed = { CapacityUnits?: number };

export async function countUnits(target: string): Promise<CountingProxy> {
  const counted: Units = { read: 0, write: 0 };
  const server = createServer((request, response) => {
    void forward(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(502).end(),
    );
  });
  const forward = async (request: IncomingMessage) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^DynamoDB_\d+\./, '');
    const sent = await bodyOf(request);
    const counts = reads.has(operation) || writes.has(operation);
    const body = counts ? JSON.stringify({ ...JSON.parse(sent), ReturnConsumedCapacity: 'TOTAL' }) : sent;
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || notPassedOn.has(name) ? [] : [[name, String(value)] as [string, string]],
    );
    const answer = await fetch(target, { method: request.method ?? 'POST', headers, body });
    const text = await answer.text();
    if (counts && answer.ok && !isOfTheHome(operation, sent)) {
      const { ConsumedCapacity } = JSON.parse(text) as { ConsumedCapacity?: Consumed | Consumed[] };
      const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      counted[reads.has(operation) ? 'read' : 'write'] += units;
    }
    return { status: answer.status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: text };
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    units: () => ({ ...counted }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** The home's own calls (infra/local/look-at-index.ts): no function scans, or reads parts of items in batches. */
const isOfTheHome = (operation: string, body: string): boolean =>
  operation === 'Scan' || (operation === 'BatchGetItem' && body.includes('"ProjectionExpression"'));

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
