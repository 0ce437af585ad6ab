/**
 * EventBridge's schedule rules on one machine. A rule fires every so many minutes of clock time; while nothing is overdue
 * and the clock jumps over weeks, ticks that would find nothing are left out, at most a day of them.
 */
import type { Clock, TimerSource, Worker } from './clock.ts';
import type { FunctionHost } from './functions.ts';

const gapMaxMs = 24 * 3_600_000;
/** A running clock hears of what is due so much later, in real time: after many changes at once. */
const lookDelayMs = 100;

/** When a tick would find something to do at the earliest: a run to repair or a group to be followed, or staff to tell. Null: nothing waits. */
export type Due = { runs: number | null; staff: number | null };

/** Most functions go after runs; this one after what staff are told. */
const tellsStaff = 'tell-staff';

export type Schedule = { source: TimerSource; worker: Worker /** What is due may have changed. */; touch(): void };

export function createSchedule(options: {
  clock: Pick<Clock, 'now' | 'wake'>;
  host: FunctionHost;
  earliestDue: () => Promise<Due>;
  /** Waits until the other workers rest, so that a fast clock does not find overdue what is just being done. */
  settleOthers: () => Promise<void>;
}): Schedule {
  const { clock, host, earliestDue, settleOthers } = options;
  const rules = host.triggeredBy('schedule');
  const everyMs = Math.min(...rules.map(({ trigger }) => trigger.everyMinutes)) * 60_000;
  const floor = (at: number): number => Math.floor(at / everyMs) * everyMs;
  let last = floor(clock.now());
  let due: Due = { runs: null, staff: null };
  const lastOf = new Map(rules.map(({ name }) => [name, last]));
  let firing: Promise<void> | undefined;

  const next = (): number => {
    const first = Math.min(due.runs ?? Number.POSITIVE_INFINITY, due.staff ?? Number.POSITIVE_INFINITY);
    const needed = Math.ceil(first / everyMs) * everyMs;
    const gapOver = Math.min(...lastOf.values()) + gapMaxMs;
    return Math.min(gapOver, Math.max(last + everyMs, needed));
  };

  const fire = async (at: number): Promise<void> => {
    await settleOthers();
    const useful = rules.filter(({ name }) => {
      const found = name === tellsStaff ? due.staff : due.runs;
      return (found !== null && found <= at) || at - (lastOf.get(name) ?? 0) >= gapMaxMs;
    });
    for (const { name } of useful) lastOf.set(name, at);
    await Promise.all(
      useful.map(({ name }) =>
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
      due = await earliestDue();
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
  let soon: NodeJS.Timeout | undefined;
  const lookNow = (): void => {
    clearTimeout(soon);
    soon = undefined;
    if (seen !== told) begin();
  };
  const touch = (): void => {
    told += 1;
    soon ??= setTimeout(lookNow, lookDelayMs).unref();
  };
  touch();
  lookNow();

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
        lookNow();
        await refreshing;
        return fired ? 1 : 0;
      },
      busy: () => (firing ? 'a scheduled function' : undefined),
    },
  };
}
