/**
 * WAF before CloudFront. It cannot stand before an HTTP API: who finds out the API's own address comes past it, and meets
 * the JWT authorizer, the throttling of the stage and the checks of each body (docs/runbook.md says how to close that way).
 */
import { Validations } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Stage } from './stages.ts';

/** Requests of one address in five minutes. A clinic's staff share one. */
const requestsPerAddress = 5_000;

export function webAcl(scope: Construct, stage: Stage): wafv2.CfnWebACL {
  const seen = (name: string): wafv2.CfnWebACL.VisibilityConfigProperty => ({
    cloudWatchMetricsEnabled: true,
    metricName: `throughline-${stage.name}-${name}`,
    // A sample would keep paths and headers.
    sampledRequestsEnabled: false,
  });
  const managed = (name: string, priority: number, counted: readonly string[] = []): wafv2.CfnWebACL.RuleProperty => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: seen(name),
  });
  const acl = new wafv2.CfnWebACL(scope, 'web-acl', {
    name: `throughline-${stage.name}`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: seen('all'),
    rules: [
      {
        name: 'rate',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPerAddress } },
        visibilityConfig: seen('rate'),
      },
      managed('AWSManagedRulesAmazonIpReputationList', 1),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 2),
      // Bodies may have 100 kB here, and a note about a patient may well look like a script to it: the API checks both.
      managed('AWSManagedRulesCommonRuleSet', 3, ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY']),
    ],
  });
  Validations.of(acl).acknowledge({
    id: 'HIPAA.Security-WAFv2LoggingEnabled',
    reason:
      'Its log would hold paths with the tokens of patients’ links and the addresses of callers. Its rules are counted.',
  });
  return acl;
}
