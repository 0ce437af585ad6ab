/** The work queue. */
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAnswer } from '../api/ask.ts';
import { Answer } from '../parts/answer.tsx';
import { Pages, usePages } from '../parts/pages.tsx';
import { TaskTable } from './task-table.tsx';

type TaskStatus = 'open' | 'resolved';

export default function Tasks() {
  const [status, setStatus] = useState<TaskStatus>('open');
  const pages = usePages(status);
  const tasks = useAnswer(['tasks', status, pages.cursor], (api) =>
    api.GET('/v1/tasks', { params: { query: { status, limit: 50, ...pages.query } } }),
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SegmentedControl
            label="Which tasks"
            selectedId={status}
            onChange={({ detail }) => setStatus(detail.selectedId as TaskStatus)}
            options={[
              { id: 'open', text: 'Open' },
              { id: 'resolved', text: 'Resolved' },
            ]}
          />
        }
      >
        Tasks
      </Header>
      <Answer of={tasks}>
        {({ items, next }) => (
          <TaskTable
            tasks={items}
            header={
              <Header variant="h2" actions={<Pages of={pages} next={next} />}>
                {status === 'open' ? 'Open' : 'Resolved'}
              </Header>
            }
          />
        )}
      </Answer>
    </SpaceBetween>
  );
}
