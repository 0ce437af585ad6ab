/** Decides whether a definition is one that AWS takes and this engine runs. */
import { type Definition, type Machine, prepareMachine, SECONDS_MAX } from './asl.ts';
import type { Surroundings } from './check-fields.ts';
import { checkState } from './check-state.ts';
import { type Diagnostic, isObject, type JsonObject, type Report } from './definition-diagnostics.ts';
import { isNestedTooDeep, NESTING_MAX } from './nesting.ts';

export type Checked = { machine?: Machine; diagnostics: Diagnostic[] };

const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'QueryLanguage', 'Version'];
const CONTAINER_FIELDS = ['Comment', 'StartAt', 'States', 'ProcessorConfig'];
const NAME_LENGTH_MAX = 80;

export function checkDefinition(text: string): Checked {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (location, message, code = 'SCHEMA_VALIDATION_FAILED') => {
    diagnostics.push({ severity: 'ERROR', code, message, ...(location !== undefined && { location }) });
  };
  const definition = parseDefinition(text, report);
  if (definition) checkMachine(definition, report);
  if (!definition || diagnostics.length > 0) return { diagnostics };
  return { machine: prepareMachine(definition as unknown as Definition), diagnostics };
}

function parseDefinition(text: string, report: Report): JsonObject | undefined {
  if (isNestedTooDeep(text)) {
    report(undefined, `Definition is nested deeper than ${NESTING_MAX} levels`, 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
  let definition: unknown;
  try {
    definition = text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    report(undefined, (error as Error).message, 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
  if (isObject(definition)) return definition;
  report(undefined, 'Definition must be a valid JSON object');
  return undefined;
}

function checkMachine(definition: JsonObject, report: Report): void {
  for (const field of Object.keys(definition)) {
    if (!MACHINE_FIELDS.includes(field)) report('/', `Field '${field}' is not supported`);
  }
  const language = definition.QueryLanguage;
  if (language !== undefined && language !== 'JSONata' && language !== 'JSONPath') {
    report(
      '/QueryLanguage',
      typeof language === 'string'
        ? 'Value should be one of the following: [JSONPath, JSONata]'
        : 'Expected value of type [STRING]',
    );
  }
  if (definition.Version !== undefined && definition.Version !== '1.0')
    report('/Version', "Value should be one of the following: ['1.0']");
  const seconds = definition.TimeoutSeconds;
  if (
    seconds !== undefined &&
    !(Number.isInteger(seconds) && (seconds as number) > 0 && (seconds as number) <= SECONDS_MAX)
  ) {
    report('/TimeoutSeconds', `Value must be a whole number between 1 and ${SECONDS_MAX}`);
  }
  if (definition.Comment !== undefined && typeof definition.Comment !== 'string')
    report('/Comment', 'Expected value of type [STRING]');
  const names = new Map<string, string>();
  checkContainer(definition, '', {
    language: language === 'JSONata' ? 'JSONata' : 'JSONPath',
    names,
    outer: new Set(),
    report,
    checkContainer,
  });
}

/** Checks the states of the machine, of a branch, or of an item processor. */
function checkContainer(container: JsonObject, path: string, around: Surroundings): void {
  const { report } = around;
  const { StartAt, States } = container;
  if (path !== '') {
    for (const field of Object.keys(container))
      if (!CONTAINER_FIELDS.includes(field)) report(path, `Field '${field}' is not supported`);
  }
  const missing = ['States', 'StartAt'].filter((field) => container[field] === undefined);
  if (missing.length > 0) report(path || '/', `These fields are required: [${missing.join(', ')}]`);
  if (StartAt !== undefined && typeof StartAt !== 'string')
    report(`${path}/StartAt`, 'Expected value of type [STRING]');
  if (States === undefined) return;
  if (!isObject(States)) {
    report(`${path}/States`, 'Expected value of type [OBJECT]');
    return;
  }
  if (Object.keys(States).length === 0) {
    report(`${path}/States`, 'Value cannot be empty');
    return;
  }
  const assigned = new Set([...around.outer, ...Object.values(States).flatMap(assignedIn)]);
  for (const [name, state] of Object.entries(States)) {
    const at = `${path}/States/${name}`;
    const earlier = around.names.get(name);
    if (earlier !== undefined) report(at, `Duplicate state name: ${name}`, 'DUPLICATE_STATE_NAME');
    around.names.set(name, at);
    if (name.length === 0 || name.length > NAME_LENGTH_MAX)
      report(at, `State name must be 1 to ${NAME_LENGTH_MAX} characters long`);
    if (!isObject(state)) report(at, 'Expected value of type [OBJECT]');
    else checkState(state, at, States, { ...around, inner: assigned });
  }
  checkPaths(States, typeof StartAt === 'string' ? StartAt : undefined, path, report);
}

function assignedIn(state: unknown): string[] {
  if (!isObject(state)) return [];
  const places = [state, ...listOf(state.Choices), ...listOf(state.Catch)];
  return places.flatMap((place) => (isObject(place) && isObject(place.Assign) ? Object.keys(place.Assign) : []));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const endsHere = (state: unknown): boolean =>
  isObject(state) && (state.Type === 'Succeed' || state.Type === 'Fail' || state.End === true);

function targetsOf(state: unknown): string[] {
  if (!isObject(state)) return [];
  const nexts = [
    state.Next,
    state.Default,
    ...[...listOf(state.Choices), ...listOf(state.Catch)].map((place) => (isObject(place) ? place.Next : undefined)),
  ];
  return nexts.filter((next) => typeof next === 'string');
}

/** Every state can be reached, and an end can be. */
function checkPaths(states: JsonObject, startAt: string | undefined, path: string, report: Report): void {
  if (startAt !== undefined && !Object.hasOwn(states, startAt)) {
    report(`${path}/StartAt`, `Missing 'Next' target: ${startAt}`, 'MISSING_TRANSITION_TARGET');
  }
  // AWS asks for an end of the machine only, not of a branch.
  if (path === '' && !Object.values(states).some(endsHere)) {
    report(undefined, 'Workflow has no terminal state', 'MISSING_END_STATE');
    return;
  }
  if (startAt === undefined || !Object.hasOwn(states, startAt)) return;
  const reached = new Set([startAt]);
  for (const name of reached)
    for (const target of targetsOf(states[name])) if (Object.hasOwn(states, target)) reached.add(target);
  for (const name of Object.keys(states)) {
    if (!reached.has(name))
      report(`${path}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  }
}

/** The sentence that CreateStateMachine refuses with. */
export function refusalOf(diagnostics: Diagnostic[]): string {
  const said = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
  return `Invalid State Machine Definition: '${said.join(', ')}'`;
}
