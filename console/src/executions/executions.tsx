/** The executions of the clinic, by status: what runs, what it waits for, and since when. */
import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../api/ask.ts';
import type { ListedExecution } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Pages, usePages } from '../parts/pages.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, lasting } from '../parts/times.ts';
import { say, sayInside } from '../parts/words.ts';

const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
type ExecutionStatus = (typeof statuses)[number];
const machines = ['', 'program', 'session'] as const;
type Machine = (typeof machines)[number];
const machineNames = { '': 'Both machines', program: 'Program', session: 'Session' };

const minuteMs = 60_000;

const statusChoices = statuses.map((value) => ({ value, label: say(value) }));
const machineChoices = machines.map((value) => ({ value, label: machineNames[value] }));

export default function Executions() {
  const [status, setStatus] = useState<ExecutionStatus>('RUNNING');
  const [machine, setMachine] = useState<Machine>('');
  const pages = usePages(`${status} ${machine}`);
  const executions = useAnswer(['executions', status, machine, pages.cursor], (api) =>
    api.GET('/v1/operations/executions', {
      params: { query: { status, limit: 50, ...(machine && { machine }), ...pages.query } },
    }),
  );
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="Opaque ids only: who a program is for stands with the clinic">
        Executions
      </Header>
      <SpaceBetween direction="horizontal" size="s">
        <Select
          ariaLabel="Status"
          options={statusChoices}
          selectedOption={statusChoices.find(({ value }) => value === status) ?? null}
          onChange={({ detail }) => setStatus(detail.selectedOption.value as ExecutionStatus)}
        />
        <Select
          ariaLabel="State machine"
          options={machineChoices}
          selectedOption={machineChoices.find(({ value }) => value === machine) ?? null}
          onChange={({ detail }) => setMachine(detail.selectedOption.value as Machine)}
        />
      </SpaceBetween>
      <Answer of={executions}>
        {({ items, next }) => <ExecutionTable executions={items} actions={<Pages of={pages} next={next} />} />}
      </Answer>
    </SpaceBetween>
  );
}

function ExecutionTable({ executions, actions }: { executions: readonly ListedExecution[]; actions: ReactNode }) {
  const { items, collectionProps, filterProps, filteredItemsCount } = useCollection(executions, {
    filtering: { empty: <Nothing>No execution is like this.</Nothing>, noMatch: <Nothing>None matches.</Nothing> },
    sorting: { defaultState: { sortingColumn: { sortingField: 'startedAt' }, isDescending: true } },
  });
  return (
    <Table<ListedExecution>
      {...collectionProps}
      variant="container"
      header={
        <Header variant="h2" actions={actions}>
          {executions.length === 1 ? '1 execution' : `${executions.length} executions`}
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Id, phase, what it waits for"
          filteringAriaLabel="Find on this page"
          countText={`${filteredItemsCount ?? 0} found`}
        />
      }
      items={items}
      trackBy="name"
      columnDefinitions={columns}
      wrapLines
    />
  );
}

/** By itself: the clock ticks, and the rest of the table stays as it is. */
function WaitsFor({ of: { what, since } }: { of: { what: string; since: string } }) {
  const { now } = useClinicTime();
  const ms = Date.parse(now) - Date.parse(since);
  return <>{`${sayInside(what)}, for ${ms < minuteMs ? 'less than a minute' : lasting(ms)}`}</>;
}

const columns: readonly TableProps.ColumnDefinition<ListedExecution>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    sortingField: 'name',
    cell: ({ name }) => <To href={`/executions/${name}`}>{name}</To>,
    minWidth: 290,
  },
  {
    id: 'status',
    header: 'Status',
    sortingField: 'status',
    cell: ({ status }) => <Status of={status} />,
    minWidth: 120,
  },
  { id: 'machine', header: 'Machine', sortingField: 'machine', cell: ({ machine }) => say(machine) },
  { id: 'phase', header: 'Phase', sortingField: 'phase', cell: ({ phase }) => (phase ? say(phase) : '–') },
  {
    id: 'started',
    header: 'Started',
    sortingField: 'startedAt',
    cell: ({ startedAt }) => `${dayAndTime(startedAt, 'UTC')} UTC`,
    minWidth: 150,
  },
  {
    id: 'waiting',
    header: 'Waits for',
    cell: ({ machine, waitingFor }) =>
      machine === 'program' && waitingFor ? <WaitsFor of={waitingFor} /> : 'its next message or its outcome',
    minWidth: 180,
  },
];
