import { describe, expect, it } from 'vitest';
import { type FunctionSpec, functions, type MachineName, type Permission } from '../../infra/manifest.ts';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { grantsOf, lambdaOf, propertiesOf, synthesizedForTests, templateOf } from './synthesized.ts';

const made = synthesizedForTests();

/** Where things are, as a policy names them. Written out here, so that what infra/cloud computes is held against it. */
const names: Readonly<Record<string, RegExp>> = {
  table: /^<throughline-prod-data:ExportsOutputFnGetAtttable[0-9A-F]{8}Arn\w+>$/,
  index: /^<throughline-prod-data:ExportsOutputFnGetAtttable[0-9A-F]{8}Arn\w+>\/index\/(list|look-at|bucket)$/,
  stream: /^<throughline-prod-data:ExportsOutputFnGetAtttable[0-9A-F]{8}StreamArn\w+>$/,
  'table-key': /^<throughline-prod-data:ExportsOutputFnGetAtttablekey\w+>$/,
  'work-key': /^<throughline-prod-data:ExportsOutputFnGetAttworkkey\w+>$/,
  machine:
    /^arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:throughline-prod-(program|session)$/,
  execution:
    /^arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:throughline-prod-(program:program|session:session)-\*$/,
  identity:
    /^arn:aws:ses:us-east-1:<AWS::AccountId>:identity\/<throughline-prod-data:ExportsOutputRefmailidentity\w+>$/,
  'configuration-set': new RegExp(
    `^arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:configuration-set/(${deliveryClassSeconds.map(configurationSetName).join('|')})$`,
  ),
  'user pool': /^<throughline-prod-data:ExportsOutputFnGetAttstaff\w+Arn\w+>$/,
  heads: /^arn:<AWS::Partition>:s3:::throughline-prod-archive-<AWS::AccountId>-<AWS::Region>\/heads\/\*$/,
  'its log': /^<\w+log\w+\.Arn>$/,
  'its queue': /^<\w+deadletters\w+\.Arn>$/,
  everything: /^\*$/,
};

const nameOf = (resource: string): string =>
  Object.entries(names).find(([, pattern]) => pattern.test(resource))?.[0] ?? resource;

const each = (actions: string, ...resources: string[]): string[] =>
  actions.split(' ').flatMap((action) => resources.map((resource) => `${action} on ${resource}`));

const tableKey = each(
  'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo',
  'table-key',
);
/** IAM knows no resource for these. */
const trace = each('xray:PutTraceSegments xray:PutTelemetryRecords', 'everything');
const toRun = [...each('logs:CreateLogStream logs:PutLogEvents', 'its log'), ...trace];
const toFail = [...each('sqs:SendMessage', 'its queue'), ...each('kms:Decrypt kms:GenerateDataKey', 'work-key')];

const byPermission: Record<Permission, readonly string[]> = {
  'table:read': [...each('dynamodb:GetItem dynamodb:BatchGetItem dynamodb:Query', 'table', 'index'), ...tableKey],
  'table:write': [
    ...each('dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem', 'table'),
    ...tableKey,
  ],
  'executions:control': [
    ...each('states:StartExecution states:SendTaskSuccess', 'machine'),
    ...each('states:StopExecution', 'execution'),
  ],
  'executions:describe': each('states:DescribeExecution', 'execution'),
  'executions:input': [...each('states:DescribeExecution', 'execution'), ...each('kms:Decrypt', 'work-key')],
  'executions:read': [
    ...each('states:DescribeExecution states:DescribeStateMachineForExecution states:GetExecutionHistory', 'execution'),
    ...each('kms:Decrypt', 'work-key'),
  ],
  'executions:redrive': each('states:RedriveExecution', 'execution'),
  'mail:send': each('ses:SendRawEmail', 'identity', 'configuration-set'),
  'logins:disable': each(
    'cognito-idp:AdminGetUser cognito-idp:AdminDisableUser cognito-idp:AdminUserGlobalSignOut',
    'user pool',
  ),
  'archive:add': [...each('s3:PutObject', 'heads'), ...each('kms:Decrypt kms:GenerateDataKey', 'work-key')],
};
const byTrigger: Record<FunctionSpec['trigger']['kind'], readonly string[]> = {
  'http-api': [],
  step: [],
  'pre-token-generation': [],
  'table-stream': [
    ...each('dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator', 'stream'),
    ...each('dynamodb:ListStreams', 'everything'),
    ...toFail,
  ],
  'event-rule': toFail,
  schedule: toFail,
};

const sorted = (grants: readonly string[]): string[] => [...new Set(grants)].sort();

describe('least privilege', () => {
  it.each(functions)('$name may do what the manifest lists, on what is named, and nothing else', (spec) => {
    const template = templateOf(made, spec);
    const role = lambdaOf(template, spec)[1].Properties.Role['Fn::GetAtt'][0];
    expect(sorted(grantsOf(template, role).map(({ action, resource }) => `${action} on ${nameOf(resource)}`))).toEqual(
      sorted([...toRun, ...byTrigger[spec.trigger.kind], ...spec.may.flatMap((one) => byPermission[one])]),
    );
  });

  it('no role has a managed policy, and no action has a wildcard', () => {
    for (const template of [made.data, made.service]) {
      expect(propertiesOf(template, 'AWS::IAM::Role').filter((role) => role.ManagedPolicyArns)).toEqual([]);
      const actions = propertiesOf(template, 'AWS::IAM::Policy')
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .flatMap(({ Action }) => [Action].flat());
      expect(actions.filter((action: string) => action.includes('*'))).toEqual([]);
    }
  });

  it('mail leaves by the clinic’s own sender alone, and keys serve one service each', () => {
    const conditioned = propertiesOf(made.service, 'AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .map(({ Action, Condition }) => ({ actions: [Action].flat() as string[], Condition }));
    const senders = conditioned.filter(({ actions }) => actions.some((action) => action.startsWith('ses:')));
    expect(senders).toHaveLength(functions.filter(({ may }) => may.includes('mail:send')).length);
    for (const { Condition } of senders)
      expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'care@throughline.example' } });
    const openKeys = conditioned.filter(
      ({ actions, Condition }) => actions.some((action) => action.startsWith('kms:')) && !Condition,
    );
    expect(openKeys).toEqual([]);
  });

  it.each(['program', 'session'] satisfies MachineName[])('the %s workflow calls its own steps alone', (name) => {
    const [machine] = propertiesOf(made.service, 'AWS::StepFunctions::StateMachine').filter(
      ({ StateMachineName }) => StateMachineName === `throughline-prod-${name}`,
    );
    const grants = grantsOf(made.service, machine?.RoleArn['Fn::GetAtt'][0]);
    const called = grants.filter(({ action }) => action === 'lambda:InvokeFunction').map(({ resource }) => resource);
    const steps = functions.filter(({ trigger }) => trigger.kind === 'step' && trigger.machines.includes(name));
    expect(called.sort()).toEqual(steps.map((spec) => `<${lambdaOf(made.service, spec)[0]}.Arn>`).sort());
    expect(sorted(grants.map(({ action }) => action.split(':')[0] ?? ''))).toEqual(['kms', 'lambda', 'logs', 'xray']);
  });
});
