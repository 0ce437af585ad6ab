/** A state machine from its `.asl.json`, as the local home runs it: only the placeholders differ. */
import { readFileSync } from 'node:fs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { functions, type MachineName, machines } from '../manifest.ts';
import type { DataParts } from './data-parts.ts';
import { machineFullName } from './machine-names.ts';
import type { Stage } from './stages.ts';

/** A data key serves this long, so that a busy hour does not call KMS at every step. */
const dataKeyReuse = Duration.minutes(5);

export type StateMachineProps = {
  readonly machine: MachineName;
  /** By the name in the manifest. */
  readonly lambdas: ReadonlyMap<string, lambda.Function>;
  readonly data: DataParts;
  readonly stage: Stage;
};

export function stateMachine(scope: Construct, props: StateMachineProps): sfn.StateMachine {
  const { machine, lambdas, data, stage } = props;
  const steps = stepsOf(machine, lambdas);
  const role = new iam.Role(scope, `${machine}-machine-role`, {
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
    description: `Throughline: the ${machine} workflow`,
  });
  Validations.of(role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Only for X-Ray and for the delivery of logs: IAM knows no resource for them.',
    },
    {
      id: 'HIPAA.Security-IAMNoInlinePolicy',
      reason: 'What one workflow may do is written with it, goes with it, and is given to nobody else.',
    },
  );
  // A definition from a file gets no permissions by itself.
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [...steps.values()].map((step) => step.functionArn),
    }),
  );
  return new sfn.StateMachine(scope, `${machine}-machine`, {
    stateMachineName: machineFullName(stage, machine),
    stateMachineType: sfn.StateMachineType.STANDARD,
    // In the template itself: what a deployment changes in a workflow is read in its change set.
    definitionBody: sfn.DefinitionBody.fromString(compact(definitionOf(machine))),
    definitionSubstitutions: Object.fromEntries(
      [...steps].map(([placeholder, step]) => [placeholder, step.functionArn]),
    ),
    role,
    tracingEnabled: true,
    logs: {
      destination: new logs.LogGroup(scope, `${machine}-machine-log`, {
        retention: stage.logRetention,
        encryptionKey: data.workKey,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      level: sfn.LogLevel.ALL,
      // R9: what went in and out of a state stays in the history, under our key.
      includeExecutionData: false,
    },
    encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(data.workKey, dataKeyReuse),
  });
}

/** The functions behind a definition's placeholders. */
function stepsOf(machine: MachineName, lambdas: ReadonlyMap<string, lambda.Function>): Map<string, lambda.Function> {
  const steps = new Map<string, lambda.Function>();
  for (const { name, trigger } of functions) {
    const step = lambdas.get(name);
    if (trigger.kind === 'step' && trigger.machines.includes(machine) && step) steps.set(trigger.placeholder, step);
  }
  return steps;
}

function definitionOf(machine: MachineName): string {
  return readFileSync(new URL(`../../${machines[machine].definition}`, import.meta.url), 'utf8');
}

const compact = (json: string): string => JSON.stringify(JSON.parse(json));
