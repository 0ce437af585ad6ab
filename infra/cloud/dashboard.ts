/** One page, from what patients notice down to what machines do. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Observed } from './alarms.ts';

const period = Duration.minutes(5);

export function dashboard(scope: Construct, observed: Observed): void {
  const { stage, care, api, machines, lambdas, deadLetters, data } = observed;
  const graph = (title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget =>
    new cloudwatch.GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } });
  const mail = (metricName: string): cloudwatch.Metric =>
    new cloudwatch.Metric({ namespace: 'AWS/SES', metricName, period, statistic: cloudwatch.Stats.SUM });
  const fns = [...lambdas.values()];
  new cloudwatch.Dashboard(scope, 'dashboard', {
    dashboardName: `throughline-${stage.name}`,
    defaultInterval: Duration.days(1),
    widgets: [
      [
        graph('Patients: too late, late, overdue, not repaired', [
          care.tooLate,
          care.late,
          care.overdue,
          care.notRepaired,
        ]),
        graph('Mail', ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map(mail)),
        graph('API: requests, 4xx, 5xx', [
          api.metricCount({ period }),
          api.metricClientError({ period }),
          api.metricServerError({ period }),
        ]),
      ],
      [
        graph(
          'Executions started and failed',
          [...machines.values()].flatMap((machine) => [
            machine.metricStarted({ period }),
            machine.metricFailed({ period }),
          ]),
        ),
        graph(
          'Stream: age of the oldest change (ms)',
          fns
            .filter((fn) => fn.node.id === 'on-change')
            .map((fn) => fn.metric('IteratorAge', { period, statistic: cloudwatch.Stats.MAXIMUM })),
        ),
        graph(
          'Dead letters',
          [...deadLetters.values()].map((queue) => queue.metricApproximateNumberOfMessagesVisible({ period })),
        ),
      ],
      [
        graph(
          'Functions: errors',
          fns.map((fn) => fn.metricErrors({ period })),
        ),
        graph(
          'Functions: p99 duration (ms)',
          fns.map((fn) => fn.metricDuration({ period, statistic: 'p99' })),
        ),
        graph('Table: units', [
          data.table.metricConsumedReadCapacityUnits({ period }),
          data.table.metricConsumedWriteCapacityUnits({ period }),
        ]),
      ],
    ],
  });
}
