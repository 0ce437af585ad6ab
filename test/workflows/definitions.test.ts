import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { functions, machines } from '../../infra/manifest.ts';
import * as errors from '../../shared/contracts/errors.ts';

type State = {
  Type: string;
  Next?: string;
  Default?: string;
  End?: boolean;
  Choices?: { Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Retry?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: number;
  Arguments?: { FunctionName: string };
};
type Definition = { StartAt: string; TimeoutSeconds: number; QueryLanguage: string; States: Record<string, State> };

const definitions = Object.entries(machines).map(([name, { definition }]) => {
  const text = readFileSync(definition, 'utf8');
  return { name, text, definition: JSON.parse(text) as Definition };
});

function nextOf(state: State): string[] {
  return [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((one) => one.Next),
    ...(state.Catch ?? []).map((one) => one.Next),
  ].filter((one) => one !== undefined);
}

function reachableFrom(definition: Definition, start: string): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const state = definition.States[name];
    if (state) open.push(...nextOf(state));
  }
  return seen;
}

const isEnd = (state: State): boolean => state.Type === 'Succeed' || state.Type === 'Fail' || state.End === true;
const tasksOf = (definition: Definition): [string, State][] =>
  Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');

describe.each(definitions)('the $name workflow', ({ definition, text, name }) => {
  it('is a valid state machine', () => {
    const { isValid, errors: faults } = validate(JSON.parse(text));
    expect({ isValid, faults }).toEqual({ isValid: true, faults: [] });
  });

  it('reaches every state from its start', () => {
    expect([...reachableFrom(definition, definition.StartAt)].sort()).toEqual(Object.keys(definition.States).sort());
  });

  it('can come to an end from every state', () => {
    const stuck = Object.keys(definition.States).filter(
      (start) => ![...reachableFrom(definition, start)].some((one) => isEnd(definition.States[one] as State)),
    );
    expect(stuck).toEqual([]);
  });

  it('bounds itself and every task in time, below the year that Step Functions allows', () => {
    expect(definition.TimeoutSeconds).toBeLessThan(365 * 86_400);
    expect(
      tasksOf(definition)
        .filter(([, state]) => typeof state.TimeoutSeconds !== 'number')
        .map(([task]) => task),
    ).toEqual([]);
  });

  it('repairs itself whatever a task fails with, and ends quietly when a newer run has taken over', () => {
    for (const [task, { Catch }] of tasksOf(definition)) {
      expect([task, Catch?.at(-1)?.ErrorEquals, Catch?.at(-1)?.Next]).toEqual([task, ['States.ALL'], 'Repair needed']);
      expect([task, Catch?.find((one) => one.ErrorEquals.includes('Superseded'))?.Next]).toEqual([task, 'Superseded']);
    }
  });

  it('waits for people in states of a fixed day, so that every program is looked at daily', () => {
    const waits = tasksOf(definition).filter(([state]) => /^(Waiting for|On hold|Continuing)/.test(state));
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.filter(([, state]) => state.TimeoutSeconds !== 86_400)).toEqual([]);
  });

  it('names only errors that the functions throw', () => {
    const own = Object.values(errors).flatMap((one) =>
      typeof one === 'function' && one.prototype instanceof Error ? [one.name] : [],
    );
    const named = tasksOf(definition).flatMap(([, state]) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap((one) => one.ErrorEquals),
    );
    expect(named.filter((error) => !error.startsWith('States.') && !own.includes(error))).toEqual([]);
  });

  it('calls only functions of the manifest that are steps of it', () => {
    const called = tasksOf(definition).map(
      ([, state]) => /^\$\{(.+)\}$/.exec(state.Arguments?.FunctionName ?? '')?.[1],
    );
    const steps = functions.flatMap(({ trigger }) =>
      trigger.kind === 'step' && (trigger.machines as readonly string[]).includes(name) ? [trigger.placeholder] : [],
    );
    expect([...new Set(called)].sort()).toEqual([...steps].sort());
  });

  it('leaves arithmetic on time to the domain', () => {
    expect(text).not.toMatch(/\$(toMillis|fromMillis|now)\(/);
  });
});

it('an error class keeps its own name: the state machines compare it', () => {
  const made = [
    new errors.Superseded(''),
    new errors.InvariantError(''),
    new errors.StepFailed(new Error('x')),
    new errors.CareError('busy', ''),
  ];
  expect(made.map((error) => error.name)).toEqual(['Superseded', 'InvariantError', 'StepFailed', 'CareError']);
});
