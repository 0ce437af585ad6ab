/** Answers as a home gave them, shortened. Tests hold each against its schema. */
import kept from '../../docs/examples/answers.json' with { type: 'json' };
import type { AnswerName } from '../../shared/contracts/answers.ts';

const execution = {
  name: `program-${kept.Program.programId}-1`,
  machine: 'program',
  status: 'RUNNING',
  startedAt: '2027-01-04T16:00:00.000Z',
  stoppedAt: null,
};
const { kind, doseNumber, format, mode, modality, place, start, durationMinutes, staff, monitor, warnings } =
  kept.Session;
const proposed = { kind, doseNumber, format, mode, modality, place, start, durationMinutes, staff, monitor, warnings };
const tooSoon = { code: 'too-soon', detail: 'Only 1 calendar days after the dose before it; at least 3 are needed.' };

const overlaps = [
  {
    code: 'staff-taken',
    staffId: 'stf_demo_therapist',
    programId: 'prg_2v4mzt5bca1hk3jx0qpl',
    sessionId: 'ses_0qpl2v4mzt5bca1hk3jx',
  },
];
const group = {
  groupId: 'grp_2sk1vbw0ay5nd3c4mhqt',
  kind: 'integration',
  start,
  durationMinutes,
  mode,
  modality: 'group',
  place,
  staff,
  capacity: 8,
  status: 'planned',
  revision: 1,
  version: 1,
  createdAt: '2027-01-04T16:00:00.000Z',
  cancelled: null,
  taken: 1,
  participants: [{ programId: kept.Program.programId, sessionId: kept.Session.sessionId }],
};

const recorded = {
  BookedSession: { ...kept.Session, overlaps },
  MovedSession: {
    ...kept.Session,
    overlaps,
    breaks: [{ sessionId: 'ses_1hk3jx0qpl2v4mzt5bca', kind: 'dosing', start, because: tooSoon }],
  },
  Group: group,
  PlannedGroup: { ...group, overlaps },
  Series: {
    booked: false,
    sessions: [{ ...proposed, preferred: true }],
    unplaced: [{ kind: 'dosing', doseNumber: 3, reasons: [{ ...tooSoon, times: 4 }] }],
    dosesThatFit: 2,
  },
  Repair: {
    booked: true,
    sessions: [{ ...kept.Session, from: start, because: tooSoon, preferred: true }],
    unplaced: [],
  },
  Export: {
    programId: kept.Program.programId,
    exportedAt: '2027-01-20T17:00:00.000Z',
    program: null,
    sessions: [],
    tasks: [],
    events: [kept.Event],
    messages: [],
    executions: [],
    next: null,
  },
  Bundle: {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: '2027-01-20T17:00:00.000Z',
    entry: [
      {
        fullUrl: 'https://throughline.invalid/fhir/Patient/prg-irxwpphbdbwk53x2hebw',
        resource: {
          resourceType: 'Patient',
          id: 'prg-irxwpphbdbwk53x2hebw',
          birthDate: kept.Program.patient.dateOfBirth,
        },
      },
    ],
  },
  StaffMember: {
    staffId: 'stf_demo_therapist',
    name: 'Sam Lee',
    email: 'sam.lee@clinic.example',
    roles: ['therapist'],
    license: 'CO LPC 0012345',
    licenseUntil: '2028-06-30',
    locale: 'en-US',
    leftOn: null,
    emailStopped: null,
    version: 1,
  },
  Access: {
    accessId: 'acc_5cw2dlyhm3vbqkzt0a1n',
    at: '2027-01-20T17:00:00.000Z',
    staffId: 'stf_demo_therapist',
    route: 'GET /v1/programs/{programId}',
    programId: kept.Program.programId,
    count: null,
  },
  ListedExecution: {
    ...execution,
    programId: kept.Program.programId,
    phase: 'dosing',
    programStatus: 'active',
    waitingFor: { what: 'dose-done', since: '2027-01-12T23:01:00.000Z', due: '2027-01-26T23:01:00.000Z' },
  },
  Execution: {
    ...execution,
    programId: kept.Program.programId,
    input: { clinicId: 'demo', programId: kept.Program.programId, run: 1 },
    output: null,
    error: null,
    cause: null,
    definition: { StartAt: 'Begin', States: {} },
    redrive: { possible: false, why: 'It runs: there is nothing to redrive.', takenOverBy: null },
  },
  ExecutionEvent: {
    id: 2,
    previousId: 1,
    at: '2027-01-04T16:00:00.000Z',
    type: 'PassStateEntered',
    state: 'Begin',
    details: { name: 'Begin' },
  },
  Repaired: { programId: kept.Program.programId, executions: [execution.name] },
  Redriven: { name: execution.name, programId: kept.Program.programId, redriveCount: 1 },
};

export const answerExamples: Readonly<Record<AnswerName, unknown>> = { ...kept, ...recorded };
