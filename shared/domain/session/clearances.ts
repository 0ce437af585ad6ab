import type { Session } from '../state.ts';

/** What was cleared is not so any more: a clinician looks at it anew. */
export function voidClearances(session: Session): Session {
  return { ...session, clearances: session.clearances.map((one) => ({ ...one, voided: true })) };
}
