import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FunctionSpec, functions, type MachineName, machines, type Permission } from '../../infra/manifest.ts';
import { tableShape } from '../../infra/table-shape.ts';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { asText, propertiesOf, type Resource, resources, statementsOf, synthesize } from './synthesized.ts';

/** Seconds by itself; more on a machine that runs every other test at the same time. */
const hookMs = 180_000;

let made: Awaited<ReturnType<typeof synthesize>>;
beforeAll(async () => {
  made = await synthesize();
}, hookMs);
afterAll(() => made.bundles.remove());

const lambdaOf = (spec: FunctionSpec): [string, Resource] => {
  const found = resources(made.service, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.Description === `Throughline: ${spec.name}`,
  );
  if (!found) throw new Error(`${spec.name} was not made`);
  return found;
};

describe('what holds patients’ data', () => {
  it('the table survives mistakes: protected, recoverable for 35 days, kept when its stack goes', () => {
    made.data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
            SSESpecification: { KMSMasterKeyId: Match.anyValue() },
          }),
        ],
      },
    });
    const [table] = propertiesOf(made.data, 'AWS::DynamoDB::GlobalTable');
    expect(table?.GlobalSecondaryIndexes.map((index: { IndexName: string }) => index.IndexName).sort()).toEqual(
      tableShape.indexes.map(({ name }) => name).sort(),
    );
  });

  it('everything in the data stack that holds something is kept, and keys rotate', () => {
    const holding = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::KMS::Key',
      'AWS::Cognito::UserPool',
      'AWS::SES::EmailIdentity',
    ];
    const kept = holding.flatMap((type) => resources(made.data, type));
    expect(kept.length).toBe(5);
    expect(kept.filter(([, one]) => one.DeletionPolicy !== 'Retain' || one.UpdateReplacePolicy !== 'Retain')).toEqual(
      [],
    );
    expect(propertiesOf(made.data, 'AWS::KMS::Key').map((key) => key.EnableKeyRotation)).toEqual([true, true]);
  });

  it('nobody signs in without a second factor, and no login moves itself to another clinic', () => {
    made.data.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
    });
    made.data.hasResourceProperties('AWS::Cognito::UserPoolClient', { WriteAttributes: ['name'] });
  });
});

describe('every function of the manifest', () => {
  it.each(functions)('$name runs on Node 24, arm64, with its own log', (spec) => {
    const [, { Properties }] = lambdaOf(spec);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMb,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
    });
    expect(Object.keys(Properties.Environment.Variables).sort()).toEqual(
      ['MAIL_FROM', 'NODE_OPTIONS', 'PROGRAM_MACHINE_ARN', 'SESSION_MACHINE_ARN', 'TABLE_NAME'].sort(),
    );
  });

  it.each(functions)('$name may do what the manifest lists and nothing else', (spec) => {
    const [, { Properties }] = lambdaOf(spec);
    const statements = statementsOf(made.service, Properties.Role['Fn::GetAtt'][0]);
    expect([...new Set(statements.flatMap(({ actions }) => actions))].sort()).toEqual(actionsOf(spec));
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    // X-Ray and ListStreams know no resource; executions are named when they start.
    const wide = statements.filter(({ resources: named }) => named.some((one) => one.includes('*')));
    for (const { actions, resources: named } of wide)
      if (actions.some((action) => !/^(xray:|dynamodb:ListStreams)/.test(action)))
        expect(
          named.every((one) => /:execution:throughline-prod-(program|session):(program|session)-\*$/.test(one)),
        ).toBe(true);
  });

  it('only one function reaches SES, by the clinic’s own sender', () => {
    const senders = propertiesOf(made.service, 'AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('ses:')));
    expect(senders).toHaveLength(1);
    expect(senders[0].Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'care@throughline.example' } });
    const named = senders[0].Resource.map(asText).sort();
    expect(named).toHaveLength(deliveryClassSeconds.length + 1);
    for (const seconds of deliveryClassSeconds)
      expect(
        named.filter((one: string) => one.endsWith(`:configuration-set/${configurationSetName(seconds)}`)),
      ).toHaveLength(1);
  });
});

const actionsByPermission: Record<Permission, readonly string[]> = {
  'table:read': ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  'table:write': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  'executions:control': ['states:StartExecution', 'states:StopExecution', 'states:SendTaskSuccess'],
  'executions:describe': ['states:DescribeExecution'],
  'executions:input': ['states:DescribeExecution', 'kms:Decrypt'],
  'mail:send': ['ses:SendRawEmail'],
};
const toRun = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const tableKey = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const toFail = ['sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey'];
const toReadTheStream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (one) => `dynamodb:${one}`,
);
const byTrigger: Record<FunctionSpec['trigger']['kind'], readonly string[]> = {
  'http-api': [],
  'http-pages': [],
  step: [],
  'table-stream': [...toReadTheStream, ...toFail],
  'event-rule': toFail,
  schedule: toFail,
};

