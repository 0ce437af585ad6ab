/** An engine in memory under a clock of its own: no test sleeps. Functions are scripts that may take virtual time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClockMode } from '../../../infra/local/clock.ts';
import { Api } from '../../../infra/local/step-functions/api.ts';
import { isOperation } from '../../../infra/local/step-functions/api-shapes.ts';
import { FunctionError } from '../../../infra/local/step-functions/calls.ts';
import { Engine } from '../../../infra/local/step-functions/engine.ts';
import type { StatusChangeEvent } from '../../../infra/local/step-functions/status-change.ts';
import { Storage } from '../../../infra/local/step-functions/storage.ts';

export const START = Date.parse('2027-01-04T09:00:00Z');
export const ROLE = 'arn:aws:iam::000000000000:role/test';

export type Mock = {
  return?: unknown;
  delayMs?: number;
  throw?: { errorType: string; errorMessage: string };
  callback?: {
    success?: unknown;
    failure?: { error?: string; cause?: string };
    afterMs?: number;
    heartbeatEveryMs?: number;
  };
};
type Script = { answers: Mock[]; payloads: unknown[] };
type Answer = { [member: string]: unknown };

/** A repeatable stand-in for chance. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export class VirtualHome {
  now = START;
  mode: ClockMode = 'standing';
  readonly changes: StatusChangeEvent[] = [];
  readonly functions = new Map<string, Script>();
  readonly entries: unknown[] = [];
  /** Takes the place of the scripts, or of the list of changes. */
  onInvoke?: (name: string, payload: unknown) => unknown;
  onEvent?: (event: StatusChangeEvent) => void;
  /** The names of what callbacks were refused with: those that came too late. */
  readonly refusals: string[] = [];
  readonly #timers: { at: number; order: number; run: () => void }[] = [];
  readonly storage: Storage;
  readonly engine: Engine;
  readonly #api: Api;
  #order = 0;
  #ids = 0;

  constructor(options: { file?: string; seed?: number; storage?: Storage; now?: number } = {}) {
    this.now = options.now ?? START;
    this.storage = options.storage ?? new Storage(options.file ?? ':memory:');
    const newId = (): string => `id-${++this.#ids}`;
    this.engine = new Engine({
      storage: this.storage,
      clock: { now: () => this.now, state: () => ({ now: this.now, mode: this.mode, speed: 1 }), wake: () => {} },
      invoke: (name, payload) => this.#invoke(name, payload),
      publish: async (event) => (this.onEvent ? this.onEvent(event) : void this.changes.push(event)),
      putEvents: async (entries) => void this.entries.push(...entries),
      random: seededRandom(options.seed ?? 1),
      newId,
    });
    this.#api = new Api({
      storage: this.storage,
      engine: this.engine,
      now: () => this.now,
      newId,
      region: 'us-east-1',
      accountId: '000000000000',
    });
    if (!options.storage) this.engine.resume();
  }

  async call(operation: string, request: object): Promise<Answer> {
    if (!isOperation(operation)) throw new Error(`no operation ${operation}`);
    return (await this.#api.call(operation, JSON.stringify(request))) as Answer;
  }

  script(name: string, answers: Mock[]): Script {
    const script = { answers, payloads: [] };
    this.functions.set(name, script);
    return script;
  }

  async create(definition: object, name = 'machine'): Promise<string> {
    const made = await this.call('CreateStateMachine', { name, definition: JSON.stringify(definition), roleArn: ROLE });
    return String(made.stateMachineArn);
  }

  async start(stateMachineArn: string, input: unknown = {}, name = 'run'): Promise<string> {
    const { executionArn } = await this.call('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
    return String(executionArn);
  }

  /** Creates, starts, and lets time pass until the end. */
  async run(definition: object, input: unknown = {}): Promise<Answer> {
    const executionArn = await this.start(await this.create(definition), input);
    await this.passUntil(() => false);
    return this.describe(executionArn);
  }

  describe(executionArn: string): Promise<Answer> {
    return this.call('DescribeExecution', { executionArn });
  }

  async history(
    executionArn: string,
  ): Promise<{ type: string; id: number; previousEventId: number; [details: string]: unknown }[]> {
    const { events } = await this.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
    return events as never;
  }

  async chain(executionArn: string): Promise<string[]> {
    return (await this.history(executionArn)).map(
      ({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`,
    );
  }

  after(milliseconds: number, run: () => void): void {
    this.#timers.push({ at: this.now + milliseconds, order: this.#order++, run });
  }

  /** Nothing is left to do at this instant: what is in flight waits for time to pass. */
  async quiet(): Promise<void> {
    for (let calm = 0; calm < 2; calm++) {
      await this.engine.quiet();
      await nextTurn();
    }
    await this.engine.quiet();
  }

  /** Fires timers in their order, the clock at each one's instant, until there is none or `enough`. */
  async passUntil(enough: () => boolean, limit = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      await this.quiet();
      if (enough()) return;
      const timer = this.engine.nextTimer();
      const own = this.#timers.sort((a, b) => a.at - b.at || a.order - b.order)[0];
      const at = Math.min(timer?.at ?? Number.POSITIVE_INFINITY, own?.at ?? Number.POSITIVE_INFINITY);
      if (at > limit || at === Number.POSITIVE_INFINITY) break;
      this.now = Math.max(this.now, at);
      if (timer && timer.at === at) this.engine.fireTimer();
      else this.#timers.shift()?.run();
    }
    if (limit !== Number.POSITIVE_INFINITY) this.now = Math.max(this.now, limit);
  }

  async #invoke(name: string, payload: unknown): Promise<unknown> {
    if (this.onInvoke) return this.onInvoke(name, payload);
    const script = this.functions.get(name);
    if (!script) throw new FunctionError('Lambda.ResourceNotFoundException', `Function not found: ${name}`);
    const mock = script.answers[Math.min(script.payloads.length, script.answers.length - 1)] ?? { return: {} };
    script.payloads.push(payload);
    if (mock.delayMs !== undefined) await new Promise<void>((resolve) => this.after(mock.delayMs ?? 0, resolve));
    if (mock.throw) throw new FunctionError(mock.throw.errorType, mock.throw.errorMessage);
    if (mock.callback) this.#callBack(mock.callback, String((payload as { token?: unknown }).token));
    return mock.callback ? {} : (mock.return ?? null);
  }

  #tell(operation: string, request: object): void {
    this.call(operation, request).catch((error: Error) => this.refusals.push(error.name));
  }

  #callBack(callback: NonNullable<Mock['callback']>, taskToken: string): void {
    const { afterMs = 0, heartbeatEveryMs, failure } = callback;
    if (heartbeatEveryMs) {
      for (let at = heartbeatEveryMs; at < afterMs; at += heartbeatEveryMs)
        this.after(at, () => this.#tell('SendTaskHeartbeat', { taskToken }));
    }
    if ('success' in callback) {
      this.after(afterMs, () => this.#tell('SendTaskSuccess', { taskToken, output: JSON.stringify(callback.success) }));
    }
    if (failure) this.after(afterMs, () => this.#tell('SendTaskFailure', { taskToken, ...failure }));
  }
}
