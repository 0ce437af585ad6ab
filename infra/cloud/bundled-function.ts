/** One function of the manifest: its bundle, its log group, its role with what the manifest lists and nothing else. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FunctionSpec, type MachineName, machines } from '../manifest.ts';
import { archiveName } from './archive.ts';
import { bundleHandler } from './bundle.ts';
import type { DataParts } from './data-parts.ts';
import { machineArn, machineFullName } from './machine-names.ts';
import { queueKeyStatement, statementsFor } from './permissions.ts';
import type { Stage } from './stages.ts';

export type BundledFunctionProps = {
  readonly spec: FunctionSpec;
  /** The folder that holds its bundle. */
  readonly folder: string;
  readonly stage: Stage;
  /** Encrypts its log. */
  readonly workKey: kms.IKey;
  /** @default - none: it may touch nothing, and needs nothing but its event */
  readonly data?: DataParts;
  /**
   * Takes the events that the function failed at: Lambda itself holds and repeats what an event rule or a schedule sent.
   * @default - none: who calls the function sees it fail
   */
  readonly deadLetters?: sqs.IQueue;
};

/** Lambda's most, a minute and then two apart. */
const retriesOfEvents = 2;

export function bundledFunction(scope: Construct, props: BundledFunctionProps): lambda.Function {
  const { spec, folder, stage, workKey, data, deadLetters } = props;
  const logGroup = new logs.LogGroup(scope, `${spec.name}-log`, {
    retention: stage.logRetention,
    encryptionKey: workKey,
    // What happened stays readable for its time, also when a function is taken out.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // A role of our own: CDK's would carry a managed policy that may write every log of the account.
  const role = new iam.Role(scope, `${spec.name}-role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: `Throughline: ${spec.name}`,
  });
  for (const statement of data ? statementsFor(spec.may, { data, stage }) : []) role.addToPolicy(statement);
  logGroup.grantWrite(role);
  acknowledgeOf(role, spec, stage);
  if (data && (deadLetters || spec.trigger.kind === 'table-stream')) role.addToPolicy(queueKeyStatement(data));
  const reserved = stage.reservedConcurrency[spec.name];
  const fn = new lambda.Function(scope, spec.name, {
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
    environment: { NODE_OPTIONS: '--enable-source-maps', ...(data ? environmentOf(spec, data, stage) : {}) },
  });
  acknowledgeOfFunction(fn, deadLetters !== undefined, reserved !== undefined);
  return fn;
}

/** What functions/live.ts reads. */
function environmentOf({ may }: FunctionSpec, data: DataParts, stage: Stage): Record<string, string> {
  return {
    TABLE_NAME: data.table.tableName,
    PROGRAM_MACHINE_ARN: machineArn(stage, 'program'),
    SESSION_MACHINE_ARN: machineArn(stage, 'session'),
    MAIL_FROM: stage.mailFrom,
    CONSOLE_URL: stage.consoleUrl,
    ...(may.includes('archive:add') ? { ARCHIVE_BUCKET: data.archive.bucketName } : {}),
    ...(may.includes('logins:disable') ? { USER_POOL_ID: data.userPool.userPoolId } : {}),
  };
}

function acknowledgeOf(role: iam.Role, { may }: FunctionSpec, stage: Stage): void {
  Validations.of(role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Only for X-Ray, and for ListStreams where there is a stream: IAM knows no resource for them.',
    },
    {
      id: 'HIPAA.Security-IAMNoInlinePolicy',
      reason: 'What one function may do is written with it, goes with it, and is given to nobody else.',
    },
  );
  if (may.includes('archive:add'))
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${archiveName(stage, '<AWS::AccountId>', '<AWS::Region>')}/heads/*]`,
      reason: 'Objects are named when they are written; none can be changed or deleted after that.',
    });
  if (!may.some((one) => one.startsWith('executions:'))) return;
  for (const machine of Object.keys(machines) as MachineName[])
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${machineFullName(stage, machine)}:${machine}-*]`,
      reason: 'Executions of this machine and no other: each is named when it starts.',
    });
}

function acknowledgeOfFunction(fn: lambda.Function, deadLetters: boolean, reserved: boolean): void {
  const acknowledge = (one: { id: string; reason: string }): void => Validations.of(fn).acknowledge(one);
  acknowledge({
    id: 'HIPAA.Security-LambdaInsideVPC',
    reason: 'It speaks to services of AWS alone, over TLS and by its role; nothing of ours listens in a network.',
  });
  if (!deadLetters)
    acknowledge({
      id: 'HIPAA.Security-LambdaDLQ',
      reason: 'Its caller waits for it and sees it fail; the stream’s mapping has a queue of its own.',
    });
  if (!reserved)
    acknowledge({
      id: 'HIPAA.Security-LambdaConcurrency',
      reason: 'Reserved only where it protects (stages.ts): each reservation takes from what the others may share.',
    });
}
