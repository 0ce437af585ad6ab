/** Real time, and the clock that only follows it. The one place of the local home that asks the machine for the time. */
import { type Clock, createClock } from './clock.ts';

export const realNow = (): number => Date.now();

/** A clock that runs with real time and keeps nothing: for an engine on its own. */
export function realClock(): Clock {
  return createClock({ load: () => undefined, save: () => {}, realNow });
}
