/** One task, and its end. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import { useAnswer, useCommand } from '../api/ask.ts';
import type { Task } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer } from '../parts/answer.tsx';
import { CommandButton } from '../parts/command.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, fromNow } from '../parts/times.ts';
import { quoted, say } from '../parts/words.ts';

export default function TaskPage() {
  const { taskId = '' } = useParams();
  const task = useAnswer(['task', taskId], (api) => api.GET('/v1/tasks/{taskId}', { params: { path: { taskId } } }));
  return <Answer of={task}>{(one) => <OneTask task={one} />}</Answer>;
}

function OneTask({ task }: { task: Task }) {
  const { now, timeZone } = useClinicTime();
  const { taskId, programId, sessionId, kind, status, urgency, text, owner, due, raisedAt, rule, resolved } = task;
  const resolve = useCommand((api, body: { note: string }) =>
    api.POST('/v1/tasks/{taskId}/resolve', { params: { path: { taskId } }, body }),
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          status === 'open' && (
            <CommandButton
              text="Resolve"
              variant="primary"
              title="Resolve this task"
              fields={[{ name: 'note', label: 'What was done', kind: 'text', required: true }]}
              command={resolve}
              input={({ note = '' }) => ({ note })}
            />
          )
        }
      >
        {say(kind)}
      </Header>
      <Container>
        <SpaceBetween size="l">
          <Box variant="p">{quoted(text)}</Box>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Status', value: <Status of={status} /> },
              { label: 'Urgency', value: <Status of={urgency} /> },
              { label: 'Owner', value: owner.name },
              { label: 'Due', value: `${dayAndTime(due, timeZone)} (${fromNow(due, now)})` },
              { label: 'Raised', value: dayAndTime(raisedAt, timeZone) },
              { label: 'From', value: rule },
              { label: 'Program', value: <To href={`/programs/${programId}`}>Open the program</To> },
              ...(sessionId
                ? [
                    {
                      label: 'Session',
                      value: <To href={`/programs/${programId}/sessions/${sessionId}`}>Open the session</To>,
                    },
                  ]
                : []),
              ...(resolved
                ? [
                    { label: 'Resolved', value: `${dayAndTime(resolved.at, timeZone)}, by ${resolved.by}` },
                    { label: 'Note', value: resolved.note ?? '' },
                  ]
                : []),
            ]}
          />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
