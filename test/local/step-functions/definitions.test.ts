import { describe, expect, test } from 'vitest';
import { checkDefinition, refusalOf } from '../../../infra/local/step-functions/check-definition.ts';

type Fields = { [field: string]: unknown };

const JSONATA = { QueryLanguage: 'JSONata' };
const machine = (states: Fields, more: Fields = {}): Fields => ({
  ...JSONATA,
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const one = (state: Fields): Fields => machine({ A: state });
const Z = { Type: 'Succeed' };
const pass = (fields: Fields): Fields => one({ Type: 'Pass', End: true, ...fields });
const task = (fields: Fields): Fields => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'f' },
  End: true,
  ...fields,
});
const retry = (fields: Fields): Fields => one(task({ Retry: [{ ErrorEquals: ['E'], ...fields }] }));
const caught = (fields: Fields): Fields =>
  machine({ A: task({ Catch: [{ ErrorEquals: ['E'], Next: 'Z', ...fields }] }), Z });
const choice = (rule: Fields, more: Fields = {}): Fields =>
  machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Z', ...rule }], ...more }, Z });
const wait = (fields: Fields): Fields => one({ Type: 'Wait', End: true, ...fields });
const map = (fields: Fields, processor: Fields = {}): Fields =>
  one({
    Type: 'Map',
    ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } }, ...processor },
    End: true,
    ...fields,
  });
const parallel = (branch: Fields, more: Fields = {}): Fields =>
  one({ Type: 'Parallel', Branches: [branch], End: true, ...more });
const branch = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };

const said = (definition: unknown): string[] =>
  checkDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition)).diagnostics.map(
    ({ code, message, location }) => `${code} ${location ?? 'null'} ${message}`,
  );

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const TARGET = 'MISSING_TRANSITION_TARGET';
const NAME = 'UNSUPPORTED_JSONATA_EXPRESSION';

