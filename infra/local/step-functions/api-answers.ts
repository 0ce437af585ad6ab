/** Parts of the API's answers, in AWS's form. */
import { invalidToken } from './api-errors.ts';
import type { Execution, HistoryEvent } from './execution.ts';
import { redriveStatus } from './status-change.ts';
import type { StoredExecution } from './storage.ts';

export const PAGE_DEFAULT = 100;

/** Dates travel as seconds. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

export const MACHINE_SETTINGS = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

export function listed(execution: Execution): object {
  const { arn, machineArn, name, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: seconds(startedAt),
    ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: seconds(redrivenAt) }),
  };
}

const EXECUTION_DATA = ['input', 'inputDetails', 'output', 'outputDetails'];

export function shown(event: HistoryEvent, withData: boolean): object {
  const timed = { ...event, timestamp: seconds(event.timestamp) };
  if (withData) return timed;
  return Object.fromEntries(
    Object.entries(timed).map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return [name, value];
      return [name, Object.fromEntries(Object.entries(value).filter(([field]) => !EXECUTION_DATA.includes(field)))];
    }),
  );
}

/** A page token fits the list it was given for, and no other. */
export const pageToken = (list: string, at: string): string =>
  Buffer.from(JSON.stringify([list, at])).toString('base64url');

export function readPageToken(token: string, list: string): string {
  try {
    const [of, at] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    if (of === list && typeof at === 'string') return at;
  } catch {
    // Anything that is no token of ours is refused below.
  }
  throw invalidToken('Invalid token');
}

export function described({ execution, inputText }: StoredExecution, data: boolean, now: number): object {
  const { status, stoppedAt, output, error, cause, redriveCount, redrivenAt } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status,
    startDate: seconds(execution.startedAt),
    ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
    ...(data && { input: inputText }),
    inputDetails: { included: data },
    ...(output !== undefined && { ...(data && { output }), outputDetails: { included: data } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: seconds(redrivenAt) }),
    ...redriveStatus(execution, now),
  };
}
