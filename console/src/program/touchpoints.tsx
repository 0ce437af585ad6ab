/** What is planned around a session and what became of it: each opens to exactly what was sent, or says why it was not. */
import Table from '@cloudscape-design/components/table';
import type { Touchpoint } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime } from '../parts/times.ts';
import { say, sayInside } from '../parts/words.ts';

const hasMessage = ({ status }: Touchpoint): boolean => ['sent', 'unknown', 'failed', 'claimed'].includes(status);

export function Touchpoints({ programId, touchpoints }: { programId: string; touchpoints: readonly Touchpoint[] }) {
  const { timeZone } = useClinicTime();
  return (
    <Table<Touchpoint>
      variant="embedded"
      items={[...touchpoints].sort((a, b) => a.at.localeCompare(b.at))}
      trackBy="key"
      columnDefinitions={[
        {
          id: 'name',
          header: 'Message',
          isRowHeader: true,
          cell: (one) =>
            hasMessage(one) ? (
              <To href={`/programs/${programId}/messages/${one.key}`}>{say(one.name)}</To>
            ) : (
              say(one.name)
            ),
        },
        { id: 'audience', header: 'For', cell: ({ audience }) => say(audience) },
        { id: 'at', header: 'When', cell: ({ at }) => dayAndTime(at, timeZone) },
        { id: 'status', header: 'Became', cell: ({ status }) => <Status of={status} /> },
        { id: 'reason', header: 'Why', cell: ({ reason }) => (reason ? say(sayInside(reason)) : '') },
      ]}
      empty={<Nothing>Nothing is planned.</Nothing>}
      wrapLines
    />
  );
}
