/** What starts the reactions: the table's stream, events of SES and Step Functions, the clock. */
import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FunctionSpec, type MachineName, machines } from '../manifest.ts';
import type { DataParts } from './data-parts.ts';
import { machineArn } from './machine-names.ts';
import { mailEventTypes } from './mail.ts';
import { allow } from './permissions.ts';
import type { Stage } from './stages.ts';

export type ReactionProps = {
  readonly spec: FunctionSpec;
  readonly fn: lambda.Function;
  readonly deadLetters: sqs.Queue;
  readonly data: DataParts;
  readonly stage: Stage;
};

/** Of one stream record, by itself in the end: bisecting parts a bad one from the good, which do not count as retries. */
const streamRetries = 5;
/** A record only says "look again", and after an hour the reconciler has looked. The stream keeps records for a day. */
const streamAge = Duration.hours(1);

export function connectReaction(scope: Construct, props: ReactionProps): void {
  const { trigger } = props.spec;
  switch (trigger.kind) {
    case 'table-stream':
      connectStream(scope, props, trigger);
      return;
    case 'event-rule':
      new events.Rule(scope, `${props.spec.name}-rule`, {
        eventPattern: patternOf(trigger.source, props.stage),
        targets: [target(props, Duration.hours(24))],
      });
      return;
    case 'schedule': {
      const every = Duration.minutes(trigger.everyMinutes);
      new events.Rule(scope, `${props.spec.name}-rule`, {
        schedule: events.Schedule.rate(every),
        // After five ticks another has done its work; once a day is not to be missed for an outage of an hour.
        targets: [target(props, Duration.minutes(Math.min(5 * trigger.everyMinutes, 24 * 60)))],
      });
      return;
    }
    case 'http-api':
    case 'step':
    case 'pre-token-generation':
      return;
  }
}

function connectStream(
  scope: Construct,
  { spec, fn, deadLetters, data }: ReactionProps,
  { keys, batch = 50 }: Extract<FunctionSpec['trigger'], { kind: 'table-stream' }>,
): void {
  const { tableStreamArn } = data.table;
  if (!tableStreamArn) throw new Error('the table has no stream');
  fn.addToRolePolicy(
    allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [tableStreamArn]),
  );
  // Lambda refuses the mapping without it, and IAM knows no narrower resource for it.
  fn.addToRolePolicy(allow(['dynamodb:ListStreams'], ['*']));
  fn.addToRolePolicy(allow(['sqs:SendMessage'], [deadLetters.queueArn]));
  new lambda.EventSourceMapping(scope, `${spec.name}-mapping`, {
    target: fn,
    eventSourceArn: tableStreamArn,
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: batch,
    ...(keys === undefined ? {} : { filters: [keyFilter(keys)] }),
    // Latency is what a clinic sees; several shards in flight keep the order within one program's partition.
    maxBatchingWindow: Duration.seconds(0),
    parallelizationFactor: 4,
    bisectBatchOnError: true,
    retryAttempts: streamRetries,
    maxRecordAge: streamAge,
    reportBatchItemFailures: true,
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
  });
}

/** Lambda is called, and paid, for these changes alone. */
const keyFilter = (prefix: string): Record<string, unknown> =>
  lambda.FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: lambda.FilterRule.beginsWith(prefix) } } } });

/**
 * Two limits, as two things can go wrong: EventBridge that cannot hand an event over keeps trying for `maxAge`; Lambda
 * that was given it tries a failing function again by itself (bundled-function.ts). Both end in the same queue.
 */
function target({ fn, deadLetters }: ReactionProps, maxAge: Duration): events.IRuleTarget {
  return new targets.LambdaFunction(fn, { deadLetterQueue: deadLetters, maxEventAge: maxAge, retryAttempts: 20 });
}

function patternOf(source: string, stage: Stage): events.EventPattern {
  switch (source) {
    case 'aws.ses':
      return { source: [source], detail: { eventType: [...mailEventTypes] } };
    case 'aws.states':
      return {
        source: [source],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: (Object.keys(machines) as MachineName[]).map((name) => machineArn(stage, name)) },
      };
    default:
      throw new Error(`there is no rule for events of ${source}`);
  }
}
