/** "Step Functions Execution Status Change", as EventBridge delivers it. */
import type { Execution } from './execution.ts';

export type StatusChangeEvent = {
  version: '0';
  id: string;
  'detail-type': 'Step Functions Execution Status Change';
  source: 'aws.states';
  account: string;
  time: string;
  region: string;
  resources: [string];
  detail: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: Execution['status'];
    startDate: number;
    stopDate: number | null;
    input: string | null;
    output: string | null;
    inputDetails: { included: boolean };
    outputDetails: { included: boolean } | null;
    error: string | null;
    cause: string | null;
    redriveCount: number;
    redriveDate: number | null;
    redriveStatus: string;
    redriveStatusReason: string | null;
    stateMachineVersionArn: null;
    stateMachineAliasArn: null;
  };
};

/** EventBridge leaves input and output out when they would not fit an event. */
const DATA_BYTES_MAX = 248 * 1024;

export function statusChange(execution: Execution, inputText: string, at: number, id: string): StatusChangeEvent {
  const [, , , region = '', account = ''] = execution.arn.split(':');
  const { output = null, error = null, cause = null, stoppedAt = null, redrivenAt = null } = execution;
  const included = Buffer.byteLength(inputText) + Buffer.byteLength(output ?? '') <= DATA_BYTES_MAX;
  const redrive = redriveStatus(execution, at);
  return {
    version: '0',
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: stoppedAt,
      input: included ? inputText : null,
      output: included ? output : null,
      inputDetails: { included },
      outputDetails: output === null ? null : { included },
      error,
      cause,
      redriveCount: execution.redriveCount,
      redriveDate: redrivenAt,
      redriveStatus: redrive.redriveStatus,
      redriveStatusReason: redrive.redriveStatusReason ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
    },
  };
}

const REDRIVABLE_FOR_MS = 14 * 24 * 3600 * 1000;
const REDRIVABLE_EVENTS_MAX = 24_999;

/** Whether RedriveExecution takes it, in the words of DescribeExecution. */
export function redriveStatus(
  execution: Execution,
  now: number,
): { redriveStatus: string; redriveStatusReason?: string } {
  const not = (redriveStatusReason: string): { redriveStatus: string; redriveStatusReason: string } => ({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason,
  });
  const { status, stoppedAt = now, events } = execution;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`);
  if (now - stoppedAt > REDRIVABLE_FOR_MS) return not('Execution ended more than 14 days ago and cannot be redriven');
  if (events >= REDRIVABLE_EVENTS_MAX) return not(`Execution has reached ${events} events and cannot be redriven`);
  return { redriveStatus: 'REDRIVABLE' };
}
