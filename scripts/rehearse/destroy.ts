/** As a person would have to: the protection is taken off first. What is to be kept stays, and is named. */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { runCdk } from '../deploy/cdk.ts';
import { holds, say } from './facts.ts';

export async function destroyAll(stacks: readonly string[], region: string): Promise<void> {
  const client = new CloudFormationClient({ region });
  const described = await client.send(new DescribeStacksCommand({ StackName: stacks[0] }));
  holds('the data stack is protected', described.Stacks?.[0]?.EnableTerminationProtection, true);
  for (const StackName of stacks) {
    const unprotected = { StackName, EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(unprotected));
  }
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName: stacks[0] }));
  say(`${StackResourceSummaries.length} resources in ${stacks[0]}`);
  runCdk(['destroy', '--force', ...stacks], { quiet: true });
  const left = await Promise.all(
    stacks.map(async (StackName) => {
      try {
        return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
      } catch {
        return 'gone';
      }
    }),
  );
  holds(
    'the stacks are gone',
    left.filter((status) => status !== 'gone' && status !== 'DELETE_COMPLETE'),
    [],
  );
}
