/** The way of an execution through its states, read from its history. */
import type { ExecutionEvent } from '../api/client.ts';

export type Path = {
  /** How often each state was entered. */
  entered: ReadonlyMap<string, number>;
  /** "from → to" of every step taken. */
  steps: ReadonlySet<string>;
  /** Where it is; null once it has ended. */
  current: string | null;
  /** The state that it failed in, or ended in. */
  last: string | null;
};

export const stepName = (from: string, to: string): string => `${from} → ${to}`;

export function pathOf(events: readonly ExecutionEvent[], isRunning: boolean): Path {
  const entered = new Map<string, number>();
  const steps = new Set<string>();
  let last: string | null = null;
  for (const { type, state } of events) {
    if (!state || !type.endsWith('Entered')) continue;
    if (last !== null) steps.add(stepName(last, state));
    entered.set(state, (entered.get(state) ?? 0) + 1);
    last = state;
  }
  return { entered, steps, current: isRunning ? last : null, last };
}

export type Stay = { state: string; times: number; ms: number };

/** How long it stayed in each state, the longest first; in the one where it is, until `until`. */
export function staysOf(events: readonly ExecutionEvent[], until: string): Stay[] {
  const stays = new Map<string, Stay>();
  const leave = (state: string, since: string, at: string): void => {
    const stay = stays.get(state) ?? { state, times: 0, ms: 0 };
    stays.set(state, { state, times: stay.times + 1, ms: stay.ms + Math.max(0, Date.parse(at) - Date.parse(since)) });
  };
  let open: { state: string; at: string } | null = null;
  for (const { type, state, at } of events) {
    if (!state) continue;
    if (type.endsWith('Entered')) open = { state, at };
    else if (open) {
      leave(open.state, open.at, at);
      open = null;
    }
  }
  if (open) leave(open.state, open.at, until);
  return [...stays.values()].sort((a, b) => b.ms - a.ms);
}
