/** A reason not to start that a person can act on: printed as one sentence, without a stack. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
