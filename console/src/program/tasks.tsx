import Header from '@cloudscape-design/components/header';
import { useAnswer } from '../api/ask.ts';
import { TaskTable } from '../pages/task-table.tsx';
import { Answer } from '../parts/answer.tsx';

/** The program's own open tasks: among the clinic's, of which there are few enough to be read at once. */
export function ProgramTasks({ programId }: { programId: string }) {
  const tasks = useAnswer(['tasks', 'open'], (api) =>
    api.GET('/v1/tasks', { params: { query: { status: 'open', limit: 100 } } }),
  );
  return (
    <Answer of={tasks}>
      {({ items }) => {
        const own = items.filter((task) => task.programId === programId);
        return <TaskTable tasks={own} header={<Header variant="h2">Open tasks</Header>} />;
      }}
    </Answer>
  );
}
