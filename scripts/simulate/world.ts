/** One simulated home: table, executions, mail, functions and people on one virtual clock, in an order that the seed decides. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { createClients } from './aws/clients.ts';
import { MemoryStorage } from './aws/engine-storage.ts';
import { Mailbox } from './aws/mailbox.ts';
import { StatesService } from './aws/states-service.ts';
import { MemoryTable } from './aws/table.ts';
import { Dice } from './chance.ts';
import { Deliveries } from './deliveries.ts';
import { type FaultKind, Faults } from './faults.ts';
import { type Code, FunctionDied, FunctionHost, loadCode } from './functions.ts';
import { type Call, currentInvocation, Gate } from './gate.ts';
import { Journal } from './journal.ts';
import { Schedule } from './schedule.ts';
import { Timers } from './timers.ts';

export type WorldOptions = {
  seed: string;
  startsAt: string;
  faults: readonly FaultKind[];
  severity: number;
  copy: string;
};
export const tableName = 'throughline';
/** Of calls and deliveries at one instant: hundreds of times what ten programs need. */
const movesMax = 50_000;
/** Of executions started in a day: several times what ten programs need when all of them are started anew. */
const startsPerDayMax = 1_000;
const dayMs = 24 * 3_600_000;
const pagesUrl = 'https://pages.throughline.example';
const consoleUrl = 'https://console.throughline.example';

export class World {
  readonly dice: Dice;
  readonly gate = new Gate();
  readonly timers = new Timers();
  readonly journal: Journal;
  readonly faults: Faults;
  readonly table: MemoryTable;
  readonly mailbox: Mailbox;
  readonly states: StatesService;
  readonly deliveries: Deliveries;
  readonly schedule: Schedule;
  readonly startedAt: number;
  readonly logged = new Map<string, number>();
  host: FunctionHost;
  /** The table was set back from `at` to what it was at `to`. */
  restored: { to: number; at: number } | null = null;
  /** SDK calls that were let go. */
  calls = 0;
  /** The instant at which things went on and on, and nothing came to rest. */
  restlessAt: number | null = null;
  #moves = 0;
  #today = { until: 0, from: 0 };
  #now: number;
  #held: Promise<void> | undefined;
  readonly #order: Dice;
  readonly #ids: Dice;

