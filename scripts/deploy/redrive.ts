/**
 * Dead letters, handed in again one by one. EventBridge and Lambda put the event itself into the queue; the stream's
 * mapping only says where its records stand: they are read from the stream, which keeps them for a day.
 */
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { deadLettersOutput, functionOutput, stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import { functions } from '../../infra/manifest.ts';
import { neededOutputs } from './stacks.ts';

/** A letter that fails again is seen again only after this: longer than one redrive may take. */
const hiddenSeconds = 900;
/** Letters in a row, of ten a page; a queue with more is emptied by the next call. */
const pagesMax = 1_000;

const ofStream = z.object({
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    streamArn: z.string(),
  }),
});

export async function redrive(
  { name: stage, region }: Stage,
  name: string,
): Promise<{ handedIn: number; failed: number }> {
  if (!functions.some((spec) => spec.name === name)) throw new Error(`there is no function ${name}`);
  const keys = [deadLettersOutput(name), functionOutput(name)];
  const outputs = await neededOutputs(region, stackName(stage, 'service'), keys);
  const [QueueUrl, FunctionName] = keys.map((key) => outputs[key]);
  const sqs = new SQSClient({ region, useQueueUrlAsEndpoint: false });
  const counted = { handedIn: 0, failed: 0 };
  for (let page = 0; page < pagesMax; page += 1) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenSeconds };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    if (Messages.length === 0) break;
    for (const message of Messages) {
      if (!(await handIn(region, FunctionName, message))) {
        counted.failed += 1;
        continue;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      counted.handedIn += 1;
    }
  }
  return counted;
}

async function handIn(region: string, FunctionName: string | undefined, { Body = '' }: Message): Promise<boolean> {
  const letter: unknown = JSON.parse(Body);
  const stream = ofStream.safeParse(letter);
  const event = stream.success ? { Records: await recordsOf(region, stream.data.DDBStreamBatchInfo) } : letter;
  const asked = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await new LambdaClient({ region }).send(asked);
  if (FunctionError) return false;
  const answer: unknown = Payload ? JSON.parse(Buffer.from(Payload).toString('utf8')) : null;
  const failures = (answer as { batchItemFailures?: unknown[] } | null)?.batchItemFailures ?? [];
  return failures.length === 0;
}

type BatchInfo = z.infer<typeof ofStream>['DDBStreamBatchInfo'];

/** Of one batch: what is older than a day is gone, and the reconciler has looked after it long ago. */
async function recordsOf(region: string, batch: BatchInfo): Promise<StreamRecord[]> {
  const streams = new DynamoDBStreamsClient({ region });
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: batch.streamArn,
      ShardId: batch.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: batch.startSequenceNumber,
    }),
  );
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  const last = BigInt(batch.endSequenceNumber);
  return Records.filter(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? '0') <= last);
}
