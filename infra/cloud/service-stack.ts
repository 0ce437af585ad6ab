/** What a deployment may replace: functions, workflows, API, rules. All state is in the data stack. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type FunctionSpec, functions, type MachineName, machines } from '../manifest.ts';
import { alarms } from './alarms.ts';
import { bundledFunction } from './bundled-function.ts';
import { careMetrics } from './care-metrics.ts';
import { dashboard } from './dashboard.ts';
import type { DataParts } from './data-parts.ts';
import { deadLetterQueue } from './dead-letters.ts';
import { httpApi } from './http-api.ts';
import { deliveryClasses } from './mail.ts';
import { connectReaction } from './reactions.ts';
import type { ApiRoute } from './routes.ts';
import { deadLettersOutput, functionOutput } from './stack-names.ts';
import type { Stage } from './stages.ts';
import { stateMachine } from './state-machine.ts';

export type ServiceStackProps = {
  readonly stage: Stage;
  readonly data: DataParts;
  /** By the function's name: the folder that holds its bundle. */
  readonly folders: ReadonlyMap<string, string>;
  /** By the function's name, of those that serve HTTP. */
  readonly routes: ReadonlyMap<string, readonly ApiRoute[]>;
};

const isReaction = ({ trigger }: FunctionSpec): boolean =>
  trigger.kind === 'table-stream' || trigger.kind === 'event-rule' || trigger.kind === 'schedule';

export class ServiceStack extends Stack {
  readonly api: apigateway.HttpApi;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    const { stage, data } = props;
    super(scope, id, {
      env: { region: stage.region },
      description: 'Throughline: functions, workflows, API, rules',
    });
    const lambdas = new Map<string, lambda.Function>();
    const deadLetters = new Map<string, sqs.Queue>();
    for (const spec of functions.filter(({ trigger }) => trigger.kind !== 'pre-token-generation')) {
      const queue = isReaction(spec) ? deadLetterQueue(this, `${spec.name}-dead-letters`, data) : undefined;
      const fn = bundledFunction(this, {
        spec,
        folder: need(props.folders, spec.name),
        ...(spec.may.length > 0 ? { data } : {}),
        workKey: data.workKey,
        stage,
        // The stream's mapping reports its own failures; only what Lambda itself repeats has a queue at the function.
        ...(queue && spec.trigger.kind !== 'table-stream' ? { deadLetters: queue } : {}),
      });
      lambdas.set(spec.name, fn);
      if (!queue) continue;
      deadLetters.set(spec.name, queue);
      connectReaction(this, { spec, fn, deadLetters: queue, data, stage });
    }
    const stateMachines = new Map<string, sfn.StateMachine>();
    for (const machine of Object.keys(machines) as MachineName[])
      stateMachines.set(machine, stateMachine(this, { machine, lambdas, data, stage }));
    deliveryClasses(this);
    this.api = httpApi(this, {
      served: functions.flatMap(({ name, trigger }) =>
        trigger.kind === 'http-api'
          ? [{ fn: need(lambdas, name), routes: need(props.routes, name), open: trigger.authorization === 'none' }]
          : [],
      ),
      unknown: need(lambdas, 'clinic-api'),
      data,
      stage,
    });
    // The links in messages lead to the open routes of this API.
    for (const { name, may } of functions)
      if (may.length > 0) need(lambdas, name).addEnvironment('PAGES_URL', this.api.apiEndpoint);
    const observed = { data, stage, lambdas, deadLetters, machines: stateMachines, api: this.api };
    const care = careMetrics(this, observed);
    alarms(this, { ...observed, care });
    dashboard(this, { ...observed, care });
    new CfnOutput(this, 'ApiUrl', { value: this.api.apiEndpoint });
    for (const [name, machine] of stateMachines)
      new CfnOutput(this, `${name === 'program' ? 'Program' : 'Session'}MachineArn`, {
        value: machine.stateMachineArn,
      });
    // What scripts/redrive.ts needs: the queue, and whom to hand its events in again.
    for (const [name, queue] of deadLetters) {
      new CfnOutput(this, deadLettersOutput(name), { value: queue.queueUrl });
      new CfnOutput(this, functionOutput(name), { value: need(lambdas, name).functionName });
    }
  }
}

function need<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name);
  if (value === undefined) throw new Error(`nothing was made for ${name}`);
  return value;
}
