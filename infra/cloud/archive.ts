/** Where the heads of the chains go: what is written stays as it is for years, whoever asks. */
import { Aws, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Stage } from './stages.ts';

/** By name, as a role in the other stack names the objects that it may add. */
export function archiveName(stage: Stage, account: string = Aws.ACCOUNT_ID, region: string = Aws.REGION): string {
  return `throughline-${stage.name}-archive-${account}-${region}`;
}

/** Who read or wrote the archive. */
const accessLogDays = 365;

export function makeArchive(scope: Stack, key: kms.Key, stage: Stage): s3.Bucket {
  const accessLog = new s3.Bucket(scope, 'archive-access-log', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [
      { expiration: Duration.days(accessLogDays), noncurrentVersionExpiration: Duration.days(1) },
      { abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(accessLog).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'It is the access log itself.' },
    { id: 'HIPAA.Security-S3BucketLoggingEnabled', reason: 'It is the access log itself.' },
    { id: 'HIPAA.Security-S3BucketReplicationEnabled', reason: 'Copies of an access log help nobody.' },
    {
      id: 'HIPAA.Security-S3DefaultEncryptionKMS',
      reason: 'S3 delivers access logs to buckets under its own keys only.',
    },
  );
  const { years, mode } = stage.archive;
  const lockFor = Duration.days(years * 365);
  const archive = new s3.Bucket(scope, 'archive', {
    bucketName: archiveName(stage),
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    // One call of KMS for many objects.
    bucketKeyEnabled: true,
    enforceSSL: true,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention:
      mode === 'compliance' ? s3.ObjectLockRetention.compliance(lockFor) : s3.ObjectLockRetention.governance(lockFor),
    // The CDK's own types disagree under exactOptionalPropertyTypes.
    serverAccessLogsBucket: accessLog as s3.IBucket,
    serverAccessLogsPrefix: 'archive/',
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(archive).acknowledge({
    id: 'HIPAA.Security-S3BucketReplicationEnabled',
    reason: 'It proves what the table says, and is no use without it. Loss of the region: docs/runbook.md.',
  });
  return archive;
}
