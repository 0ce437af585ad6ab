/** What needs somebody now, what is due, and who comes today. */
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useAnswer } from '../api/ask.ts';
import type { ProgramHead } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { EnrollExample } from '../local/enroll-example.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To, useFollow } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { fromNow } from '../parts/times.ts';
import { say, sayInside } from '../parts/words.ts';
import { useSession } from '../session.tsx';
import { Agenda } from './agenda.tsx';
import { TaskTable } from './task-table.tsx';

const tasksShown = 10;

export function Today() {
  const { home } = useSession();
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="What needs somebody first, then what is due, then who comes"
        actions={home.kind === 'machine' ? <EnrollExample /> : undefined}
      >
        Today
      </Header>
      <Attention />
      <DueTasks />
      <Agenda />
    </SpaceBetween>
  );
}

function Attention() {
  const { now } = useClinicTime();
  const programs = useAnswer(['attention'], (api) =>
    api.GET('/v1/programs', { params: { query: { attention: 'true', limit: 50 } } }),
  );
  return (
    <Answer of={programs}>
      {({ items }) => (
        <Table<ProgramHead>
          variant="container"
          header={
            <Header
              variant="h2"
              counter={`(${items.length})`}
              description="An urgent task is open, or something is overdue"
            >
              Needs attention
            </Header>
          }
          items={items}
          trackBy="programId"
          columnDefinitions={[
            {
              id: 'patient',
              header: 'Patient',
              isRowHeader: true,
              cell: ({ programId, patient }) => <To href={`/programs/${programId}/tasks`}>{patient.name}</To>,
              minWidth: 140,
            },
            { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} />, minWidth: 110 },
            { id: 'phase', header: 'Phase', cell: ({ phase }) => say(phase), minWidth: 110 },
            {
              id: 'waiting',
              header: 'Waits for',
              cell: ({ waitingFor }) =>
                waitingFor && `${sayInside(waitingFor.what)}, due ${fromNow(waitingFor.due, now)}`,
              minWidth: 180,
            },
            { id: 'owner', header: 'Owner', cell: ({ waitingFor }) => waitingFor?.owner.name },
          ]}
          empty={<Nothing>Nobody needs anything out of turn.</Nothing>}
          wrapLines
        />
      )}
    </Answer>
  );
}

function DueTasks() {
  const follow = useFollow();
  const tasks = useAnswer(['tasks', 'open'], (api) =>
    api.GET('/v1/tasks', { params: { query: { status: 'open', limit: 100 } } }),
  );
  return (
    <Answer of={tasks}>
      {({ items, next }) => (
        <TaskTable
          tasks={items.slice(0, tasksShown)}
          header={
            <Header
              variant="h2"
              counter={`(${items.length}${next ? '+' : ''})`}
              actions={
                <Button href="/tasks" onFollow={follow}>
                  All tasks
                </Button>
              }
            >
              Open tasks
            </Header>
          }
        />
      )}
    </Answer>
  );
}
