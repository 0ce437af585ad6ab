import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { ExecutionEvent } from '../api/client.ts';
import { Nothing } from '../parts/answer.tsx';
import { lasting } from '../parts/times.ts';
import { type Stay, staysOf } from './path.ts';

export function Durations({ events, until }: { events: readonly ExecutionEvent[]; until: string }) {
  return (
    <Table<Stay>
      variant="container"
      header={<Header variant="h2">How long in each state</Header>}
      items={staysOf(events, until)}
      trackBy="state"
      columnDefinitions={[
        { id: 'state', header: 'State', isRowHeader: true, cell: ({ state }) => state },
        { id: 'times', header: 'Times', cell: ({ times }) => times },
        { id: 'ms', header: 'Together', cell: ({ ms }) => lasting(ms) },
      ]}
      empty={<Nothing>It has not entered a state yet.</Nothing>}
    />
  );
}
