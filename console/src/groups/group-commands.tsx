/** What a person may do with a group that is ahead: everybody who takes part follows. */
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCommand } from '../api/ask.ts';
import type { Group } from '../api/client.ts';
import { CommandButton } from '../parts/command.tsx';
import { type CancelRequest, cancelFields, cancelRequestOf, moveFields } from '../program/session-forms.ts';

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
      fields={moveFields(start)}
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
      fields={cancelFields}
      command={cancel}
      input={cancelRequestOf}
    />
  );
}
