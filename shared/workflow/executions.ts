/** Step Functions as this product uses it: start, stop, wake, ask. Only `on-change` starts, stops and wakes. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { executionName, type MachineName } from '../contracts/execution-name.ts';
import type { RunOwner } from '../contracts/table.ts';

export type Of = { clinicId: string; programId: string; owner: RunOwner };
export type Executions = ReturnType<typeof createExecutions>;

export function createExecutions(sfn: SFNClient, arns: Record<MachineName, string>) {
  const machineOf = (owner: RunOwner): string => arns[owner.kind];
  const executionArn = ({ programId, owner }: Of, run: number): string =>
    `${machineOf(owner).replace(':stateMachine:', ':execution:')}:${executionName(programId, owner, run)}`;

  return {
    /** `closed`: an execution of this name has run and ended before; only a new run can take over. */
    start: async (of: Of, run: number): Promise<'running' | 'closed'> => {
      const { clinicId, programId, owner } = of;
      const input =
        owner.kind === 'program'
          ? { clinicId, programId, run }
          : { clinicId, sessionId: owner.sessionId, programId, run };
      try {
        await sfn.send(
          new StartExecutionCommand({
            stateMachineArn: machineOf(owner),
            name: executionName(programId, owner, run),
            input: JSON.stringify(input),
          }),
        );
        return 'running';
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return 'closed';
        throw error;
      }
    },
    /**
     * Stopping what has ended, or was never there, is no fault. AWS does not say what it answers for one that failed a
     * moment before, and an emulator answers ValidationException; the ARN is our own, so it means nothing else. Should
     * one run on, its next step refuses it.
     */
    stop: async (of: Of, run: number): Promise<void> => {
      try {
        await sfn.send(
          new StopExecutionCommand({
            executionArn: executionArn(of, run),
            error: 'Superseded',
            cause: 'A newer run has taken over.',
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist || error instanceof ValidationException)) throw error;
      }
    },
    /** Completing a token only says "look again". A token that is closed already needs nothing. */
    wake: async (token: string): Promise<void> => {
      try {
        await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
      } catch (error) {
        if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken))
          throw error;
      }
    },
    /** What an execution was started with; null where it is unknown. */
    inputOf: async (executionArn: string): Promise<string | null> => {
      try {
        const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        return input ?? null;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return null;
        throw error;
      }
    },
    isRunning: async (of: Of, run: number): Promise<boolean> => {
      try {
        const { status } = await sfn.send(
          new DescribeExecutionCommand({ executionArn: executionArn(of, run), includedData: 'METADATA_ONLY' }),
        );
        return status === 'RUNNING';
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return false;
        throw error;
      }
    },
  };
}
