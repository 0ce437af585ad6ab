/**
 * What must outlive every deployment: keys, table, archive, logins, the mail identity. None of that is ever replaced or
 * deleted. The function that makes tokens of the logins stands here, too: a pool without it signs in nobody.
 */
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { roles } from '../../shared/contracts/roles.ts';
import { functions } from '../manifest.ts';
import { tableShape } from '../table-shape.ts';
import { makeArchive } from './archive.ts';
import { bundledFunction } from './bundled-function.ts';
import type { DataParts } from './data-parts.ts';
import { signInPrefix, signInUrl } from './sign-in-page.ts';
import type { Stage } from './stages.ts';

/** DynamoDB's longest: a mistake may be found weeks later. */
const recoveryDays = 35;

export type DataStackProps = {
  readonly stage: Stage;
  /** By the function's name: the folder that holds its bundle. */
  readonly folders: ReadonlyMap<string, string>;
};

export class DataStack extends Stack implements DataParts {
  readonly tableKey: kms.Key;
  readonly workKey: kms.Key;
  readonly table: dynamodb.TableV2;
  readonly userPool: cognito.UserPool;
  readonly consoleClient: cognito.UserPoolClient;
  readonly archive: s3.Bucket;
  readonly preTokenGeneration: lambda.Function;
  readonly mailIdentity: ses.EmailIdentity;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, {
      env: { region: props.stage.region },
      description: 'Throughline: keys, table, archive, logins, mail identity',
      terminationProtection: true,
    });
    this.tableKey = new kms.Key(this, 'table-key', {
      description: 'Throughline: the table',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.workKey = makeWorkKey(this);
    this.table = makeTable(this, this.tableKey);
    this.archive = makeArchive(this, this.workKey, props.stage);
    this.userPool = makeUserPool(this);
    this.consoleClient = makeConsoleClient(this.userPool, props.stage);
    this.userPool.addDomain('sign-in', { cognitoDomain: { domainPrefix: signInPrefix(props.stage) } });
    this.preTokenGeneration = makePreTokenGeneration(this, this.userPool, this.workKey, props);
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'ArchiveBucket', { value: this.archive.bucketName });
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'SignInUrl', { value: signInUrl(props.stage) });
    new CfnOutput(this, 'ConsoleClientId', { value: this.consoleClient.userPoolClientId });
    this.mailIdentity = new ses.EmailIdentity(this, 'mail-identity', {
      identity: ses.Identity.domain(props.stage.mailDomain),
    });
    // Made anew, it would have to be verified again, and no mail would go out until then.
    this.mailIdentity.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

/** Histories of executions, logs, dead letters and alarms: another key than the table's, as other services use it. */
function makeWorkKey(scope: Stack): kms.Key {
  const key = new kms.Key(scope, 'work-key', {
    description: 'Throughline: executions, logs, queues',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // In a key's policy "*" means this key.
  const allow = (service: string, actions: string[], conditions: Record<string, Record<string, string>>): void => {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  };
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  allow(`logs.${Aws.REGION}.amazonaws.com`, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'], {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` },
  });
  // EventBridge puts what it could not deliver into an encrypted queue; CloudWatch's alarms go to an encrypted topic.
  for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com'])
    allow(service, ['kms:Decrypt', 'kms:GenerateDataKey'], ofThisAccount);
  return key;
}

function makeTable(scope: Stack, key: kms.Key): dynamodb.TableV2 {
  const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });
  return new dynamodb.TableV2(scope, 'table', {
    partitionKey: text(tableShape.partitionKey),
    sortKey: text(tableShape.sortKey),
    globalSecondaryIndexes: tableShape.indexes.map((index) => ({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      ...(index.projection === 'ALL'
        ? { projectionType: dynamodb.ProjectionType.ALL }
        : { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: [...index.projection] }),
    })),
    billing: dynamodb.Billing.onDemand(),
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key),
    // Keys only: what flows to the reaction says that something changed, never what (R9).
    dynamoStream: dynamodb.StreamViewType.KEYS_ONLY,
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: recoveryDays },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** The staff's logins. Clinic, staff id and roles reach the access token by a trigger before the token is made. */
function makeUserPool(scope: Stack): cognito.UserPool {
  const pool = new cognito.UserPool(scope, 'staff', {
    // Staff are invited by their clinic.
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    mfa: cognito.Mfa.REQUIRED,
    // A text message can be diverted.
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    // Whose a login is never changes: a person in two clinics has two.
    customAttributes: {
      clinicId: new cognito.StringAttribute({ minLen: 1, maxLen: 64, mutable: false }),
      staffId: new cognito.StringAttribute({ minLen: 1, maxLen: 64, mutable: false }),
    },
    // Access tokens with claims of our own need at least this plan.
    featurePlan: cognito.FeaturePlan.ESSENTIALS,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason: 'The Plus plan guards logins by risk. Here each login is invited and has a second factor.',
  });
  for (const role of roles) pool.addGroup(`role-${role}`, { groupName: role });
  return pool;
}

/** The console in a browser: it can keep no secret. Staff sign in at Cognito's page, scripts without sending the password (SRP). */
function makeConsoleClient(pool: cognito.UserPool, { consoleUrl }: Stage): cognito.UserPoolClient {
  const home = `${consoleUrl}/`;
  return pool.addClient('console', {
    generateSecret: false,
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID],
      callbackUrls: [home],
      logoutUrls: [home],
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.hours(12),
    readAttributes: new cognito.ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
    // Else a client may write every attribute, and who is signed in could set a clinic that was left empty.
    writeAttributes: new cognito.ClientAttributes().withStandardAttributes({ fullname: true }),
  });
}

/** V2 of the trigger's event: the one that may put claims into the access token. */
function makePreTokenGeneration(
  scope: Stack,
  pool: cognito.UserPool,
  workKey: kms.Key,
  { stage, folders }: DataStackProps,
): lambda.Function {
  const spec = functions.find(({ trigger }) => trigger.kind === 'pre-token-generation');
  const folder = spec && folders.get(spec.name);
  if (!folder) throw new Error('no function makes the tokens of the staff');
  const fn = bundledFunction(scope, { spec, folder, stage, workKey });
  pool.addTrigger(cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, fn, cognito.LambdaVersion.V2_0);
  return fn;
}
