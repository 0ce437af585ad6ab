import { createServer } from 'node:net';

export type Ports = { api: number; dynamoDb: number; stepFunctions: number; mail: number };

/** As `npm start` reads them. */
export const environmentOf = ({ api, dynamoDb, stepFunctions, mail }: Ports): Record<string, string> => ({
  PORT: String(api),
  DYNAMODB_PORT: String(dynamoDb),
  STEP_FUNCTIONS_PORT: String(stepFunctions),
  MAIL_PORT: String(mail),
});

/** Four ports of this machine that were free a moment ago. */
export async function freePorts(): Promise<Ports> {
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
