/** Who comes today and tomorrow: a group is one row, however many take part. */
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useAnswer } from '../api/ask.ts';
import type { AgendaEntry, Group } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { SessionStatus } from '../parts/status.tsx';
import { beginningOf, dateIn, dayAndTime, timeOnly } from '../parts/times.ts';
import { groupName, placeOf, sessionName } from '../parts/words.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Row = Pick<AgendaEntry, 'start' | 'staff' | 'mode' | 'place'> & {
  id: string;
  name: string;
  href: string;
  status: ReactNode;
};

export function Agenda() {
  const { now, timeZone } = useClinicTime();
  const today = dateIn(now, timeZone);
  const tomorrow = dateIn(new Date(Date.parse(now) + dayMs).toISOString(), timeZone);
  const begins = Date.parse(beginningOf(today, timeZone));
  const hoursLater = (hours: number): string => new Date(begins + hours * hourMs).toISOString();
  // Two days, and an hour on both sides for a change of the clocks.
  const query = { from: hoursLater(-1), to: hoursLater(49), limit: 100 };
  const agenda = useAnswer(['agenda', query.from], (api) => api.GET('/v1/agenda', { params: { query } }));
  const groups = useAnswer(['groups', query.from], (api) => api.GET('/v1/groups', { params: { query } }));
  return (
    <Answer of={agenda}>
      {({ items, next }) => (
        <Answer of={groups}>
          {({ items: planned }) => {
            const rows = rowsOf(items, planned).filter(({ start }) =>
              [today, tomorrow].includes(dateIn(start.instant, timeZone)),
            );
            return <AgendaTable rows={rows} isAll={next === null} today={today} timeZone={timeZone} />;
          }}
        </Answer>
      )}
    </Answer>
  );
}

/** In the order of the clock, without what is cancelled. */
function rowsOf(sessions: readonly AgendaEntry[], groups: readonly Group[]): Row[] {
  const planned = groups.filter(({ status }) => status === 'planned');
  const inGroups = new Set(planned.flatMap(({ participants }) => participants.map(({ sessionId }) => sessionId)));
  const alone = sessions.filter(({ sessionId, status }) => status !== 'cancelled' && !inGroups.has(sessionId));
  return [
    ...alone.map((one) => ({
      ...one,
      id: one.sessionId,
      name: sessionName(one),
      href: `/programs/${one.programId}/sessions/${one.sessionId}`,
      status: <SessionStatus of={one} />,
    })),
    ...planned.map((one) => ({
      ...one,
      id: one.groupId,
      name: groupName(one),
      href: `/groups/${one.groupId}`,
      status: `${one.taken} of ${one.capacity} places taken`,
    })),
  ].sort((a, b) => a.start.instant.localeCompare(b.start.instant));
}

type AgendaTableProps = { rows: readonly Row[]; isAll: boolean; today: string; timeZone: string };

function AgendaTable({ rows, isAll, today, timeZone }: AgendaTableProps) {
  return (
    <Table<Row>
      variant="container"
      header={
        <Header variant="h2" counter={`(${rows.length}${isAll ? '' : '+'})`} description="By the clinic’s clock">
          Sessions today and tomorrow
        </Header>
      }
      items={rows}
      trackBy="id"
      columnDefinitions={[
        {
          id: 'start',
          header: 'Start',
          cell: ({ start: { instant } }) =>
            dateIn(instant, timeZone) === today ? timeOnly(instant, timeZone) : dayAndTime(instant, timeZone),
          minWidth: 120,
        },
        {
          id: 'session',
          header: 'Session',
          isRowHeader: true,
          cell: ({ href, name }) => <To href={href}>{name}</To>,
          minWidth: 140,
        },
        { id: 'staff', header: 'Staff', cell: ({ staff }) => staff.map(({ name }) => name).join(', '), minWidth: 110 },
        { id: 'where', header: 'Where', cell: placeOf, minWidth: 140 },
        { id: 'status', header: 'Status', cell: ({ status }) => status, minWidth: 140 },
      ]}
      empty={<Nothing>No session today or tomorrow.</Nothing>}
      wrapLines
    />
  );
}
