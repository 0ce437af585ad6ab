/** One session: what is planned, who comes, what it still needs, and everything that a person does with it. */
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import { useAnswer } from '../api/ask.ts';
import type { Session } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, startInWords } from '../parts/times.ts';
import { say, sessionName } from '../parts/words.ts';
import { SessionCommands } from './session-commands.tsx';
import { Touchpoints } from './touchpoints.tsx';

export default function SessionPage() {
  const { programId = '', sessionId = '' } = useParams();
  const session = useAnswer(['session', programId, sessionId], (api) =>
    api.GET('/v1/programs/{programId}/sessions/{sessionId}', { params: { path: { programId, sessionId } } }),
  );
  return <Answer of={session}>{(one) => <OneSession session={one} />}</Answer>;
}

function OneSession({ session }: { session: Session }) {
  const { programId, status, blocked, touchpoints } = session;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        info={<Status of={status} />}
        description={<To href={`/programs/${programId}`}>Open the program</To>}
        actions={<SessionCommands session={session} />}
      >
        {sessionName(session)}
      </Header>
      {blocked.map(({ about, since }) => (
        <Blocked key={about} about={about} since={since} />
      ))}
      <Facts session={session} />
      {session.outcome && <Went session={session} />}
      <Container header={<Header variant="h2">Messages around it</Header>}>
        <Touchpoints programId={programId} touchpoints={touchpoints} />
      </Container>
    </SpaceBetween>
  );
}

function Blocked({ about, since }: { about: string; since: string }) {
  const { timeZone } = useClinicTime();
  return (
    <Alert type="error" header={`Blocked: ${say(about)}`}>
      Since {dayAndTime(since, timeZone)}. The patient was told that it is not confirmed; it goes on only after a
      clinician’s decision.
    </Alert>
  );
}

function Facts({ session }: { session: Session }) {
  const clinic = useClinicTime();
  const { timeZone } = clinic;
  const { start, durationMinutes, mode, place, staff, monitor, revision, confirmed, clearance, warnings, kind, group } =
    session;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Start', value: startInWords(start, clinic) },
          ...(group ? [{ label: 'Group', value: <To href={`/groups/${group.groupId}`}>Open the group</To> }] : []),
          { label: 'Lasts', value: `${durationMinutes} minutes` },
          { label: 'Where', value: place ? `${say(mode)}: ${place.text}` : say(mode) },
          { label: 'Staff', value: staff.map(({ name }) => name).join(', ') || '–' },
          ...(kind === 'dosing'
            ? [
                { label: 'Present', value: monitor ? `${monitor.name}, ${monitor.phone}` : 'Nobody named yet' },
                { label: 'Cleared', value: clearedUntil(clearance, timeZone) },
              ]
            : []),
          { label: 'Patient has confirmed', value: confirmed ? dayAndTime(confirmed.at, timeZone) : 'Not yet' },
          { label: 'Revision', value: revision },
          ...(warnings.length > 0 ? [{ label: 'Warnings', value: warnings.map(say).join(', ') }] : []),
        ]}
      />
    </Container>
  );
}

function clearedUntil(clearance: Session['clearance'], timeZone: string): string {
  if (!clearance) return 'Not yet';
  if (clearance.voided) return 'No longer: the session changed';
  return clearance.validUntil ? `Until ${dayAndTime(clearance.validUntil, timeZone)}` : 'No: a check failed';
}

function Went({ session: { outcome, actual, adverseEvents, amountMg } }: { session: Session }) {
  const { timeZone } = useClinicTime();
  if (!outcome) return null;
  const vitals = outcome.vitals;
  return (
    <Container header={<Header variant="h2">How it went</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Result', value: <Status of={outcome.result} /> },
          ...(actual
            ? [
                { label: 'Started', value: dayAndTime(actual.startedAt, timeZone) },
                { label: 'Ended', value: actual.endedAt ? dayAndTime(actual.endedAt, timeZone) : 'Not recorded' },
              ]
            : []),
          ...(vitals
            ? [
                {
                  label: 'Vitals',
                  value: `${vitals.systolicMmHg}/${vitals.diastolicMmHg} mmHg, ${vitals.heartRateBpm} bpm`,
                },
              ]
            : []),
          ...(amountMg === null ? [] : [{ label: 'Amount', value: `${amountMg} mg` }]),
          { label: 'Adverse events', value: adverseEvents.map(({ code }) => say(code)).join(', ') || 'None' },
          { label: 'Notes', value: outcome.notes ?? '–' },
        ]}
      />
    </Container>
  );
}
