/** The operations of the Step Functions API: each request is checked, then handed to what knows of it. */

import { requireJson } from './api-checks.ts';
import { invalidOutput, invalidToken, noTask, taskClosed } from './api-errors.ts';
import { ExecutionsApi } from './api-executions.ts';
import { MachinesApi, validateDefinition } from './api-machines.ts';
import type { ApiOptions } from './api-options.ts';
import { type Operation, parseRequest, type Request } from './api-shapes.ts';
import { reasonOf } from './errors.ts';
import type { Happening } from './execution.ts';
import { executionOfToken } from './task-token.ts';

type Handlers = { [O in Operation]: (request: Request<O>) => object | Promise<object> };

export class Api {
  readonly #options: ApiOptions;
  readonly #handlers: Handlers;

  constructor(options: ApiOptions) {
    this.#options = options;
    const machines = new MachinesApi(options);
    const executions = new ExecutionsApi(options, machines);
    options.engine.startChild = (request) => executions.startChild(request);
    this.#handlers = {
      CreateStateMachine: (request) => machines.create(request),
      UpdateStateMachine: (request) => machines.update(request),
      DeleteStateMachine: ({ stateMachineArn }) => machines.delete(stateMachineArn),
      DescribeStateMachine: ({ stateMachineArn, includedData }) => machines.describe(stateMachineArn, includedData),
      ListStateMachines: (request) => machines.list(request),
      DescribeStateMachineForExecution: ({ executionArn, includedData }) =>
        machines.describeOf(executions.stored(executionArn), includedData),
      StartExecution: (request) => executions.start(request),
      StopExecution: (request) => executions.stop(request),
      DescribeExecution: (request) => executions.describe(request),
      ListExecutions: (request) => executions.list(request),
      GetExecutionHistory: (request) => executions.history(request),
      RedriveExecution: (request) => executions.redrive(request),
      SendTaskSuccess: ({ taskToken, output }) => this.#succeed(taskToken, output),
      SendTaskFailure: ({ taskToken, ...reason }) =>
        this.#send(taskToken, { type: 'task-failed', token: taskToken, ...reasonOf(reason) }),
      SendTaskHeartbeat: ({ taskToken }) => this.#send(taskToken, { type: 'heartbeat', token: taskToken }),
      ValidateStateMachineDefinition: (request) => validateDefinition(request),
    };
  }

  async call(operation: Operation, body: string): Promise<object> {
    const handler = this.#handlers[operation] as (request: unknown) => object | Promise<object>;
    return handler(parseRequest(operation, body));
  }

  #succeed(taskToken: string, text: string): Promise<object> {
    requireJson(text, 'output', invalidOutput);
    return this.#send(taskToken, { type: 'task-succeeded', token: taskToken, output: JSON.parse(text) });
  }

  async #send(taskToken: string, happening: Happening): Promise<object> {
    const arn = executionOfToken(taskToken);
    if (arn === undefined) throw invalidToken('Invalid token');
    const id = this.#options.storage.executionId(arn);
    if (id === undefined) throw noTask();
    const { accepted } = await this.#options.engine.happen(id, happening);
    if (!accepted) throw taskClosed();
    return {};
  }
}
