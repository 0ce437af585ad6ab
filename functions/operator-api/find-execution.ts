import { CareError } from '../../shared/contracts/errors.ts';
import type { MachineName } from '../../shared/contracts/execution-name.ts';
import { programInput, sessionInput } from '../../shared/contracts/workflow.ts';
import type { ExecutionDetail } from '../../shared/workflow/execution-reader.ts';
import type { Request } from '../clinic-api/http.ts';

export type Found = {
  name: string;
  machine: MachineName;
  execution: ExecutionDetail;
  programId: string;
  /** Null: the program's own execution. */
  sessionId: string | null;
  run: number;
};

/** An execution names its clinic in what it began with: another clinic's is not found (R10). */
export async function findExecution({ deps, clinicId, params }: Request<unknown, unknown>): Promise<Found> {
  const name = params.name ?? '';
  const machine = name.startsWith('session-') ? 'session' : 'program';
  const execution = await deps.executionReader.describe(machine, name);
  const session = sessionInput.safeParse(execution?.input);
  const input = machine === 'session' ? session : programInput.safeParse(execution?.input);
  if (!execution || !input.success || input.data.clinicId !== clinicId) throw unknownExecution();
  const { programId, run } = input.data;
  const sessionId = machine === 'session' ? (session.data?.sessionId ?? null) : null;
  return { name, machine, execution, programId, sessionId, run };
}

export const unknownExecution = (): CareError => new CareError('not-found', 'There is no such execution.');
