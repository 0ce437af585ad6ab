/** Alarms that somebody has to act on. Everything that repairs itself is a metric, not an alarm. */
import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';

export type AlarmProps = {
  readonly data: DataStack;
  readonly onChange: lambda.Function;
  /** By the name of the function that failed. */
  readonly deadLetters: ReadonlyMap<string, sqs.Queue>;
  readonly machines: ReadonlyMap<string, sfn.StateMachine>;
  readonly api: apigateway.HttpApi;
};

export function alarms(scope: Construct, props: AlarmProps): sns.Topic {
  const { data, onChange, deadLetters, machines, api } = props;
  const topic = new sns.Topic(scope, 'alarms', { masterKey: data.workKey, enforceSSL: true });
  const act = new SnsAction(topic);
  const over = (id: string, description: string, metric: cloudwatch.IMetric, threshold: number, periods = 1): void => {
    const alarm = new cloudwatch.Alarm(scope, `alarm-${id}`, {
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Nothing happened, or nobody was asked.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(act);
    alarm.addOkAction(act);
  };
  const period = Duration.minutes(5);

  for (const [name, queue] of deadLetters)
    over(
      `dead-letters-${name}`,
      `${name} failed at an event to the end. See the queue, repair, hand it in again.`,
      queue.metricApproximateNumberOfMessagesVisible({ period, statistic: cloudwatch.Stats.MAXIMUM }),
      0,
    );
  over(
    'stream-behind',
    'Changes reach their executions more than a minute late: reminders of sessions that moved may be wrong.',
    onChange.metric('IteratorAge', { period, statistic: cloudwatch.Stats.MAXIMUM }),
    Duration.minutes(1).toMilliseconds(),
    2,
  );
  for (const [name, machine] of machines) {
    over(
      `${name}-failed`,
      `Executions of ${name} fail. Each is taken over by a new run; more of them mean a bad step or definition.`,
      machine.metricFailed({ period }),
      5,
    );
    over(
      `${name}-timed-out`,
      `An execution of ${name} reached the limit of a year.`,
      machine.metricTimedOut({ period }),
      0,
    );
  }
  over(
    'api-failing',
    'The API answers with 5xx.',
    api.metricServerError({ period, statistic: cloudwatch.Stats.SUM }),
    5,
  );
  const reputation = (metricName: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/SES',
      metricName,
      period: Duration.hours(1),
      statistic: cloudwatch.Stats.AVERAGE,
    });
  // SES puts an account under review at 5 % bounces or 0.1 % complaints, and stops its mail at 10 % or 0.5 %.
  over('bounces', 'Bounces near the rate at which SES reviews the account.', reputation('Reputation.BounceRate'), 0.04);
  over(
    'complaints',
    'Complaints near the rate at which SES reviews the account.',
    reputation('Reputation.ComplaintRate'),
    0.0008,
  );
  return topic;
}
