/** What the handlers take for the SDK's clients: every call goes through the gate. */
import * as states from '@aws-sdk/client-sfn';
import type { Api } from '../../../infra/local/step-functions/api.ts';
import { ApiError } from '../../../infra/local/step-functions/api-errors.ts';
import type { Operation } from '../../../infra/local/step-functions/api-shapes.ts';
import type { Gate } from '../gate.ts';
import type { Mailbox } from './mailbox.ts';
import type { MemoryTable } from './table.ts';

type Command = { constructor: { name: string }; input: unknown };
type Client = { send(command: Command): Promise<unknown> };
export type Clients = { db: Client; sfn: Client; ses: Client };

export function createClients(parts: {
  gate: Gate;
  table: () => MemoryTable;
  api: () => Api;
  mailbox: Mailbox;
  now: () => number;
}): Clients {
  const { gate, table, api, mailbox, now } = parts;
  return {
    db: {
      send: ({ constructor: { name }, input }) => gate.pass('dynamodb', name, input, () => table().answer(name, input)),
    },
    sfn: {
      send: ({ constructor: { name }, input }) =>
        gate.pass('states', name, input, () => callStates(api(), name, input)),
    },
    ses: {
      send: ({ constructor: { name }, input }) => gate.pass('ses', name, input, () => mailbox.accept(input, now())),
    },
  };
}

async function callStates(api: Api, name: string, input: unknown): Promise<unknown> {
  try {
    return withDates(await api.call(name.replace(/Command$/, '') as Operation, JSON.stringify(input)));
  } catch (error) {
    throw error instanceof ApiError ? sdkError(error) : error;
  }
}

const isDate = /^(.*Date|timestamp)$/;

/** The service answers with seconds, of which the SDK makes dates. */
function withDates(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withDates);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      isDate.test(name) && typeof value === 'number' ? new Date(value * 1000) : withDates(value),
    ]),
  );
}

type ErrorClass = new (given: { message: string; $metadata: object }) => Error;

/** As the SDK would have made it of the service's answer. */
function sdkError({ name, message, status }: ApiError): Error {
  const known = (states as unknown as Record<string, ErrorClass | undefined>)[name];
  const $metadata = { httpStatusCode: status };
  return known ? new known({ message, $metadata }) : Object.assign(new Error(message), { name, $metadata });
}
