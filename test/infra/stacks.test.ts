import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../infra/cloud/routes.ts';
import { functions, type MachineName, machines } from '../../infra/manifest.ts';
import { tableShape } from '../../infra/table-shape.ts';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';
import { lambdaOf, propertiesOf, resources, synthesizedForTests, templateOf } from './synthesized.ts';

const made = synthesizedForTests();

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
      'AWS::S3::Bucket',
    ];
    const kept = holding.flatMap((type) => resources(made.data, type));
    expect(kept.length).toBe(7);
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
    const [, { Properties }] = lambdaOf(templateOf(made, spec), spec);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMb,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: { Ref: expect.any(String) } },
    });
    const live = ['CONSOLE_URL', 'MAIL_FROM', 'PAGES_URL', 'PROGRAM_MACHINE_ARN', 'SESSION_MACHINE_ARN', 'TABLE_NAME'];
    expect(Object.keys(Properties.Environment.Variables).sort()).toEqual(
      [
        'NODE_OPTIONS',
        ...(spec.may.length === 0 ? [] : live),
        ...(spec.may.includes('archive:add') ? ['ARCHIVE_BUCKET'] : []),
        ...(spec.may.includes('logins:disable') ? ['USER_POOL_ID'] : []),
      ].sort(),
    );
  });
});

describe('what starts the reactions', () => {
  it('a bad change holds up the others for an hour at most, and is kept', () => {
    const consumers = functions.filter(({ trigger }) => trigger.kind === 'table-stream');
    made.service.resourcePropertiesCountIs(
      'AWS::Lambda::EventSourceMapping',
      {
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 5,
        MaximumRecordAgeInSeconds: 3600,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
        StartingPosition: 'TRIM_HORIZON',
      },
      consumers.length,
    );
  });

  it('what concerns tasks alone is called for their changes alone', () => {
    made.service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      FilterCriteria: {
        Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { sk: { S: [{ prefix: 'state#task#' }] } } } }) }],
      },
    });
  });

  it('no event is lost in silence: each rule and each function behind it ends in an encrypted dead-letter queue', () => {
    const rules = propertiesOf(made.service, 'AWS::Events::Rule');
    expect(rules.map((rule) => rule.EventPattern?.source?.[0] ?? rule.ScheduleExpression).sort()).toEqual([
      'aws.ses',
      'aws.states',
      'rate(1 day)',
      'rate(2 minutes)',
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
      expect(lambdaOf(made.service, spec)[1].Properties.DeadLetterConfig).toEqual({ TargetArn: expect.anything() });
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

  it('every route of the API asks for a token, but those of a function that the manifest opens', async () => {
    const opened = functions.filter(({ trigger }) => trigger.kind === 'http-api' && trigger.authorization === 'none');
    const open = (await Promise.all(opened.map(routesOf))).flat().map(({ method, path }) => `${method} ${path}`);
    const routes = propertiesOf(made.service, 'AWS::ApiGatewayV2::Route');
    expect(routes.length).toBeGreaterThan(20);
    const withoutToken = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(withoutToken.map(({ RouteKey }) => RouteKey).sort()).toEqual(open.sort());
  });

  it('the API’s log names routes, never paths, and the API has limits', () => {
    const [stage] = propertiesOf(made.service, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.AccessLogSettings.Format).toContain('$context.routeKey');
    expect(stage?.AccessLogSettings.Format).not.toMatch(/\$context\.(path|http\.path|identity)/i);
    expect(stage?.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
  });
});
