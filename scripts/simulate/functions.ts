/** The functions of the manifest, as one copy of the code: called like Lambda calls them, and able to die at any call. */
import { pathToFileURL } from 'node:url';
import { functions } from '../../infra/manifest.ts';
import { type Invocation, inInvocation } from './gate.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
export type Code = ReadonlyMap<string, { handler: Handler; timeoutMs: number }>;
type Live = { compose(home: unknown): unknown };

const root = new URL('../../', import.meta.url);
const here = functions.filter(({ home }) => home !== 'cloud');

/** `copy`: under which name the hooks of code-copies.ts load it. Each call of this makes new clients and caches, as a cold start does. */
export async function loadCode(home: unknown, copy: string): Promise<Code> {
  const load = (path: string): Promise<Record<string, unknown>> =>
    import(`${pathToFileURL(new URL(path, root).pathname).href}${copy === '' ? '' : `?copy=${copy}`}`);
  const deps = ((await load('functions/live.ts')) as unknown as Live).compose(home);
  const code = new Map<string, { handler: Handler; timeoutMs: number }>();
  for (const { name, entry, timeoutSeconds } of here) {
    const { createHandler } = (await load(entry)) as { createHandler: (deps: unknown) => Handler };
    code.set(name, { handler: createHandler(deps), timeoutMs: timeoutSeconds * 1000 });
  }
  return code;
}

/** The process of the function ended: whoever called it learns no more than that. */
export class FunctionDied extends Error {
  override readonly name = 'Lambda.Unknown';
}
export class FunctionTimedOut extends Error {
  override readonly name = 'Sandbox.Timedout';
}

export type Answering = { now: () => number; skewMs: () => number; diesAtTheEnd: (name: string) => boolean };

export class FunctionHost {
  readonly #live = new Set<Invocation>();
  readonly #answering: Answering;
  code: Code;
  #count = 0;

  constructor(code: Code, answering: Answering) {
    this.code = code;
    this.#answering = answering;
  }

  get count(): number {
    return this.#count;
  }

  /** Rejects as the function did, or with its death. */
  invoke(name: string, event: unknown): Promise<unknown> {
    const found = this.code.get(name);
    if (!found) return Promise.reject(new Error(`there is no function ${name}`));
    this.#count += 1;
    return new Promise((resolve, reject) => {
      const invocation: Invocation = {
        id: this.#count,
        name,
        startedAt: this.#answering.now(),
        skewMs: this.#answering.skewMs(),
        waiting: 0,
        dead: false,
        die: (error) => {
          invocation.dead = true;
          this.#live.delete(invocation);
          reject(error);
        },
      };
      this.#live.add(invocation);
      const end = (settle: () => void): void => {
        if (invocation.dead) return;
        this.#live.delete(invocation);
        if (this.#answering.diesAtTheEnd(name)) reject(new FunctionDied(`${name} died after its last effect`));
        else settle();
      };
      inInvocation(invocation, () => found.handler(event, {})).then(
        (value) => end(() => resolve(value)),
        (error: unknown) => end(() => reject(error)),
      );
    });
  }

  /** Some function is neither done nor waiting for a call: it computes. */
  isComputing(): boolean {
    for (const { waiting } of this.#live) if (waiting === 0) return true;
    return false;
  }

  /** When the first running function will have run too long. */
  nextTimeout(): number | undefined {
    let first: number | undefined;
    for (const one of this.#live) {
      const at = one.startedAt + (this.code.get(one.name)?.timeoutMs ?? 0);
      if (first === undefined || at < first) first = at;
    }
    return first;
  }

  timeOut(now: number): void {
    for (const one of [...this.#live])
      if (one.startedAt + (this.code.get(one.name)?.timeoutMs ?? 0) <= now)
        one.die(new FunctionTimedOut(`${one.name} took too long`));
  }

  killAll(): void {
    for (const one of [...this.#live]) one.die(new FunctionDied('the process was killed'));
  }
}
