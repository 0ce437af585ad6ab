import { describe, expect, test } from 'vitest';
import {
  ClockBusyError,
  type ClockState,
  createClock,
  type TimerSource,
  type Worker,
} from '../../infra/local/clock.ts';

const START = Date.parse('2027-01-04T09:00:00Z');
const DAY = 86_400_000;

/** Real time under control: what sleeps is woken by hand. */
class RealTime {
  now = START;
  readonly timers: { at: number; wake: () => void; wait: number }[] = [];
  readonly options = {
    realNow: () => this.now,
    setTimer: (wake: () => void, wait: number): unknown => {
      const timer = { at: this.now + wait, wake, wait };
      this.timers.push(timer);
      return timer;
    },
    clearTimer: (timer: unknown): void => {
      const at = this.timers.indexOf(timer as never);
      if (at >= 0) this.timers.splice(at, 1);
    },
  };

  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.splice(this.timers.indexOf(next), 1);
      this.now = next.at;
      next.wake();
      await turns();
    }
    this.now = until;
    await turns();
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** Timers that note when they fired; `then` may set further ones. */
class Alarms implements TimerSource {
  readonly name = 'alarms';
  readonly fired: string[] = [];
  readonly #timers: { at: number; order: number; label: string; then: (() => void) | undefined }[] = [];
  #order = 0;
  now: () => number = () => 0;

  set(at: number, label: string, then?: () => void): void {
    this.#timers.push({ at, order: this.#order++, label, then });
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
  }
  next(): { at: number; order: number } | undefined {
    return this.#timers[0];
  }
  fire(): void {
    const timer = this.#timers.shift();
    this.fired.push(`${timer?.label} at ${new Date(this.now()).toISOString()}`);
    timer?.then?.();
  }
}

function home(given: { startAt?: number; state?: ClockState; busyLimitMs?: number } = {}) {
  const real = new RealTime();
  const { startAt, busyLimitMs } = given;
  const saved: ClockState[] = [];
  const clock = createClock({
    ...real.options,
    load: () => given.state,
    save: (state) => void saved.push(state),
    ...(startAt !== undefined && { startAt }),
    ...(busyLimitMs !== undefined && { busyLimitMs }),
  });
  const alarms = new Alarms();
  alarms.now = () => clock.now();
  clock.addSource(alarms);
  return { real, clock, alarms, saved };
}

const at = (instant: string): number => Date.parse(instant);
const idle = (
  name: string,
  drain: () => Promise<number>,
  busy: () => string | undefined = () => undefined,
): Worker => ({ name, drain, busy });

