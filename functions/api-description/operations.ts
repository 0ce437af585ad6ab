/** What the OpenAPI document says of each route besides what the route itself knows: its name, its answer, its refusals. */
import type { AnswerName } from '../../shared/contracts/answers.ts';
import type { ErrorCode } from '../../shared/contracts/errors.ts';

export type Operation = {
  id: string;
  answer: AnswerName | { listOf: AnswerName };
  /** The same in another media type. */
  alsoAs?: { contentType: string; answer: AnswerName };
  status?: 200 | 201;
  /** The answer carries the ETag that a change asks for. */
  etag?: true;
  /** A POST that only reads, or that does nothing when it is repeated: it looks at no Idempotency-Key. */
  ignoresIdempotencyKey?: true;
  /** Refusals of its own; what every route may answer is added by document.ts. */
  codes?: readonly ErrorCode[];
};

const zone = ['no-such-time', 'ambiguous-time'] as const;
const placing = [
  ...zone,
  'wrong-state',
  'in-the-past',
  'wrong-phase',
  'contraindicated',
  'not-prepared',
  'too-soon',
  'review-needed',
  'not-integrated',
  'does-not-fit',
] as const;
/** In the order of R5. */
const gates = [
  'wrong-state',
  'contraindicated',
  'screening-expired',
  'consent-missing',
  'caution-open',
  'medicines-plan',
  'blocked',
  'not-prepared',
  'too-soon',
  'review-needed',
  'not-integrated',
  'not-cleared',
  'no-monitor',
  'staff-missing',
  'vitals-out-of-range',
  'too-early',
  'too-late',
] as const;
const enrolling = [
  'contraindicated',
  'review-needed',
  'under-age',
  'screening-incomplete',
  'consent-missing',
  'protocol-not-approved',
  'already-enrolled',
] as const;
const state = ['wrong-state'] as const;
const program = '/v1/programs/{programId}';
const session = `${program}/sessions/{sessionId}`;
const group = '/v1/groups/{groupId}';
const version = '/v1/protocols/{id}/versions/{version}';

