/** The names of failures, and which Retry and Catch they meet. */
import { type Retrier, SECONDS_MAX } from './asl.ts';
import type { Failure } from './execution.ts';

/** Neither Retry nor Catch meets these through States.ALL or States.TaskFailed; States.Runtime not even by its name. */
const TERMINAL = new Set(['States.Runtime', 'States.DataLimitExceeded']);

export const timedOut: Failure = { name: 'States.Timeout', error: 'States.Timeout' };

/** Caught by its own name or as a timeout; reported as States.Timeout. */
export const heartbeatMissed: Failure = { name: 'States.HeartbeatTimeout', error: 'States.Timeout' };

/** `who` returned it: a state, or the service that a task called. */
export const tooLarge = (who: string): Failure => ({
  name: 'States.DataLimitExceeded',
  error: 'States.DataLimitExceeded',
  cause: `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`,
});

const isTimeout = (failure: Failure): boolean =>
  failure.name === timedOut.name || failure.name === heartbeatMissed.name;

function matches(errorEquals: string[], failure: Failure): boolean {
  if (failure.name === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === failure.name) return true;
    if (name === 'States.Timeout') return isTimeout(failure);
    if (TERMINAL.has(failure.name)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && !isTimeout(failure));
  });
}

/** The error and the cause, where there are any. */
export const reasonOf = ({
  error,
  cause,
}: {
  error?: string | undefined;
  cause?: string | undefined;
}): { error?: string; cause?: string } => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

/** The first retrier or catcher that the failure meets. */
export function indexOfMatch(guards: { ErrorEquals: string[] }[] | undefined, failure: Failure): number {
  return guards?.findIndex((guard) => matches(guard.ErrorEquals, failure)) ?? -1;
}

export const RETRY_DEFAULTS = { IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 };

/** Milliseconds until the retry after `attempts` earlier ones, or undefined when the retrier is spent. */
export function retryDelay(retrier: Retrier, attempts: number, random: () => number): number | undefined {
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = {
    ...RETRY_DEFAULTS,
    ...retrier,
  };
  if (attempts >= MaxAttempts) return undefined;
  const seconds = Math.min(
    IntervalSeconds * BackoffRate ** attempts,
    MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    SECONDS_MAX,
  );
  return Math.round(seconds * 1000 * (JitterStrategy === 'FULL' ? random() : 1));
}
