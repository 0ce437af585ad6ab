/** The patient's own data changes: what is ahead is derived again, and an address is confirmed anew. */
import { type Change, type Refused, refuse } from '../change.ts';
import { deriveAgain, planProgramNotice, welcomeNow } from '../planning.ts';
import type { Patient } from '../state.ts';
import { voidWhere } from '../touchpoints.ts';
import { refuseUnlessRunning } from './people.ts';

/** What may change; what is absent stays. */
export type PatientChange = Partial<Omit<Patient, 'dateOfBirth'>>;

export function changePatient(change: Change, wanted: PatientChange): Refused | undefined {
  const refused = refuseUnlessRunning(change.program, "changing the patient's data");
  if (refused) return refused;
  const before = change.program.patient;
  const patient: Patient = { ...before, ...wanted };
  const fields = (Object.keys(wanted) as (keyof PatientChange)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(patient[field]),
  );
  if (fields.length === 0) return undefined;
  change.update({ patient });
  change.record('patient-changed', Object.fromEntries(fields.map((field) => [field, patient[field]])));
  if (fields.includes('email')) moveMail(change);
  if (fields.includes('timeZone') || fields.includes('quietHours')) deriveAhead(change);
  return undefined;
}

/** The old mailbox opens nothing any more, and the new one is asked whether it is theirs. */
function moveMail(change: Change): void {
  const { program, now } = change;
  const notices = voidWhere(
    { touchpoints: program.notices },
    'address-changed',
    ({ name, audience }) => audience === 'patient' && (name === 'code' || name === 'welcome'),
  ).touchpoints.map((one) => ({ ...one, answerBy: null }));
  change.update({ linksValidFrom: now, accessCode: null, notices });
  change.resolveTasks(
    ({ kind, text }) => kind === 'address-unconfirmed' || (kind === 'call-patient' && text.includes('another address')),
    'The address was changed.',
  );
  if (program.phase !== 'care-team') change.update(planProgramNotice(change.program, welcomeNow(now)));
}

function deriveAhead(change: Change): void {
  for (const session of change.program.sessions) {
    const derived = deriveAgain(change.setting, session);
    if (JSON.stringify(derived) === JSON.stringify(session)) continue;
    change.putSession(derived);
    change.record('times-derived-again', { sessionId: session.sessionId, toldWallTimes: derived.toldWallTimes });
  }
}

/** Links made until now open nothing any more: a phone was lost, a mailbox was read by somebody else. */
export function revokeLinks(change: Change): Refused | undefined {
  if (change.program.status === 'deceased')
    return refuse('wrong-state', 'The patient has died: no link opens anything.');
  change.update({ linksValidFrom: change.now, accessCode: null });
  change.record('links-revoked', {});
  return undefined;
}
