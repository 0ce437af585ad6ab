/** From a number of programs and a seed to worlds. */
import { type FaultKind, faultKinds } from './faults.ts';
import type { WorldPlan } from './run-world.ts';

/** So many programs share a world: enough to meet each other, few enough to be read. */
const perWorld = 10;

export type Wish = {
  programs: number;
  /** @default ten */
  inOneWorld?: number;
  seed: string;
  faults: readonly FaultKind[];
  people?: WorldPlan['people'];
  ketamineOnly?: boolean;
};

export function plansOf({
  programs,
  inOneWorld = perWorld,
  seed,
  faults,
  people,
  ketamineOnly = false,
}: Wish): WorldPlan[] {
  return Array.from({ length: Math.ceil(programs / inOneWorld) }, (_, index) => ({
    seed: `${seed}/${index}`,
    programs: Array.from({ length: Math.min(inOneWorld, programs - index * inOneWorld) }, (_one, program) => program),
    faults,
    // Every fourth world's people do their part: its programs have to reach their end, whatever goes wrong around them.
    people: people ?? (index % 4 === 3 ? 'cooperative' : 'hostile'),
    ketamineOnly,
    mutation: null,
  }));
}

/** `all`, `none`, or names with commas. */
export function faultsIn(text: string): FaultKind[] {
  if (text === 'all') return [...faultKinds];
  if (text === 'none' || text === '') return [];
  return text.split(',').map((name) => {
    const known = faultKinds.find((kind) => kind === name);
    if (!known) throw new Error(`there is no fault "${name}". There are: all, none, ${faultKinds.join(', ')}`);
    return known;
  });
}
