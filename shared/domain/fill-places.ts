/** Who takes which place that the protocol's rules ask for: one person fills one place, and as many are filled as can be. */
import type { CareRole, StaffRule } from './protocol.ts';

/** By rule: the people who fill it, as their places in `people`. */
export function fillPlaces(rules: readonly StaffRule[], people: readonly (readonly CareRole[])[]): number[][] {
  const places = rules.flatMap(({ anyOf, count }, rule) => Array.from({ length: count }, () => ({ anyOf, rule })));
  const placeOf = new Map<number, number>();
  /** Somebody free takes it, or somebody who has another place and can be followed there. */
  const fill = (place: number, seen: Set<number>): boolean =>
    people.some((roles, person) => {
      if (seen.has(person) || !roles.some((role) => places[place]?.anyOf.includes(role))) return false;
      seen.add(person);
      const taken = placeOf.get(person);
      if (taken !== undefined && !fill(taken, seen)) return false;
      placeOf.set(person, place);
      return true;
    });
  for (const place of places.keys()) fill(place, new Set());
  return rules.map((_, rule) =>
    [...placeOf].flatMap(([person, place]) => (places[place]?.rule === rule ? [person] : [])),
  );
}

/** Rules that the people who are there do not fill. */
export function missingStaff(
  rules: readonly StaffRule[],
  present: readonly (readonly CareRole[])[],
): readonly StaffRule[] {
  const filled = fillPlaces(rules, present);
  return rules.filter(({ count }, rule) => (filled[rule]?.length ?? 0) < count);
}

export const sayRule = ({ anyOf, count }: StaffRule): string => `${count} ${anyOf.join(' or ')}`;
