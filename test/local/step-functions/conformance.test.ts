/** Cases with the results that AWS documents or was seen to give: corpus/ holds them, each with its source. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Mock, ROLE, VirtualHome } from './virtual-home.ts';

type Case = {
  name: string;
  definition: object;
  input: unknown;
  mocks?: { [name: string]: Mock[] };
  source: string;
  expect: {
    status?: string;
    statusAnyOf?: string[];
    output?: unknown;
    error?: string | null;
    causeMatches?: string;
    calls?: { [name: string]: number };
    payloads?: { [name: string]: unknown[] };
    minSeconds?: number;
    maxSeconds?: number;
  };
};

const folder = new URL('./corpus/', import.meta.url);
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case);

/** Expected values may hold `{$regex}` where the result is free. */
function expected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  if ('$regex' in value) return expect.stringMatching(new RegExp(String(value.$regex)));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
}

async function runCase({ name, definition, input, mocks = {} }: Case) {
  const home = new VirtualHome();
  const scripts = new Map<string, { payloads: unknown[] }>();
  const text = JSON.stringify(definition).replace(/\$\{fn:(\w+)\}/g, (_, fn: string) => {
    if (!scripts.has(fn)) scripts.set(fn, home.script(`${name}--${fn}`, mocks[fn] ?? [{ return: {} }]));
    return `arn:aws:lambda:us-east-1:000000000000:function:${name}--${fn}`;
  });
  try {
    const { stateMachineArn } = await home.call('CreateStateMachine', {
      name: name.slice(0, 80),
      definition: text,
      roleArn: ROLE,
    });
    const executionArn = await home.start(String(stateMachineArn), input);
    await home.passUntil(() => false);
    const described = await home.describe(executionArn);
    const output = described.output === undefined ? undefined : JSON.parse(String(described.output));
    const seconds = Number(described.stopDate) - Number(described.startDate);
    return {
      status: described.status,
      output,
      error: described.error,
      cause: String(described.cause),
      seconds,
      scripts,
    };
  } catch (error) {
    return {
      status: 'REJECTED',
      error: (error as Error).name,
      output: undefined,
      cause: (error as Error).message,
      seconds: 0,
      scripts,
    };
  }
}

describe('the engine answers as AWS does', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const got = await runCase(one);
    const want = one.expect;
    expect(want.statusAnyOf ?? [want.status], got.cause).toContain(got.status);
    if (got.status === 'SUCCEEDED') expect(got.output).toEqual(expected(want.output));
    if ('error' in want) expect(got.error).toBe(want.error ?? undefined);
    if (want.causeMatches) expect(got.cause).toMatch(new RegExp(want.causeMatches));
    for (const [fn, calls] of Object.entries(want.calls ?? {}))
      expect(got.scripts.get(fn)?.payloads.length ?? 0).toBe(calls);
    for (const [fn, payloads] of Object.entries(want.payloads ?? {}))
      expect(got.scripts.get(fn)?.payloads).toEqual(expected(payloads));
    if (want.minSeconds !== undefined) expect(got.seconds).toBeGreaterThanOrEqual(want.minSeconds - 0.000_001);
    if (want.maxSeconds !== undefined) expect(got.seconds).toBeLessThanOrEqual(want.maxSeconds + 0.000_001);
  });
});
