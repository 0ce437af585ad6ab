/** Every rule over everything that is left of a world. */
import { type Broken, type Case, casesOf, type Evidence } from './evidence.ts';
import { checkGroupOf, checkGroups } from './groups.ts';
import { checkStops } from './r01-stops.ts';
import { checkDigests, checkOnce, checkOutcomes } from './r02-once.ts';
import { checkInTime } from './r04-in-time.ts';
import { checkGates } from './r05-gates.ts';
import { checkCourse, checkPeople } from './r06-course.ts';
import { checkExecutions, checkOpaque, checkRepaired, checkUnrepaired } from './r07-executions.ts';
import {
  checkAnswers,
  checkClinicRecords,
  checkOncePressed,
  checkPromises,
  checkRecord,
  checkTenants,
} from './r11-record.ts';
import { checkRest } from './r12-liveness.ts';
import { checkLead } from './r13-lead.ts';
import { checkSeries } from './series.ts';

export function check(evidence: Evidence): Broken[] {
  const cases = casesOf(evidence);
  const missing = evidence.enrolled
    .filter((programId) => !cases.some(({ head }) => head.programId === programId))
    .map((programId) => ({ rule: 'R8', programId, what: 'it was enrolled and is not there' }));
  const { restlessAt } = evidence;
  // What is left of it is in the middle of everything.
  if (restlessAt !== null)
    return [{ rule: 'R12', programId: null, what: `nothing comes to rest at ${new Date(restlessAt).toISOString()}` }];
  return [
    ...missing,
    ...cases.flatMap((one) => checkCase(one, evidence)),
    ...checkPromises(cases, evidence),
    ...checkSeries(cases, evidence),
    ...checkGroups(evidence),
    ...checkDigests(evidence),
    ...checkOpaque(evidence),
    ...checkTenants(evidence),
    ...checkAnswers(evidence),
    ...checkClinicRecords(evidence),
  ];
}

function checkCase(one: Case, evidence: Evidence): Broken[] {
  return [
    ...checkStops(one),
    ...checkOnce(one, evidence),
    ...checkOutcomes(one, evidence),
    ...checkInTime(one, evidence),
    ...checkGates(one),
    ...checkCourse(one),
    ...checkLead(one, evidence),
    ...checkGroupOf(one, evidence),
    ...checkPeople(one, evidence),
    ...checkExecutions(one, evidence),
    ...checkRepaired(one, evidence),
    ...checkUnrepaired(one, evidence),
    ...checkRest(one, evidence),
    ...checkRecord(one),
    ...checkOncePressed(one, evidence),
  ];
}
