/**
 * The one gate that every SDK call of every handler passes. A call waits here until the seed's order lets it go; a function
 * that dies leaves its calls here unanswered, so that no code of its own can catch its death.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type Service = 'dynamodb' | 'states' | 'ses' | 'pause';

/** One call of one function. */
export type Invocation = {
  id: number;
  name: string;
  startedAt: number;
  /** Its machine's clock is off by so much. */
  skewMs: number;
  waiting: number;
  dead: boolean;
  die: (error: Error) => void;
};

export type Call = {
  invocation: Invocation;
  service: Service;
  /** The command's name, such as `TransactWriteCommand`. */
  name: string;
  input: unknown;
  /** Not before this instant: a slow call. */
  notBefore: number;
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

const current = new AsyncLocalStorage<Invocation>();

export function inInvocation<T>(invocation: Invocation, work: () => T): T {
  return current.run(invocation, work);
}

export function currentInvocation(): Invocation {
  const invocation = current.getStore();
  if (!invocation) throw new Error('an SDK call was made outside of every function');
  return invocation;
}

export class Gate {
  #waiting: Call[] = [];

  /** Called by what stands for the SDK's clients. */
  pass(service: Service, name: string, input: unknown, run: () => unknown): Promise<unknown> {
    const invocation = currentInvocation();
    invocation.waiting += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ invocation, service, name, input, notBefore: 0, run, resolve, reject });
    });
  }

  waiting(now: number): readonly Call[] {
    this.#waiting = this.#waiting.filter(({ invocation }) => !invocation.dead);
    return this.#waiting.filter(({ notBefore }) => notBefore <= now);
  }

  /** When the next slow call may go. */
  nextAt(): number | undefined {
    const instants = this.#waiting.filter(({ invocation }) => !invocation.dead).map(({ notBefore }) => notBefore);
    return instants.length > 0 ? Math.min(...instants) : undefined;
  }

  take(call: Call): void {
    this.#waiting = this.#waiting.filter((one) => one !== call);
  }

  answer(call: Call, answer: { value: unknown } | { error: unknown }): void {
    call.invocation.waiting -= 1;
    if ('error' in answer) call.reject(answer.error);
    else call.resolve(answer.value);
  }
}
