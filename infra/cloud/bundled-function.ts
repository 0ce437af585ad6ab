/** One function of the manifest: its bundle, its log group, its role with what the manifest lists and nothing else. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FunctionSpec, type MachineName, machines } from '../manifest.ts';
import { bundleHandler } from './bundle.ts';
import type { DataStack } from './data-stack.ts';
import { machineArn, machineFullName } from './machine-names.ts';
import { queueKeyStatement, statementsFor } from './permissions.ts';
import type { Stage } from './stages.ts';

export type BundledFunctionProps = {
  readonly spec: FunctionSpec;
  /** The folder that holds its bundle. */
  readonly folder: string;
  readonly data: DataStack;
  readonly stage: Stage;
  /**
   * Takes the events that the function failed at: Lambda itself holds and repeats what an event rule or a schedule sent.
   * @default - none: who calls the function sees it fail
   */
  readonly deadLetters?: sqs.IQueue;
};

/** Lambda's most, a minute and then two apart. */
const retriesOfEvents = 2;

export function bundledFunction(scope: Construct, props: BundledFunctionProps): lambda.Function {
  const { spec, folder, data, stage, deadLetters } = props;
  const logGroup = new logs.LogGroup(scope, `${spec.name}-log`, {
    retention: stage.logRetention,
    encryptionKey: data.workKey,
    // What happened stays readable for its time, also when a function is taken out.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // A role of our own: CDK's would carry a managed policy that may write every log of the account.
  const role = new iam.Role(scope, `${spec.name}-role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: `Throughline: ${spec.name}`,
  });
  for (const statement of statementsFor(spec.may, { data, stage })) role.addToPolicy(statement);
  logGroup.grantWrite(role);
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Only for X-Ray, and for ListStreams where there is a stream: IAM knows no resource for them.',
  });
  acknowledgeExecutions(role, spec, stage);
  if (deadLetters || spec.trigger.kind === 'table-stream') role.addToPolicy(queueKeyStatement(data));
  const reserved = stage.reservedConcurrency[spec.name];
  return new lambda.Function(scope, spec.name, {
    description: `Throughline: ${spec.name}`,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: bundleHandler,
    code: lambda.Code.fromAsset(folder),
    role,
    logGroup,
    timeout: Duration.seconds(spec.timeoutSeconds),
    memorySize: spec.memoryMb,
    tracing: lambda.Tracing.ACTIVE,
    ...(deadLetters ? { deadLetterQueue: deadLetters, retryAttempts: retriesOfEvents } : {}),
    ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    environment: {
      NODE_OPTIONS: '--enable-source-maps',
      TABLE_NAME: data.table.tableName,
      PROGRAM_MACHINE_ARN: machineArn(stage, 'program'),
      SESSION_MACHINE_ARN: machineArn(stage, 'session'),
      MAIL_FROM: stage.mailFrom,
    },
  });
}

function acknowledgeExecutions(role: iam.Role, { may }: FunctionSpec, stage: Stage): void {
  if (!may.some((one) => one.startsWith('executions:'))) return;
  for (const machine of Object.keys(machines) as MachineName[])
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${machineFullName(stage, machine)}:${machine}-*]`,
      reason: 'Executions of this machine and no other: each is named when it starts.',
    });
}
