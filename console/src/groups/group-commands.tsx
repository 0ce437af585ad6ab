/** What a person may do with a group that is ahead: everybody who takes part follows. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCommand } from '../api/ask.ts';
import type { Group } from '../api/client.ts';
import { CommandButton } from '../parts/command.tsx';
import { type CancelReason, type CancelRequest, cancelReasons } from '../program/session-forms.ts';

export function GroupCommands({ group }: { group: Group }) {
  if (group.status !== 'planned') return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Move group={group} />
      <Cancel group={group} />
    </SpaceBetween>
  );
}

function Move({ group: { groupId, start, version } }: { group: Group }) {
  const move = useCommand((api, at: string) =>
    api.PATCH('/v1/groups/{groupId}', {
      params: { path: { groupId }, header: { 'If-Match': `"${version}"` } },
      body: { start: { at, timeZone: start.timeZone } },
    }),
  );
  return (
    <CommandButton
      text="Move"
      title="Move the group"
      explanation="The session of everybody who takes part moves with it, and each is told of the new time."
      fields={[
        {
          name: 'at',
          label: 'New start',
          hint: `By the clock of ${start.timeZone}`,
          kind: 'wall-time',
          initial: start.at,
          required: true,
        },
      ]}
      command={move}
      input={({ at = '' }) => at}
    />
  );
}

function Cancel({ group: { groupId } }: { group: Group }) {
  const cancel = useCommand((api, body: CancelRequest) =>
    api.POST('/v1/groups/{groupId}/cancel', { params: { path: { groupId } }, body }),
  );
  return (
    <CommandButton
      text="Cancel"
      title="Cancel the group"
      explanation="The session of everybody who takes part is cancelled, and each is told at once."
      fields={[
        { name: 'reason', label: 'Reason', kind: 'choice', choices: cancelReasons, required: true },
        { name: 'note', label: 'Note', kind: 'text' },
      ]}
      command={cancel}
      input={({ reason, note }) => ({ reason: reason as CancelReason, ...(note ? { note } : {}) })}
    />
  );
}
