/** The record: every event of the program, by whom and when. */
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useAnswer } from '../api/ask.ts';
import type { RecordEvent } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { Pages, usePages } from '../parts/pages.tsx';
import { dayAndTime } from '../parts/times.ts';
import { say } from '../parts/words.ts';

export function Timeline({ programId }: { programId: string }) {
  const { timeZone } = useClinicTime();
  const pages = usePages(programId);
  const events = useAnswer(['timeline', programId, pages.cursor], (api) =>
    api.GET('/v1/programs/{programId}/timeline', {
      params: { path: { programId }, query: { limit: 100, ...pages.query } },
    }),
  );
  return (
    <Answer of={events}>
      {({ items, next }) => (
        <Table<RecordEvent>
          variant="container"
          header={
            <Header
              variant="h2"
              description="Each event carries the hash of the one before it"
              actions={<Pages of={pages} next={next} />}
            >
              Record
            </Header>
          }
          items={items}
          trackBy="eventId"
          columnDefinitions={[
            { id: 'seq', header: '#', cell: ({ seq }) => seq },
            { id: 'at', header: 'When', cell: ({ at }) => dayAndTime(at, timeZone), minWidth: 160 },
            { id: 'type', header: 'What', isRowHeader: true, cell: ({ type }) => say(type) },
            { id: 'by', header: 'By', cell: ({ actor }) => (actor.kind === 'staff' ? actor.id : say(actor.kind)) },
            {
              id: 'data',
              header: 'Said',
              cell: ({ data }) => <Box fontSize="body-s">{wordsOf(data)}</Box>,
              minWidth: 240,
            },
          ]}
          empty={<Nothing>Nothing has happened yet.</Nothing>}
          wrapLines
        />
      )}
    </Answer>
  );
}

/** Single words and numbers of an event; what is more than that stands in the export. */
const wordsOf = (data: Record<string, unknown>): string =>
  Object.entries(data)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ');
