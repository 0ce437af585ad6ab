/**
 * The table's stream, read as Lambda's event source mapping reads it: in order, in batches, again where the function
 * reports a failure, and after a bounded number of tries into the dead letters. The checkpoint follows success.
 */

import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { Worker } from './clock.ts';
import type { FunctionHost } from './functions.ts';
import { createTrimmer } from './stream-records.ts';

const batchSizeMax = 100;
const attemptsMax = 5;
const pauseMs = 50;
/** Between looks when nothing kicks: writes from outside this process are seen by then. */
const idlePollMs = 250;
/** After a kick: what one command and its messages write is read in one batch, and each owner is looked at once. */
const kickDelayMs = 50;

export type StreamReader = { worker: Worker; start(): void; kick(): void; close(): Promise<void> };

export function createStreamReader(options: {
  client: DynamoDBStreamsClient;
  streamArn: string;
  host: FunctionHost;
  checkpoint: { load(): string | undefined; save(sequenceNumber: string): void };
  deadLetter: (source: string, body: unknown, error: string) => void;
  /** dynoxide's own file, to trim its stream; null elsewhere. */
  file: string | null;
  /** Something was consumed: what is due may have changed. */
  onConsumed: (keys: { pk: string; sk: string }[]) => void;
}): StreamReader {
  const { client, streamArn, host, checkpoint, deadLetter, file, onConsumed } = options;
  const targets = host.triggeredBy('table-stream');
  const trim = file ? createTrimmer(file) : null;
  let iterator: string | undefined;
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let kicked: NodeJS.Timeout | undefined;
  let closed = false;
  /** Since the last drain, whoever asked for the read: what a kick consumed has started work, too. */
  let consumed = 0;

  const openIterator = async (): Promise<string | undefined> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
    if (!ShardId) return undefined;
    const after = checkpoint.load();
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId,
        ...(after
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
          : { ShardIteratorType: 'TRIM_HORIZON' }),
      }),
    );
    return ShardIterator;
  };

  const readOnce = async (): Promise<number> => {
    iterator ??= await openIterator();
    if (!iterator) return 0;
    let page: GetRecordsCommandOutput;
    try {
      page = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSizeMax }));
    } catch (error) {
      iterator = undefined;
      throw error;
    }
    const records = page.Records ?? [];
    if (records.length > 0) await consume(records);
    consumed += records.length;
    iterator = page.NextShardIterator;
    return records.length;
  };

  const consume = async (records: readonly _Record[]): Promise<void> => {
    await Promise.all(targets.map(({ name, trigger }) => deliver(name, recordsFor(trigger.keys, records))));
    const last = records.at(-1)?.dynamodb?.SequenceNumber;
    if (last) {
      checkpoint.save(last);
      trim?.(last);
    }
    onConsumed(records.map(({ dynamodb }) => ({ pk: dynamodb?.Keys?.pk?.S ?? '', sk: dynamodb?.Keys?.sk?.S ?? '' })));
  };

  const deliver = async (target: string, records: readonly _Record[]): Promise<void> => {
    let left = records;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      left = await failedOf(host, target, left);
      if (left.length === 0) return;
      if (attempt === attemptsMax) {
        for (const record of left) deadLetter(target, record, 'stream record failed');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
    }
  };

  /** A batch that is not full was the last one. What is written meanwhile the next poll finds; who drains asks until nothing comes. */
  const readAll = async (): Promise<void> => {
    while (!closed && (await readOnce()) === batchSizeMax);
  };

  /** One reader at a time: whoever asks meanwhile waits for a read that began after it asked. */
  const read = (): Promise<void> => {
    const before = reading ?? Promise.resolve();
    const next = before.then(readAll, readAll).finally(() => {
      if (reading === next) reading = undefined;
    });
    reading = next;
    return next;
  };

  const poll = (): void => {
    if (closed) return;
    timer = setTimeout(() => void read().catch(ignore).then(poll), idlePollMs);
  };

  return {
    worker: {
      name: 'stream',
      drain: async () => {
        await read();
        const count = consumed;
        consumed = 0;
        return count;
      },
      busy: () => (reading ? 'reading the stream' : undefined),
    },
    start: poll,
    kick: () => {
      if (closed) return;
      kicked ??= setTimeout(() => {
        kicked = undefined;
        void read().catch(ignore);
      }, kickDelayMs);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(kicked);
      await reading?.catch(ignore);
    },
  };
}

/** As the event source mapping's filter in the cloud. */
function recordsFor(keys: string | undefined, records: readonly _Record[]): readonly _Record[] {
  return keys === undefined ? records : records.filter(({ dynamodb }) => dynamodb?.Keys?.sk?.S?.startsWith(keys));
}

/** A read that failed is made again by the next one. */
const ignore = (): void => {};

async function failedOf(host: FunctionHost, target: string, records: readonly _Record[]): Promise<readonly _Record[]> {
  try {
    const answer = (await host.invoke(target, { Records: records })) as
      | { batchItemFailures?: { itemIdentifier: string }[] }
      | undefined;
    const failed = new Set((answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
    return records.filter((record) => failed.has(record.dynamodb?.SequenceNumber ?? ''));
  } catch {
    return records;
  }
}
