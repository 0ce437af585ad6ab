/** The operations of the Step Functions API, on the engine and its file. */

import { described, listed, MACHINE_SETTINGS, pageToken, readPageToken, seconds, shown } from './api-answers.ts';
import {
  ApiError,
  constraint,
  executionExists,
  invalidArn,
  invalidInput,
  invalidName,
  invalidOutput,
  invalidToken,
  machineDeleting,
  machineExists,
  noExecution,
  noMachine,
  noTask,
  notRedrivable,
  taskClosed,
  validation,
} from './api-errors.ts';
import { type Operation, parseRequest, type Request, type STATUSES } from './api-shapes.ts';
import { FunctionError } from './calls.ts';
import { checkDefinition, refusalOf } from './check-definition.ts';
import type { Engine } from './engine.ts';
import type { Execution, Happening } from './execution.ts';
import { redriveStatus } from './status-change.ts';
import type { MachineRow, RevisionRow, Storage, StoredExecution } from './storage.ts';
import { executionOfToken } from './task-token.ts';
import { PAYLOAD_BYTES_MAX } from './working-copy.ts';

export type ApiOptions = {
  storage: Storage;
  engine: Engine;
  now(): number;
  newId(): string;
  region: string;
  accountId: string;
};

const PAGE_DEFAULT = 100;
/** What AWS refuses in names: white space, brackets, wildcards and other special characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what AWS refuses
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

type Handlers = { [O in Operation]: (request: Request<O>) => object | Promise<object> };

export class Api {
  readonly #options: ApiOptions;
  readonly #storage: Storage;
  readonly #engine: Engine;
  readonly #starting = new Map<string, { inputText: string; started: Promise<Execution> }>();

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#engine = options.engine;
    this.#engine.startChild = (request) => this.#startChild(request);
  }

  async call(operation: Operation, body: string): Promise<object> {
    const handler = this.#handlers[operation] as (request: unknown) => object | Promise<object>;
    return handler(parseRequest(operation, body));
  }

  readonly #handlers: Handlers = {
    CreateStateMachine: (request) => this.#create(request),
    UpdateStateMachine: (request) => this.#update(request),
    DeleteStateMachine: ({ stateMachineArn }) => this.#delete(stateMachineArn),
    DescribeStateMachine: ({ stateMachineArn, includedData }) => this.#describeMachine(stateMachineArn, includedData),
    ListStateMachines: (request) => this.#listMachines(request),
    DescribeStateMachineForExecution: (request) => this.#describeMachineOf(request),
    StartExecution: (request) => this.#start(request),
    StopExecution: (request) => this.#stop(request),
    DescribeExecution: (request) => this.#describe(request),
    ListExecutions: (request) => this.#list(request),
    GetExecutionHistory: (request) => this.#history(request),
    RedriveExecution: (request) => this.#redrive(request),
    SendTaskSuccess: ({ taskToken, output }) => this.#succeed(taskToken, output),
    SendTaskFailure: ({ taskToken, error, cause }) =>
      this.#send(taskToken, {
        type: 'task-failed',
        token: taskToken,
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      }),
    SendTaskHeartbeat: ({ taskToken }) => this.#send(taskToken, { type: 'heartbeat', token: taskToken }),
    ValidateStateMachineDefinition: (request) => validateDefinition(request),
  };

  // ---- state machines

  #machineArn(name: string): string {
    return `arn:aws:states:${this.#options.region}:${this.#options.accountId}:stateMachine:${name}`;
  }

  #create({ name, definition, roleArn, type, publish, tags: _tags }: Request<'CreateStateMachine'>): object {
    if (NOT_IN_NAMES.test(name)) throw invalidName(name);
    checkArn(roleArn, 'iam');
    if (type === 'EXPRESS')
      throw new ApiError('StateMachineTypeNotSupported', 'This engine runs state machines of type STANDARD only');
    if (publish) throw validation('This engine keeps no versions: publish must be false');
    requireRunnable(definition);
    const arn = this.#machineArn(name);
    const known = this.#storage.machine(arn);
    if (known?.status === 'DELETING') throw machineDeleting(arn);
    if (known) {
      if (this.#revision(known).definition !== definition) throw machineExists(arn);
      return { stateMachineArn: arn, creationDate: seconds(known.created) };
    }
    const created = this.#options.now();
    this.#storage.transaction(() => {
      const revision = this.#storage.addRevision({ machine: arn, definition, role: roleArn, created });
      this.#storage.putMachine({ arn, name, status: 'ACTIVE', created, revision });
    });
    return { stateMachineArn: arn, creationDate: seconds(created) };
  }

  #update(request: Request<'UpdateStateMachine'>): object {
    const {
      stateMachineArn,
      definition,
      roleArn,
      loggingConfiguration,
      tracingConfiguration,
      encryptionConfiguration,
      publish,
    } = request;
    const machine = this.#machine(stateMachineArn);
    if (
      [definition, roleArn, loggingConfiguration, tracingConfiguration, encryptionConfiguration].every(
        (value) => value === undefined,
      )
    ) {
      throw new ApiError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (publish) throw validation('This engine keeps no versions: publish must be false');
    if (roleArn !== undefined) checkArn(roleArn, 'iam');
    if (definition !== undefined) requireRunnable(definition);
    const current = this.#revision(machine);
    const created = this.#options.now();
    let revision = current.id;
    this.#storage.transaction(() => {
      revision = this.#storage.addRevision({
        machine: machine.arn,
        definition: definition ?? current.definition,
        role: roleArn ?? current.role,
        created,
      });
      this.#storage.putMachine({ ...machine, revision });
    });
    return { updateDate: seconds(created), revisionId: String(revision) };
  }

  /** Running executions go on; the machine disappears with the last of them. */
  #delete(stateMachineArn: string): object {
    checkArn(stateMachineArn, 'states');
    const machine = this.#storage.machine(stateMachineArn);
    if (!machine) return {};
    this.#storage.transaction(() => this.#storage.putMachine({ ...machine, status: 'DELETING' }));
    this.#deleteIfDone(machine.arn);
    return {};
  }

  #deleteIfDone(arn: string): void {
    if (this.#storage.machine(arn)?.status !== 'DELETING' || this.#storage.hasRunning(arn)) return;
    this.#storage.transaction(() => this.#storage.deleteMachine(arn));
    this.#engine.forget();
  }

  #machine(arn: string): MachineRow {
    checkArn(arn, 'states');
    this.#deleteIfDone(arn);
    const machine = this.#storage.machine(arn);
    if (!machine) throw noMachine(arn);
    if (machine.status === 'DELETING') throw machineDeleting(arn);
    return machine;
  }

  #revision({ revision }: { revision: number }): RevisionRow {
    const row = this.#storage.revision(revision);
    if (!row) throw new Error(`revision ${revision} is not on disk`);
    return row;
  }

  #describeMachine(arn: string, includedData: string | undefined): object {
    checkArn(arn, 'states');
    this.#deleteIfDone(arn);
    const machine = this.#storage.machine(arn);
    if (!machine) throw noMachine(arn);
    const { definition, role, id } = this.#revision(machine);
    return {
      stateMachineArn: arn,
      name: machine.name,
      status: machine.status,
      ...(includedData !== 'METADATA_ONLY' && { definition }),
      roleArn: role,
      type: 'STANDARD',
      creationDate: seconds(machine.created),
      revisionId: String(id),
      ...MACHINE_SETTINGS,
    };
  }

  #listMachines({ maxResults, nextToken }: Request<'ListStateMachines'>): object {
    const limit = maxResults || PAGE_DEFAULT;
    const rows = this.#storage.machinesAfter(
      nextToken === undefined ? '' : readPageToken(nextToken, 'machines'),
      limit + 1,
    );
    const stateMachines = rows.slice(0, limit).map(({ arn, name, created }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: seconds(created),
    }));
    return {
      stateMachines,
      ...(rows.length > limit && { nextToken: pageToken('machines', rows[limit - 1]?.arn ?? '') }),
    };
  }

  #describeMachineOf({ executionArn, includedData }: Request<'DescribeStateMachineForExecution'>): object {
    const { revision, execution } = this.#stored(executionArn);
    const { definition, role, id, created } = this.#revision({ revision });
    return {
      stateMachineArn: execution.machineArn,
      name: execution.machineName,
      ...(includedData !== 'METADATA_ONLY' && { definition }),
      roleArn: role,
      updateDate: seconds(created),
      revisionId: String(id),
      ...MACHINE_SETTINGS,
    };
  }

  // ---- executions

  async #start({ stateMachineArn, name, input }: Request<'StartExecution'>): Promise<object> {
    const { arn, startedAt } = await this.#startNamed(stateMachineArn, name ?? this.#options.newId(), input ?? '{}');
    return { executionArn: arn, startDate: seconds(startedAt) };
  }

  async #startNamed(machineArn: string, name: string, inputText: string, startedBy?: string): Promise<Execution> {
    const machine = this.#machine(machineArn);
    if (NOT_IN_NAMES.test(name) || name.length > 80) throw invalidName(name);
    requireJson(inputText, invalidInput);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const starting = this.#starting.get(arn);
    if (starting?.inputText === inputText && startedBy === undefined) return starting.started;
    if (starting) throw executionExists(arn);
    const id = this.#storage.executionId(arn);
    const known = id === undefined ? undefined : this.#engine.read(id);
    if (known) return this.#again(known, inputText, startedBy);
    const { role } = this.#revision(machine);
    const request = {
      machineArn: machine.arn,
      machineName: machine.name,
      revision: machine.revision,
      roleArn: role,
      arn,
      name,
      inputText,
    };
    const started = this.#engine.start({ ...request, ...(startedBy !== undefined && { startedBy }) });
    this.#starting.set(arn, { inputText, started });
    try {
      return await started;
    } finally {
      this.#starting.delete(arn);
    }
  }

  /** The same name again: the same answer while it runs with the same input, or when the same state asks again after a crash. */
  #again({ execution, inputText, startedBy }: StoredExecution, asked: string, askedBy: string | undefined): Execution {
    if (askedBy !== undefined && askedBy === startedBy) return execution;
    if (askedBy === undefined && execution.status === 'RUNNING' && inputText === asked) return execution;
    throw executionExists(execution.arn);
  }

  async #startChild({
    machineArn,
    name,
    input,
    startedBy,
  }: {
    machineArn: string;
    name: string;
    input: string;
    startedBy: string;
  }): Promise<Execution> {
    try {
      return await this.#startNamed(machineArn, name, input, startedBy);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const cause = `${error.message} (Service: AWSStepFunctions; Status Code: ${error.status}; Error Code: ${error.name})`;
      throw new FunctionError(`StepFunctions.${error.name.replace(/Exception$/, '')}Exception`, error.message, cause);
    }
  }

  #stored(arn: string): StoredExecution {
    checkArn(arn, 'states');
    const id = this.#storage.executionId(arn);
    const stored = id === undefined ? undefined : this.#engine.read(id);
    if (!stored) throw noExecution(arn);
    return stored;
  }

  async #stop({ executionArn, error, cause }: Request<'StopExecution'>): Promise<object> {
    const { id } = this.#stored(executionArn);
    const { execution } = await this.#engine.happen(id, {
      type: 'stop',
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
    return { stopDate: seconds(execution?.stoppedAt ?? this.#options.now()) };
  }

  #describe({ executionArn, includedData }: Request<'DescribeExecution'>): object {
    return described(this.#stored(executionArn), includedData !== 'METADATA_ONLY', this.#options.now());
  }

  #list({
    stateMachineArn,
    statusFilter,
    maxResults,
    nextToken,
    mapRunArn,
    redriveFilter,
  }: Request<'ListExecutions'>): object {
    checkArn(stateMachineArn, 'states');
    if (mapRunArn !== undefined || redriveFilter !== undefined)
      throw validation('This engine has no Distributed Map: mapRunArn and redriveFilter are not supported');
    if (!this.#storage.machine(stateMachineArn)) throw noMachine(stateMachineArn);
    const limit = maxResults || PAGE_DEFAULT;
    const before =
      nextToken === undefined ? Number.MAX_SAFE_INTEGER : Number(readPageToken(nextToken, stateMachineArn));
    if (statusFilter === 'PENDING_REDRIVE') return { executions: [] };
    const filter = statusFilter as Exclude<(typeof STATUSES)[number], 'PENDING_REDRIVE'> | undefined;
    const ids = this.#storage.executionsBefore(stateMachineArn, before, filter, limit + 1);
    const executions = ids.slice(0, limit).flatMap((id) => {
      const stored = this.#engine.read(id);
      return stored ? [listed(stored.execution)] : [];
    });
    return { executions, ...(ids.length > limit && { nextToken: pageToken(stateMachineArn, String(ids[limit - 1])) }) };
  }

  #history({
    executionArn,
    maxResults,
    reverseOrder = false,
    nextToken,
    includeExecutionData = true,
  }: Request<'GetExecutionHistory'>): object {
    const { id, execution } = this.#stored(executionArn);
    const limit = maxResults || PAGE_DEFAULT;
    const start = reverseOrder ? execution.events : 1;
    const from = nextToken === undefined ? start : Number(readPageToken(nextToken, `${executionArn} ${reverseOrder}`));
    const events = this.#storage.history(id, from, limit + 1, reverseOrder);
    const next = events[limit];
    return {
      events: events.slice(0, limit).map((event) => shown(event, includeExecutionData)),
      ...(next && { nextToken: pageToken(`${executionArn} ${reverseOrder}`, String(next.id)) }),
    };
  }

  async #redrive({ executionArn }: Request<'RedriveExecution'>): Promise<object> {
    const { id, execution } = this.#stored(executionArn);
    const { redriveStatusReason } = redriveStatus(execution, this.#options.now());
    if (redriveStatusReason) throw notRedrivable(redriveStatusReason);
    const outcome = await this.#engine.happen(id, { type: 'redrive' });
    return { redriveDate: seconds(outcome.execution?.redrivenAt ?? this.#options.now()) };
  }

  // ---- callbacks

  #succeed(taskToken: string, text: string): Promise<object> {
    requireJson(text, invalidOutput);
    return this.#send(taskToken, { type: 'task-succeeded', token: taskToken, output: JSON.parse(text) });
  }

  async #send(taskToken: string, happening: Happening): Promise<object> {
    const arn = executionOfToken(taskToken);
    if (arn === undefined) throw invalidToken('Invalid token');
    const id = this.#storage.executionId(arn);
    if (id === undefined) throw noTask();
    const { accepted } = await this.#engine.happen(id, happening);
    if (!accepted) throw taskClosed();
    return {};
  }
}

