/** What every end of a program has in common: its notices are void, and what was asked for its sake is asked no more. */
import type { Change } from '../change.ts';
import type { ProgramStatus } from '../state.ts';
import { voidWhere } from '../touchpoints.ts';
import { resolveAskedNoMore } from './asked-no-more.ts';

export function finish(
  change: Change,
  status: Exclude<ProgramStatus, 'active' | 'on-hold'>,
  reason: string,
  note: string | null,
): void {
  const notices = voidWhere({ touchpoints: change.program.notices }, status, () => true).touchpoints;
  change.update({ status, hold: null, ended: { at: change.now, reason, note }, notices });
  resolveAskedNoMore(change);
}
