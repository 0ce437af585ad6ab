/** The edges of a state machine, whichever field of Amazon States Language names the next state. */
type State = {
  Next?: string;
  Default?: string;
  Choices?: readonly { Next?: string }[];
  Catch?: readonly { Next?: string }[];
};
export type Machine = { StartAt?: string; States?: Readonly<Record<string, State>> };

export type Edge = { from: string; to: string; onError: boolean };

export function edgesOf({ States = {} }: Machine): Edge[] {
  return Object.entries(States).flatMap(([from, { Next, Default, Choices = [], Catch = [] }]) => {
    const usual = [Next, Default, ...Choices.map((one) => one.Next)];
    const targets = [
      ...usual.map((to) => ({ to, onError: false })),
      ...Catch.map((one) => ({ to: one.Next, onError: true })),
    ];
    const edges = new Map<string, Edge>();
    for (const { to, onError } of targets)
      if (to && to in States && !edges.has(to)) edges.set(to, { from, to, onError });
    return [...edges.values()];
  });
}
