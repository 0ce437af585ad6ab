/** The checks that cdk-nag lacks find what they are for. That our stacks pass them is seen by every synthesis. */
import { App, Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { ThroughlineChecks } from '../../infra/cloud/own-checks.ts';

const findings = (build: (stack: Stack) => void): string[] => {
  const stack = new Stack(new App(), 'stack');
  build(stack);
  const { violations } = new ThroughlineChecks().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName).sort();
};

const machine = (changes: Record<string, unknown>) => (stack: Stack) =>
  new CfnStateMachine(stack, 'machine', {
    roleArn: 'arn:aws:iam::000000000000:role/one',
    definitionString: '{"TimeoutSeconds":60,"States":{}}',
    loggingConfiguration: { level: 'ALL', includeExecutionData: false },
    encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'key' },
    ...changes,
  });

const mail =
  (deliveryOptions: CfnConfigurationSet.DeliveryOptionsProperty, types: string[] = ['send']) =>
  (stack: Stack) => {
    new CfnConfigurationSet(stack, 'set', { deliveryOptions });
    new CfnConfigurationSetEventDestination(stack, 'events', {
      configurationSetName: 'set',
      eventDestination: { matchingEventTypes: types },
    });
  };

describe('own checks', () => {
  it('refuse a workflow that logs data, has no key of ours, or no limit', () => {
    expect(findings(machine({}))).toEqual([]);
    expect(findings(machine({ loggingConfiguration: { level: 'ALL', includeExecutionData: true } }))).toEqual([
      'Throughline-StatesNoExecutionData',
    ]);
    expect(findings(machine({ loggingConfiguration: undefined }))).toEqual(['Throughline-StatesNoExecutionData']);
    expect(findings(machine({ encryptionConfiguration: { type: 'AWS_OWNED_KEY' } }))).toEqual([
      'Throughline-StatesKey',
    ]);
    expect(findings(machine({ definitionString: '{"States":{"a":{"TimeoutSeconds":5}}}' }))).toEqual([
      'Throughline-StatesLimit',
    ]);
  });

  it('refuse mail in plain text, mail that may come late, mail that is tracked', () => {
    expect(findings(mail({ tlsPolicy: 'REQUIRE', maxDeliverySeconds: 300 }))).toEqual([]);
    expect(findings(mail({ tlsPolicy: 'OPTIONAL', maxDeliverySeconds: 300 }))).toEqual(['Throughline-MailTls']);
    expect(findings(mail({ tlsPolicy: 'REQUIRE' }))).toEqual(['Throughline-MailDeadline']);
    expect(findings(mail({ tlsPolicy: 'REQUIRE', maxDeliverySeconds: 300 }, ['send', 'open']))).toEqual([
      'Throughline-MailNotTracked',
    ]);
  });
});
