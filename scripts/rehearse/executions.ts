import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';

/** The states that an execution has entered so far. `outputs`: of the service stack. */
export async function statesEntered(outputs: Record<string, string>, name: string): Promise<string[]> {
  const machine = name.startsWith('program-') ? outputs.ProgramMachineArn : outputs.SessionMachineArn;
  const executionArn = `${machine?.replace(':stateMachine:', ':execution:')}:${name}`;
  const entered: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client: new SFNClient() }, { executionArn }))
    entered.push(...events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []));
  return entered;
}
