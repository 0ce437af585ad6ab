/** Who has to be there for a session of this kind, as the protocol says: asked for at booking, a gate where a dose starts. */
import type { Change } from '../change.ts';
import { doseNumberOf } from '../course.ts';
import { missingStaff, sayRule } from '../fill-places.ts';
import { leadOf, rolesOf } from '../milestones.ts';
import { isDose, type Protocol, type StaffRule, staffRulesOf } from '../protocol.ts';
import type { Program, Session } from '../state.ts';
import { earliest, plusDays } from '../time.ts';

const askedWithinDays = 2;

/** Rules that those who are named do not fill. Roles are those that they have in the care team. */
function unfilled(protocol: Protocol, program: Program, session: Session): readonly StaffRule[] {
  const { careTeam } = program;
  const { kind, staff } = session;
  const number = isDose(kind) ? doseNumberOf(program, session) : null;
  const named = careTeam.filter(({ staffId }) => staff.some((one) => one.staffId === staffId));
  return missingStaff(staffRulesOf(protocol, kind, number), named.map(rolesOf));
}

/** Gives or takes the warning `staff-missing`, with its task: a session may be booked before it is known who takes it. */
export function reviewStaff(change: Change, sessionId: string, protocol: Protocol = change.protocol): void {
  const session = change.session(sessionId);
  if (session?.status !== 'booked') return;
  const missing = unfilled(protocol, change.program, session);
  const warned = session.warnings.includes('staff-missing');
  if (missing.length === 0) {
    if (!warned) return;
    change.putSession({ ...session, warnings: session.warnings.filter((one) => one !== 'staff-missing') });
    change.resolveTasks((task) => task.kind === 'staffing' && task.sessionId === sessionId, 'The staff is named.');
    return;
  }
  if (!warned) change.putSession({ ...session, warnings: [...session.warnings, 'staff-missing'] });
  if (change.hasOpenTask('staffing', sessionId)) return;
  change.raiseTask({
    kind: 'staffing',
    urgency: 'routine',
    sessionId,
    owner: leadOf(change.program),
    due: earliest(plusDays(change.now, askedWithinDays), session.start.instant),
    rule: 'protocol: staffing',
    text: `Name who of the care team will be there: ${missing.map(sayRule).join('; ')}.`,
  });
}

/** Since the team or its protocol has changed: who is booked may not be of the team any more, or not be enough. */
export function reviewStaffOfAll(change: Change, protocol: Protocol = change.protocol): void {
  for (const { sessionId } of change.program.sessions) reviewStaff(change, sessionId, protocol);
}
