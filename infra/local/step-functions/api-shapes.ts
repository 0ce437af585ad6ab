/** The shapes of the requests: which members each operation takes, and their bounds. */
import { ApiError, constraint, validation } from './api-errors.ts';

type Member =
  | { type: 'string'; required?: true; min?: number; max?: number; oneOf?: readonly string[] }
  | { type: 'integer'; min: number; max: number }
  | { type: 'boolean' }
  /** Taken and left aside: settings of AWS that mean nothing here. */
  | { type: 'any' };
type Shape = { [member: string]: Member };

const ARN_MAX = 256;
const arn = { type: 'string', required: true, min: 1, max: ARN_MAX } as const;
const name = { type: 'string', min: 1, max: 80 } as const;
const definition = { type: 'string', min: 1, max: 1_048_576 } as const;
const role = { type: 'string', min: 1, max: ARN_MAX } as const;
const payload = { type: 'string', max: 262_144 } as const;
const token = { type: 'string', required: true, min: 1, max: 2048 } as const;
const error = { type: 'string', max: 256 } as const;
const cause = { type: 'string', max: 32_768 } as const;
const pageSize = { type: 'integer', min: 0, max: 1000 } as const;
const settings = {
  loggingConfiguration: { type: 'any' },
  tracingConfiguration: { type: 'any' },
  encryptionConfiguration: { type: 'any' },
  versionDescription: { type: 'string', max: 256 },
  publish: { type: 'boolean' },
} as const;
const included = { type: 'string', oneOf: ['ALL_DATA', 'METADATA_ONLY'] } as const;
const MACHINE_TYPES = ['STANDARD', 'EXPRESS'] as const;
export const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

export const SHAPES = {
  CreateStateMachine: {
    name: { ...name, required: true },
    definition: { ...definition, required: true },
    roleArn: { ...role, required: true },
    type: { type: 'string', oneOf: MACHINE_TYPES },
    tags: { type: 'any' },
    ...settings,
  },
  UpdateStateMachine: { stateMachineArn: arn, definition, roleArn: role, ...settings },
  DeleteStateMachine: { stateMachineArn: arn },
  DescribeStateMachine: { stateMachineArn: arn, includedData: included },
  ListStateMachines: { maxResults: pageSize, nextToken: { type: 'string', min: 1, max: 1024 } },
  DescribeStateMachineForExecution: { executionArn: arn, includedData: included },
  StartExecution: { stateMachineArn: arn, name, input: payload, traceHeader: { type: 'string', max: 256 } },
  StopExecution: { executionArn: arn, error, cause },
  DescribeExecution: { executionArn: arn, includedData: included },
  ListExecutions: {
    stateMachineArn: { ...arn, required: true },
    statusFilter: { type: 'string', oneOf: STATUSES },
    maxResults: pageSize,
    nextToken: { type: 'string', min: 1, max: 3096 },
    mapRunArn: { type: 'string', min: 1, max: 2000 },
    redriveFilter: { type: 'string', oneOf: ['REDRIVEN', 'NOT_REDRIVEN'] },
  },
  GetExecutionHistory: {
    executionArn: arn,
    maxResults: pageSize,
    reverseOrder: { type: 'boolean' },
    nextToken: { type: 'string', min: 1, max: 1024 },
    includeExecutionData: { type: 'boolean' },
  },
  RedriveExecution: { executionArn: arn, clientToken: { type: 'string', min: 1, max: 64 } },
  SendTaskSuccess: { taskToken: token, output: { ...payload, required: true } },
  SendTaskFailure: { taskToken: token, error, cause },
  SendTaskHeartbeat: { taskToken: token },
  ValidateStateMachineDefinition: {
    definition: { type: 'string', required: true, min: 0, max: 1_048_576 },
    type: { type: 'string', oneOf: MACHINE_TYPES },
    severity: { type: 'string', oneOf: ['ERROR', 'WARNING'] },
    maxResults: { type: 'integer', min: 0, max: 100 },
  },
} as const satisfies { [operation: string]: Shape };

export type Operation = keyof typeof SHAPES;
type ValueOf<M> = M extends { type: 'string' }
  ? string
  : M extends { type: 'integer' }
    ? number
    : M extends { type: 'boolean' }
      ? boolean
      : unknown;
/** The request of an operation, once it was checked. */
export type Request<O extends Operation> = {
  [K in keyof (typeof SHAPES)[O] as (typeof SHAPES)[O][K] extends { required: true } ? K : never]: ValueOf<
    (typeof SHAPES)[O][K]
  >;
} & { [K in keyof (typeof SHAPES)[O]]?: ValueOf<(typeof SHAPES)[O][K]> };

export const isOperation = (text: string): text is Operation => Object.hasOwn(SHAPES, text);

export function parseRequest<O extends Operation>(operation: O, body: string): Request<O> {
  let request: unknown;
  try {
    request = JSON.parse(body === '' ? '{}' : body);
  } catch (error) {
    throw new ApiError('SerializationException', `The request is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new ApiError('SerializationException', 'The request must be a JSON object');
  }
  const shape: Shape = SHAPES[operation];
  const members = Object.entries(request).filter(([, value]) => value !== null);
  for (const [member] of members) {
    if (!Object.hasOwn(shape, member))
      throw validation(`${operation} has no member '${member}': it takes ${Object.keys(shape).join(', ')}`);
  }
  const given = Object.fromEntries(members);
  for (const [member, rules] of Object.entries(shape)) checkMember(given[member], member, rules);
  return given as Request<O>;
}

function checkMember(value: unknown, member: string, rules: Member): void {
  if (value === undefined) {
    if (rules.type === 'string' && rules.required) throw constraint(undefined, member, 'not be null');
    return;
  }
  if (rules.type === 'any') return;
  if (rules.type === 'integer' ? !Number.isInteger(value) : typeof value !== rules.type) {
    throw new ApiError(
      'SerializationException',
      `Unexpected value at '${member}': expected ${rules.type}, got ${Array.isArray(value) ? 'list' : typeof value}`,
    );
  }
  if (rules.type === 'boolean') return;
  if (rules.type === 'integer') {
    checkBounds(value as number, member, rules);
    return;
  }
  if (rules.oneOf && !rules.oneOf.includes(value as string))
    throw constraint(value, member, `satisfy enum value set: [${rules.oneOf.join(', ')}]`);
  const { length } = value as string;
  if (length < (rules.min ?? 0)) throw constraint(value, member, `have length greater than or equal to ${rules.min}`);
  if (length > (rules.max ?? Number.POSITIVE_INFINITY))
    throw constraint(`${(value as string).slice(0, 100)}…`, member, `have length less than or equal to ${rules.max}`);
}

function checkBounds(value: number, member: string, { min, max }: { min: number; max: number }): void {
  if (value < min) throw constraint(value, member, `have value greater than or equal to ${min}`);
  if (value > max) throw constraint(value, member, `have value less than or equal to ${max}`);
}
