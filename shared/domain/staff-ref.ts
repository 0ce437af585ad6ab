import type { StaffRef } from './state.ts';

/** Who it is, without what else is known of them. */
export function staffRefOf({ staffId, name, email }: StaffRef): StaffRef {
  return { staffId, name, email };
}
