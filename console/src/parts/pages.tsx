/** Pages of a list that goes by cursors: forth by the one that came with the answer, back by those that were used. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';

export type Cursors = {
  cursor: string | null;
  query: { cursor?: string };
  number: number;
  forth: (next: string) => void;
  back: () => void;
};

/** Begins anew where `list` becomes another one. */
export function usePages(list: string): Cursors {
  const [state, setState] = useState<{ list: string; used: readonly string[] }>({ list, used: [] });
  const used = state.list === list ? state.used : [];
  const cursor = used.at(-1) ?? null;
  return {
    cursor,
    query: cursor === null ? {} : { cursor },
    number: used.length + 1,
    forth: (next) => setState({ list, used: [...used, next] }),
    back: () => setState({ list, used: used.slice(0, -1) }),
  };
}

export function Pages({ of, next }: { of: Cursors; next: string | null }) {
  if (next === null && of.number === 1) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button iconName="angle-left" ariaLabel="Page before" disabled={of.number === 1} onClick={of.back} />
      <span>Page {of.number}</span>
      <Button
        iconName="angle-right"
        ariaLabel="Next page"
        disabled={next === null}
        onClick={() => next !== null && of.forth(next)}
      />
    </SpaceBetween>
  );
}
