/**
 * The state machines by name. Functions need the machines' ARNs and the machines need the functions': built from names,
 * the ARNs are known before the machines are, and CloudFormation sees no circle.
 */
import { Aws } from 'aws-cdk-lib';
import type { MachineName } from '../manifest.ts';
import type { Stage } from './stages.ts';

const states = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}`;

export function machineFullName(stage: Stage, machine: MachineName): string {
  return `throughline-${stage.name}-${machine}`;
}

export function machineArn(stage: Stage, machine: MachineName): string {
  return `${states}:stateMachine:${machineFullName(stage, machine)}`;
}

/** All executions of one machine: an execution has no ARN before it was started (shared/contracts/workflow.ts names it). */
export function executionArns(stage: Stage, machine: MachineName): string {
  return `${states}:execution:${machineFullName(stage, machine)}:${machine}-*`;
}
