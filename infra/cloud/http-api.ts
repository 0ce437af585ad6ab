/** The HTTP API: every route by name, a token for each of them unless it is open, limits, logs that name nobody. */
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DataParts } from './data-parts.ts';
import type { ApiRoute } from './routes.ts';
import type { Stage } from './stages.ts';

export type Served = {
  readonly fn: lambda.Function;
  readonly routes: readonly ApiRoute[];
  /** Without a token: whoever has the link. */
  readonly open: boolean;
};

export type HttpApiProps = {
  readonly served: readonly Served[];
  /** Answers what no route under /v1 knows, in the words of the contract. */
  readonly unknown: lambda.Function;
  readonly data: DataParts;
  readonly stage: Stage;
};

/** The route's key, never the path: paths hold ids, and search words stand in the query. No address of a caller either. */
const accessLog = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
  clinic: '$context.authorizer.claims.clinicId',
  error: '$context.error.responseType',
};

export function httpApi(scope: Construct, props: HttpApiProps): apigateway.HttpApi {
  const { served, unknown, data, stage } = props;
  const { userPool, consoleClient } = data;
  // As the attribute ProviderURL says, which the rehearsal's CloudFormation does not know.
  const issuer = `https://cognito-idp.${stage.region}.amazonaws.com/${userPool.userPoolId}`;
  const api = new apigateway.HttpApi(scope, 'clinic-http-api', {
    description: 'Throughline: the clinic API',
    createDefaultStage: false,
    // No CORS: the console comes from the same origin, and nobody else's page has a business here.
    defaultAuthorizer: new HttpJwtAuthorizer('staff', issuer, {
      jwtAudience: [consoleClient.userPoolClientId],
    }),
  });
  for (const { fn, routes, open } of served) {
    const integration = new HttpLambdaIntegration(fn.node.id, fn, {
      // One permission for the API: one per route would not fit into the function's policy, which ends at 20 kB.
      scopePermissionToRoute: false,
    });
    const authorizer = open ? { authorizer: new apigateway.HttpNoneAuthorizer() } : {};
    for (const { method, path } of routes)
      for (const route of api.addRoutes({ path, methods: [apigateway.HttpMethod[method]], integration, ...authorizer }))
        if (open)
          Validations.of(route).acknowledge({
            id: 'AwsSolutions-APIG4',
            reason: 'Patients have no login, their link holds a token; the description of the API tells of nobody.',
          });
    if (fn === unknown) api.addRoutes({ path: '/v1/{proxy+}', methods: [apigateway.HttpMethod.ANY], integration });
  }
  new apigateway.HttpStage(scope, 'clinic-http-stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: stage.apiRatePerSecond, burstLimit: stage.apiBurst },
    detailedMetricsEnabled: true,
    accessLogSettings: {
      destination: new apigateway.LogGroupLogDestination(
        new logs.LogGroup(scope, 'clinic-http-log', {
          retention: stage.logRetention,
          encryptionKey: data.workKey,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
      ),
      format: AccessLogFormat.custom(JSON.stringify(accessLog)),
    },
  });
  return api;
}