const programs: Record<string, Operation> = {
  'POST /v1/programs': {
    id: 'enrollPatient',
    answer: 'Program',
    status: 201,
    etag: true,
    codes: enrolling,
  },
  [`POST ${program}/readmit`]: {
    id: 'readmitPatient',
    answer: 'Program',
    status: 201,
    etag: true,
    codes: ['wrong-state', 'screening-expired', ...enrolling],
  },
  'GET /v1/programs': { id: 'listPrograms', answer: { listOf: 'ProgramHead' } },
  'POST /v1/programs/search': {
    id: 'searchPrograms',
    answer: { listOf: 'ProgramHead' },
    ignoresIdempotencyKey: true,
  },
  [`GET ${program}`]: { id: 'getProgram', answer: 'Program', etag: true },
  [`GET ${program}/timeline`]: { id: 'listEvents', answer: { listOf: 'Event' } },
  [`GET ${program}/touchpoints`]: { id: 'listTouchpoints', answer: { listOf: 'Touchpoint' } },
  [`GET ${program}/messages`]: { id: 'listMessages', answer: { listOf: 'Message' } },
  [`GET ${program}/messages/{messageId}`]: { id: 'getMessage', answer: 'MessageWithText' },
  [`POST ${program}/messages/{messageId}/resend`]: {
    id: 'resendMessage',
    answer: 'Message',
    status: 201,
    codes: state,
  },
  [`PUT ${program}/care-team`]: {
    id: 'changeCareTeam',
    answer: 'Program',
    etag: true,
    codes: ['wrong-state', 'consent-missing'],
  },
  [`POST ${program}/consents`]: { id: 'signConsent', answer: 'Program', status: 201, etag: true, codes: state },
  [`POST ${program}/consents/{kind}/withdraw`]: {
    id: 'withdrawConsent',
    answer: 'Program',
    etag: true,
    codes: state,
  },
  [`GET ${program}/screenings`]: { id: 'listScreenings', answer: { listOf: 'Screening' } },
  [`POST ${program}/screenings`]: {
    id: 'addScreening',
    answer: 'Screening',
    status: 201,
    codes: ['wrong-state', 'screening-incomplete'],
  },
  [`POST ${program}/intentions`]: { id: 'addIntention', answer: 'Intention', status: 201, codes: state },
  [`POST ${program}/clearances`]: { id: 'giveClearance', answer: 'Clearance', status: 201, codes: state },
  [`POST ${program}/decisions`]: { id: 'makeDecision', answer: 'Decision', status: 201, codes: state },
  [`POST ${program}/hold`]: { id: 'holdProgram', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/resume`]: { id: 'resumeProgram', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/withdraw`]: { id: 'withdrawProgram', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/discharge`]: { id: 'dischargeProgram', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/end-dosing`]: { id: 'endDosing', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/complete`]: { id: 'completeProgram', answer: 'Program', etag: true, codes: state },
  [`POST ${program}/deceased`]: { id: 'recordDeath', answer: 'Program', etag: true, codes: state },
  [`PATCH ${program}/patient`]: {
    id: 'changePatient',
    answer: 'Program',
    etag: true,
    codes: ['wrong-state', 'already-enrolled'],
  },
  [`POST ${program}/links/revoke`]: { id: 'revokeLinks', answer: 'Program', etag: true, codes: state },
  [`GET ${program}/measures`]: { id: 'listMeasures', answer: { listOf: 'Measure' } },
  [`POST ${program}/measures`]: { id: 'takeMeasure', answer: 'Measure', status: 201, codes: state },
  [`GET ${program}/core-wounds`]: { id: 'listCoreWounds', answer: { listOf: 'Note' } },
  [`POST ${program}/core-wounds`]: { id: 'addCoreWound', answer: 'Note', status: 201, codes: state },
  [`GET ${program}/insights`]: { id: 'listInsights', answer: { listOf: 'Insight' } },
  [`POST ${program}/insights`]: { id: 'addInsight', answer: 'Insight', status: 201, codes: state },
  [`GET ${program}/actions`]: { id: 'listActions', answer: { listOf: 'ActionItem' } },
  [`POST ${program}/actions`]: { id: 'addAction', answer: 'ActionItem', status: 201, codes: state },
  [`POST ${program}/actions/{actionId}/done`]: { id: 'completeAction', answer: 'ActionItem', codes: state },
};

const records: Record<string, Operation> = {
  [`GET ${program}/export`]: {
    id: 'exportProgram',
    answer: 'Export',
    alsoAs: { contentType: 'application/fhir+json', answer: 'Bundle' },
    codes: ['answer-too-large'],
  },
  [`GET ${program}/accesses`]: { id: 'listAccesses', answer: { listOf: 'Access' } },
  'GET /v1/accesses': { id: 'listAccessesToLists', answer: { listOf: 'Access' } },
};

const sessions: Record<string, Operation> = {
  [`GET ${program}/sessions`]: { id: 'listSessions', answer: { listOf: 'Session' } },
  [`POST ${program}/sessions`]: { id: 'bookSession', answer: 'BookedSession', status: 201, etag: true, codes: placing },
  [`GET ${session}`]: { id: 'getSession', answer: 'Session', etag: true },
  [`PATCH ${session}`]: { id: 'changeSession', answer: 'MovedSession', etag: true, codes: placing },
  [`POST ${session}/cancel`]: { id: 'cancelSession', answer: 'Session', etag: true, codes: state },
  [`POST ${program}/series`]: { id: 'bookSeries', answer: 'Series', codes: ['wrong-state', 'does-not-fit'] },
  [`POST ${program}/series/repair`]: { id: 'repairSeries', answer: 'Repair', codes: ['wrong-state', 'does-not-fit'] },
  [`POST ${session}/start`]: { id: 'startDose', answer: 'Session', etag: true, codes: gates },
  [`POST ${session}/outcome`]: {
    id: 'recordOutcome',
    answer: 'Session',
    etag: true,
    codes: ['wrong-state', 'not-started', 'too-early'],
  },
  [`POST ${session}/adverse-events`]: {
    id: 'recordAdverseEvent',
    answer: 'Session',
    status: 201,
    etag: true,
    codes: state,
  },
  [`POST ${session}/vitals`]: { id: 'recordVitals', answer: 'Session', status: 201, etag: true, codes: state },
  [`POST ${session}/supplement`]: {
    id: 'giveSupplement',
    answer: 'Session',
    status: 201,
    etag: true,
    codes: ['wrong-state', 'blocked', 'vitals-out-of-range', 'too-early', 'too-late'],
  },
  [`POST ${session}/corrections`]: { id: 'correctOutcome', answer: 'Session', status: 201, etag: true, codes: state },
};

const clinics: Record<string, Operation> = {
  'GET /v1/clinic': { id: 'getClinic', answer: 'Clinic', etag: true },
  'GET /v1/staff': { id: 'listStaff', answer: { listOf: 'StaffMember' } },
  'GET /v1/staff/{staffId}': { id: 'getStaff', answer: 'StaffMember', etag: true },
  'POST /v1/staff': { id: 'addStaff', answer: 'StaffMember', status: 201, etag: true, codes: ['wrong-state'] },
  'PATCH /v1/staff/{staffId}': { id: 'changeStaff', answer: 'StaffMember', etag: true, codes: ['wrong-state'] },
  'PATCH /v1/clinic': { id: 'changeClinic', answer: 'Clinic', etag: true },
  'GET /v1/agenda': { id: 'listAgenda', answer: { listOf: 'AgendaEntry' } },
  'GET /v1/screenings': { id: 'listRefusedEnrollments', answer: { listOf: 'RefusedEnrollment' } },
  'GET /v1/tasks': { id: 'listTasks', answer: { listOf: 'Task' }, codes: ['not-found'] },
  'GET /v1/tasks/{taskId}': { id: 'getTask', answer: 'Task', etag: true },
  'POST /v1/tasks/{taskId}/resolve': { id: 'resolveTask', answer: 'Task', etag: true, codes: state },
  'GET /v1/protocols': { id: 'listProtocols', answer: { listOf: 'Protocol' } },
  'POST /v1/protocols': { id: 'addProtocol', answer: 'Protocol', status: 201 },
  [`GET ${version}`]: { id: 'getProtocol', answer: 'Protocol' },
  [`POST ${version}/approval`]: { id: 'approveProtocol', answer: 'Protocol', ignoresIdempotencyKey: true },
  [`POST ${version}/preview`]: {
    id: 'previewProtocol',
    answer: 'Preview',
    ignoresIdempotencyKey: true,
    codes: zone,
  },
  [`POST ${version}/dry-run`]: {
    id: 'dryRunProtocol',
    answer: 'DryRun',
    codes: ['wrong-state', 'protocol-not-approved'],
  },
};

const operators: Record<string, Operation> = {
  'GET /v1/operations/executions': { id: 'listExecutions', answer: { listOf: 'ListedExecution' } },
  'GET /v1/operations/executions/{name}': { id: 'getExecution', answer: 'Execution' },
  'GET /v1/operations/executions/{name}/history': {
    id: 'getExecutionHistory',
    answer: { listOf: 'ExecutionEvent' },
  },
  'POST /v1/operations/executions/{name}/redrive': { id: 'redriveExecution', answer: 'Redriven', codes: state },
  'POST /v1/operations/programs/{programId}/repair': { id: 'repairProgram', answer: 'Repaired', codes: state },
};

const groups: Record<string, Operation> = {
  'GET /v1/groups': { id: 'listGroups', answer: { listOf: 'Group' } },
  'POST /v1/groups': {
    id: 'planGroup',
    answer: 'PlannedGroup',
    status: 201,
    etag: true,
    codes: [...zone, 'in-the-past'],
  },
  [`GET ${group}`]: { id: 'getGroup', answer: 'Group', etag: true },
  [`PATCH ${group}`]: {
    id: 'changeGroup',
    answer: 'PlannedGroup',
    etag: true,
    codes: [...zone, 'in-the-past', 'wrong-state'],
  },
  [`POST ${group}/cancel`]: { id: 'cancelGroup', answer: 'Group', etag: true, codes: state },
  [`POST ${group}/participants`]: { id: 'joinGroup', answer: 'BookedSession', status: 201, etag: true, codes: placing },
};

export const operations: Readonly<Record<string, Operation>> = {
  ...programs,
  ...records,
  ...sessions,
  ...groups,
  ...clinics,
  ...operators,
};
