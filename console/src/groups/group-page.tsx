/** One group: when and where, how many places are taken, and the session of each who takes part. */
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useParams } from 'react-router';
import { useAnswer } from '../api/ask.ts';
import type { AgendaEntry, Group } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { SessionStatus, Status } from '../parts/status.tsx';
import { startInWords } from '../parts/times.ts';
import { groupName, placeOf, say } from '../parts/words.ts';
import { GroupCommands } from './group-commands.tsx';

export default function GroupPage() {
  const { groupId = '' } = useParams();
  const group = useAnswer(['group', groupId], (api) =>
    api.GET('/v1/groups/{groupId}', { params: { path: { groupId } } }),
  );
  return <Answer of={group}>{(one) => <OneGroup group={one} />}</Answer>;
}

function OneGroup({ group }: { group: Group }) {
  const { cancelled, status } = group;
  return (
    <SpaceBetween size="l">
      <Header variant="h1" info={<Status of={status} />} actions={<GroupCommands group={group} />}>
        {groupName(group)}
      </Header>
      {cancelled && (
        <Alert type="info" header={`Cancelled: ${say(cancelled.reason)}`}>
          {cancelled.note || 'The session of everybody who took part was cancelled, and each was told.'}
        </Alert>
      )}
      <Facts group={group} />
      <Participants group={group} />
    </SpaceBetween>
  );
}

function Facts({ group: { start, durationMinutes, staff, taken, capacity, ...group } }: { group: Group }) {
  const clinic = useClinicTime();
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Start', value: startInWords(start, clinic) },
          { label: 'Lasts', value: `${durationMinutes} minutes` },
          { label: 'Where', value: placeOf(group) },
          { label: 'Staff', value: staff.map(({ name }) => name).join(', ') || '–' },
          { label: 'Places', value: `${taken} of ${capacity} taken` },
        ]}
      />
    </Container>
  );
}

/** The group knows ids only. How each session stands comes with the agenda of that moment, and names from the programs. */
function Participants({ group: { start, taken, participants } }: { group: Group }) {
  const { instant } = start;
  const after = new Date(Date.parse(instant) + 1000).toISOString();
  const agenda = useAnswer(['agenda', instant], (api) =>
    api.GET('/v1/agenda', { params: { query: { from: instant, to: after, limit: 100 } } }),
  );
  const entries = new Map(agenda.data?.items.map((one) => [one.sessionId, one]));
  return (
    <Table
      variant="container"
      header={
        <Header variant="h2" counter={`(${taken})`} description="Each has a session and messages of their own">
          Who takes part
        </Header>
      }
      items={participants}
      trackBy="sessionId"
      columnDefinitions={[
        {
          id: 'patient',
          header: 'Patient',
          isRowHeader: true,
          cell: ({ programId }) => <Patient programId={programId} />,
          minWidth: 140,
        },
        {
          id: 'session',
          header: 'Session',
          cell: ({ programId, sessionId }) => (
            <To href={`/programs/${programId}/sessions/${sessionId}`}>Open the session</To>
          ),
          minWidth: 140,
        },
        { id: 'status', header: 'Status', cell: ({ sessionId }) => statusOf(entries.get(sessionId)), minWidth: 140 },
      ]}
      empty={<Nothing>Nobody takes part yet.</Nothing>}
      wrapLines
    />
  );
}

const statusOf = (entry: AgendaEntry | undefined) => (entry ? <SessionStatus of={entry} /> : '–');

/** Asked once: each look at a program is recorded. */
function Patient({ programId }: { programId: string }) {
  const program = useAnswer(
    ['program', programId],
    (api) => api.GET('/v1/programs/{programId}', { params: { path: { programId } } }),
    { once: true },
  );
  return <To href={`/programs/${programId}`}>{program.data?.patient.name ?? 'Open the program'}</To>;
}
