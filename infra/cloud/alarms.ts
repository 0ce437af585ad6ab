/** Alarms that somebody has to act on. Everything that repairs itself is a metric, not an alarm. docs/runbook.md has each. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { CareMetrics } from './care-metrics.ts';
import type { DataParts } from './data-parts.ts';
import type { Stage } from './stages.ts';

export type Observed = {
  readonly data: DataParts;
  readonly stage: Stage;
  /** By the name in the manifest. */
  readonly lambdas: ReadonlyMap<string, lambda.Function>;
  /** By the name of the function that failed. */
  readonly deadLetters: ReadonlyMap<string, sqs.Queue>;
  readonly machines: ReadonlyMap<string, sfn.StateMachine>;
  readonly api: apigateway.HttpApi;
  readonly care: CareMetrics;
};

/** Above `over`, or below `under`, in each of `periods` periods. */
type Condition = {
  readonly id: string;
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  readonly over?: number;
  readonly under?: number;
  readonly periods?: number;
  /** The medical director hears of it, too. */
  readonly care?: true;
};

const period = Duration.minutes(5);

export function alarms(scope: Construct, observed: Observed): void {
  const { data, stage } = observed;
  const topic = (id: string, email: string): sns.Topic => {
    const made = new sns.Topic(scope, id, { masterKey: data.workKey, enforceSSL: true });
    made.addSubscription(new EmailSubscription(email));
    made.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return made;
  };
  const operations = new SnsAction(topic('alarms', stage.operationsEmail));
  const director = new SnsAction(topic('care-alarms', stage.medicalDirectorEmail));
  for (const { id, says, metric, over, under, periods = 1, care } of conditions(observed)) {
    const alarm = new cloudwatch.Alarm(scope, `alarm-${id}`, {
      alarmDescription: says,
      metric,
      threshold: under ?? over ?? 0,
      evaluationPeriods: periods,
      comparisonOperator:
        under === undefined
          ? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      // No data: nothing went wrong, or, where something has to happen, it did not.
      treatMissingData:
        under === undefined ? cloudwatch.TreatMissingData.NOT_BREACHING : cloudwatch.TreatMissingData.BREACHING,
    });
    for (const action of care ? [operations, director] : [operations]) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

const conditions = (observed: Observed): Condition[] => [
  ...ofPatients(observed),
  ...ofEvents(observed),
  ...ofExecutions(observed),
  ...ofEdges(observed),
];

function ofPatients({ care }: Observed): Condition[] {
  return [
    {
      id: 'reminder-too-late',
      says: 'A message was left out, as it would have come after its deadline. Its patient has a task: is it being done?',
      metric: care.tooLate,
      over: 0,
      care: true,
    },
    {
      id: 'reminders-late',
      says: 'Messages go out ten minutes or more after their time. Soon some will be too late.',
      metric: care.late,
      over: 2,
    },
    {
      id: 'program-stuck',
      says: 'For half an hour programs or sessions were not looked at in time, though new runs took over.',
      metric: care.overdue,
      over: 0,
      periods: 6,
      care: true,
    },
    {
      id: 'program-not-repaired',
      says: 'A program’s run could not be raised: nothing repairs it by itself.',
      metric: care.notRepaired,
      over: 0,
      care: true,
    },
    {
      id: 'staff-unreached',
      says: 'A task waits, and no mail reaches its owner, who is on call or the administration: tell somebody.',
      metric: care.unreached,
      over: 0,
      care: true,
    },
  ];
}

function ofEvents({ lambdas, deadLetters }: Observed): Condition[] {
  const onChange = of(lambdas, 'on-change');
  return [
    ...[...deadLetters].map(([name, queue]) => ({
      id: `dead-letters-${name}`,
      says: `${name} failed at an event to the end. Repair, then hand it in again: npm run redrive.`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: cloudwatch.Stats.MAXIMUM }),
      over: 0,
    })),
    {
      id: 'stream-behind',
      says: 'Changes reach their executions more than a minute late: reminders of sessions that moved may be wrong.',
      metric: onChange.metric('IteratorAge', { period, statistic: cloudwatch.Stats.MAXIMUM }),
      over: Duration.minutes(1).toMilliseconds(),
      periods: 2,
    },
    {
      id: 'reconciler-silent',
      says: 'The reconciler has not run for ten minutes: nothing repairs what is lost.',
      metric: of(lambdas, 'reconcile').metricInvocations({ period }),
      under: 1,
      periods: 2,
    },
    {
      id: 'archive-silent',
      says: 'For two days no heads of chains were exported.',
      metric: of(lambdas, 'export-heads').metricInvocations({ period: Duration.days(1) }),
      under: 1,
      periods: 2,
    },
  ];
}

function ofExecutions({ machines }: Observed): Condition[] {
  return [...machines].flatMap(([name, machine]) => [
    {
      id: `${name}-failed`,
      says: `Executions of ${name} fail. Each is taken over by a new run; more of them mean a bad step or definition.`,
      metric: machine.metricFailed({ period }),
      over: 5,
    },
    {
      id: `${name}-timed-out`,
      says: `An execution of ${name} reached the limit of a year.`,
      metric: machine.metricTimedOut({ period }),
      over: 0,
    },
    {
      id: `${name}-throttled`,
      says: `Executions of ${name} wait for state transitions: the account’s quota is too small (docs/scale.md).`,
      metric: machine.metricThrottled({ period }),
      over: 0,
      periods: 3,
    },
  ]);
}

function ofEdges({ data, api }: Observed): Condition[] {
  const reputation = (metricName: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/SES',
      metricName,
      period: Duration.hours(1),
      statistic: cloudwatch.Stats.AVERAGE,
    });
  return [
    {
      id: 'api-failing',
      says: 'The API answers with 5xx.',
      metric: api.metricServerError({ period, statistic: cloudwatch.Stats.SUM }),
      over: 5,
    },
    {
      id: 'sign-in-failing',
      says: 'Logins get no token: one without a clinic, or the function before the token fails.',
      metric: data.preTokenGeneration.metricErrors({ period }),
      over: 2,
    },
    // SES puts an account under review at 5 % bounces or 0.1 % complaints, and stops its mail at 10 % or 0.5 %.
    {
      id: 'bounces',
      says: 'Bounces near the rate at which SES reviews the account.',
      metric: reputation('Reputation.BounceRate'),
      over: 0.04,
    },
    {
      id: 'complaints',
      says: 'Complaints near the rate at which SES reviews the account.',
      metric: reputation('Reputation.ComplaintRate'),
      over: 0.0008,
    },
  ];
}

function of(lambdas: ReadonlyMap<string, lambda.Function>, name: string): lambda.Function {
  const fn = lambdas.get(name);
  if (!fn) throw new Error(`there is no function ${name} to watch`);
  return fn;
}
