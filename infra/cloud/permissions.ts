/** What the manifest's words mean in IAM: one statement each, on named resources. */
import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { type MachineName, machines, type Permission } from '../manifest.ts';
import { tableShape } from '../table-shape.ts';
import { archiveName } from './archive.ts';
import type { DataParts } from './data-parts.ts';
import { executionArns, machineArn } from './machine-names.ts';
import type { Stage } from './stages.ts';

type Scope = { readonly data: DataParts; readonly stage: Stage };

const machineNames = Object.keys(machines) as MachineName[];

export function statementsFor(may: readonly Permission[], { data, stage }: Scope): iam.PolicyStatement[] {
  const touchesTable = may.some((one) => one === 'table:read' || one === 'table:write');
  return [
    ...may.flatMap((one) => statementsOf(one, { data, stage })),
    ...(touchesTable ? [tableKeyStatement(data)] : []),
  ];
}

function statementsOf(permission: Permission, { data, stage }: Scope): iam.PolicyStatement[] {
  const { tableArn } = data.table;
  switch (permission) {
    case 'table:read':
      return [
        allow(
          ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
          [tableArn, ...tableShape.indexes.map(({ name }) => `${tableArn}/index/${name}`)],
        ),
      ];
    case 'table:write':
      // A transaction needs the permissions of its parts. Nothing scans, and nothing writes in batches.
      return [
        allow(
          ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
          [tableArn],
        ),
      ];
    case 'executions:control':
      return [
        allow(
          ['states:StartExecution', 'states:SendTaskSuccess'],
          machineNames.map((name) => machineArn(stage, name)),
        ),
        allow(
          ['states:StopExecution'],
          machineNames.map((name) => executionArns(stage, name)),
        ),
      ];
    case 'executions:describe':
      // Metadata only: what is under the key stays closed.
      return [describeStatement(stage)];
    case 'executions:input':
      return [describeStatement(stage), executionKeyStatement(data, stage)];
    case 'executions:read':
      return [
        allow(
          ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'],
          machineNames.map((name) => executionArns(stage, name)),
        ),
        executionKeyStatement(data, stage),
      ];
    case 'executions:redrive':
      return [
        allow(
          ['states:RedriveExecution'],
          machineNames.map((name) => executionArns(stage, name)),
        ),
      ];
    case 'mail:send':
      return [
        allow(
          ['ses:SendRawEmail'],
          [
            data.mailIdentity.emailIdentityArn,
            ...deliveryClassSeconds.map(
              (seconds) =>
                `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:configuration-set/${configurationSetName(seconds)}`,
            ),
          ],
          { StringEquals: { 'ses:FromAddress': stage.mailFrom } },
        ),
      ];
    case 'archive:add':
      return [
        // Every name under heads/: an object is named when it is written, and none can be written over.
        allow(['s3:PutObject'], [`arn:${Aws.PARTITION}:s3:::${archiveName(stage)}/heads/*`]),
        allow(['kms:Decrypt', 'kms:GenerateDataKey'], [data.workKey.keyArn], {
          StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.amazonaws.com` },
        }),
      ];
    case 'logins:disable':
      return [
        allow(
          ['cognito-idp:AdminGetUser', 'cognito-idp:AdminDisableUser', 'cognito-idp:AdminUserGlobalSignOut'],
          [data.userPool.userPoolArn],
        ),
      ];
  }
}

function describeStatement(stage: Stage): iam.PolicyStatement {
  return allow(
    ['states:DescribeExecution'],
    machineNames.map((name) => executionArns(stage, name)),
  );
}

/** An execution's input, output and history are under the key, and Step Functions opens them in the name of who asks. */
function executionKeyStatement({ workKey }: DataParts, stage: Stage): iam.PolicyStatement {
  return allow(['kms:Decrypt'], [workKey.keyArn], {
    StringEquals: {
      'kms:EncryptionContext:aws:states:stateMachineArn': machineNames.map((name) => machineArn(stage, name)),
    },
  });
}

/** DynamoDB uses the table's key in the name of who reads or writes; nobody can use it past DynamoDB. */
function tableKeyStatement({ tableKey }: DataParts): iam.PolicyStatement {
  return allow(
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    [tableKey.keyArn],
    { StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com` } },
  );
}

/** Needed to put something into a queue that is encrypted with the work key. */
export function queueKeyStatement({ workKey }: DataParts): iam.PolicyStatement {
  return allow(['kms:Decrypt', 'kms:GenerateDataKey'], [workKey.keyArn], {
    StringEquals: { 'kms:ViaService': `sqs.${Aws.REGION}.amazonaws.com` },
  });
}

export function allow(
  actions: string[],
  resources: string[],
  conditions: Record<string, Record<string, string | string[]>> = {},
): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources, conditions });
}