  private constructor({ seed, startsAt, faults, severity }: WorldOptions) {
    this.dice = new Dice(seed);
    this.#order = this.dice.named('order');
    this.#ids = this.dice.named('ids');
    this.startedAt = Date.parse(startsAt);
    this.#now = this.startedAt;
    const now = (): number => this.#now;
    this.journal = new Journal(now);
    // Clocks and order differ all the time: who reads a failure has no use for each of them.
    this.faults = new Faults(faults, severity, this.dice.named('faults'), (kind, about) => {
      if (!['clock-skew', 'stream-order'].includes(kind)) this.journal.note(null, `fault: ${kind} ${about}`);
    });
    this.host = this.#newHost(new Map());
    const host = (): FunctionHost => this.host;
    this.deliveries = new Deliveries(host, now, this.faults, this.dice.named('deliveries'));
    this.table = new MemoryTable((record) => this.deliveries.addRecord(record));
    this.schedule = new Schedule(this.#now);
    this.mailbox = new Mailbox(
      () => this.#ids.id('mail'),
      (mail, events) => {
        this.journal.note(mail.tags.program ?? null, `mail: ${mail.tags.key} copy ${mail.tags.copy}`);
        for (const event of events) this.deliveries.addEvent('on-mail-event', event);
        this.onMail(mail);
      },
      deliveryClassSeconds.map(configurationSetName),
    );
    this.states = new StatesService({
      storage: new MemoryStorage(),
      now,
      dice: this.dice.named('states'),
      invoke: (name, payload) => this.#invokeStep(name, payload),
      publish: async (event) => this.deliveries.addEvent('on-execution-change', event),
    });
  }

  /** Somebody reads their mail. */
  onMail: (mail: Mailbox['mails'][number]) => void = () => {};

  static async create(options: WorldOptions): Promise<World> {
    const world = new World(options);
    world.host.code = await world.loadCode(options.copy);
    await world.states.putMachines();
    return world;
  }

  now(): number {
    return this.#now;
  }

  newId(prefix: string): string {
    return this.#ids.id(prefix);
  }

  /** New clients and caches, as after a deployment. */
  loadCode(copy: string): Promise<Code> {
    const chance = this.dice.named('code');
    return loadCode(
      {
        environment: {
          AWS_REGION: 'us-east-1',
          TABLE_NAME: tableName,
          PROGRAM_MACHINE_ARN: this.states.arnOf('program'),
          SESSION_MACHINE_ARN: this.states.arnOf('session'),
          MAIL_FROM: 'care@mail.throughline.example',
          PAGES_URL: pagesUrl,
          CONSOLE_URL: consoleUrl,
        },
        now: () => new Date(this.#now + currentInvocation().skewMs),
        chance: {
          newId: (prefix: string) => this.#ids.id(prefix),
          random: () => chance.random(),
          sleep: (milliseconds: number) => this.#pause(milliseconds),
        },
        log: (_level: string, message: string, ids: Record<string, string | number>) => this.#log(message, ids),
        clients: createClients({
          gate: this.gate,
          table: () => this.table,
          api: () => this.states.api,
          mailbox: this.mailbox,
          now: () => this.#now,
        }),
      },
      copy,
    );
  }

  wait(until: number): Promise<void> {
    return new Promise((resolve) => this.timers.set(Math.max(until, this.#now), resolve));
  }

  /** Work on the home itself, during which nothing else happens. */
  hold(work: () => Promise<void>): void {
    this.#held = work();
  }

  /** Runs until `isOver` says so, or nothing is left to happen. */
  async run(isOver: () => boolean): Promise<void> {
    for (;;) {
      await this.#settle();
      if (isOver() || this.restlessAt !== null) return;
      const at = this.#nextInstant();
      if (at === undefined) return;
      if (at > this.#now) this.#moves = 0;
      this.#now = Math.max(this.#now, at);
      this.#countStarts();
      this.#fire(at);
      await this.#held;
      this.#held = undefined;
    }
  }

  /** Runs that follow one another without end come to rest for minutes only. */
  #countStarts(): void {
    const started = this.states.storage.nextExecutionId();
    // A restore begins to count anew.
    if (this.#now >= this.#today.until || started < this.#today.from)
      this.#today = { until: this.#now + dayMs, from: started };
    else if (started - this.#today.from > startsPerDayMax) this.restlessAt = this.#now;
  }

  /** `kill -9`: whatever ran is gone, whoever waited for it learns nothing. What is on disk stays. */
  kill(): void {
    this.host.killAll();
    this.states.restart();
    this.deliveries.restart();
  }

  #newHost(code: Code): FunctionHost {
    return new FunctionHost(code, {
      now: () => this.#now,
      skewMs: () => this.faults.skewMs(),
      diesAtTheEnd: (name) => this.faults.diesAtTheEnd(name),
    });
  }

  #invokeStep(name: string, payload: unknown): Promise<unknown> {
    // Lambda may run an event twice, at once.
    if (this.faults.strikes('double-invoke', 0.01, name)) this.host.invoke(name, payload).catch(() => undefined);
    return this.host.invoke(name, payload);
  }

  #log(message: string, ids: Record<string, string | number>): void {
    this.logged.set(message, (this.logged.get(message) ?? 0) + 1);
    const programId = typeof ids.programId === 'string' ? ids.programId : null;
    this.journal.note(programId, `log: ${message} ${JSON.stringify(ids)}`);
  }

  async #pause(milliseconds: number): Promise<void> {
    await this.gate.pass('pause', 'sleep', milliseconds, () => undefined);
  }

  /** Lets go what waits at this instant, one thing at a time, until nothing moves. */
  async #settle(): Promise<void> {
    for (;;) {
      await this.#quiet();
      const calls = this.gate.waiting(this.#now);
      const ready = this.deliveries.ready();
      const count = calls.length + ready.length;
      if (count === 0) return;
      this.#moves += 1;
      if (this.#moves > movesMax) {
        this.restlessAt = this.#now;
        return;
      }
      const chosen = count === 1 ? 0 : this.#order.between(0, count - 1);
      const call = calls[chosen];
      if (call) await this.#letGo(call);
      else ready[chosen - calls.length]?.begin();
    }
  }

  async #quiet(): Promise<void> {
    do await nextTurn();
    while ((await this.states.quiet()) || this.host.isComputing());
  }

  async #letGo(call: Call): Promise<void> {
    const mishap = this.faults.mishapOf(call);
    if (mishap?.how === 'slow') {
      call.notBefore = this.#now + mishap.byMs;
      return;
    }
    this.gate.take(call);
    this.calls += 1;
    let answer: { value: unknown } | { error: unknown } = { value: undefined };
    if (!mishap || mishap.after) answer = await answerOf(call);
    if (mishap?.how === 'dies') call.invocation.die(mishap.error);
    else this.gate.answer(call, mishap ? { error: mishap.error } : answer);
    if (this.faults.strikes('kill-9', 0.0005)) this.kill();
  }

  #nextInstant(): number | undefined {
    const instants = [
      this.timers.nextAt(),
      this.states.nextTimer(),
      this.gate.nextAt(),
      this.deliveries.nextAt(),
      this.schedule.next(this.table)?.at,
      this.host.nextTimeout(),
    ].filter((one) => one !== undefined);
    return instants.length > 0 ? Math.min(...instants) : undefined;
  }

  #fire(at: number): void {
    if (this.timers.nextAt() === at) this.timers.fire();
    else if (this.states.nextTimer() === at) this.states.fireTimer();
    else {
      const tick = this.schedule.next(this.table);
      if (tick?.at === at) this.#tick(tick);
      else this.host.timeOut(at);
    }
  }

  #tick(tick: NonNullable<ReturnType<Schedule['next']>>): void {
    this.schedule.fired(tick);
    if (this.faults.strikes('reconciler-late', 0.02)) return;
    const time = new Date(tick.at).toISOString();
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time };
    for (const name of tick.names) this.deliveries.addEvent(name, event);
  }

  /** For those who ask over HTTP: a function that died answers nothing. */
  async serve(name: string, event: unknown): Promise<unknown> {
    try {
      return await this.host.invoke(name, event);
    } catch (error) {
      if (error instanceof FunctionDied || (error as Error).name === 'Sandbox.Timedout') return null;
      throw error;
    }
  }
}

async function answerOf(call: Call): Promise<{ value: unknown } | { error: unknown }> {
  try {
    return { value: await call.run() };
  } catch (error) {
    return { error };
  }
}
