/** What executions are called: apart from the schemas, for functions that check nothing else and are loaded without them. */
import type { RunOwner } from './table.ts';

export const machineNames = { program: 'program', session: 'session' } as const;
export type MachineName = keyof typeof machineNames;

export function executionName(programId: string, owner: RunOwner, run: number): string {
  return owner.kind === 'program' ? `program-${programId}-${run}` : `session-${owner.sessionId}-${run}`;
}