describe('a standing clock', () => {
  test('stands where a new folder starts it, whatever time passes', async () => {
    const { clock, real, saved } = home({ startAt: START + DAY });
    await clock.start();
    await real.pass(5 * DAY);
    expect(clock.state()).toEqual({ now: START + DAY, mode: 'standing', speed: 1 });
    expect(saved.at(-1)).toEqual({ now: START + DAY, mode: 'standing', speed: 1, savedAtReal: START });
  });

  test('fires all that falls due in a jump, each at its instant, in order of instant and creation', async () => {
    const { clock, alarms } = home({ startAt: START });
    alarms.set(START + 3000, 'third');
    alarms.set(START + 1000, 'first');
    alarms.set(START + 1000, 'second');
    alarms.set(START + 9000, 'later');
    await clock.start();
    await clock.advanceTo(START + 5000);
    expect(alarms.fired).toEqual([
      'first at 2027-01-04T09:00:01.000Z',
      'second at 2027-01-04T09:00:01.000Z',
      'third at 2027-01-04T09:00:03.000Z',
    ]);
    expect(clock.now()).toBe(START + 5000);
  });

  test('fires what a timer inside the jump sets for another instant inside it', async () => {
    const { clock, alarms } = home({ startAt: START });
    alarms.set(START + 1000, 'a', () => alarms.set(START + 2000, 'b', () => alarms.set(START + 2000, 'c')));
    alarms.set(START + 3000, 'd');
    await clock.start();
    await clock.advanceTo(START + 3000);
    expect(alarms.fired.map((line) => line[0])).toEqual(['a', 'b', 'c', 'd']);
  });

  test('jumps 13 months', async () => {
    const { clock, alarms } = home({ startAt: START });
    alarms.set(at('2028-02-04T09:00:00Z'), 'far');
    await clock.start();
    await clock.advanceTo(at('2028-02-05T09:00:00Z'));
    expect(alarms.fired).toEqual(['far at 2028-02-04T09:00:00.000Z']);
  });

  test('lets the work of each instant end before the next timer fires', async () => {
    const { clock, alarms } = home({ startAt: START });
    const waiting: string[] = [];
    const done: string[] = [];
    alarms.set(START + 1000, 'a', () => void waiting.push('a'));
    alarms.set(START + 2000, 'b', () => void waiting.push('b'));
    clock.addWorker(
      idle('worker', async () => {
        const work = waiting.splice(0);
        done.push(...work.map((label) => `${label} at ${clock.now() - START}`));
        return work.length;
      }),
    );
    await clock.start();
    await clock.advanceTo(START + 2000);
    expect(done).toEqual(['a at 1000', 'b at 2000']);
  });

  test('saves each instant before it fires what is due then', async () => {
    const { clock, alarms, saved } = home({ startAt: START });
    alarms.set(START + 1000, 'a', () => expect(saved.at(-1)?.now).toBe(START + 1000));
    await clock.start();
    await clock.advanceTo(START + 1500);
    expect(saved.at(-1)?.now).toBe(START + 1500);
  });

  test('never goes back', async () => {
    const { clock } = home({ startAt: START });
    await clock.start();
    await clock.advanceTo(START - DAY);
    expect(clock.now()).toBe(START);
  });

  test('does jumps that are asked for at once one after the other', async () => {
    const { clock, alarms } = home({ startAt: START });
    alarms.set(START + 1000, 'a');
    alarms.set(START + 3000, 'b');
    await clock.start();
    await Promise.all([clock.advanceTo(START + 4000), clock.advanceTo(START + 2000)]);
    expect(alarms.fired).toEqual(['a at 2027-01-04T09:00:01.000Z', 'b at 2027-01-04T09:00:03.000Z']);
    expect(clock.now()).toBe(START + 4000);
  });

  test('leaves the downtime out after a restart', async () => {
    const { clock } = home({ state: { now: START - 7 * DAY, mode: 'standing', speed: 1, savedAtReal: START - DAY } });
    await clock.start();
    expect(clock.now()).toBe(START - 7 * DAY);
  });
});

