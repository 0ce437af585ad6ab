/**
 * What operators see of one execution: what it is, its definition, its history; and its redrive. Task tokens are keys, and
 * stay here.
 */
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidToken,
  RedriveExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { CareError } from '../contracts/errors.ts';
import type { MachineName } from '../contracts/execution-name.ts';
import type { Instant } from '../domain/state.ts';

export type ExecutionDetail = {
  status: string;
  startedAt: Instant;
  stoppedAt: Instant | null;
  input: unknown;
  output: unknown;
  error: string | null;
  cause: string | null;
  redriveCount: number;
  /** For 14 days after an end that is no success, and below 24,999 events. */
  redrivable: boolean;
};

export type ExecutionEvent = {
  id: number;
  previousId: number | null;
  at: Instant;
  type: string;
  /** The state that the event enters or leaves. */
  state: string | null;
  details: unknown;
};

export type ExecutionReader = ReturnType<typeof createExecutionReader>;

export function createExecutionReader(sfn: SFNClient, arns: Record<MachineName, string>) {
  const arnOf = (machine: MachineName, name: string): string =>
    `${arns[machine].replace(':stateMachine:', ':execution:')}:${name}`;

  return {
    /** Null where it is unknown, or so long over that Step Functions has forgotten it. */
    describe: async (machine: MachineName, name: string): Promise<ExecutionDetail | null> => {
      const executionArn = arnOf(machine, name);
      try {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return {
          status: execution.status ?? 'RUNNING',
          startedAt: instantOf(execution.startDate),
          stoppedAt: execution.stopDate ? instantOf(execution.stopDate) : null,
          input: shown(execution.input),
          output: shown(execution.output),
          error: execution.error ?? null,
          cause: execution.cause ?? null,
          redriveCount: execution.redriveCount ?? 0,
          redrivable: execution.redriveStatus === 'REDRIVABLE',
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return null;
        throw error;
      }
    },

    /**
     * It goes on from the state that failed, by the definition that it began with. The count makes its token: who asks for
     * the same redrive again, within 15 minutes, is answered as before.
     */
    redrive: async (machine: MachineName, name: string, redriveCount: number): Promise<void> => {
      const executionArn = arnOf(machine, name);
      try {
        await sfn.send(new RedriveExecutionCommand({ executionArn, clientToken: `redrive-${redriveCount}` }));
      } catch (error) {
        if (error instanceof ExecutionNotRedrivable)
          throw new CareError(
            'wrong-state',
            'Step Functions does not redrive it in its present state.',
            {},
            { cause: error },
          );
        throw error;
      }
    },

    /** Amazon States Language, as this execution began with it. */
    definition: async (machine: MachineName, name: string): Promise<unknown> => {
      const executionArn = arnOf(machine, name);
      const { definition } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      return JSON.parse(definition ?? '{}');
    },

    history: async (
      machine: MachineName,
      name: string,
      page: { limit: number; cursor?: string | undefined; newestFirst: boolean },
    ): Promise<{ items: ExecutionEvent[]; next: string | null } | null> => {
      try {
        const { events, nextToken } = await sfn.send(
          new GetExecutionHistoryCommand({
            executionArn: arnOf(machine, name),
            maxResults: page.limit,
            reverseOrder: page.newestFirst,
            nextToken: page.cursor,
          }),
        );
        return { items: (events ?? []).map(eventOf), next: nextToken ?? null };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return null;
        if (error instanceof InvalidToken) throw wrongCursor();
        throw error;
      }
    },
  };
}

function wrongCursor(): CareError {
  return new CareError('invalid', 'The cursor does not belong to this history. Ask for the first page without one.', {
    errors: [{ path: 'cursor', message: 'Use the `next` of an answer of this history, unchanged.' }],
  });
}

const instantOf = (date: Date | undefined): Instant => (date ?? new Date(0)).toISOString();

/** Every kind of event has its details in a field of its own: `stateEnteredEventDetails`, `taskScheduledEventDetails` … */
function eventOf({ id, previousEventId, timestamp, type, ...rest }: HistoryEvent): ExecutionEvent {
  const [details] = Object.values(rest).filter((one) => typeof one === 'object');
  const named = details as { name?: unknown } | undefined;
  return {
    id: id ?? 0,
    previousId: previousEventId || null,
    at: instantOf(timestamp),
    type: type ?? '',
    state: /State(Entered|Exited)$/.test(type ?? '') && typeof named?.name === 'string' ? named.name : null,
    details: withoutTokens(details ?? null),
  };
}

const jsonFields = new Set(['input', 'output', 'parameters']);

/** What is JSON in a string becomes what it says; who has a task's token could answer for a person. */
function withoutTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (/token/i.test(name)) return [[name, '…']];
      if (typeof inner === 'string') return [[name, jsonFields.has(name) ? shown(inner) : inner]];
      return /Details$/.test(name) ? [] : [[name, withoutTokens(inner)]];
    }),
  );
}

function shown(text: string | undefined): unknown {
  if (text === undefined) return null;
  try {
    return withoutTokens(JSON.parse(text));
  } catch {
    return text;
  }
}
