/** After a restore: what was due in the time that the table has forgotten is neither taken for sent nor sent as if nothing had been. */
import { expect, test } from 'vitest';
import { plusMinutes } from '../../shared/domain/time.ts';
import { doubtSince } from '../../shared/domain/workflow/doubt-since.ts';
import { lookAtSession } from '../../shared/domain/workflow/look-at-session.ts';
import { hearFromSes } from '../../shared/domain/workflow/settle.ts';
import { aProgram } from './builders.ts';

/** A dose that was booked just before the table was set back to; its notice is due, its reminders are not. */
function restored() {
  const course = aProgram().prepared();
  const from = course.now;
  const session = course.book('dosing', '2027-01-20T10:00');
  course.at(plusMinutes(from, 60));
  const doubtful = course.step((change) => ({ count: doubtSince(change, from) }));
  return { course, session, from, count: doubtful.count };
}
const look = ({ course, session }: ReturnType<typeof restored>) =>
  course.step((change) => lookAtSession(change, session, course.session(session).run, 1));

test('what was due is unknown, what is ahead stays planned, and somebody is told', () => {
  const { course, session, count } = restored();
  const rows = course.rows(session);
  expect(count).toBeGreaterThan(0);
  expect([rows.booked?.status, rows['reminder-3h']?.status]).toEqual(['unknown', 'planned']);
  expect(course.program.tasks.at(-1)).toMatchObject({ kind: 'message-failed', urgency: 'urgent', rule: 'R2' });
});

test("SES's Send event tells that it had gone out", () => {
  const { course, session } = restored();
  const key = course.rows(session).booked?.key ?? '';
  course.step((change) => hearFromSes(change, key, { type: 'send', sesMessageId: 'ses-1', at: course.now, copy: 1 }));
  expect(course.rows(session).booked).toMatchObject({ status: 'sent', sesMessageId: 'ses-1', copy: 1 });
});

test('without it, a quarter of an hour later it goes out as the second copy of its key', () => {
  const made = restored();
  const { course, session } = made;
  course.at(plusMinutes(course.now, 14));
  look(made);
  expect(course.rows(session).booked?.status).toBe('unknown');
  course.at(plusMinutes(course.now, 1));
  look(made);
  expect(course.rows(session).booked).toMatchObject({ status: 'planned', copy: 2 });
});

test('where nothing was due since then, nothing is said', () => {
  const { course } = restored();
  const before = course.program.tasks.length;
  expect(course.step((change) => ({ count: doubtSince(change, plusMinutes(course.now, 1)) }))).toEqual({ count: 0 });
  expect(course.program.tasks).toHaveLength(before);
});