describe('a definition is refused, with the path of the field', () => {
  test.each<[string, unknown, string]>([
    ['that is no JSON', '{', 'INVALID_JSON_DESCRIPTION null'],
    ['that is empty', '', `${SCHEMA} null Definition must be a valid JSON object`],
    ['that is no object', '[]', `${SCHEMA} null Definition must be a valid JSON object`],
    ['without anything', {}, `${SCHEMA} / These fields are required: [States, StartAt]`],
    ['without states', { ...JSONATA, StartAt: 'A', States: {} }, `${SCHEMA} /States Value cannot be empty`],
    ['with an unknown field', machine({ A: Z }, { Foo: 1 }), `${SCHEMA} / Field 'Foo' is not supported`],
    ['with a timeout of zero', machine({ A: Z }, { TimeoutSeconds: 0 }), `${SCHEMA} /TimeoutSeconds`],
    ['in an unknown language', { ...machine({ A: Z }), QueryLanguage: 'jsonata' }, `${SCHEMA} /QueryLanguage`],
    ['in JSONPath', { StartAt: 'A', States: { A: Z } }, `${SCHEMA} /States/A The QueryLanguage is 'JSONPath'`],
    [
      'with a JSONPath state',
      one({ ...Z, QueryLanguage: 'JSONPath' }),
      `${SCHEMA} /States/A 'QueryLanguage' can not be 'JSONPath'`,
    ],
    ['with a state that is no object', machine({ A: 1 }), `${SCHEMA} /States/A Expected value of type [OBJECT]`],
    ['with a state without a type', one({ End: true }), `${SCHEMA} /States/A These fields are required: [Type]`],
    [
      'with a name of 81 characters',
      machine({ ['n'.repeat(81)]: Z }),
      `${SCHEMA} /States/${'n'.repeat(81)} State name must be 1 to 80`,
    ],
    [
      'with a Next that is not there',
      one({ Type: 'Pass', Next: 'X' }),
      `${TARGET} /States/A/Next Missing 'Next' target: X`,
    ],
    ['with a state that nothing reaches', machine({ A: Z, B: Z }), `${TARGET} /States/B State "B" is not reachable.`],
    [
      'with a state that a branch cannot reach',
      parallel({ ...branch, States: { ...branch.States, C: Z } }),
      `${TARGET} /States/A/Branches[0]/States/C`,
    ],
    [
      'that jumps out of a branch',
      parallel({ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'A' }, C: Z } }),
      `${TARGET} /States/A/Branches[0]/States/B/Next`,
    ],
    [
      'with End of false and no Next',
      one({ Type: 'Pass', End: false }),
      `${SCHEMA} /States/A These fields are required: [Next] or [End]`,
    ],
    ['with an End that is no boolean', one({ Type: 'Pass', End: 'true' }), `${SCHEMA} /States/A/End`],
    [
      'with InputPath',
      pass({ InputPath: '$.a' }),
      `${SCHEMA} /States/A The QueryLanguage is set to 'JSONata', but field 'InputPath'`,
    ],
    ['with OutputPath', pass({ OutputPath: '$.a' }), `${SCHEMA} /States/A`],
    ['with ResultPath', pass({ ResultPath: '$.a' }), `${SCHEMA} /States/A`],
    ['with Result', pass({ Result: 1 }), `${SCHEMA} /States/A`],
    ['with ResultSelector', one(task({ ResultSelector: {} })), `${SCHEMA} /States/A`],
    ['with SecondsPath', wait({ SecondsPath: '$.s' }), `${SCHEMA} /States/A`],
    ['with a Catch on Pass', pass({ Catch: [] }), `${SCHEMA} /States/A Field 'Catch' is not supported`],
    ['with a Retry on Wait', wait({ Seconds: 1, Retry: [] }), `${SCHEMA} /States/A Field 'Retry' is not supported`],
    [
      'with a TimeoutSeconds on Map',
      map({ TimeoutSeconds: 5 }),
      `${SCHEMA} /States/A Field 'TimeoutSeconds' is not supported`,
    ],
    ['with Arguments on Pass', pass({ Arguments: {} }), `${SCHEMA} /States/A Field 'Arguments' is not supported`],
    ['with Output on Fail', one({ Type: 'Fail', Output: 1 }), `${SCHEMA} /States/A Field 'Output' is not supported`],
    [
      'with a Next on Succeed',
      machine({ A: { Type: 'Succeed', Next: 'Z' }, Z }),
      `${SCHEMA} /States/A Field 'Next' is not supported`,
    ],
    ['with a number as Cause', one({ Type: 'Fail', Cause: 1 }), `${SCHEMA} /States/A/Cause`],
    [
      'with Seconds and Timestamp',
      wait({ Seconds: 1, Timestamp: '2027-01-01T00:00:00Z' }),
      `${SCHEMA} /States/A There should only be one`,
    ],
    ['with negative Seconds', wait({ Seconds: -1 }), `${SCHEMA} /States/A/Seconds Minimum value is 0`],
    ['with Seconds as text', wait({ Seconds: '1' }), `${SCHEMA} /States/A/Seconds`],
    [
      'with month 13',
      wait({ Timestamp: '2027-13-01T00:00:00Z' }),
      `${SCHEMA} /States/A/Timestamp String does not match RFC3339 timestamp`,
    ],
    [
      'with a rule without Next',
      choice({ Next: undefined }, { Default: 'Z' }),
      `${SCHEMA} /States/A/Choices[0] These fields are required: [Next]`,
    ],
    [
      'with a rule in JSONPath',
      choice({ Variable: '$.a' }),
      `${SCHEMA} /States/A/Choices[0] Field 'Variable' is not supported`,
    ],
    ['with a condition that is text', choice({ Condition: 'true' }), `${SCHEMA} /States/A/Choices[0]/Condition`],
    [
      'with a rule to nowhere',
      choice({ Next: 'X' }, { Default: 'Z' }),
      `${TARGET} /States/A/Choices[0]/Next Missing 'Next' target: X`,
    ],
    ['with a Default to nowhere', choice({}, { Default: 'X' }), `${TARGET} /States/A/Default Missing 'Next' target: X`],
    [
      'without choices',
      machine({ A: { Type: 'Choice', Default: 'Z' }, Z }),
      `${SCHEMA} /States/A These fields are required: [Choices]`,
    ],
    [
      'with a task without a resource',
      one({ Type: 'Task', End: true }),
      `${SCHEMA} /States/A These fields are required: [Resource]`,
    ],
    [
      'with a service that is not supported',
      one(task({ Resource: 'arn:aws:states:::sqs:sendMessage' })),
      `${SCHEMA} /States/A/Resource The resource provided`,
    ],
    [
      'with an activity',
      one(task({ Resource: 'arn:aws:states:us-east-1:1:activity:a' })),
      `${SCHEMA} /States/A/Resource`,
    ],
    [
      'without a function name',
      one(task({ Arguments: { Payload: 1 } })),
      `${SCHEMA} /States/A/Arguments The field 'FunctionName' is required`,
    ],
    [
      'with an unknown argument',
      one(task({ Arguments: { FunctionName: 'f', Foo: 1 } })),
      `${SCHEMA} /States/A/Arguments The field 'Foo' is not supported`,
    ],
    [
      'with a timeout of zero in a task',
      one(task({ TimeoutSeconds: 0 })),
      `${SCHEMA} /States/A/TimeoutSeconds Minimum value is 1`,
    ],
    [
      'with a heartbeat as long as the timeout',
      one(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })),
      `${SCHEMA} /States/A The field 'HeartbeatSeconds'`,
    ],
    ['with Credentials', one(task({ Credentials: {} })), `${SCHEMA} /States/A Field 'Credentials' is not supported`],
    [
      'with a backoff below 1',
      retry({ BackoffRate: 0.5 }),
      `${SCHEMA} /States/A/Retry[0]/BackoffRate Minimum value is 1.0`,
    ],
    [
      'with negative attempts',
      retry({ MaxAttempts: -1 }),
      `${SCHEMA} /States/A/Retry[0]/MaxAttempts Minimum value is 0`,
    ],
    ['with half an attempt', retry({ MaxAttempts: 1.5 }), `${SCHEMA} /States/A/Retry[0]/MaxAttempts`],
    [
      'with a longest delay below the interval',
      retry({ IntervalSeconds: 5, MaxDelaySeconds: 4 }),
      `${SCHEMA} /States/A/Retry[0]/MaxDelaySeconds`,
    ],
    ['with a longest delay of zero', retry({ MaxDelaySeconds: 0 }), `${SCHEMA} /States/A/Retry[0]/MaxDelaySeconds`],
    [
      'with no error names',
      retry({ ErrorEquals: [] }),
      `${SCHEMA} /States/A/Retry[0]/ErrorEquals Value cannot be empty`,
    ],
    [
      'with a catcher without Next',
      caught({ Next: undefined }),
      `${SCHEMA} /States/A/Catch[0] These fields are required: [Next]`,
    ],
    ['with a catcher to nowhere', caught({ Next: 'X' }), `${TARGET} /States/A/Catch[0]/Next Missing 'Next' target: X`],
    [
      'with an Assign that is no object',
      pass({ Assign: 1 }),
      `${SCHEMA} /States/A/Assign Expected value of type [OBJECT]`,
    ],
    [
      'that assigns "states"',
      pass({ Assign: { states: 1 } }),
      `${SCHEMA} /States/A/Assign Variable name 'states' is reserved.`,
    ],
    [
      'that assigns a name with a digit first',
      pass({ Assign: { '1a': 1 } }),
      `${SCHEMA} /States/A/Assign '1a' is not a valid variable name`,
    ],
    [
      'that assigns an outer variable',
      machine({
        A: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Assign: { x: 1 }, End: true } } }],
          Assign: { x: 0 },
          End: true,
        },
      }),
      `${SCHEMA} /States/A/Branches[0]/States/B/Assign Variable name 'x' was already defined`,
    ],
    [
      'without branches',
      one({ Type: 'Parallel', End: true }),
      `${SCHEMA} /States/A These fields are required: [Branches]`,
    ],
    [
      'with a branch that names a language',
      parallel({ ...branch, ...JSONATA }),
      `${SCHEMA} /States/A/Branches[0] Field 'QueryLanguage' is not supported`,
    ],
    [
      'without an item processor',
      one({ Type: 'Map', End: true }),
      `${SCHEMA} /States/A These fields are required: [ItemProcessor]`,
    ],
    [
      'with a distributed map',
      map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
      `${SCHEMA} /States/A/ItemProcessor/ProcessorConfig/Mode`,
    ],
    ['with an item reader', map({ ItemReader: {} }), `${SCHEMA} /States/A Field 'ItemReader' is not supported`],
    ['with Iterator', map({ Iterator: {} }), `${SCHEMA} /States/A`],
    ['with MaxConcurrencyPath', map({ MaxConcurrencyPath: '$.n' }), `${SCHEMA} /States/A`],
    [
      'with a negative concurrency',
      map({ MaxConcurrency: -1 }),
      `${SCHEMA} /States/A/MaxConcurrency Minimum value is 0`,
    ],
    ['with Items that are an object', map({ Items: {} }), `${SCHEMA} /States/A/Items`],
    [
      'with a bracket that does not close',
      pass({ Output: { a: ['{% $f( %}'] } }),
      'INVALID_JSONATA_EXPRESSION /States/A/Output/a[0]',
    ],
    [
      'with a name at the top of a function',
      pass({ Output: '{% $map([1], function($x){ b }) %}' }),
      `${NAME} /States/A/Output Reference to 'b' at the top level`,
    ],
    [
      'with a name in an object',
      pass({ Output: "{% {'a': b} %}" }),
      `${NAME} /States/A/Output Reference to 'b' at the top level`,
    ],
    [
      'with a wildcard at the top',
      pass({ Output: '{% * %}' }),
      `${NAME} /States/A/Output Reference to '*' at the top level`,
    ],
    [
      'with a field that $states has not',
      pass({ Output: '{% $states.foo %}' }),
      `${NAME} /States/A/Output Field '$states.foo' does not exist.`,
    ],
    [
      'with $states.result in Arguments',
      one(task({ Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } })),
      `${NAME} /States/A/Arguments/Payload Field '$states.result'`,
    ],
    [
      'with $states.result in a catcher',
      caught({ Output: '{% $states.result %}' }),
      `${NAME} /States/A/Catch[0]/Output Field '$states.result'`,
    ],
  ])('%s', (_title, definition, want) => {
    expect(said(definition)).toContainEqual(expect.stringContaining(want));
  });

  test('with all that is wrong at once, in one sentence', () => {
    const { diagnostics } = checkDefinition(JSON.stringify(one({ Type: 'Pass', Next: 'NOPE' })));
    expect(refusalOf(diagnostics)).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, " +
        "MISSING_END_STATE: Workflow has no terminal state at null'",
    );
  });
});

