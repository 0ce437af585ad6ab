/** The sessions of a program as a timeline, with what each patient was and will be sent around them. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAnswer } from '../api/ask.ts';
import type { Program, Session } from '../api/client.ts';
import { useClinicTime } from '../clinic-time.tsx';
import { Answer, Nothing } from '../parts/answer.tsx';
import { To } from '../parts/link.tsx';
import { Status } from '../parts/status.tsx';
import { dayAndTime, fromNow } from '../parts/times.ts';
import { say, sessionName } from '../parts/words.ts';
import { Touchpoints } from './touchpoints.tsx';

export function Sessions({ program: { programId } }: { program: Program }) {
  const sessions = useAnswer(['sessions', programId], (api) =>
    api.GET('/v1/programs/{programId}/sessions', { params: { path: { programId }, query: { limit: 100 } } }),
  );
  return (
    <Answer of={sessions}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>No session is booked yet.</Nothing>
        ) : (
          <SpaceBetween size="s">
            {[...items]
              .sort((a, b) => a.start.instant.localeCompare(b.start.instant))
              .map((session) => (
                <OneSession key={session.sessionId} session={session} />
              ))}
          </SpaceBetween>
        )
      }
    </Answer>
  );
}

const isAhead = ({ status }: Session): boolean => status === 'booked' || status === 'in-session';

function OneSession({ session }: { session: Session }) {
  const { now, timeZone } = useClinicTime();
  const { programId, sessionId, start, status, blocked, warnings, staff, touchpoints } = session;
  return (
    <ExpandableSection
      variant="container"
      defaultExpanded={isAhead(session)}
      headerText={`${sessionName(session)}, ${dayAndTime(start.instant, timeZone)}`}
      headerDescription={`${fromNow(start.instant, now)} · ${staff.map(({ name }) => name).join(', ')}`}
      headerActions={<Status of={status} />}
    >
      <SpaceBetween size="s">
        {blocked.map(({ about }) => (
          <Box key={about} color="text-status-error">
            Blocked until a clinician decides about: {say(about)}
          </Box>
        ))}
        {warnings.map((warning) => (
          <Box key={warning} color="text-status-warning">
            {say(warning)}
          </Box>
        ))}
        <To href={`/programs/${programId}/sessions/${sessionId}`} variant="primary">
          Open the session
        </To>
        <Touchpoints programId={programId} touchpoints={touchpoints} />
      </SpaceBetween>
    </ExpandableSection>
  );
}
