/**
 * One origin for browsers: the console's files from a bucket, the API behind it. Made before there is a console, as its
 * address is what staff are told; until `console/dist` was uploaded (scripts/deploy) it answers 403.
 */
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { contentSecurityPolicy } from '../console-site.ts';
import { webAcl } from './firewall.ts';
import { signInUrl } from './sign-in-page.ts';
import type { Stage } from './stages.ts';

/** Paths that the API serves; everything else is a file of the console. */
const apiPaths = ['/v1/*', '/p/*', '/openapi.json'] as const;

export type ConsoleStackProps = { readonly stage: Stage; readonly api: apigateway.HttpApi };

export class ConsoleStack extends Stack {
  constructor(scope: Construct, id: string, { stage, api }: ConsoleStackProps) {
    // A web ACL of CloudFront lives in us-east-1 and nowhere else.
    if (stage.region !== 'us-east-1') throw new Error('the console stack needs a stage in us-east-1');
    super(scope, id, {
      env: { region: stage.region },
      description: 'Throughline: the console and the API, one origin',
    });
    const files = filesBucket(this);
    const distribution = new cloudfront.Distribution(this, 'distribution', {
      comment: `Throughline ${stage.name}`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files as s3.IBucket),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: pageHeaders(this, stage),
        functionAssociations: [
          { function: pagesByTheirUrls(this), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: Object.fromEntries(apiPaths.map((path) => [path, apiBehavior(api)])),
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: webAcl(this, stage).attrArn,
    });
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Patients travel, and so do their links.' },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'Its log would hold paths: ids of programs and the tokens of patients’ links.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason: 'With the name that CloudFront gives there is no certificate of ours to set a protocol for.',
      },
    );
    new CfnOutput(this, 'ConsoleUrl', { value: `https://${distribution.distributionDomainName}` });
    new CfnOutput(this, 'ConsoleBucket', { value: files.bucketName });
    new CfnOutput(this, 'DistributionId', { value: distribution.distributionId });
  }
}

/** The console has one file for all of its pages: a path without an extension is one of them. */
function pagesByTheirUrls(scope: Construct): cloudfront.Function {
  const code = `function handler(event) {
  var request = event.request;
  if (request.uri.lastIndexOf('.') <= request.uri.lastIndexOf('/')) request.uri = '/index.html';
  return request;
}`;
  return new cloudfront.Function(scope, 'pages-by-their-urls', {
    code: cloudfront.FunctionCode.fromInline(code),
    runtime: cloudfront.FunctionRuntime.JS_2_0,
  });
}

function apiBehavior(api: apigateway.HttpApi): cloudfront.BehaviorOptions {
  return {
    origin: new HttpOrigin(`${api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    }),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    // Whatever it answers is one person's.
    cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    // API Gateway finds the API by the host.
    originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  };
}

/** Files that anybody may have, made anew by every deployment: no secret and no record. */
function filesBucket(scope: Construct): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'files', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    versioned: true,
    lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const reason = 'It holds the console’s files as they were built, which anybody may read, and nothing else.';
  for (const id of [
    'AwsSolutions-S1',
    'HIPAA.Security-S3BucketLoggingEnabled',
    'HIPAA.Security-S3BucketReplicationEnabled',
    'HIPAA.Security-S3DefaultEncryptionKMS',
  ])
    Validations.of(bucket).acknowledge({ id, reason });
  return bucket;
}

function pageHeaders(scope: Construct, stage: Stage): cloudfront.ResponseHeadersPolicy {
  const override = true;
  const connect = [`https://cognito-idp.${stage.region}.amazonaws.com`, signInUrl(stage)];
  return new cloudfront.ResponseHeadersPolicy(scope, 'page-headers', {
    responseHeadersPolicyName: `throughline-${stage.name}-console`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy({ connect }), override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=()', override },
        { header: 'cross-origin-opener-policy', value: 'same-origin', override },
        { header: 'x-robots-tag', value: 'noindex', override },
      ],
    },
  });
}
