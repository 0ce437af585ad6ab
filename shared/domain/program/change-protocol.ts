/**
 * A clinician moves one program to another version of its protocol: what is ahead is derived again, what was done stays; what
 * was answered and cleared under the old version is judged under the new one.
 */
import { type Change, type Refused, refuse } from '../change.ts';
import { takesNeedingPlan } from '../course.ts';
import { isCleared } from '../gates.ts';
import { clinicianOf } from '../milestones.ts';
import type { Protocol } from '../protocol.ts';
import { currentScreening, judgeAnew } from '../screening.ts';
import { afterScreening } from '../session/blocks.ts';
import { voidClearances } from '../session/clearances.ts';
import { reviewStaffOfAll } from '../session/staffing.ts';
import type { Screening, Session } from '../state.ts';
import { earliest, plusDays } from '../time.ts';
import { followVersion } from './follow-version.ts';
import { askAboutNewest, refuseUnlessRunning } from './people.ts';

export function changeProtocol(change: Change, to: Protocol): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, 'another version of the protocol');
  if (refused) return refused;
  const { protocol: from } = change.program;
  if (from.id !== to.id)
    return refuse('wrong-state', `This program follows ${from.id}: it can only go to a version of that.`);
  if (from.version === to.version) return undefined;
  change.update({ protocol: { id: to.id, version: to.version } });
  const screening = screeningUnder(change, to);
  const data = { from, to: { id: to.id, version: to.version } };
  change.record('protocol-changed', screening ? { ...data, screening } : data);
  if (screening) {
    change.update({ screenings: [...change.program.screenings, screening] });
    askAboutNewest(change, to, `Judged anew under version ${to.version} of the protocol.`);
  }
  for (const session of change.program.sessions.filter(({ status }) => status === 'booked')) {
    const followed = clearedUnder(change, to, followVersion({ ...change.setting, protocol: to }, session));
    const settled = screening ? afterScreening(change, followed) : followed;
    if (JSON.stringify(settled) !== JSON.stringify(session)) change.putSession(settled);
  }
  reviewStaffOfAll(change, to);
  return undefined;
}

/** The newest answers as the new version judges them, as a screening of the same age; null where nothing differs. */
function screeningUnder(change: Change, to: Protocol): Screening | null {
  const newest = currentScreening(change.program);
  if (!newest) return null;
  const judged = judgeAnew(newest, change.protocol, to);
  const findings = ({ contraindications, cautions, unanswered = [] }: Screening): string =>
    JSON.stringify([contraindications, cautions, unanswered]);
  const plans = (protocol: Protocol): string => takesNeedingPlan(protocol, change.program).join();
  if (findings(judged) === findings(newest) && plans(to) === plans(change.protocol)) return null;
  return { ...judged, screeningId: change.context.newId('screening') };
}

/** A clearance answers the checks of its version: where others are asked now, or a contraindication stands, a clinician looks anew. */
function clearedUnder(change: Change, to: Protocol, session: Session): Session {
  const checksOf = ({ dosing }: Protocol): string => [...dosing.clearanceChecks].sort().join();
  const contraindicated = (currentScreening(change.program)?.contraindications.length ?? 0) > 0;
  if (!isCleared(session, change.now) || (checksOf(change.protocol) === checksOf(to) && !contraindicated))
    return session;
  change.raiseTask({
    kind: 'dose-review',
    urgency: 'soon',
    sessionId: session.sessionId,
    owner: clinicianOf(change.program),
    due: earliest(session.start.instant, plusDays(change.now, 1)),
    rule: 'R5',
    text: `The clearance of this dose is void: version ${to.version} of the protocol is to be looked at anew. Clear it again.`,
  });
  return voidClearances(session);
}
