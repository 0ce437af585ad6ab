/** What our own functions say in their logs (fixed sentences, ids), counted: the alarms that are about patients. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functions } from '../manifest.ts';
import type { Stage } from './stages.ts';

export type CareMetrics = {
  /** Left out, as it would have come after its deadline. */
  readonly tooLate: cloudwatch.IMetric;
  /** Sent in time for its deadline, ten minutes or more after it was planned. */
  readonly late: cloudwatch.IMetric;
  /** Nobody looked in time, and a new run has taken over. */
  readonly overdue: cloudwatch.IMetric;
  /** A run that could not be raised: nothing repairs this program by itself. */
  readonly notRepaired: cloudwatch.IMetric;
  /** A task that nobody can be told of by mail: its owner, who is on call, the administration. */
  readonly unreached: cloudwatch.IMetric;
};

type Sentence = { readonly metric: keyof CareMetrics; readonly message: string; readonly reason?: string };

/** The words stand in functions/; test/infra/care-metrics.test.ts holds the two together. */
export const sentences: readonly Sentence[] = [
  { metric: 'tooLate', message: 'a message was too late' },
  { metric: 'late', message: 'a message was late' },
  { metric: 'overdue', message: 'a run was raised', reason: 'overdue-look' },
  { metric: 'notRepaired', message: 'a run could not be raised' },
  { metric: 'unreached', message: 'nobody of the staff can be reached' },
];

export function careMetrics(
  scope: Construct,
  { stage, lambdas }: { readonly stage: Stage; readonly lambdas: ReadonlyMap<string, lambda.Function> },
): CareMetrics {
  const metricOf = ({ metric, message, reason }: Sentence): cloudwatch.Metric => {
    const namespace = `Throughline/${stage.name}`;
    const period = Duration.minutes(5);
    for (const { name } of functions) {
      const fn = lambdas.get(name);
      // Whoever may say it: steps and reactions. An API call has a caller who sees what became of it.
      if (!fn || !saysSo(name)) continue;
      const parts = [logs.FilterPattern.stringValue('$.message', '=', message)];
      if (reason) parts.push(logs.FilterPattern.stringValue('$.reason', '=', reason));
      new logs.MetricFilter(scope, `${name}-${metric}`, {
        logGroup: fn.logGroup,
        filterPattern: logs.FilterPattern.all(...parts),
        metricNamespace: namespace,
        metricName: metric,
        metricValue: '1',
      });
    }
    return new cloudwatch.Metric({ namespace, metricName: metric, period, statistic: cloudwatch.Stats.SUM });
  };
  const [tooLate, late, overdue, notRepaired, unreached] = sentences.map(metricOf);
  if (!tooLate || !late || !overdue || !notRepaired || !unreached) throw new Error('a sentence is missing');
  return { tooLate, late, overdue, notRepaired, unreached };
}

const saysSo = (name: string): boolean =>
  ['send-message', 'reconcile', 'on-change', 'on-execution-change', 'on-task', 'tell-staff'].includes(name);
