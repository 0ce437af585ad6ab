/**
 * What is deployed is kept before it is replaced: the template of the service stack, in the CDK's own bucket, where the
 * bundles that it names stay, too. The data stack only ever grows and is not taken back; executions that run keep the
 * definition that they began with either way.
 */
import { CloudFormationClient, UpdateStackCommand, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import { deployedTemplate, outputsOf } from './stacks.ts';

const updateWithinSeconds = 1_800;

const keyOf = (stage: Stage): string => `throughline/${stage.name}/previous-service.template.json`;

async function bucketOf({ region }: Stage): Promise<string> {
  const bucket = (await outputsOf(region, 'CDKToolkit'))?.BucketName;
  if (!bucket) throw new Error('The account has no CDKToolkit stack.');
  return bucket;
}

/** Nothing to keep at the first deployment. */
export async function keepDeployed(stage: Stage): Promise<void> {
  const template = await deployedTemplate(stage.region, stackName(stage.name, 'service'));
  if (!template) return;
  await new S3Client({ region: stage.region }).send(
    new PutObjectCommand({ Bucket: await bucketOf(stage), Key: keyOf(stage), Body: JSON.stringify(template) }),
  );
}

export async function rollBack(stage: Stage): Promise<string> {
  const { region } = stage;
  const StackName = stackName(stage.name, 'service');
  const bucket = await bucketOf(stage);
  await assertKept(region, bucket, keyOf(stage));
  const client = new CloudFormationClient({ region });
  try {
    await client.send(
      new UpdateStackCommand({
        StackName,
        TemplateURL: `https://s3.${region}.amazonaws.com/${bucket}/${keyOf(stage)}`,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      }),
    );
  } catch (error) {
    if (error instanceof Error && /No updates are to be performed/.test(error.message))
      return `${StackName} is as it was before.`;
    throw error;
  }
  await waitUntilStackUpdateComplete({ client, maxWaitTime: updateWithinSeconds }, { StackName });
  return `${StackName} is what it was before.`;
}

async function assertKept(region: string, Bucket: string, Key: string): Promise<void> {
  try {
    await new S3Client({ region }).send(new GetObjectCommand({ Bucket, Key }));
  } catch (error) {
    if (error instanceof NoSuchKey) throw new Error('There is no previous deployment to come back to.');
    throw error;
  }
}
