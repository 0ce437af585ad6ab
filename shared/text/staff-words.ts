/** What is said to staff, in one language. Their mail is neutral, too: who reads over a shoulder learns nothing of a patient. */
import type { StaffMessageView } from '../domain/staff-message-view.ts';
import type { Task } from '../domain/state.ts';
import type { TaskKind } from '../domain/task-kinds.ts';

export type StaffWords = {
  sender: string;
  subject: Record<StaffMessageView['template'], string>;
  intro: Record<Exclude<StaffMessageView['template'], 'task-digest'>, string>;
  digest: { intro(count: number): string; more(count: number): string; title: string; open: string };
  /** What there is to do, in a few words. */
  kind: Record<TaskKind, string>;
  urgency: Record<Task['urgency'], string>;
  taskTitle: string;
  due(when: string): string;
  overdue(when: string): string;
  program(id: string): string;
  owner(name: string): string;
  open: string;
  footer: { title: string; signIn: string; mailbox: string };
};
