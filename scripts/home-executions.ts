/** Every execution of a home on this machine, machine by machine, with the pages of its history. */
import {
  type ExecutionListItem,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { type MachineName, machines } from '../infra/manifest.ts';

export type HomeExecution = { machine: MachineName; execution: ExecutionListItem; events: HistoryEvent[] };

export async function* executionsOfHome(endpoint: string): AsyncGenerator<HomeExecution> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SFNClient({ endpoint, region: 'us-east-1', credentials });
  for (const machine of Object.keys(machines) as MachineName[]) {
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
    for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn }))
      for (const execution of executions) {
        const { executionArn } = execution;
        const events: HistoryEvent[] = [];
        for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
          events.push(...(page.events ?? []));
        yield { machine, execution, events };
      }
  }
}
