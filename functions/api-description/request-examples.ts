/** Bodies as a clinic would send them: those of docs/examples, and small ones for the rest. Tests hold each against its schema. */
import bookDosing from '../../docs/examples/book-dosing.json' with { type: 'json' };
import cancel from '../../docs/examples/cancel.json' with { type: 'json' };
import clearance from '../../docs/examples/clearance.json' with { type: 'json' };
import decision from '../../docs/examples/decision.json' with { type: 'json' };
import enroll from '../../docs/examples/enroll.json' with { type: 'json' };
import group from '../../docs/examples/group.json' with { type: 'json' };
import hold from '../../docs/examples/hold.json' with { type: 'json' };
import intention from '../../docs/examples/intention.json' with { type: 'json' };
import outcome from '../../docs/examples/outcome-dose-completed.json' with { type: 'json' };
import readmit from '../../docs/examples/readmit.json' with { type: 'json' };
import reschedule from '../../docs/examples/reschedule.json' with { type: 'json' };
import series from '../../docs/examples/series.json' with { type: 'json' };
import seriesRepair from '../../docs/examples/series-repair.json' with { type: 'json' };
import start from '../../docs/examples/start.json' with { type: 'json' };
import withdraw from '../../docs/examples/withdraw.json' with { type: 'json' };
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';

const { version: _version, ...protocol } = ketamineHome;
const dateOfSigning = '2027-01-04';

export const requestExamples: Readonly<Record<string, unknown>> = {
  enrollPatient: enroll,
  readmitPatient: readmit,
  searchPrograms: { q: 'ortiz' },
  resendMessage: { reason: 'The address was mistyped.' },
  changeCareTeam: { careTeam: enroll.careTeam, leadChange: { consentedOn: dateOfSigning } },
  signConsent: { kind: 'treatment', signedOn: dateOfSigning },
  addScreening: { answers: enroll.screening.answers, takes: ['antihypertensive'] },
  addIntention: intention,
  giveClearance: clearance,
  makeDecision: decision,
  holdProgram: hold,
  resumeProgram: { reason: 'patient-request' },
  withdrawProgram: withdraw,
  dischargeProgram: { reason: 'medical', note: 'Referred to her own doctor.' },
  endDosing: { reason: 'She feels well after four doses.' },
  recordDeath: { on: dateOfSigning },
  changePatient: { timeZone: 'America/Chicago', discreet: true },
  takeMeasure: { instrument: 'gad-7', items: [1, 0, 2, 1, 0, 0, 1] },
  addCoreWound: { text: 'Being left alone.' },
  addInsight: { text: 'I can ask for help.', sessionId: null },
  addAction: { text: 'Walk every morning.', due: '2027-02-01', accountability: 'Luis' },
  addStaff: {
    name: 'Kim Ito',
    email: 'kim.ito@clinic.example',
    roles: ['therapist'],
    license: 'CO LPC 0023456',
    licenseUntil: '2028-06-30',
  },
  changeStaff: { leftOn: '2027-01-04', handOverTo: 'sam.lee@clinic.example' },
  changeClinic: { onCall: { name: 'Robin Park', phone: '+1 303 555 0111', email: 'robin.park@clinic.example' } },
  bookSession: bookDosing,
  changeSession: reschedule,
  cancelSession: cancel,
  planGroup: group,
  changeGroup: { start: group.start, capacity: 10 },
  cancelGroup: cancel,
  joinGroup: { programId: 'prg_irxwpphbdbwk53x2hebw' },
  bookSeries: series,
  repairSeries: seriesRepair,
  startDose: start,
  recordOutcome: outcome,
  recordAdverseEvent: { code: 'nausea-or-vomiting', serious: false, at: '2027-01-20T18:10:00Z' },
  recordVitals: { systolicMmHg: 124, diastolicMmHg: 80, heartRateBpm: 72 },
  giveSupplement: { amountMg: 40, vitals: { systolicMmHg: 124, diastolicMmHg: 80, heartRateBpm: 72 } },
  correctOutcome: { endedAt: '2027-01-20T18:50:00Z', reason: 'The end was mistyped.' },
  resolveTask: { note: 'Called her: all is well.' },
  addProtocol: protocol,
  previewProtocol: {
    kind: 'dosing',
    start: { at: '2027-01-20T10:00', timeZone: 'America/Denver' },
    durationMinutes: 120,
    bookedAt: '2027-01-13T17:00:00Z',
  },
  dryRunProtocol: { move: [] },
};