function checkArn(arn: string, service: 'states' | 'iam'): void {
  const [prefix, partition, named, , account, ...resource] = arn.split(':');
  if (prefix !== 'arn') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (!partition || named !== service || !account || resource.join(':') === '')
    throw invalidArn(`Resource type not valid in this context: ${arn}`);
}

function requireRunnable(definition: string): void {
  const { diagnostics } = checkDefinition(definition);
  if (diagnostics.length > 0) throw new ApiError('InvalidDefinition', refusalOf(diagnostics));
}

function validateDefinition({ definition, maxResults, type }: Request<'ValidateStateMachineDefinition'>): object {
  if (type === 'EXPRESS')
    throw new ApiError('StateMachineTypeNotSupported', 'This engine runs state machines of type STANDARD only');
  const { diagnostics } = checkDefinition(definition);
  const limit = maxResults || PAGE_DEFAULT;
  return {
    result: diagnostics.length > 0 ? 'FAIL' : 'OK',
    diagnostics: diagnostics.slice(0, limit),
    truncated: diagnostics.length > limit,
  };
}

function requireJson(text: string, refusal: (what: string) => ApiError): void {
  if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX)
    throw constraint(`${text.slice(0, 100)}…`, 'payload', `have length less than or equal to ${PAYLOAD_BYTES_MAX}`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw refusal((error as Error).message);
  }
}
