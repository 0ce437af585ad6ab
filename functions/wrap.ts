/** The middy stack of steps and reactions; the one of the HTTP API stands in clinic-api. */
import middy, { type MiddlewareObj } from '@middy/core';
import type { z } from 'zod';
import { CareError, InvariantError, StepFailed, Superseded } from '../shared/contracts/errors.ts';
import type { Deps } from './live.ts';

/**
 * The input is checked, and what is thrown carries a name that the state machine knows and no text that histories and
 * Lambda's own log must not hold (R9).
 */
export function handlerStack<Schema extends z.ZodType, Result>(
  deps: Deps,
  name: string,
  schema: Schema,
  handle: (input: z.output<Schema>) => Promise<Result>,
) {
  return middy<unknown, Result>()
    .use(namedErrors(deps, name))
    .handler(async (event) => handle(parseEvent(schema, event, name)));
}

function parseEvent<Schema extends z.ZodType>(schema: Schema, event: unknown, name: string): z.output<Schema> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.') || '(the event itself)');
  throw new InvariantError(`${name} got an event that is wrong at ${paths.join(', ')}`);
}

const known = [Superseded, InvariantError, CareError] as const;

function namedErrors(deps: Deps, name: string): MiddlewareObj<unknown, unknown> {
  return {
    onError: (request) => {
      if (known.some((one) => request.error instanceof one)) return;
      logFailure(deps, name, request.error);
      request.error = new StepFailed(request.error);
    },
  };
}

/** Where in our code it happened, without the text of the error: that may name a patient. */
export function logFailure(deps: Deps, name: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = /\((?:file:\/\/)?[^()]*?((?:functions|shared)\/[^():]+:\d+)/.exec(stack)?.[1] ?? 'unknown';
  deps.log('error', 'a handler failed', { handler: name, error: error instanceof Error ? error.name : 'Error', place });
}
