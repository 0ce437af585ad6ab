/** Content of preparation and integration: core wounds and insights. */
import { type Change, type Refused, refuse } from '../change.ts';
import type { Note } from '../state.ts';
import { refuseUnlessRunning } from './people.ts';

/** The head of a program is one item of the table. */
const notesMax = 100;

export function addCoreWound(change: Change, text: string): Refused | { note: Note } {
  const refused = refuseUnlessRunning(change.program, 'a core wound') ?? refuseIfFull(change.program.coreWounds);
  if (refused) return refused;
  const note: Note = { noteId: change.context.newId('note'), text, at: change.now };
  change.update({ coreWounds: [...change.program.coreWounds, note] });
  change.record('core-wound-added', { ...note });
  return { note };
}

export function addInsight(change: Change, text: string, sessionId: string | null): Refused | { note: Note } {
  const refused = refuseUnlessRunning(change.program, 'an insight') ?? refuseIfFull(change.program.insights);
  if (refused) return refused;
  if (sessionId !== null && !change.session(sessionId)) return refuse('not-found', 'There is no such session.');
  const note = { noteId: change.context.newId('note'), text, at: change.now, sessionId };
  change.update({ insights: [...change.program.insights, note] });
  change.record('insight-added', { ...note });
  return { note };
}

function refuseIfFull(notes: readonly Note[]): Refused | undefined {
  return notes.length < notesMax ? undefined : refuse('wrong-state', `At most ${notesMax} of these are kept.`);
}
