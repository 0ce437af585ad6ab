/** Where an event goes that a function could not be given, or failed at to the end. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DataParts } from './data-parts.ts';

/** SQS's longest: somebody has to come back from holidays. */
const retention = Duration.days(14);

export function deadLetterQueue(scope: Construct, id: string, data: DataParts): sqs.Queue {
  const queue = new sqs.Queue(scope, id, {
    retentionPeriod: retention,
    // SES's events name the recipient's address.
    encryption: sqs.QueueEncryption.KMS,
    encryptionMasterKey: data.workKey,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue itself.' });
  return queue;
}
