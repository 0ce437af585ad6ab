/** Keeps what operators see of executions, and repairs: an execution of the current run that ended otherwise than by a named end. */

import type { ChangedOwner } from '../../shared/contracts/table.ts';
import { executionChange, programInput, sessionInput } from '../../shared/contracts/workflow.ts';
import type { Deps } from '../live.ts';
import { handlerStack } from '../wrap.ts';
import { raiseRun } from './raise-run.ts';

export const createHandler = (deps: Deps) =>
  handlerStack(deps, 'on-execution-change', executionChange, async ({ detail }) => {
    // Under a customer's key the event may come without the input: then the execution itself is asked.
    const whose = ownerFrom(detail.input ?? (await deps.executions.inputOf(detail.executionArn)));
    if (!whose) {
      deps.log('warn', 'an execution that is none of ours changed', { handler: 'on-execution-change' });
      return {};
    }
    const { of, run } = whose;
    const stoppedAt = detail.stopDate ? new Date(detail.stopDate).toISOString() : null;
    const startedAt = new Date(detail.startDate).toISOString();
    const row = { name: detail.name, machine: of.owner.kind, status: detail.status, startedAt, stoppedAt };
    await deps.executionRows.note(of.clinicId, of.programId, row, detail.redriveCount);
    const ended = detail.status === 'FAILED' || detail.status === 'TIMED_OUT' || detail.status === 'ABORTED';
    if (ended) await raiseRun(deps, of, run, `execution-${detail.status.toLowerCase().replace('_', '-')}`);
    return {};
  });

function ownerFrom(input: string | null): { of: ChangedOwner; run: number } | null {
  const parsed = parseJson(input ?? '');
  const session = sessionInput.safeParse(parsed);
  if (session.success) {
    const { clinicId, programId, sessionId, run } = session.data;
    return { of: { clinicId, programId, owner: { kind: 'session', sessionId } }, run };
  }
  const program = programInput.safeParse(parsed);
  if (!program.success) return null;
  const { clinicId, programId, run } = program.data;
  return { of: { clinicId, programId, owner: { kind: 'program' } }, run };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
