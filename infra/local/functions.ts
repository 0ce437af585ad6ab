/** The functions of the manifest, in this process: loaded by their entry, called with a limit of real time, counted while they run. */
import { pathToFileURL } from 'node:url';
import { type FunctionSpec, functions } from '../manifest.ts';
import type { Access } from './access.ts';
import type { Worker } from './clock.ts';
import { createOccupied, createTurns } from './turns.ts';

export type Handler = (event: unknown, context: unknown) => Promise<unknown>;

export type FunctionHost = {
  worker: Worker;
  /** Rejects as the function did, or with a timeout. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Functions with this trigger. */
  triggeredBy<Kind extends FunctionSpec['trigger']['kind']>(
    kind: Kind,
  ): (FunctionSpec & { trigger: Extract<FunctionSpec['trigger'], { kind: Kind }> })[];
};

/**
 * All functions share one thread, and who calls the API waits behind every other call. Those that nobody waits for are
 * therefore made few at a time (more would not make them faster), each when the API has nothing to answer, or soon.
 */
const backgroundMax = 2;
const waitForApiMs = 500;

const here = functions.filter(({ home }) => home !== 'cloud');

export class FunctionTimeout extends Error {
  override readonly name = 'Sandbox.Timedout';
}

export async function loadFunctions(
  compose: (loadLive: LoadLive) => Promise<unknown>,
  root: string,
  onInvoked: (name: string, milliseconds: number) => void = () => {},
): Promise<FunctionHost> {
  const load = (entry: string): Promise<Record<string, unknown>> => import(pathToFileURL(`${root}/${entry}`).href);
  const deps = await compose(() => load('functions/live.ts') as Promise<Live>);
  const handlers = new Map<string, { spec: FunctionSpec; handler: Handler }>();
  for (const spec of here) {
    const { createHandler } = await load(spec.entry);
    if (typeof createHandler !== 'function') throw new Error(`${spec.entry} exports no createHandler`);
    handlers.set(spec.name, { spec, handler: createHandler(deps) });
  }
  const running = new Set<Promise<unknown>>();
  const names = new Map<Promise<unknown>, string>();
  const inTurn = createTurns(backgroundMax);
  const api = createOccupied();
  let calledSinceDrain = 0;

  const invoke = (name: string, event: unknown): Promise<unknown> => {
    const found = handlers.get(name);
    if (!found) return Promise.reject(new Error(`there is no function ${name}`));
    const { spec, handler } = found;
    const start = async (): Promise<unknown> => {
      const startedAt = performance.now();
      try {
        return await withLimit(handler(event, {}), spec);
      } finally {
        onInvoked(name, performance.now() - startedAt);
      }
    };
    const call =
      spec.trigger.kind === 'http-api'
        ? api.during(start)
        : inTurn(async () => {
            await api.free(waitForApiMs);
            return start();
          });
    const settled = call.then(ignore, ignore);
    calledSinceDrain += 1;
    running.add(settled);
    names.set(settled, name);
    void settled.then(() => {
      running.delete(settled);
      names.delete(settled);
    });
    return call;
  };

  return {
    invoke,
    triggeredBy: (kind) => here.filter((spec) => spec.trigger.kind === kind) as never,
    worker: {
      name: 'functions',
      drain: async () => {
        await Promise.all(running);
        const count = calledSinceDrain;
        calledSinceDrain = 0;
        return count;
      },
      busy: () => (running.size === 0 ? undefined : [...new Set(names.values())].join(', ')),
    },
  };
}

const ignore = (): void => {};

type LoadLive = () => Promise<Live>;
/** functions/live.ts, as far as a home uses it. */
export type Live = {
  compose(home: {
    environment: Readonly<Record<string, string | undefined>>;
    now: () => Date;
    chance: unknown;
    access?: Access;
    log: (level: string, message: string, ids: Record<string, string | number>) => void;
  }): unknown;
  liveChance: { newId(prefix: string): string };
};

async function withLimit(call: Promise<unknown>, { name, timeoutSeconds }: FunctionSpec): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new FunctionTimeout(`${name} took longer than ${timeoutSeconds} seconds`)),
      timeoutSeconds * 1000,
    );
  });
  try {
    return await Promise.race([call, limit]);
  } finally {
    clearTimeout(timer);
  }
}
