/** Who is to be at a session of a series: whom the clinic names, or whoever of the care team the protocol's rules ask for and is free. */
import type { Change } from '../change.ts';
import { fillPlaces, missingStaff, sayRule } from '../fill-places.ts';
import { leadOf, rolesOf } from '../milestones.ts';
import { type SessionKind, staffRulesOf } from '../protocol.ts';
import { staffRefOf } from '../staff-ref.ts';
import type { StaffRef } from '../state.ts';

type Against = { code: 'staff-taken' | 'staff-missing'; detail: string };
/** `at`: when, for who reads why not. */
export type StaffChoice = (
  isFree: (one: StaffRef) => boolean,
  at: string,
) => { ok: true; staff: readonly StaffRef[] } | { ok: false; against: Against };

export function named(staff: readonly StaffRef[]): StaffChoice {
  return (isFree, at) => {
    const busy = staff.find((one) => !isFree(one));
    return busy ? taken(`${busy.name} has another session then, such as at ${at}.`) : { ok: true, staff };
  };
}

/** Who leads comes first, and alone where the protocol has no rule. `unavailable`: has left, or has no license any more. */
export function byRules({ protocol, program }: Change, kind: SessionKind, unavailable: readonly string[]): StaffChoice {
  const rules = staffRulesOf(protocol, kind, null);
  const lead = leadOf(program).staffId;
  const team = program.careTeam
    .filter(({ staffId }) => !unavailable.includes(staffId))
    .sort((a, b) => Number(b.staffId === lead) - Number(a.staffId === lead));
  if (rules.length === 0) return named(team.filter(({ staffId }) => staffId === lead).map(staffRefOf));
  const lacking = missingStaff(rules, team.map(rolesOf));
  return (isFree, at) => {
    if (lacking.length > 0)
      return {
        ok: false,
        against: { code: 'staff-missing', detail: `The care team lacks: ${lacking.map(sayRule).join('; ')}.` },
      };
    const free = team.filter(isFree);
    const busy = missingStaff(rules, free.map(rolesOf));
    if (busy.length > 0)
      return taken(`Nobody of the care team is free for: ${busy.map(sayRule).join('; ')}, such as at ${at}.`);
    const chosen = fillPlaces(rules, free.map(rolesOf)).flat();
    return { ok: true, staff: free.filter((_, index) => chosen.includes(index)).map(staffRefOf) };
  };
}

const taken = (detail: string): { ok: false; against: Against } => ({
  ok: false,
  against: { code: 'staff-taken', detail },
});
