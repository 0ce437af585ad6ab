import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sentences } from '../../infra/cloud/care-metrics.ts';
import { propertiesOf, resources, synthesizedForTests } from './synthesized.ts';

const made = synthesizedForTests();

/** A text that CloudFormation puts together; what it fills in stands in brackets. */
const joined = (value: any): string =>
  value['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : `(${part.Ref})`)).join('');

describe('the console’s origin', () => {
  it('runs no script but its own, is framed by nobody and tells nobody where one came from', () => {
    const [policy] = propertiesOf(made.console, 'AWS::CloudFront::ResponseHeadersPolicy');
    const headers = policy?.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    const csp = joined(headers.ContentSecurityPolicy.ContentSecurityPolicy);
    expect(csp).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(csp).toMatch(/frame-ancestors 'none'/);
    expect(csp).not.toMatch(/unsafe|\*|http:/);
    expect(headers.ReferrerPolicy.ReferrerPolicy).toBe('no-referrer');
  });

  it('talks to itself and to Cognito alone', () => {
    const [policy] = propertiesOf(made.console, 'AWS::CloudFront::ResponseHeadersPolicy');
    const headers = policy?.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    expect(joined(headers.ContentSecurityPolicy.ContentSecurityPolicy)).toMatch(
      /connect-src 'self' https:\/\/cognito-idp\.us-east-1\.amazonaws\.com https:\/\/throughline-\w+-\(AWS::AccountId\)\.auth\.us-east-1\.amazoncognito\.com; base-uri/,
    );
  });

  it.each([
    ['/', '/index.html'],
    ['/programs/prg_1', '/index.html'],
    ['/executions/program-prg_1-1', '/index.html'],
    ['/assets/index-3f9a21bc.js', '/assets/index-3f9a21bc.js'],
    ['/console.json', '/console.json'],
  ])('the page of %s is %s', (asked, served) => {
    const [pages] = propertiesOf(made.console, 'AWS::CloudFront::Function');
    const handler = new Function(`${pages?.FunctionCode}; return handler;`)();
    expect(handler({ request: { uri: asked } })).toEqual({ uri: served });
  });

  it('keeps nothing that the API answers, and hands every header but the host on', () => {
    const [distribution] = propertiesOf(made.console, 'AWS::CloudFront::Distribution');
    const { CacheBehaviors, WebACLId, Logging } = distribution?.DistributionConfig ?? {};
    const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    const allButHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
    expect(CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern).sort()).toEqual([
      '/openapi.json',
      '/p/*',
      '/v1/*',
    ]);
    for (const behavior of CacheBehaviors)
      expect(behavior).toMatchObject({ CachePolicyId: disabled, OriginRequestPolicyId: allButHost });
    expect(WebACLId).toBeDefined();
    // Its log would hold paths.
    expect(Logging).toBeUndefined();
  });
});

describe('the archive', () => {
  it('can be changed and emptied by nobody for years', () => {
    const [archive] = propertiesOf(made.data, 'AWS::S3::Bucket').filter(({ ObjectLockEnabled }) => ObjectLockEnabled);
    expect(archive?.ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 7 * 365 } },
    });
  });
});

describe('alarms', () => {
  it('reach a person each, and those about patients reach the medical director, too', () => {
    const addresses = propertiesOf(made.service, 'AWS::SNS::Subscription').map(({ Protocol, Endpoint }) => [
      Protocol,
      Endpoint,
    ]);
    expect(addresses).toEqual([
      ['email', 'operations@throughline.example'],
      ['email', 'medical-director@throughline.example'],
    ]);
    const alarms = resources(made.service, 'AWS::CloudWatch::Alarm');
    expect(alarms.filter(([, { Properties }]) => Properties.AlarmActions?.length < 1)).toEqual([]);
    const toBoth = alarms.filter(([, { Properties }]) => Properties.AlarmActions.length === 2);
    expect(toBoth.map(([id]) => id.replace(/^alarm|[0-9A-F]{8}$/g, ''))).toEqual([
      'remindertoolate',
      'programstuck',
      'programnotrepaired',
      'staffunreached',
    ]);
  });

  it('listen for sentences that our functions really say', () => {
    const sources = [
      'functions/steps/send-message.ts',
      'functions/reactions/raise-run.ts',
      'functions/reactions/reconcile.ts',
      'functions/reactions/tell-about-task.ts',
    ]
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    for (const { message, reason } of sentences) {
      expect(sources).toContain(`'${message}'`);
      if (reason) expect(sources).toContain(`'${reason}'`);
    }
    // Whoever raises runs, or tells staff, says so in a log of its own.
    expect(propertiesOf(made.service, 'AWS::Logs::MetricFilter').length).toBe(sentences.length * 6);
  });

  it('the account has a budget that tells somebody', () => {
    const [budget] = propertiesOf(made.costs, 'AWS::Budgets::Budget');
    expect(budget?.Budget.BudgetLimit).toEqual({ Amount: 500, Unit: 'USD' });
    expect(budget?.NotificationsWithSubscribers).toHaveLength(3);
  });
});