describe('a running clock', () => {
  test('is what a new folder has without a start', async () => {
    const { clock, real } = home();
    await clock.start();
    await real.pass(1500);
    expect(clock.state()).toEqual({ now: START + 1500, mode: 'running', speed: 1 });
  });

  test('fires timers when they are due, those that were set later too', async () => {
    const { clock, real, alarms } = home();
    await clock.start();
    alarms.set(START + 2000, 'b');
    clock.wake();
    alarms.set(START + 1000, 'a');
    clock.wake();
    await real.pass(2500);
    expect(alarms.fired).toEqual(['a at 2027-01-04T09:00:01.000Z', 'b at 2027-01-04T09:00:02.000Z']);
  });

  test('arms one real timer at most, and none longer than 32 bits hold', async () => {
    const { clock, real, alarms } = home();
    await clock.start();
    alarms.set(START + 400 * DAY, 'far');
    alarms.set(START + 401 * DAY, 'farther');
    clock.wake();
    expect(real.timers.map(({ wait }) => wait)).toEqual([2 ** 31 - 1]);
    await real.pass(400 * DAY);
    expect(alarms.fired).toEqual(['far at 2028-02-08T09:00:00.000Z']);
  });

  test('runs n clock seconds in a real one at speed n', async () => {
    const { clock, real, alarms } = home();
    await clock.start();
    alarms.set(START + 3_600_000, 'hour');
    await clock.setSpeed(3600);
    await real.pass(1000);
    expect(alarms.fired).toEqual(['hour at 2027-01-04T10:00:00.000Z']);
    expect(clock.now()).toBe(START + 3_600_000);
  });

  test('stands while work is done, when it is faster than real time: every timer fires at its instant', async () => {
    const { clock, real, alarms } = home();
    let finish = (): void => {};
    let working: Promise<void> | undefined;
    clock.addWorker(
      idle('functions', async () => {
        const work = working;
        await work;
        working = undefined;
        return work ? 1 : 0;
      }),
    );
    await clock.start();
    alarms.set(START + 60_000, 'starts work', () => {
      working = new Promise((resolve) => {
        finish = resolve;
      });
    });
    alarms.set(START + 61_000, 'a second later');
    await clock.setSpeed(3600);
    await real.pass(500);
    expect(clock.now()).toBe(START + 60_000);
    expect(alarms.fired).toEqual(['starts work at 2027-01-04T09:01:00.000Z']);
    finish();
    await real.pass(0);
    await real.pass(500);
    expect(alarms.fired).toEqual([
      'starts work at 2027-01-04T09:01:00.000Z',
      'a second later at 2027-01-04T09:01:01.000Z',
    ]);
    expect(clock.now()).toBe(START + 3_600_000);
  });

  test('stands and runs again from where it stood', async () => {
    const { clock, real } = home();
    await clock.start();
    await real.pass(1000);
    await clock.setMode('standing');
    await real.pass(DAY);
    await clock.setMode('running');
    await real.pass(500);
    expect(clock.now()).toBe(START + 1500);
  });

  test('goes on from the end of a jump', async () => {
    const { clock, real } = home();
    await clock.start();
    await clock.advanceTo(START + DAY);
    await real.pass(250);
    expect(clock.now()).toBe(START + DAY + 250);
  });

  test('includes the downtime after a restart, and fires what is overdue in order', async () => {
    const { clock, alarms } = home({
      state: { now: START - 2 * DAY, mode: 'running', speed: 1, savedAtReal: START - DAY },
    });
    alarms.set(START - DAY - 1000, 'second');
    alarms.set(START - DAY - 2000, 'first');
    await clock.start();
    expect(alarms.fired).toEqual(['first at 2027-01-03T09:00:00.000Z', 'second at 2027-01-03T09:00:00.000Z']);
    expect(clock.now()).toBe(START - DAY);
  });

  test('holds when the real time goes back', async () => {
    const { clock, real } = home();
    await clock.start();
    await real.pass(5000);
    expect(clock.now()).toBe(START + 5000);
    real.now = START;
    expect(clock.now()).toBe(START + 5000);
  });

  test.each([[0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY]])('refuses a speed of %d', async (speed) => {
    const { clock } = home();
    await expect(clock.setSpeed(speed)).rejects.toThrow(RangeError);
  });
});

describe('settling', () => {
  test('repeats until a whole round of all workers did nothing', async () => {
    const { clock } = home({ startAt: START });
    const rounds: string[] = [];
    let work = 2;
    clock.addWorker(idle('a', async () => rounds.push('a') * 0));
    clock.addWorker(
      idle('b', async () => {
        rounds.push('b');
        return work-- > 0 ? 1 : 0;
      }),
    );
    await clock.settle();
    expect(rounds).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  test('names what is busy when nothing moves for a minute', async () => {
    const { clock, real } = home({ startAt: START });
    clock.addWorker(
      idle(
        'engine',
        () => new Promise(() => {}),
        () => 'lambda:invoke of run-1',
      ),
    );
    const settled = clock.settle().catch((error: unknown) => error);
    await real.pass(60_000);
    const error = (await settled) as ClockBusyError;
    expect(error).toBeInstanceOf(ClockBusyError);
    expect(error.busy).toEqual(['engine: lambda:invoke of run-1']);
  });

  test('gives up on work that feeds itself', async () => {
    const { clock } = home({ startAt: START });
    clock.addWorker(
      idle(
        'loop',
        async () => 1,
        () => 'itself',
      ),
    );
    await expect(clock.settle()).rejects.toThrow('did not end after 10000 rounds: loop: itself');
  });
});
