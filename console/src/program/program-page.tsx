/** One patient's program: where it is, what it waits for, its sessions, tasks, record and measures. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useParams } from 'react-router';
import { useAnswer } from '../api/ask.ts';
import type { Program } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, fromNow, zoneName } from '../parts/times.ts';
import { say, sayInside } from '../parts/words.ts';
import { mayOperate, useSession } from '../session.tsx';
import { BookSession } from './book-session.tsx';
import { Measures } from './measures.tsx';
import { People } from './people.tsx';
import { PhaseLine } from './phase-line.tsx';
import { ProgramCommands } from './program-commands.tsx';
import { Reflections } from './reflections.tsx';
import { Sessions } from './sessions.tsx';
import { ProgramTasks } from './tasks.tsx';
import { Timeline } from './timeline.tsx';

export default function ProgramPage() {
  const { programId = '', part = 'sessions' } = useParams();
  const program = useAnswer(['program', programId], (api) =>
    api.GET('/v1/programs/{programId}', { params: { path: { programId } } }),
  );
  return <Answer of={program}>{(one) => <OneProgram program={one} part={part} />}</Answer>;
}

function OneProgram({ program, part }: { program: Program; part: string }) {
  const { programId, patient, status } = program;
  const navigate = useNavigate();
  const tab = (id: string, label: string, content: React.ReactNode) => ({
    id,
    label,
    href: `/programs/${programId}/${id}`,
    content,
  });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        info={<Status of={status} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ProgramCommands program={program} />
            {status === 'active' && <BookSession program={program} />}
          </SpaceBetween>
        }
      >
        {patient.name}
      </Header>
      <Stopped program={program} />
      <Container>
        <SpaceBetween size="l">
          <PhaseLine program={program} />
          <WaitingFor program={program} />
        </SpaceBetween>
      </Container>
      <Tabs
        activeTabId={part}
        onChange={({ detail }) => {
          if (detail.activeTabHref) void navigate(detail.activeTabHref);
        }}
        tabs={[
          tab('sessions', 'Sessions', <Sessions program={program} />),
          tab('tasks', 'Tasks', <ProgramTasks programId={programId} />),
          tab('record', 'Record', <Timeline programId={programId} />),
          tab('measures', 'Measures', <Measures programId={programId} />),
          tab('reflections', 'Intentions and insights', <Reflections program={program} />),
          tab('people', 'Patient and team', <People program={program} />),
        ]}
      />
    </SpaceBetween>
  );
}

function Stopped({ program: { hold, ended, status } }: { program: Program }) {
  const { timeZone } = useClinicTime();
  if (hold)
    return (
      <Alert type="warning" header={`On hold since ${dayAndTime(hold.since, timeZone)}`}>
        {say(hold.reason)}. {hold.note} Nothing from before a session goes out until it is resumed.
      </Alert>
    );
  if (ended)
    return (
      <Alert type="info" header={`${say(status)} on ${dayAndTime(ended.at, timeZone)}`}>
        {say(ended.reason)}. {ended.note}
      </Alert>
    );
  return null;
}

function WaitingFor({ program: { waitingFor, executions, protocol, enrolledAt } }: { program: Program }) {
  const { now, timeZone } = useClinicTime();
  const { who } = useSession();
  const running = executions.filter(({ status }) => status === 'RUNNING').length;
  return (
    <KeyValuePairs
      columns={4}
      items={[
        {
          label: 'Waits for',
          value: waitingFor ? (
            <Box variant="strong">{say(sayInside(waitingFor.what))}</Box>
          ) : (
            'Nothing: the program has ended'
          ),
        },
        ...(waitingFor
          ? [
              { label: 'Since', value: dayAndTime(waitingFor.since, timeZone) },
              {
                label: 'Due',
                value: (
                  <Box variant="span" color={waitingFor.due < now ? 'text-status-error' : 'inherit'}>
                    {dayAndTime(waitingFor.due, timeZone)} ({fromNow(waitingFor.due, now)})
                  </Box>
                ),
              },
              { label: 'Owner', value: waitingFor.owner.name },
            ]
          : []),
        { label: 'Protocol', value: `${protocol.id}, version ${protocol.version}` },
        { label: 'Enrolled', value: dayAndTime(enrolledAt, timeZone) },
        { label: 'Times are those of', value: zoneName(timeZone) },
        {
          label: 'Executions',
          value: mayOperate(who) ? <To href="/executions">{`${running} running`}</To> : `${running} running`,
        },
      ]}
    />
  );
}
