/** The states that call nothing and hold no others: Wait, Choice, Fail. */
import { type ChoiceState, type FailState, SECONDS_MAX, type WaitState } from './asl.ts';
import { reasonOf } from './errors.ts';
import { EvaluationError, evaluateAs, evaluateWhole } from './evaluate.ts';
import type { Thread } from './execution.ts';
import { fail, StateFailure } from './interpret-failures.ts';
import { leave } from './interpret-leaving.ts';
import { parseTimestamp } from './timestamps.ts';
import type { WorkingCopy } from './working-copy.ts';

const WAIT_MS_MAX = 2 ** 31 * 1000;

export async function wait(copy: WorkingCopy, thread: Thread, state: WaitState): Promise<void> {
  const until = await waitUntil(copy, thread, state);
  if (until - copy.at > WAIT_MS_MAX) throw new StateFailure('States.Runtime', 'Wait state delay is too long.');
  if (until <= copy.at) return leave(copy, thread, state, thread.input);
  copy.put({ ...thread, doing: { kind: 'waiting', timer: copy.timerAt(until) } });
}

async function waitUntil(copy: WorkingCopy, thread: Thread, state: WaitState): Promise<number> {
  const scope = copy.scope(thread);
  if (state.Seconds !== undefined) {
    const seconds = await evaluateWhole(state.Seconds, { min: 0, max: SECONDS_MAX }, scope, 'Seconds');
    return thread.enteredAt + 1000 * seconds;
  }
  const text = await evaluateAs('string', state.Timestamp ?? null, scope, 'Timestamp');
  const at = parseTimestamp(text);
  if (at !== undefined) return at;
  const said = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
  throw Object.assign(new EvaluationError('Timestamp', said), { afterEntry: true });
}

export async function choose(copy: WorkingCopy, thread: Thread, state: ChoiceState): Promise<void> {
  const scope = copy.scope(thread);
  for (const [index, rule] of state.Choices.entries()) {
    const condition = await evaluateAs('boolean', rule.Condition, scope, `Choices[${index}]/Condition`);
    if (condition) return leave(copy, thread, rule, thread.input, { prefix: `Choices[${index}]/` });
  }
  const { Default: Next, ...outcome } = state;
  if (Next !== undefined) return leave(copy, thread, { ...outcome, Next }, thread.input);
  throw new StateFailure(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
}

export async function failByDefinition(copy: WorkingCopy, thread: Thread, state: FailState): Promise<void> {
  const scope = copy.scope(thread);
  const error = state.Error === undefined ? undefined : await evaluateAs('string', state.Error, scope, 'Error');
  const cause = state.Cause === undefined ? undefined : await evaluateAs('string', state.Cause, scope, 'Cause');
  await fail(copy, thread, { name: error ?? '', ...reasonOf({ error, cause }) });
}
