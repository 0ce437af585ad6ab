/** After a session was booked or moved: who of its staff has another one at that time. It stands all the same. */
import Alert from '@cloudscape-design/components/alert';
import type { BookedSession } from '../api/client.ts';
import { To } from './link.tsx';

type OverlapsProps = { overlaps: BookedSession['overlaps'] | undefined; staff: BookedSession['staff'] };

export function Overlaps({ overlaps = [], staff }: OverlapsProps) {
  if (overlaps.length === 0) return null;
  return (
    <Alert type="warning" header="Booked, and somebody is booked twice">
      {overlaps.map(({ staffId, programId, sessionId }) => (
        <div key={`${staffId} ${sessionId}`}>
          {staff.find((one) => one.staffId === staffId)?.name ?? staffId} has{' '}
          <To href={`/programs/${programId}/sessions/${sessionId}`}>another session</To> at that time.
        </div>
      ))}
    </Alert>
  );
}
