/** What somebody of the care team does, in the reader's language. */
import type { CareRole } from '../domain/protocol.ts';
import type { Language } from './locales.ts';
import { listOf } from './times.ts';

export function dutiesOf(
  { roles, lead }: { roles: readonly CareRole[]; lead: boolean },
  { words: { welcome }, locale }: Language,
): string {
  return listOf([...roles.map((role) => welcome.role[role]), ...(lead ? [welcome.leads] : [])], locale);
}
