/** Tasks in the order of the API: the most urgent first. */
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Task } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, fromNow } from '../parts/times.ts';
import { quoted } from '../parts/words.ts';

export function TaskTable({ tasks, header }: { tasks: readonly Task[]; header: ReactNode }) {
  const { now, timeZone } = useClinicTime();
  return (
    <Table<Task>
      variant="container"
      header={header}
      items={tasks}
      trackBy="taskId"
      columnDefinitions={[
        {
          id: 'urgency',
          header: 'Urgency',
          cell: ({ urgency, status }) => <Status of={status === 'open' ? urgency : status} />,
          minWidth: 110,
        },
        {
          id: 'text',
          header: 'What',
          isRowHeader: true,
          cell: ({ taskId, text }) => <To href={`/tasks/${taskId}`}>{quoted(text)}</To>,
          minWidth: 280,
        },
        { id: 'owner', header: 'Owner', cell: ({ owner }) => owner.name },
        {
          id: 'due',
          header: 'Due',
          cell: ({ due }) => `${dayAndTime(due, timeZone)} (${fromNow(due, now)})`,
          minWidth: 160,
        },
      ]}
      empty={<Nothing>Nothing is open.</Nothing>}
      wrapLines
    />
  );
}
