/** The record of one program to take away: everything that the table holds of it, in pages that an answer can carry. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { keys } from '../contracts/table.ts';
import type { Session, Task } from '../domain/state.ts';
import type { KeptMessage } from '../use-cases/ports.ts';
import type { StoredEvent } from './chain.ts';
import type { ExecutionRow } from './execution-store.ts';
import { documentOf, type ProgramHead } from './program-items.ts';
import { allItems, eachItem } from './query-all.ts';

export type RecordPage = {
  program: Record<string, unknown> | null;
  sessions: Session[];
  tasks: Task[];
  events: StoredEvent[];
  messages: KeptMessage[];
  executions: ExecutionRow[];
  /** The sort key to go on after; null where this is the last page. */
  after: string | null;
};

export type RecordStore = ReturnType<typeof createRecordStore>;

/**
 * Lambda hands over 6 MB as the JSON of a string, in which every quote counts twice. An item has 400 kB at the most, so one
 * more than the bound still fits.
 */
export const pageBytesMax = 4_500_000;

export function createRecordStore(db: DynamoDBDocumentClient, table: string) {
  const items = (clinicId: string, programId: string, after: string | null): AsyncGenerator<Item> => {
    const pk = keys.program(clinicId, programId);
    return eachItem(db, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ExclusiveStartKey: after === null ? undefined : { pk, sk: after },
    }) as AsyncGenerator<Item>;
  };

  return {
    page: async (clinicId: string, programId: string, after: string | null): Promise<RecordPage> => {
      const page: RecordPage = emptyPage();
      let bytes = 0;
      let last: string | null = null;
      for await (const item of items(clinicId, programId, after)) {
        if (bytes >= pageBytesMax) return { ...page, after: last };
        bytes += add(page, item);
        last = item.sk;
      }
      return page;
    },
    /** What was mailed, without the HTML. */
    sentTexts: async (clinicId: string, programId: string): Promise<SentText[]> => {
      const items = await allItems(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :message)',
        ProjectionExpression: '#state.#key, #state.#copy, #state.#subject, #state.#text',
        ExpressionAttributeNames: {
          '#state': 'state',
          '#key': 'key',
          '#copy': 'copy',
          '#subject': 'subject',
          '#text': 'text',
        },
        ExpressionAttributeValues: { ':pk': keys.program(clinicId, programId), ':message': 'message#' },
      });
      return items.map(({ state }) => state as SentText);
    },
  };
}

type SentText = Pick<KeptMessage, 'key' | 'copy' | 'subject' | 'text'>;
type Item = { pk: string; sk: string; [attribute: string]: unknown };

const emptyPage = (): RecordPage => ({
  program: null,
  sessions: [],
  tasks: [],
  events: [],
  messages: [],
  executions: [],
  after: null,
});

/** The bytes that it adds to the answer. What executions are awoken with (`run#…`) is a secret of the machinery, no record. */
function add(page: RecordPage, item: Item): number {
  const { sk } = item;
  const push = <Kind>(list: Kind[], one: Kind): number => {
    list.push(one);
    return answerBytes(one);
  };
  if (sk === 'state#head') {
    page.program = withoutSecrets(documentOf<ProgramHead>(item));
    return answerBytes(page.program);
  }
  if (sk.startsWith('state#session#')) return push(page.sessions, documentOf<Session>(item));
  if (sk.startsWith('state#task#')) return push(page.tasks, documentOf<Task>(item));
  if (sk.startsWith('event#')) return push(page.events, item.event as StoredEvent);
  if (sk.startsWith('message#')) return push(page.messages, item.state as KeptMessage);
  if (sk.startsWith('execution#')) return push(page.executions, item.execution as ExecutionRow);
  return 0;
}

/** Six digits are found from their hash within seconds. */
function withoutSecrets({ accessCode: _code, ...head }: ProgramHead): Record<string, unknown> {
  return head;
}

/** As Lambda counts it: the body is a string within JSON. */
export function answerBytes(body: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(body)));
}
