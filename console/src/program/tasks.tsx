import Header from '@cloudscape-design/components/header';
import { useAnswer } from '../api/ask.ts';
import { TaskTable } from '../pages/task-table.tsx';
import { Answer } from '../parts/answer.tsx';

export function ProgramTasks({ programId }: { programId: string }) {
  const tasks = useAnswer(['tasks', 'open', programId], (api) =>
    api.GET('/v1/tasks', { params: { query: { status: 'open', programId, limit: 100 } } }),
  );
  return (
    <Answer of={tasks}>
      {({ items }) => <TaskTable tasks={items} header={<Header variant="h2">Open tasks</Header>} />}
    </Answer>
  );
}
