import { createServer } from 'node:net';

/** Four ports of this machine that were free a moment ago. */
export async function freePorts(): Promise<{ api: number; dynamoDb: number; stepFunctions: number; mail: number }> {
  const servers = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [api = 0, dynamoDb = 0, stepFunctions = 0, mail = 0] = ports;
  return { api, dynamoDb, stepFunctions, mail };
}
