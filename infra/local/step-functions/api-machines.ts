/** The operations on state machines, on the engine's file. */

import { MACHINE_SETTINGS, PAGE_DEFAULT, pageToken, readPageToken, seconds } from './api-answers.ts';
import { checkArn, checkName } from './api-checks.ts';
import { ApiError, machineDeleting, machineExists, noMachine, validation } from './api-errors.ts';
import type { ApiOptions } from './api-options.ts';
import type { Request } from './api-shapes.ts';
import { checkDefinition, refusalOf } from './check-definition.ts';
import type { Engine } from './engine.ts';
import type { EngineStorage, MachineRow, RevisionRow, StoredExecution } from './storage.ts';

export class MachinesApi {
  readonly #options: ApiOptions;
  readonly #storage: EngineStorage;
  readonly #engine: Engine;
  /** How many starts and redrives are on their way to the disk, by machine. */
  readonly #held = new Map<string, number>();

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#storage = options.storage;
    this.#engine = options.engine;
  }

  #machineArn(name: string): string {
    return `arn:aws:states:${this.#options.region}:${this.#options.accountId}:stateMachine:${name}`;
  }

  create({ name, definition, roleArn, type, publish, tags: _tags }: Request<'CreateStateMachine'>): object {
    checkName(name);
    checkArn(roleArn, 'iam');
    requireStandard(type);
    if (publish) throw validation('This engine keeps no versions: publish must be false');
    requireRunnable(definition);
    const arn = this.#machineArn(name);
    const known = this.#storage.machine(arn);
    if (known?.status === 'DELETING') throw machineDeleting(arn);
    if (known) {
      if (this.revision(known).definition !== definition) throw machineExists(arn);
      return { stateMachineArn: arn, creationDate: seconds(known.created) };
    }
    const created = this.#options.now();
    this.#storage.transaction(() => {
      const revision = this.#storage.addRevision({ machine: arn, definition, role: roleArn, created });
      this.#storage.putMachine({ arn, name, status: 'ACTIVE', created, revision });
    });
    return { stateMachineArn: arn, creationDate: seconds(created) };
  }

  update(request: Request<'UpdateStateMachine'>): object {
    const {
      stateMachineArn,
      definition,
      roleArn,
      loggingConfiguration,
      tracingConfiguration,
      encryptionConfiguration,
      publish,
    } = request;
    const machine = this.active(stateMachineArn);
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
    const current = this.revision(machine);
    const next = { definition: definition ?? current.definition, role: roleArn ?? current.role };
    const created = this.#options.now();
    let revision = current.id;
    // The same again is the same revision.
    if (next.definition !== current.definition || next.role !== current.role) {
      this.#storage.transaction(() => {
        revision = this.#storage.addRevision({ machine: machine.arn, ...next, created });
        this.#storage.putMachine({ ...machine, revision });
      });
    }
    return { updateDate: seconds(created), revisionId: String(revision) };
  }

  /** Running executions go on; the machine disappears with the last of them. */
  delete(stateMachineArn: string): object {
    checkArn(stateMachineArn, 'states');
    const machine = this.#storage.machine(stateMachineArn);
    if (!machine) return {};
    this.#storage.transaction(() => this.#storage.putMachine({ ...machine, status: 'DELETING' }));
    this.#deleteIfDone(machine.arn);
    return {};
  }

  #deleteIfDone(arn: string): void {
    if (this.#storage.machine(arn)?.status !== 'DELETING') return;
    if (this.#held.has(arn) || this.#storage.hasRunning(arn)) return;
    this.#storage.transaction(() => this.#storage.deleteMachine(arn));
    this.#engine.forget();
  }

  /** One that takes executions. */
  active(arn: string): MachineRow {
    checkArn(arn, 'states');
    this.#deleteIfDone(arn);
    const machine = this.#storage.machine(arn);
    if (!machine) throw noMachine(arn);
    if (machine.status === 'DELETING') throw machineDeleting(arn);
    return machine;
  }

  revision({ revision }: { revision: number }): RevisionRow {
    const row = this.#storage.revision(revision);
    if (!row) throw new Error(`revision ${revision} is not on disk`);
    return row;
  }

  /** What was created and never updated has none. */
  #revisionId(revision: RevisionRow): { revisionId?: string } {
    return this.#storage.isFirstRevision(revision) ? {} : { revisionId: String(revision.id) };
  }

  describe(arn: string, includedData: string | undefined): object {
    checkArn(arn, 'states');
    this.#deleteIfDone(arn);
    const machine = this.#storage.machine(arn);
    if (!machine) throw noMachine(arn);
    const revision = this.revision(machine);
    const { definition, role } = revision;
    return {
      stateMachineArn: arn,
      name: machine.name,
      status: machine.status,
      ...(includedData !== 'METADATA_ONLY' && { definition }),
      roleArn: role,
      type: 'STANDARD',
      creationDate: seconds(machine.created),
      ...this.#revisionId(revision),
      ...MACHINE_SETTINGS,
    };
  }

  list({ maxResults, nextToken }: Request<'ListStateMachines'>): object {
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

  describeOf({ revision, execution }: StoredExecution, includedData: string | undefined): object {
    const ran = this.revision({ revision });
    const { definition, role, created } = ran;
    return {
      stateMachineArn: execution.machineArn,
      name: execution.machineName,
      ...(includedData !== 'METADATA_ONLY' && { definition }),
      roleArn: role,
      updateDate: seconds(created),
      ...this.#revisionId(ran),
      ...MACHINE_SETTINGS,
    };
  }

  /** A start or a redrive on its way to the disk keeps the machine from being deleted under it. */
  async holding<T>(machineArn: string, work: () => Promise<T>): Promise<T> {
    this.#held.set(machineArn, (this.#held.get(machineArn) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#held.get(machineArn) ?? 1) - 1;
      if (left > 0) this.#held.set(machineArn, left);
      else this.#held.delete(machineArn);
    }
  }
}

export function validateDefinition({
  definition,
  maxResults,
  type,
}: Request<'ValidateStateMachineDefinition'>): object {
  requireStandard(type);
  const { diagnostics } = checkDefinition(definition);
  const limit = maxResults || PAGE_DEFAULT;
  return {
    result: diagnostics.length > 0 ? 'FAIL' : 'OK',
    diagnostics: diagnostics.slice(0, limit),
    truncated: diagnostics.length > limit,
  };
}

function requireRunnable(definition: string): void {
  const { diagnostics } = checkDefinition(definition);
  if (diagnostics.length > 0) throw new ApiError('InvalidDefinition', refusalOf(diagnostics));
}

function requireStandard(type: string | undefined): void {
  if (type === 'EXPRESS')
    throw new ApiError('StateMachineTypeNotSupported', 'This engine runs state machines of type STANDARD only');
}
