/**
 * All time of the local home. It runs, stands, jumps and fast-forwards, and is kept on disk.
 * Whatever waits for time is a source, whatever works is a worker; one real timer is armed at most.
 */

export type TimerSource = {
  name: string;
  /** The earliest timer, by (at, order of creation), or undefined. Epoch milliseconds. */
  next(): { at: number; order: number } | undefined;
  /** Fires exactly the one that next() answered; the work it starts is seen by drain(). */
  fire(): void;
};

/** Something that works: settle() repeats drain() over all of them until a whole round did nothing. */
export type Worker = {
  name: string;
  /** Waits for what is under way and does what waits; answers how many things it did. 0 = at rest. */
  drain(): Promise<number>;
  /** What is being done right now: ids and names only. undefined = at rest. */
  busy(): string | undefined;
};

export type ClockMode = 'running' | 'standing';
/** `savedAtReal` is the real time at which the clock stood at `now`: a running clock is derived from both. */
export type ClockState = { now: number; mode: ClockMode; speed: number; savedAtReal: number };

export type Clock = {
  /** Epoch milliseconds; never goes back. */
  now(): number;
  state(): { now: number; mode: ClockMode; speed: number };
  addSource(source: TimerSource): void;
  addWorker(worker: Worker): void;
  /** A source says that its earliest timer may have changed. */
  wake(): void;
  settle(): Promise<void>;
  /** Fires what falls due by then, each at its instant, and ends there. An instant that has passed changes nothing. */
  advanceTo(at: number): Promise<void>;
  setMode(mode: ClockMode): Promise<void>;
  setSpeed(speed: number): Promise<void>;
  /** Once all sources are added: what is overdue fires in order, then a running clock runs. */
  start(): Promise<void>;
  stop(): void;
};

export type ClockOptions = {
  load(): ClockState | undefined;
  save(state: ClockState): void;
  /** A new clock stands there; without it, it runs from the real time on. */
  startAt?: number;
  realNow: () => number;
  /** Real timers, for the one that wakes a running clock and for the limit below. @default setTimeout, clearTimeout */
  setTimer?: (wake: () => void, milliseconds: number) => unknown;
  clearTimer?: (timer: unknown) => void;
  /** How long settle() waits in real time while nothing moves. @default 60,000 */
  busyLimitMs?: number;
};

/** Nothing moved for a minute, or the work at one instant did not end. */
export class ClockBusyError extends Error {
  readonly busy: string[];
  constructor(busy: string[], why: string) {
    super(`${why}: ${busy.join('; ') || 'nothing says that it is busy'}`);
    this.name = 'ClockBusyError';
    this.busy = busy;
  }
}

