/** The events of an execution with what went in and came out: ids and counters only. */
import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { ExecutionEvent } from '../api/client.ts';
import { Nothing } from '../parts/answer.tsx';
import { Json } from './json.tsx';

const pageSize = 50;

export function History({ events }: { events: readonly ExecutionEvent[] }) {
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(events, {
    filtering: { noMatch: <Nothing>No event matches.</Nothing>, empty: <Nothing>Nothing has happened yet.</Nothing> },
    pagination: { pageSize },
    sorting: { defaultState: { sortingColumn: { sortingField: 'id' }, isDescending: true } },
  });
  return (
    <Table<ExecutionEvent>
      {...collectionProps}
      variant="container"
      header={
        <Header variant="h2" counter={`(${events.length})`}>
          Events
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Type or state"
          filteringAriaLabel="Find an event"
          countText={`${filteredItemsCount ?? 0} found`}
        />
      }
      pagination={
        <Pagination
          {...paginationProps}
          ariaLabels={{
            nextPageLabel: 'Next page',
            previousPageLabel: 'Page before',
            pageLabel: (number) => `Page ${number}`,
          }}
        />
      }
      items={items}
      trackBy="id"
      columnDefinitions={[
        { id: 'id', header: '#', sortingField: 'id', cell: ({ id }) => id },
        {
          id: 'at',
          header: 'When (UTC)',
          sortingField: 'at',
          cell: ({ at }) => at.replace('T', ' ').replace('Z', ''),
          minWidth: 190,
        },
        { id: 'type', header: 'Type', sortingField: 'type', isRowHeader: true, cell: ({ type }) => type },
        { id: 'state', header: 'State', sortingField: 'state', cell: ({ state }) => state ?? '' },
        {
          id: 'details',
          header: 'Details',
          cell: ({ details }) => (details ? <Json value={details} /> : ''),
          minWidth: 320,
        },
      ]}
      wrapLines
    />
  );
}
