/** Messages to staff, as a clinic with something to do would see them. */
import { type StaffMessageView, type TaskView, taskViewOf } from '../../shared/domain/staff-message-view.ts';
import type { Instant, Task } from '../../shared/domain/state.ts';
import type { TaskKind } from '../../shared/domain/task-kinds.ts';

const now = '2027-01-20T15:00:00.000Z';
const consoleUrl = 'https://console.clinic.example';
const sam = { staffId: 'stf_sam', name: 'Sam Lee', email: 'sam.lee@clinic.example' };

const aTask = (kind: TaskKind, urgency: Task['urgency'], due: Instant, readerId = sam.staffId): TaskView =>
  taskViewOf({ taskId: 'prg_a4c2-t3', programId: 'prg_a4c2', kind, urgency, due, owner: sam }, readerId, consoleUrl);

export function aStaffView(template: StaffMessageView['template'], locale: string): StaffMessageView {
  const listed = template === 'task-digest';
  const own = template === 'task' || listed;
  return {
    template,
    locale,
    now,
    reader: { name: own ? 'Sam Lee' : 'Noor Aziz', timeZone: 'America/Denver' },
    tasks: listed
      ? [
          aTask('unconfirmed', 'urgent', '2027-01-20T17:00:00.000Z'),
          aTask('undocumented', 'soon', '2027-01-19T23:00:00.000Z'),
          aTask('spacing', 'routine', '2027-01-22T16:00:00.000Z'),
        ]
      : [
          aTask(
            'no-answer',
            'urgent',
            template === 'task-overdue' ? '2027-01-20T14:00:00.000Z' : '2027-01-20T17:00:00.000Z',
            own ? sam.staffId : 'stf_noor',
          ),
        ],
    more: listed ? 4 : 0,
    listUrl: `${consoleUrl}/tasks`,
  };
}

export const staffTemplates: readonly StaffMessageView['template'][] = [
  'task',
  'task-on-call',
  'task-overdue',
  'task-digest',
];
