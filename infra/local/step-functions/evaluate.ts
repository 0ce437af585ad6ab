/** JSONata as Step Functions evaluates it: templates with `{% %}` strings, `$states`, variables, AWS's own functions. */
import jsonata from 'jsonata';
import type { Json } from './asl.ts';
import { hash, javaRandom, parse, partition, rangeOf, uuidFrom } from './aws-functions.ts';

export type Scope = {
  states: { input: Json; context: Json; result?: Json; errorOutput?: Json };
  variables: { [name: string]: Json };
  now: number;
  random: () => number;
};

/** `location` is the field as AWS names it: `Output/a[0]`, `Choices[1]/Condition`. */
export class EvaluationError extends Error {
  readonly location: string;
  constructor(location: string, message: string) {
    super(message);
    this.name = 'EvaluationError';
    this.location = location;
  }
}

export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');

export const expressionIn = (text: string): string => text.slice(2, -2).trim();

/** AWS refuses one level more than 100, and gives up on an expression that does not end. */
const LIMITS = { stack: 100, timeout: 5_000 };
const COMPILED_MAX = 10_000;
const AMBIENT = '!ambient';

type Ambient = { now: number; random: () => number };
type Focus = {
  environment: { lookup(name: string): unknown };
  createSequence(): unknown[];
};
type FunctionObject = { implementation: (this: Focus, ...args: unknown[]) => unknown };

const ambientOf = (focus: Focus): Ambient => focus.environment.lookup(AMBIENT) as Ambient;

function addFunctions(expression: jsonata.Expression): void {
  const add = (name: string, body: (this: Focus, ...args: unknown[]) => unknown, signature?: string): void =>
    expression.registerFunction(name, body as (this: unknown, ...args: unknown[]) => unknown, signature);
  add(
    'now',
    function (picture, zone) {
      const fromMillis = this.environment.lookup('fromMillis') as FunctionObject;
      return fromMillis.implementation.call(this, ambientOf(this).now, picture, zone);
    },
    '<s?s?:s>',
  );
  add(
    'millis',
    function () {
      return ambientOf(this).now;
    },
    '<:n>',
  );
  add('random', function (seed) {
    return typeof seed === 'number' ? javaRandom(seed) : ambientOf(this).random();
  });
  add('uuid', function () {
    return uuidFrom(ambientOf(this).random);
  });
  add('range', function (start, end, step) {
    const values = rangeOf(start, end, step);
    if (!values) return undefined;
    const sequence = this.createSequence(); // a sequence of one collapses to its element, as on AWS
    for (const value of values) sequence.push(value);
    return sequence.length === 1 ? sequence[0] : sequence;
  });
  add('partition', (array, size) => partition(array, size));
  add('hash', (data, algorithm) => hash(data, algorithm));
  add('parse', (text) => parse(text));
}

const compiled = new Map<string, jsonata.Expression>();

/** Parsing costs as much as ten evaluations, so parsed expressions are kept. Throws what the parser says. */
export function compile(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known) return known;
  const expression = jsonata(source, LIMITS);
  addFunctions(expression);
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(source, expression);
  return expression;
}

const UNSUPPORTED = Symbol('not JSON');

/** Plain JSON out of a JSONata result; a number that JSON has no literal for becomes the string AWS writes. */
function plain(value: unknown): Json | typeof UNSUPPORTED | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return UNSUPPORTED;
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const json = plain(item);
      if (json === UNSUPPORTED) return UNSUPPORTED;
      items.push(json ?? null);
    }
    return items;
  }
  if (value instanceof RegExp || value instanceof Date) return UNSUPPORTED;
  const object: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(value)) {
    const json = plain(member);
    if (json === UNSUPPORTED) return UNSUPPORTED;
    if (json !== undefined) setOwn(object, key, json);
  }
  return object;
}

/** A key may be `__proto__`: patient-neutral data comes from anywhere, so it is set as data. */
function setOwn(object: { [key: string]: Json }, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

async function evaluateExpression(text: string, scope: Scope, location: string): Promise<Json> {
  const source = expressionIn(text);
  const named = `The JSONata expression '${source}' specified for the field '${location}'`;
  let result: unknown;
  try {
    const bindings = {
      ...scope.variables,
      states: scope.states,
      eval: undefined,
      [AMBIENT]: { now: scope.now, random: scope.random },
    };
    result = await compile(source).evaluate(undefined, bindings);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    throw new EvaluationError(
      location,
      `${named} threw an error during evaluation${code ? `. ${code}` : ''}: ${message ?? 'unknown error'}`,
    );
  }
  const json = plain(result);
  if (json === undefined) throw new EvaluationError(location, `${named} returned nothing (undefined).`);
  if (json === UNSUPPORTED) throw new EvaluationError(location, `${named} returned an unsupported result type.`);
  return json;
}

const literals = new WeakMap<object, boolean>();

function isLiteral(template: Json): boolean {
  if (typeof template === 'string') return !isExpression(template);
  if (template === null || typeof template !== 'object') return true;
  const known = literals.get(template);
  if (known !== undefined) return known;
  const literal = Object.values(template).every(isLiteral);
  literals.set(template, literal);
  return literal;
}

/** Evaluates every expression in a template; everything else stands for itself. */
export async function evaluate(template: Json, scope: Scope, location: string): Promise<Json> {
  if (isLiteral(template)) return template;
  if (typeof template === 'string') return evaluateExpression(template, scope, location);
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluate(item, scope, `${location}[${index}]`));
    return items;
  }
  const object: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(template as { [key: string]: Json })) {
    setOwn(object, key, await evaluate(member, scope, `${location}/${key}`));
  }
  return object;
}

export const typeName = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

type Types = { string: string; number: number; boolean: boolean; array: Json[] };

/** Evaluates a field that must be of one type, with AWS's words when it is not. */
export async function evaluateAs<T extends keyof Types>(
  type: T,
  template: Json,
  scope: Scope,
  location: string,
): Promise<Types[T]> {
  const value = await evaluate(template, scope, location);
  if (typeName(value) !== type) {
    const source =
      typeof template === 'string' && isExpression(template) ? expressionIn(template) : JSON.stringify(template);
    throw new EvaluationError(
      location,
      `The JSONata expression '${source}' specified for the field '${location}' returned an unexpected result type. ` +
        `Expected '${type}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    );
  }
  return value as Types[T];
}

/** A whole number within bounds: seconds, concurrency. */
export async function evaluateWhole(
  template: Json,
  bounds: { min: number; max: number },
  scope: Scope,
  location: string,
): Promise<number> {
  const value = await evaluateAs('number', template, scope, location);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    throw new EvaluationError(
      location,
      `The value specified for the field '${location}' must be a whole number between ${bounds.min} and ${bounds.max}, but was ${value}`,
    );
  }
  return value;
}