describe('a definition is taken', () => {
  test.each<[string, unknown]>([
    ['whose states say JSONata themselves', { StartAt: 'A', States: { A: { ...Z, ...JSONATA } } }],
    ['with names below the top level', pass({ Output: '{% $states.input.items[value > 3]^(price).name %}' })],
    ['with variables of its own', pass({ Output: '{% ($x := 1; $f := function($y){ $y + $x }; $f(2)) %}' })],
    ['with a transform of a value', pass({ Output: '{% $states.input ~> |a|{"b": c}| %}' })],
    ['with $states as a whole', pass({ Output: '{% $states %}' })],
    [
      'with $states.errorOutput in a catcher',
      caught({ Output: '{% $states.errorOutput %}', Assign: { e: '{% $states.errorOutput.Cause %}' } }),
    ],
    [
      'with one name of a variable in two branches',
      one({
        Type: 'Parallel',
        End: true,
        Branches: ['B', 'C'].map((name) => ({
          StartAt: name,
          States: { [name]: { Type: 'Pass', Assign: { x: 1 }, End: true } },
        })),
      }),
    ],
    ['with comments', machine({ A: { ...Z, Comment: 'c' } }, { Comment: 'c', Version: '1.0' })],
    ['that loops towards an end', choice({ Next: 'A' }, { Default: 'Z' })],
    [
      'with all that a retrier takes',
      retry({
        IntervalSeconds: 1,
        MaxAttempts: 0,
        BackoffRate: 1,
        MaxDelaySeconds: 2,
        JitterStrategy: 'NONE',
        Comment: 'c',
      }),
    ],
    ['with a task without arguments', one({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true })],
  ])('%s', (_title, definition) => {
    expect(said(definition)).toEqual([]);
  });
});
