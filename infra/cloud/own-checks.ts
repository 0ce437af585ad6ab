/** What cdk-nag has no rule for: Step Functions and SES as the design asks for them (R9, section 5). */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';

type Check = {
  readonly id: string;
  readonly info: string;
  readonly explanation: string;
  /** Undefined: the check does not concern this resource. */
  readonly holds: (node: CfnResource) => boolean | undefined;
};

/** Properties of the template, as far as a check reads them. */
type Resolved = {
  includeExecutionData?: boolean;
  type?: string;
  kmsKeyId?: unknown;
  tlsPolicy?: string;
  maxDeliverySeconds?: number;
  matchingEventTypes?: string[];
};

const resolved = (node: CfnResource, value: unknown): Resolved => Stack.of(node).resolve(value) ?? {};

const checks: readonly Check[] = [
  {
    id: 'StatesNoExecutionData',
    info: 'The state machine logs what goes in and out of its states.',
    explanation: 'R9: logs hold ids and neutral words only.',
    holds: (node) =>
      node instanceof CfnStateMachine
        ? resolved(node, node.loggingConfiguration).includeExecutionData === false
        : undefined,
  },
  {
    id: 'StatesKey',
    info: 'The state machine keeps its histories under a key of AWS.',
    explanation: 'Who may read histories is decided by a key of our own.',
    holds: (node) => {
      if (!(node instanceof CfnStateMachine)) return undefined;
      const { type, kmsKeyId } = resolved(node, node.encryptionConfiguration);
      return type === 'CUSTOMER_MANAGED_KMS_KEY' && kmsKeyId !== undefined;
    },
  },
  {
    id: 'StatesLimit',
    info: 'The state machine has no limit of time.',
    explanation: 'Without TimeoutSeconds at its top, an execution that hangs does so for a year.',
    holds: (node) =>
      node instanceof CfnStateMachine
        ? typeof JSON.parse(Stack.of(node).resolve(node.definitionString)).TimeoutSeconds === 'number'
        : undefined,
  },
  {
    id: 'MailTls',
    info: 'The configuration set lets mail go out in plain text.',
    explanation: 'SES falls back to plain text unless TLS is required.',
    holds: (node) =>
      node instanceof CfnConfigurationSet ? resolved(node, node.deliveryOptions).tlsPolicy === 'REQUIRE' : undefined,
  },
  {
    id: 'MailDeadline',
    info: 'The configuration set tries to deliver for hours.',
    explanation: 'A reminder that comes after its deadline does harm (R4).',
    holds: (node) =>
      node instanceof CfnConfigurationSet
        ? Number(resolved(node, node.deliveryOptions).maxDeliverySeconds) >= 300
        : undefined,
  },
  {
    id: 'MailNotTracked',
    info: 'The configuration set tracks who opens and clicks.',
    explanation: 'A tracker rewrites links and records what a patient reads.',
    holds: (node) => {
      if (node instanceof CfnConfigurationSet) return Object.keys(resolved(node, node.trackingOptions)).length === 0;
      if (!(node instanceof CfnConfigurationSetEventDestination)) return undefined;
      const { matchingEventTypes } = resolved(node, node.eventDestination);
      return matchingEventTypes?.every((type) => !/open|click/i.test(type)) ?? false;
    },
  },
];

export class ThroughlineChecks extends NagPack {
  override readonly name = 'Throughline';
  protected override packName = 'Throughline';

  protected override checkResource(node: CfnResource): void {
    for (const { id, info, explanation, holds } of checks)
      this.applyRule({
        ruleSuffixOverride: id,
        info,
        explanation,
        level: NagMessageLevel.ERROR,
        node,
        rule: () => {
          const held = holds(node);
          if (held === undefined) return NagRuleCompliance.NOT_APPLICABLE;
          return held ? NagRuleCompliance.COMPLIANT : NagRuleCompliance.NON_COMPLIANT;
        },
      });
  }
}
