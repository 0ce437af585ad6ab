/** The reconciler's schedule on one machine: nothing overdue is left waiting, and a jump over weeks costs few ticks. */
import { expect, it, onTestFinished, vi } from 'vitest';
import type { FunctionHost } from '../../infra/local/functions.ts';
import { createSchedule, type Due } from '../../infra/local/schedule.ts';

const start = Date.parse('2027-01-04T16:00:00Z');
const minute = 60_000;
const at = (time: number): string => new Date(time).toISOString();

function aSchedule() {
  const calls: string[] = [];
  const names: string[] = [];
  let due: Due = { runs: null, staff: null };
  let now = start;
  let looks = 0;
  const host = {
    triggeredBy: () =>
      ['reconcile', 'tell-staff'].map((name) => ({ name, trigger: { kind: 'schedule', everyMinutes: 2 } })),
    invoke: async (name: string, event: { time: string }) => {
      if (calls.at(-1) !== event.time) calls.push(event.time);
      names.push(name);
    },
  } as unknown as FunctionHost;
  const schedule = createSchedule({
    clock: { now: () => now, wake: () => {} },
    host,
    earliestDue: async () => {
      looks += 1;
      return due;
    },
    settleOthers: async () => {},
  });
  return {
    schedule,
    looks: () => looks,
    calls,
    names,
    next: () => at(schedule.source.next()?.at ?? 0),
    tell: (instant: number | null): void => {
      due = { runs: instant, staff: null };
      schedule.touch();
    },
    due: async (instant: number | null, staff: number | null = null) => {
      due = { runs: instant, staff };
      schedule.touch();
      await schedule.worker.drain();
    },
    fire: async () => {
      now = schedule.source.next()?.at ?? now;
      schedule.source.fire();
      await schedule.worker.drain();
    },
  };
}

it('ticks at the first two minutes at which something is due', async () => {
  const one = aSchedule();
  await one.due(start + 9 * minute);
  expect(one.next()).toBe('2027-01-04T16:10:00.000Z');
  await one.fire();
  expect(one.calls).toEqual(['2027-01-04T16:10:00.000Z']);
});

it('hears of what became due without anybody settling the home: a running clock never does', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const one = aSchedule();
  await one.due(null);
  expect(one.next()).toBe('2027-01-05T16:00:00.000Z');
  const before = one.looks();
  one.tell(start);
  one.tell(start);
  await vi.advanceTimersByTimeAsync(100);
  expect(one.looks()).toBe(before + 1);
  expect(one.next()).toBe('2027-01-04T16:02:00.000Z');
});

it('leaves out a day of ticks at the most', async () => {
  const one = aSchedule();
  await one.due(start + 100 * 24 * 60 * minute);
  expect(one.next()).toBe('2027-01-05T16:00:00.000Z');
});

it('ticks every two minutes while something stays overdue', async () => {
  const one = aSchedule();
  await one.due(start);
  for (let tick = 0; tick < 3; tick += 1) await one.fire();
  expect(one.calls).toEqual(['2027-01-04T16:02:00.000Z', '2027-01-04T16:04:00.000Z', '2027-01-04T16:06:00.000Z']);
});

it('calls only what would find something; and each at least once a day', async () => {
  const one = aSchedule();
  await one.due(null, start + 3 * minute);
  await one.fire();
  expect([one.calls, one.names]).toEqual([['2027-01-04T16:04:00.000Z'], ['tell-staff']]);
  await one.due(null, null);
  expect(one.next()).toBe('2027-01-05T16:00:00.000Z');
  await one.fire();
  expect(one.names).toEqual(['tell-staff', 'reconcile']);
});
