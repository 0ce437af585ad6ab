/** What a message to a member of staff is made of: ids, words of their work, times; nothing that a patient is known by. */
import type { Instant, StaffTouchpointName, Task } from './state.ts';

export type TaskView = Pick<Task, 'taskId' | 'kind' | 'urgency' | 'due'> & {
  programId: string;
  /** Where the console shows it. */
  url: string;
  /** Whose it is, where that is not the reader. */
  ownerName: string | null;
};

export type StaffMessageView = {
  template: StaffTouchpointName | 'task-digest';
  locale: string;
  now: Instant;
  reader: { name: string; timeZone: string };
  tasks: readonly TaskView[];
  /** Open tasks that the message does not list. */
  more: number;
  /** Where the console lists tasks. */
  listUrl: string;
};

export function taskViewOf(
  task: Pick<Task, 'taskId' | 'kind' | 'urgency' | 'due' | 'owner'> & { programId: string },
  readerId: string,
  consoleUrl: string,
): TaskView {
  const { taskId, kind, urgency, due, owner, programId } = task;
  return {
    taskId,
    kind,
    urgency,
    due,
    programId,
    url: `${consoleUrl}/tasks/${taskId}`,
    ownerName: owner.staffId === readerId ? null : owner.name,
  };
}
