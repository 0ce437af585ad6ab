/** Does what was deployed stand? Each check asks the service itself; none of them changes a patient's program. */
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { stackName } from '../../infra/cloud/stack-names.ts';
import type { Stage } from '../../infra/cloud/stages.ts';
import { neededOutputs } from './stacks.ts';

export type Check = { what: string; ok: boolean; found: string };

/** `apiUrl` only where it is not the one that the stack says: an emulator serves it under a path of its own. */
export async function smoke({ name, region }: Stage, apiUrl?: string): Promise<Check[]> {
  const data = await neededOutputs(region, stackName(name, 'data'), ['TableName']);
  const service = await neededOutputs(region, stackName(name, 'service'), [
    'ApiUrl',
    'ProgramMachineArn',
    'SessionMachineArn',
    'FunctionReconcile',
  ]);
  const base = apiUrl ?? service.ApiUrl;
  return Promise.all([
    check('the API asks for a token', '401', async () => String((await fetch(`${base}/v1/programs`)).status)),
    check('the table is there', 'ACTIVE', async () => {
      const client = new DynamoDBClient({ region });
      return (await client.send(new DescribeTableCommand({ TableName: data.TableName }))).Table?.TableStatus;
    }),
    ...(['Program', 'Session'] as const).map((machine) =>
      check(`the ${machine.toLowerCase()} workflow is there`, 'ACTIVE', async () => {
        const stateMachineArn = service[`${machine}MachineArn`];
        const asked = new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' });
        return (await new SFNClient({ region }).send(asked)).status;
      }),
    ),
    // A tick of its own schedule: it reads table and executions, and repairs only what is broken.
    check('the reconciler runs', 'done', async () => {
      const event = { source: 'throughline.smoke', time: new Date().toISOString() };
      const asked = new InvokeCommand({ FunctionName: service.FunctionReconcile, Payload: JSON.stringify(event) });
      return (await new LambdaClient({ region }).send(asked)).FunctionError ?? 'done';
    }),
    ...Object.entries(service)
      .filter(([output]) => output.startsWith('DeadLetters'))
      .map(([output, QueueUrl]) =>
        check(`${output} is empty`, '0', async () => {
          const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
          return (await new SQSClient({ region, useQueueUrlAsEndpoint: false }).send(asked)).Attributes
            ?.ApproximateNumberOfMessages;
        }),
      ),
  ]);
}

async function check(what: string, wanted: string, look: () => Promise<string | undefined>): Promise<Check> {
  try {
    const found = (await look()) ?? 'nothing';
    return { what, ok: found === wanted, found };
  } catch (error) {
    return { what, ok: false, found: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
