/**
 * EventBridge's schedule rules on one machine. A rule fires every so many minutes of clock time; while nothing is overdue
 * and the clock jumps over weeks, ticks that would find nothing are left out, at most a day of them.
 */
import type { Clock, TimerSource, Worker } from './clock.ts';
import type { FunctionHost } from './functions.ts';

const gapMaxMs = 24 * 3_600_000;

export type Schedule = { source: TimerSource; worker: Worker /** What is due may have changed. */; touch(): void };

export function createSchedule(options: {
  clock: Pick<Clock, 'now' | 'wake'>;
  host: FunctionHost;
  /** The earliest instant at which a tick would find something to do; null when nothing waits. */
  earliestLookAt: () => Promise<number | null>;
  /** Waits until the other workers rest, so that a fast clock does not find overdue what is just being done. */
  settleOthers: () => Promise<void>;
}): Schedule {
  const { clock, host, earliestLookAt, settleOthers } = options;
  const rules = host.triggeredBy('schedule');
  const everyMs = Math.min(...rules.map(({ trigger }) => trigger.everyMinutes)) * 60_000;
  const floor = (at: number): number => Math.floor(at / everyMs) * everyMs;
  let last = floor(clock.now());
  let due: number | null = null;
  let firing: Promise<void> | undefined;

  const next = (): number => {
    const needed = due === null ? Number.POSITIVE_INFINITY : Math.ceil(due / everyMs) * everyMs;
    return Math.min(last + gapMaxMs, Math.max(last + everyMs, needed));
  };

  const fire = async (at: number): Promise<void> => {
    await settleOthers();
    await Promise.all(
      rules.map(({ name }) =>
        host.invoke(name, { source: 'aws.events', 'detail-type': 'Scheduled Event', time: new Date(at).toISOString() }),
      ),
    );
    touch();
  };

  /** Changes that were told, and the last of them that `due` has seen: an answer on its way may be too old. */
  let told = 0;
  let seen = 0;
  let refreshing: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    while (seen !== told) {
      seen = told;
      due = await earliestLookAt();
    }
  };
  const begin = (): void => {
    // A look that fails leaves the last answer, and is made again at the next change.
    refreshing ??= refresh()
      .catch(() => undefined)
      .finally(() => {
        refreshing = undefined;
        if (seen === told) clock.wake();
        else begin();
      });
  };
  const touch = (): void => {
    told += 1;
    begin();
  };
  touch();

  return {
    touch,
    source: {
      name: 'schedule',
      next: () => ({ at: next(), order: 0 }),
      fire: () => {
        last = next();
        // A tick that fails is made good by the next one, as in the cloud.
        firing = fire(last).catch(() => undefined);
      },
    },
    worker: {
      name: 'schedule',
      drain: async () => {
        const fired = firing;
        if (fired) await fired;
        if (firing === fired) firing = undefined;
        await refreshing;
        return fired ? 1 : 0;
      },
      busy: () => (firing ? 'a scheduled function' : undefined),
    },
  };
}
