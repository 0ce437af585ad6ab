/** What patient and team wrote down: intentions with their history, core wounds, insights, and what the patient set out to do. */
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useAnswer } from '../api/ask.ts';
import type { ActionItem, Program } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer } from '../parts/answer.tsx';
import { dayAndTime } from '../parts/times.ts';

export function Reflections({ program: { programId, intentions } }: { program: Program }) {
  const params = { path: { programId }, query: { limit: 100 } };
  const coreWounds = useAnswer(['core-wounds', programId], (api) =>
    api.GET('/v1/programs/{programId}/core-wounds', { params }),
  );
  const insights = useAnswer(['insights', programId], (api) =>
    api.GET('/v1/programs/{programId}/insights', { params }),
  );
  const actions = useAnswer(['actions', programId], (api) => api.GET('/v1/programs/{programId}/actions', { params }));
  // One answer after the other, so that the page waits once.
  return (
    <Answer of={coreWounds}>
      {({ items: wounds }) => (
        <Answer of={insights}>
          {({ items: found }) => (
            <Answer of={actions}>
              {({ items: toDo }) => (
                <SpaceBetween size="l">
                  <Written title="Intentions" of={intentions} current />
                  <Written title="Core wounds" of={wounds} />
                  <Written title="Insights" of={found} />
                  <Actions of={toDo} />
                </SpaceBetween>
              )}
            </Answer>
          )}
        </Answer>
      )}
    </Answer>
  );
}

type WrittenDown = { text: string; at: string };

/** The newest first. `current`: only the newest holds, and those before it are its history. */
function Written({ title, of, current = false }: { title: string; of: readonly WrittenDown[]; current?: boolean }) {
  const { timeZone } = useClinicTime();
  return (
    <Table<WrittenDown>
      variant="container"
      header={<Header variant="h2">{title}</Header>}
      items={[...of].reverse()}
      empty="None yet"
      columnDefinitions={[
        { id: 'at', header: 'When', width: 200, cell: ({ at }) => dayAndTime(at, timeZone) },
        {
          id: 'text',
          header: 'What',
          isRowHeader: true,
          cell: (one) => (current && one === of.at(-1) ? `${one.text} (holds now)` : one.text),
        },
      ]}
      wrapLines
    />
  );
}

function Actions({ of }: { of: readonly ActionItem[] }) {
  const { timeZone } = useClinicTime();
  return (
    <Table<ActionItem>
      variant="container"
      header={<Header variant="h2">Action items</Header>}
      items={of}
      trackBy="actionId"
      empty="None yet"
      columnDefinitions={[
        { id: 'text', header: 'What', isRowHeader: true, cell: ({ text }) => text },
        { id: 'due', header: 'Due', cell: ({ due }) => due ?? '–' },
        { id: 'helps', header: 'Who helps', cell: ({ accountability }) => accountability ?? '–' },
        { id: 'done', header: 'Done', cell: ({ doneAt }) => (doneAt ? dayAndTime(doneAt, timeZone) : 'Open') },
      ]}
      wrapLines
    />
  );
}