function actionsOf({ may, trigger }: FunctionSpec): string[] {
  const table = may.some((one) => one.startsWith('table:')) ? tableKey : [];
  return [
    ...new Set([...toRun, ...table, ...byTrigger[trigger.kind], ...may.flatMap((one) => actionsByPermission[one])]),
  ].sort();
}

describe('what starts the reactions', () => {
  it('a bad change holds up the others for an hour at most, and is kept', () => {
    made.service.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    made.service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('no event is lost in silence: each rule and each function behind it ends in an encrypted dead-letter queue', () => {
    const rules = propertiesOf(made.service, 'AWS::Events::Rule');
    expect(rules.map((rule) => rule.EventPattern?.source?.[0] ?? rule.ScheduleExpression).sort()).toEqual([
      'aws.ses',
      'aws.states',
      'rate(2 minutes)',
      'rate(2 minutes)',
    ]);
    for (const { Targets } of rules)
      expect(Targets).toEqual([
        expect.objectContaining({
          DeadLetterConfig: { Arn: expect.anything() },
          RetryPolicy: { MaximumRetryAttempts: expect.any(Number), MaximumEventAgeInSeconds: expect.any(Number) },
        }),
      ]);
    for (const spec of functions.filter(({ trigger }) => trigger.kind === 'event-rule' || trigger.kind === 'schedule'))
      expect(lambdaOf(spec)[1].Properties.DeadLetterConfig).toEqual({ TargetArn: expect.anything() });
    expect(propertiesOf(made.service, 'AWS::SQS::Queue').every((queue) => queue.KmsMasterKeyId)).toBe(true);
  });
});

describe('the workflows', () => {
  it.each(Object.keys(machines) as MachineName[])('%s runs as its file says, and logs no patient’s data', (name) => {
    const [machine] = propertiesOf(made.service, 'AWS::StepFunctions::StateMachine').filter(
      ({ StateMachineName }) => StateMachineName === `throughline-prod-${name}`,
    );
    const definition = JSON.parse(machine?.DefinitionString);
    expect(definition).toEqual(JSON.parse(readFileSync(machines[name].definition, 'utf8')));
    const placeholders = new Set(machine?.DefinitionString.match(/(?<=\$\{)\w+(?=\})/g));
    expect(Object.keys(machine?.DefinitionSubstitutions).sort()).toEqual([...placeholders].sort());
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY' },
    });
    const invoked = statementsOf(made.service, machine?.RoleArn['Fn::GetAtt'][0])
      .filter(({ actions }) => actions.some((action) => action.startsWith('lambda:')))
      .flatMap((statement) => statement.resources);
    expect(invoked.sort()).toEqual(Object.values(machine?.DefinitionSubstitutions).map(asText).sort());
  });
});

describe('the edges', () => {
  it('mail goes out over TLS only, is not tracked, and is given up when it would come too late', () => {
    const sets = propertiesOf(made.service, 'AWS::SES::ConfigurationSet');
    expect(sets.map(({ Name, DeliveryOptions }) => [Name, DeliveryOptions])).toEqual(
      deliveryClassSeconds.map((seconds) => [
        configurationSetName(seconds),
        { TlsPolicy: 'REQUIRE', MaxDeliverySeconds: seconds },
      ]),
    );
    const heard = propertiesOf(made.service, 'AWS::SES::ConfigurationSetEventDestination');
    expect(heard).toHaveLength(sets.length);
    for (const { EventDestination } of heard)
      expect(EventDestination).toMatchObject({
        Enabled: true,
        EventBridgeDestination: { EventBusArn: expect.anything() },
        MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
      });
  });

  it('every route of the API asks for a token', () => {
    const routes = propertiesOf(made.service, 'AWS::ApiGatewayV2::Route');
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT')).toEqual([]);
  });

  it('the API’s log names routes, never paths, and the API has limits', () => {
    const [stage] = propertiesOf(made.service, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.AccessLogSettings.Format).toContain('$context.routeKey');
    expect(stage?.AccessLogSettings.Format).not.toMatch(/\$context\.(path|http\.path|identity)/i);
    expect(stage?.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
  });
});
