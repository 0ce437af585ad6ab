/** What the data stack gives to the others. */
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as ses from 'aws-cdk-lib/aws-ses';

export type DataParts = {
  readonly tableKey: kms.Key;
  /** Histories of executions, logs, dead letters, alarms, archive. */
  readonly workKey: kms.Key;
  readonly table: dynamodb.TableV2;
  readonly archive: s3.Bucket;
  readonly userPool: cognito.UserPool;
  readonly consoleClient: cognito.UserPoolClient;
  readonly preTokenGeneration: lambda.Function;
  readonly mailIdentity: ses.EmailIdentity;
};
