/** What the patient sets out to do between sessions: it comes up again until it is done. */
import { type Change, type Refused, refuse } from '../change.ts';
import { refuseUnlessRunning } from '../program/people.ts';
import type { ActionItem, Program } from '../state.ts';

const openActionsMax = 50;

export function openActions({ actions }: Program): ActionItem[] {
  return actions.filter(({ doneAt }) => doneAt === null);
}

export function addAction(
  change: Change,
  wanted: Pick<ActionItem, 'text' | 'due' | 'accountability'>,
): Refused | { action: ActionItem } {
  const refused = refuseUnlessRunning(change.program, 'an action item');
  if (refused) return refused;
  if (openActions(change.program).length >= openActionsMax)
    return refuse('wrong-state', `At most ${openActionsMax} action items may be open: tick some off first.`);
  const { text, due, accountability } = wanted;
  const action: ActionItem = {
    actionId: change.context.newId('action'),
    text,
    due,
    accountability,
    addedAt: change.now,
    doneAt: null,
  };
  change.update({ actions: [...change.program.actions, action] });
  change.record('action-added', { ...action });
  return { action };
}

/** Ticked off twice is ticked off. */
export function completeAction(change: Change, actionId: string): Refused | { action: ActionItem } {
  const known = change.program.actions.find((one) => one.actionId === actionId);
  if (!known) return refuse('not-found', 'There is no such action item.');
  if (known.doneAt) return { action: known };
  const action = { ...known, doneAt: change.now };
  change.update({ actions: change.program.actions.map((one) => (one === known ? action : one)) });
  change.record('action-done', { actionId });
  return { action };
}
