/** A member of staff has left: what is theirs in one program goes to somebody who is here, and a task says what a person has to do. */
import type { Change } from '../change.ts';
import { isRunning } from '../course.ts';
import { leaderlessSince, leadOf, missingRoles, rolesOf } from '../milestones.ts';
import type { CareRole } from '../protocol.ts';
import { reviewStaff } from '../session/staffing.ts';
import { staffRefOf } from '../staff-ref.ts';
import type { CareTeamMember, Instant, Program, Session, StaffRef, Task } from '../state.ts';
import { toldAgain } from '../task-messages.ts';
import { plusDays } from '../time.ts';
import { leaveLeadVacant, mayLead, mayStandIn, standInForLead } from './care-team.ts';
import { type Employed, whyUnfit } from './licenses.ts';

/** `on`: the day of it. Who comes back and leaves again leaves another time. */
export type Leaving = StaffRef & { on: string };
export type Successor = StaffRef & Employed & { roles: readonly string[] };

/** A task is one more item of the transaction; a session up to four, with its event and the task that somebody is missing. What is left over is for the next call. */
const tasksPerCall = 30;
const sessionsPerCall = 10;

export function handOver(
  change: Change,
  leaving: Leaving,
  successor: Successor | null,
  recordedBy: StaffRef,
): { more: boolean } {
  const mark = `${leaving.staffId}@${leaving.on}`;
  const first = isRunning(change.program.status) && !change.program.departed.includes(mark);
  const theirs = bookedOf(change.program, leaving);
  // What was done, and what is left to a person; nothing where the program does not know them.
  const done = first ? [...leaveTeam(change, leaving, successor), ...saySessions(theirs.length, successor)] : [];
  for (const session of theirs.slice(0, sessionsPerCall)) leaveSession(change, session, leaving, successor);
  const to = staffRefOf(successor ?? otherThan(leaving, leadOf(change.program), recordedBy));
  const more = handOverTasks(change, leaving, to) || theirs.length > sessionsPerCall;
  if (done.length === 0) return { more };
  change.update({ departed: [...change.program.departed, mark] });
  const urgent = leaderlessSince(change.program, change.now) !== null;
  change.raiseTask({
    kind: 'staff-left',
    urgency: urgent ? 'urgent' : 'soon',
    owner: to,
    due: plusDays(change.now, urgent ? 1 : 7),
    rule: 'R13',
    text: [`${leaving.name} does not work here any more.`, ...done].join(' '),
  });
  return { more };
}

const otherThan = (leaving: StaffRef, one: StaffRef, other: StaffRef): StaffRef =>
  one.staffId === leaving.staffId ? other : one;

function leaveTeam(change: Change, leaving: StaffRef, successor: Successor | null): string[] {
  const { protocol, program } = change;
  const member = program.careTeam.find(({ staffId }) => staffId === leaving.staffId);
  const stoodIn = program.actingLead?.staff.staffId === leaving.staffId;
  if (!member && !stoodIn) return [];
  // Who was named may have become unfit since: they take sessions and tasks, but are put on no team and do not lead.
  const unfit = successor && whyUnfit(successor, change.now);
  const instead = successor && member && !unfit ? memberInstead(member, successor) : null;
  const known = program.careTeam.find(({ staffId }) => staffId === successor?.staffId);
  const added = instead && !known ? [instead] : [];
  // The lead stays who they were until the patient has consented to another one.
  const stay = program.careTeam.filter(({ staffId, lead }) => staffId !== leaving.staffId || lead);
  const careTeam = [...stay, ...added];
  change.update({ careTeam });
  change.record('care-team-changed', { careTeam, leadChange: null, left: leaving.staffId });
  // Nobody stands in for themselves: whether the lead is back says a person.
  const standIn = known?.lead ? null : (known ?? instead);
  const missing = missingRoles(protocol, careTeam);
  const lacks = missing.length > 0 ? [`The care team lacks: ${missing.join(', ')}.`] : [];
  if (!member?.lead && !stoodIn) return lacks.length > 0 ? lacks : ['They were of the care team.'];
  const days = mayStandIn(change);
  if (standIn && !unfit && days && mayLead(protocol, standIn))
    standInForLead(change, standIn, `${leaving.name} has left.`);
  else if (stoodIn || !change.program.actingLead) leaveLeadVacant(change);
  const { actingLead } = change.program;
  if (actingLead && days) return [`${actingLead.staff.name} stands in for the lead.`, ...lacks];
  return [
    days
      ? 'Nobody stands in for the lead, and no dose starts: name somebody with the care team, and ask the patient for consent to a new lead.'
      : 'Nobody may stand in for the lead any longer, and no dose starts: ask the patient for consent to a new lead.',
    ...(unfit ? [unfit] : []),
    ...lacks,
  ];
}

/** In those of their roles that the other one has, too. */
function memberInstead(
  member: CareTeamMember,
  { staffId, name, email, roles, license }: Successor,
): CareTeamMember | null {
  const shared = rolesOf(member).filter((role) => roles.includes(role));
  const [one, ...others] = shared as [CareRole?, ...CareRole[]];
  return one ? { staffId, name, email, role: others.length > 0 ? [one, ...others] : one, license, lead: false } : null;
}

const bookedOf = ({ sessions }: Program, leaving: StaffRef): Session[] =>
  sessions.filter(
    ({ status, staff }) => status === 'booked' && staff.some(({ staffId }) => staffId === leaving.staffId),
  );

function leaveSession(change: Change, session: Session, leaving: StaffRef, successor: Successor | null): void {
  const others = session.staff.filter(({ staffId }) => staffId !== leaving.staffId);
  const isThere = others.some(({ staffId }) => staffId === successor?.staffId);
  const staff = successor && !isThere ? [...others, staffRefOf(successor)] : others;
  change.putSession({ ...session, staff });
  change.record('session-changed', { sessionId: session.sessionId, staff });
  reviewStaff(change, session.sessionId);
}

function saySessions(count: number, successor: Successor | null): string[] {
  if (count === 0) return [];
  return [
    successor
      ? `Booked sessions that ${successor.name} takes now: ${count}. Ask whether the times suit.`
      : `Booked sessions without them: ${count}. Name who takes each.`,
  ];
}

function handOverTasks(change: Change, leaving: StaffRef, to: StaffRef): boolean {
  const theirs = change.program.tasks.filter(
    ({ status, owner }) => status === 'open' && owner.staffId === leaving.staffId,
  );
  const some = theirs.slice(0, tasksPerCall);
  // Nobody else is here to take them.
  if (some.length === 0 || to.staffId === leaving.staffId) return false;
  for (const task of some) change.putTask(handed(task, to, change.now));
  change.record('tasks-handed-over', {
    from: leaving.staffId,
    to: to.staffId,
    taskIds: some.map(({ taskId }) => taskId),
  });
  return theirs.length > some.length;
}

/** What is urgent reaches the new owner at once, as it reached the one before. */
function handed(task: Task, owner: StaffRef, now: Instant): Task {
  const touchpoints = task.urgency === 'urgent' ? [...task.touchpoints, toldAgain(task, now)] : task.touchpoints;
  return { ...task, owner, version: task.version + 1, touchpoints };
}
