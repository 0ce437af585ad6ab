/** The operations on executions, on the engine and its file. */

import { described, listed, PAGE_DEFAULT, pageToken, readPageToken, seconds, shown } from './api-answers.ts';
import { checkArn, checkName, requireJson } from './api-checks.ts';
import {
  ApiError,
  executionExists,
  invalidInput,
  machineDeleting,
  noExecution,
  noMachine,
  notRedrivable,
  validation,
} from './api-errors.ts';
import type { MachinesApi } from './api-machines.ts';
import type { ApiOptions } from './api-options.ts';
import type { Request, STATUSES } from './api-shapes.ts';
import { FunctionError, type StartChild } from './calls.ts';
import type { Engine } from './engine.ts';
import { reasonOf } from './errors.ts';
import type { Execution } from './execution.ts';
import { redriveStatus } from './status-change.ts';
import type { EngineStorage, StoredExecution } from './storage.ts';

/** So long the token of a redrive is known, while it is among the last ten (execution.ts). */
const REDRIVE_TOKEN_MS = 15 * 60_000;

export class ExecutionsApi {
  readonly #options: ApiOptions;
  readonly #machines: MachinesApi;
  readonly #storage: EngineStorage;
  readonly #engine: Engine;
  readonly #starting = new Map<string, { inputText: string; started: Promise<Execution> }>();

  constructor(options: ApiOptions, machines: MachinesApi) {
    this.#options = options;
    this.#machines = machines;
    this.#storage = options.storage;
    this.#engine = options.engine;
  }

  async start({ stateMachineArn, name, input }: Request<'StartExecution'>): Promise<object> {
    const { arn, startedAt } = await this.#startNamed(stateMachineArn, name ?? this.#options.newId(), input ?? '{}');
    return { executionArn: arn, startDate: seconds(startedAt) };
  }

  async #startNamed(machineArn: string, name: string, inputText: string, startedBy?: string): Promise<Execution> {
    const machine = this.#machines.active(machineArn);
    checkName(name);
    requireJson(inputText, 'input', invalidInput);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const starting = this.#starting.get(arn);
    if (starting?.inputText === inputText && startedBy === undefined) return starting.started;
    if (starting) throw executionExists(arn);
    const id = this.#storage.executionId(arn);
    const known = id === undefined ? undefined : this.#engine.read(id);
    if (known) return this.#again(known, inputText, startedBy);
    const { role } = this.#machines.revision(machine);
    const request = {
      machineArn: machine.arn,
      machineName: machine.name,
      revision: machine.revision,
      roleArn: role,
      arn,
      name,
      inputText,
    };
    const started = this.#machines.holding(machine.arn, () =>
      this.#engine.start({ ...request, ...(startedBy !== undefined && { startedBy }) }),
    );
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

  async startChild({ machineArn, name, input, startedBy }: Parameters<StartChild>[0]): Promise<Execution> {
    try {
      return await this.#startNamed(machineArn, name, input, startedBy);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const cause = `${error.message} (Service: AWSStepFunctions; Status Code: ${error.status}; Error Code: ${error.name})`;
      throw new FunctionError(`StepFunctions.${error.name.replace(/Exception$/, '')}Exception`, error.message, cause);
    }
  }

  /** As it stands on disk. */
  stored(arn: string): StoredExecution {
    checkArn(arn, 'states');
    const id = this.#storage.executionId(arn);
    const stored = id === undefined ? undefined : this.#engine.read(id);
    if (!stored) throw noExecution(arn);
    return stored;
  }

  async stop({ executionArn, ...reason }: Request<'StopExecution'>): Promise<object> {
    const { id } = this.stored(executionArn);
    const { execution } = await this.#engine.happen(id, { type: 'stop', ...reasonOf(reason) });
    return { stopDate: seconds(execution?.stoppedAt ?? this.#options.now()) };
  }

  describe({ executionArn, includedData }: Request<'DescribeExecution'>): object {
    return described(this.stored(executionArn), includedData !== 'METADATA_ONLY', this.#options.now());
  }

  list({
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

  history({
    executionArn,
    maxResults,
    reverseOrder = false,
    nextToken,
    includeExecutionData = true,
  }: Request<'GetExecutionHistory'>): object {
    const { id, execution } = this.stored(executionArn);
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

  async redrive({ executionArn, clientToken }: Request<'RedriveExecution'>): Promise<object> {
    const { id, execution } = this.stored(executionArn);
    const known = this.#redrivenBy(execution, clientToken);
    if (known) return known;
    const { machineArn } = execution;
    if (this.#storage.machine(machineArn)?.status === 'DELETING') throw machineDeleting(machineArn);
    const { redriveStatusReason } = redriveStatus(execution, this.#options.now());
    if (redriveStatusReason) throw notRedrivable(redriveStatusReason);
    const redriven = await this.#machines.holding(machineArn, () =>
      this.#engine.happen(id, { type: 'redrive', ...(clientToken !== undefined && { clientToken }) }),
    );
    if (redriven.accepted) return { redriveDate: seconds(redriven.execution?.redrivenAt ?? this.#options.now()) };
    // Another redrive came first: perhaps this very one.
    const first = this.#redrivenBy(this.stored(executionArn).execution, clientToken);
    if (first) return first;
    throw notRedrivable('Execution is RUNNING and cannot be redriven');
  }

  /** The answer of a redrive that was taken with this token. */
  #redrivenBy({ redriveTokens = [] }: Execution, clientToken: string | undefined): object | null {
    const taken = redriveTokens.find(({ token }) => token === clientToken);
    return taken && this.#options.now() - taken.at <= REDRIVE_TOKEN_MS ? { redriveDate: seconds(taken.at) } : null;
  }
}
