import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { say, sayInside } from './words.ts';

const types: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  active: 'in-progress',
  'on-hold': 'warning',
  completed: 'success',
  withdrawn: 'stopped',
  discharged: 'stopped',
  deceased: 'stopped',
  booked: 'pending',
  'in-session': 'in-progress',
  'stopped-early': 'warning',
  'no-show': 'warning',
  cancelled: 'stopped',
  planned: 'pending',
  claimed: 'in-progress',
  sent: 'success',
  failed: 'error',
  unknown: 'warning',
  skipped: 'stopped',
  merged: 'info',
  voided: 'stopped',
  'handed-over': 'info',
  open: 'pending',
  resolved: 'success',
  urgent: 'error',
  soon: 'warning',
  routine: 'info',
  RUNNING: 'in-progress',
  SUCCEEDED: 'success',
  FAILED: 'error',
  TIMED_OUT: 'error',
  ABORTED: 'stopped',
};

export function Status({ of }: { of: string }) {
  return <StatusIndicator type={types[of] ?? 'info'}>{say(of)}</StatusIndicator>;
}

type OfSession = { status: string; blocked: readonly { about: string }[] };

/** A session's, with what blocks it. */
export function SessionStatus({ of: { status, blocked } }: { of: OfSession }) {
  return (
    <SpaceBetween size="xxs">
      <Status of={status} />
      {blocked.map(({ about }) => (
        <Box key={about} color="text-status-error" fontSize="body-s">
          Blocked: {sayInside(about)}
        </Box>
      ))}
    </SpaceBetween>
  );
}
