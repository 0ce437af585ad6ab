import { CareError, InvariantError } from '../../shared/contracts/errors.ts';
import type { Failed } from '../../shared/use-cases/run-command.ts';

/** A step is never refused; it can only find the head too busy, or its program gone. */
export function busyOrGone(failed: Failed): Error {
  if ('failure' in failed && failed.failure === 'busy')
    return new CareError('busy', 'the head of the program moved too often');
  return new InvariantError(`a step failed: ${'failure' in failed ? failed.failure : failed.refusal.code}`);
}