const BUSY_LIMIT_MS = 60_000;
/** Rounds of work at one instant: more is a loop that feeds itself. */
const ROUNDS_MAX = 10_000;
/** How often a clock that is faster than real time moves on, in real milliseconds. */
const STRIDE_MS = 20;
/** Real timers count in 32 bits: a longer wait is armed again. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export function createClock(options: ClockOptions): Clock {
  return new LocalClock(options);
}

type Due = { source: TimerSource; at: number };

class LocalClock implements Clock {
  readonly #options: Required<Omit<ClockOptions, 'startAt'>>;
  readonly #sources: TimerSource[] = [];
  readonly #workers: Worker[] = [];
  #mode: ClockMode;
  #speed: number;
  /** The clock stood at `base` when the real time was `baseReal`. */
  #base: number;
  #baseReal: number;
  #shown: number;
  #timer: unknown;
  #started = false;
  #stopped = false;
  /** Firing what falls due while running, or a jump: one at a time. */
  #turn: Promise<void> = Promise.resolve();
  #catchingUp = false;

  constructor(options: ClockOptions) {
    const {
      load,
      save,
      realNow,
      setTimer = setTimeout,
      clearTimer = clearAnyTimeout,
      busyLimitMs = BUSY_LIMIT_MS,
    } = options;
    this.#options = { load, save, realNow, setTimer, clearTimer, busyLimitMs };
    const real = realNow();
    const fresh: ClockState =
      options.startAt === undefined
        ? { now: real, mode: 'running', speed: 1, savedAtReal: real }
        : { now: options.startAt, mode: 'standing', speed: 1, savedAtReal: real };
    const state = load() ?? fresh;
    this.#mode = state.mode;
    this.#speed = state.speed;
    this.#base = state.now;
    this.#baseReal = state.savedAtReal;
    // The time that passed while the process was down has passed for a running clock too.
    this.#shown = state.mode === 'running' ? Math.max(state.now, this.#running()) : state.now;
  }

  now(): number {
    if (this.#mode === 'running' && !this.#catchingUp && !this.#hastened)
      this.#shown = Math.max(this.#shown, this.#running());
    return Math.floor(this.#shown);
  }

  /**
   * Faster than real time: a call that takes 30 ms would take minutes of its clock, and what waits on it would time out.
   * So it moves in strides, and stands while work is done: each timer fires at its instant, as in a jump.
   */
  get #hastened(): boolean {
    return this.#mode === 'running' && this.#speed > 1;
  }

  /** Where a running clock is by the real time. A real time that went back holds it, and never turns it back. */
  #running(): number {
    return this.#base + Math.max(0, this.#options.realNow() - this.#baseReal) * this.#speed;
  }

  state(): { now: number; mode: ClockMode; speed: number } {
    return { now: this.now(), mode: this.#mode, speed: this.#speed };
  }

  addSource(source: TimerSource): void {
    this.#sources.push(source);
  }

  addWorker(worker: Worker): void {
    this.#workers.push(worker);
  }

  wake(): void {
    if (this.#started && !this.#catchingUp) this.#arm();
  }

  start(): Promise<void> {
    return this.#next(async () => {
      this.#rebase(this.now());
      await this.#runTo(this.now());
      this.#started = true;
      this.#rebase(this.#shown);
      this.#arm();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#options.clearTimer(this.#timer);
    if (this.#started) this.#save(this.now());
  }

  advanceTo(at: number): Promise<void> {
    return this.#next(async () => {
      await this.settle();
      if (at <= this.now()) return;
      try {
        await this.#runTo(at);
      } finally {
        this.#rebase(this.#shown);
        this.#arm();
      }
    });
  }

  setMode(mode: ClockMode): Promise<void> {
    return this.#next(async () => {
      const now = this.now();
      this.#mode = mode;
      this.#rebase(now);
      this.#arm();
      await this.settle();
    });
  }

  setSpeed(speed: number): Promise<void> {
    if (!(speed > 0) || !Number.isFinite(speed))
      return Promise.reject(new RangeError('the speed of the clock is a number above 0'));
    return this.#next(async () => {
      const now = this.now();
      this.#speed = speed;
      this.#rebase(now);
      this.#arm();
      await this.settle();
    });
  }

  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      let done = 0;
      for (const worker of this.#workers) done += await this.#drain(worker);
      if (done === 0) return;
    }
    throw new ClockBusyError(this.#busy(), `The work at one instant did not end after ${ROUNDS_MAX} rounds`);
  }

  #drain(worker: Worker): Promise<number> {
    const { setTimer, clearTimer, busyLimitMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimer(
        () => reject(new ClockBusyError(this.#busy(), `Nothing moved for ${busyLimitMs / 1000} s`)),
        busyLimitMs,
      );
      worker
        .drain()
        .then(resolve, reject)
        .finally(() => clearTimer(timer));
    });
  }

  #busy(): string[] {
    return this.#workers.flatMap((worker) => {
      const busy = worker.busy();
      return busy === undefined ? [] : [`${worker.name}: ${busy}`];
    });
  }

  /** Jumps and what falls due take turns. */
  #next(action: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(action);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #earliest(): Due | undefined {
    let first: (Due & { order: number }) | undefined;
    for (const source of this.#sources) {
      const next = source.next();
      if (next && (!first || next.at < first.at || (next.at === first.at && next.order < first.order)))
        first = { source, ...next };
    }
    return first;
  }

  /** Fires all timers up to an instant in their order, each with the clock at its instant, and ends there. */
  async #runTo(target: number): Promise<void> {
    this.#catchingUp = true;
    try {
      await this.settle();
      for (let due = this.#earliest(); due && due.at <= target && !this.#stopped; due = this.#earliest()) {
        if (due.at > this.#shown) this.#moveTo(due.at);
        due.source.fire();
        await this.settle();
      }
      if (target > this.#shown) this.#moveTo(target);
    } finally {
      this.#catchingUp = false;
    }
  }

  #moveTo(at: number): void {
    this.#shown = at;
    this.#save(at);
  }

  #rebase(now: number): void {
    this.#base = now;
    this.#baseReal = this.#options.realNow();
    this.#shown = Math.max(this.#shown, now);
    this.#save(now);
  }

  #save(now: number): void {
    this.#options.save({
      now: Math.floor(now),
      mode: this.#mode,
      speed: this.#speed,
      savedAtReal: this.#options.realNow(),
    });
  }

  #arm(): void {
    this.#options.clearTimer(this.#timer);
    this.#timer = undefined;
    if (this.#mode !== 'running' || this.#stopped || !this.#started) return;
    if (this.#hastened) {
      this.#timer = this.#options.setTimer(() => void this.#stride(), STRIDE_MS);
      return;
    }
    const due = this.#earliest();
    if (!due) return;
    const wait = Math.max(0, Math.ceil((due.at - this.now()) / this.#speed));
    this.#timer = this.#options.setTimer(() => void this.#wakeUp(), Math.min(wait, TIMER_MS_MAX));
  }

  async #stride(): Promise<void> {
    await this.#next(async () => {
      if (!this.#hastened || this.#stopped) return;
      try {
        await this.#runTo(this.#running());
      } catch (error) {
        // What does not move keeps the clock where it is; the next stride asks again.
        if (!(error instanceof ClockBusyError)) throw error;
      } finally {
        this.#arm();
      }
    });
  }

  /** The real timer rang: what is due by now fires in order. It does not wait for the work: a slow call delays no one else's timer. */
  async #wakeUp(): Promise<void> {
    await this.#next(async () => {
      if (this.#mode !== 'running' || this.#stopped) return;
      for (let due = this.#earliest(); due && due.at <= this.now(); due = this.#earliest()) due.source.fire();
      this.#arm();
    });
  }
}

function clearAnyTimeout(timer: unknown): void {
  clearTimeout(timer as NodeJS.Timeout | undefined);
}
