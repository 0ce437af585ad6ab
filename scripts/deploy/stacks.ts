/** What a deployed stage says of itself. */
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import type { Template } from '../../infra/cloud/stateful-guard.ts';

const isMissing = (error: unknown): boolean => error instanceof Error && /does not exist/.test(error.message);

/** Null where the stack was never deployed. */
export async function outputsOf(region: string, name: string): Promise<Record<string, string> | null> {
  try {
    const { Stacks } = await new CloudFormationClient({ region }).send(new DescribeStacksCommand({ StackName: name }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function deployedTemplate(region: string, name: string): Promise<Template | null> {
  try {
    const client = new CloudFormationClient({ region });
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }));
    return TemplateBody ? JSON.parse(TemplateBody) : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function neededOutputs(
  region: string,
  name: string,
  keys: readonly string[],
): Promise<Record<string, string>> {
  const outputs = await outputsOf(region, name);
  const missing = keys.filter((key) => !outputs?.[key]);
  if (!outputs || missing.length > 0)
    throw new Error(`${name} is not deployed whole: ${missing.join(', ')} is missing`);
  return outputs;
}

/** Whatever table the stage has now. */
export async function tableOf({ name, region }: Stage): Promise<{ db: DynamoDBDocumentClient; tableName: string }> {
  const { TableName = '' } = await neededOutputs(region, stackName(name, 'data'), ['TableName']);
  const marshallOptions = { removeUndefinedValues: true };
  return { db: DynamoDBDocumentClient.from(new DynamoDBClient({ region }), { marshallOptions }), tableName: TableName };
}
