/**
 * A group was moved or cancelled: each participant's session follows, one command a program. Done again it changes nothing, so
 * that whoever finds the group pending (the stream, the reconciler, a step about to send) carries on where another one stopped.
 */

import type { Group } from '../../shared/domain/group/group.ts';
import { followGroup } from '../../shared/domain/group/participate.ts';
import { runCommand, systemItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';

export async function followPendingGroup(deps: Deps, clinicId: string, groupId: string): Promise<void> {
  const found = await deps.groups.find(clinicId, groupId);
  if (!found?.pending) return;
  const failures: unknown[] = [];
  // One after the other, at most as many as a group may have; one that fails keeps nobody else waiting.
  for (const one of found.participants)
    await follow(deps, clinicId, one, found.group).catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new Error(`${failures.length} sessions could not follow their group`, { cause: failures[0] });
  await deps.groups.noteFollowed(clinicId, found.group);
}

/** One session alone, at once: its message waits for it. */
export async function followOwnGroup(
  deps: Deps,
  clinicId: string,
  of: { programId: string; sessionId: string; groupId: string },
): Promise<void> {
  const found = await deps.groups.find(clinicId, of.groupId);
  if (found) await follow(deps, clinicId, of, found.group);
}

async function follow(
  deps: Deps,
  clinicId: string,
  { programId, sessionId }: { programId: string; sessionId: string },
  group: Group,
): Promise<void> {
  const done = await runCommand(deps, {
    clinicId,
    programId,
    who: systemItself,
    // As if a person had moved it: what they read before is stale, and a new execution takes over.
    kind: 'person',
    decide: (change) => {
      followGroup(change, sessionId, group);
      return {};
    },
  });
  if (!done.ok) throw new Error('a session could not follow its group');
}
