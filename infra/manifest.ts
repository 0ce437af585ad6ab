/** Every function, once: its entry, what triggers it, what it may touch. Both homes are built from this. */
export type Permission =
  | 'table:read'
  | 'table:write'
  | 'executions:control'
  | 'executions:describe'
  | 'executions:input'
  /** What operators see: history and definition, too. */
  | 'executions:read'
  /** A failed execution goes on. */
  | 'executions:redrive'
  | 'mail:send'
  /** New objects in the archive that nobody can change or delete. */
  | 'archive:add'
  /** Of staff who have left: Cognito's, in the cloud. */
  | 'logins:disable';

export type Trigger =
  /** Every route of its entry. `none`: whoever has the link; the function itself checks what the link says. */
  | { kind: 'http-api'; authorization?: 'none' }
  /** `placeholder` is the name in the state machine's definition that stands for this function. */
  | { kind: 'step'; machines: readonly MachineName[]; placeholder: string }
  /** `keys`: only changes of items whose sort key begins like this. @default every change; `batch`: of 50 */
  | { kind: 'table-stream'; keys?: string; batch?: number }
  | { kind: 'event-rule'; source: string }
  | { kind: 'schedule'; everyMinutes: number }
  /** Cognito calls it before it signs a token of the staff. It needs nothing but the event: no table, no environment. */
  | { kind: 'pre-token-generation' };

export type MachineName = 'program' | 'session';

export type FunctionSpec = {
  name: string;
  /** Exports `createHandler(deps)`; without deps where it may touch nothing. */
  entry: string;
  trigger: Trigger;
  may: readonly Permission[];
  timeoutSeconds: number;
  memoryMb: number;
  /** @default both homes run it */
  home?: 'cloud';
};

export const machines: Record<MachineName, { definition: string }> = {
  program: { definition: 'workflows/program.asl.json' },
  session: { definition: 'workflows/session.asl.json' },
};

const both: readonly MachineName[] = ['program', 'session'];

export const functions: readonly FunctionSpec[] = [
  {
    name: 'clinic-api',
    entry: 'functions/clinic-api/handler.ts',
    trigger: { kind: 'http-api' },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 20,
    memoryMb: 512,
  },
  {
    name: 'operator-api',
    entry: 'functions/operator-api/handler.ts',
    trigger: { kind: 'http-api' },
    may: ['table:read', 'table:write', 'executions:read', 'executions:redrive'],
    timeoutSeconds: 20,
    memoryMb: 512,
  },
  {
    name: 'api-description',
    entry: 'functions/api-description/handler.ts',
    trigger: { kind: 'http-api', authorization: 'none' },
    may: [],
    timeoutSeconds: 10,
    memoryMb: 256,
  },
  {
    name: 'patient-page',
    entry: 'functions/patient-page/handler.ts',
    trigger: { kind: 'http-api', authorization: 'none' },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 20,
    memoryMb: 512,
  },
  {
    name: 'look-at-program',
    entry: 'functions/steps/look-at-program.ts',
    trigger: { kind: 'step', machines: ['program'], placeholder: 'LookAtProgram' },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 30,
    memoryMb: 512,
  },
  {
    name: 'look-at-session',
    entry: 'functions/steps/look-at-session.ts',
    trigger: { kind: 'step', machines: ['session'], placeholder: 'LookAtSession' },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 30,
    memoryMb: 512,
  },
  {
    name: 'send-message',
    entry: 'functions/steps/send-message.ts',
    trigger: { kind: 'step', machines: both, placeholder: 'SendMessage' },
    may: ['table:read', 'table:write', 'mail:send'],
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'store-token',
    entry: 'functions/steps/store-token.ts',
    trigger: { kind: 'step', machines: both, placeholder: 'StoreToken' },
    may: ['table:write'],
    timeoutSeconds: 30,
    memoryMb: 256,
  },
  {
    name: 'on-change',
    entry: 'functions/reactions/on-change.ts',
    trigger: { kind: 'table-stream' },
    may: ['table:read', 'table:write', 'executions:control'],
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    name: 'on-task',
    entry: 'functions/reactions/on-task.ts',
    // A few at a time: each may be a message, and SES may be slow.
    trigger: { kind: 'table-stream', keys: 'state#task#', batch: 5 },
    may: ['table:read', 'table:write', 'mail:send'],
    timeoutSeconds: 110,
    memoryMb: 512,
  },
  {
    name: 'tell-staff',
    entry: 'functions/reactions/tell-staff.ts',
    trigger: { kind: 'schedule', everyMinutes: 2 },
    may: ['table:read', 'table:write', 'mail:send', 'logins:disable'],
    timeoutSeconds: 110,
    memoryMb: 512,
  },
  {
    name: 'on-mail-event',
    entry: 'functions/reactions/on-mail-event.ts',
    trigger: { kind: 'event-rule', source: 'aws.ses' },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 30,
    memoryMb: 256,
  },
  {
    name: 'on-execution-change',
    entry: 'functions/reactions/on-execution-change.ts',
    trigger: { kind: 'event-rule', source: 'aws.states' },
    may: ['table:read', 'table:write', 'executions:input'],
    timeoutSeconds: 30,
    memoryMb: 256,
  },
  {
    name: 'reconcile',
    entry: 'functions/reactions/reconcile.ts',
    trigger: { kind: 'schedule', everyMinutes: 2 },
    may: ['table:read', 'table:write', 'executions:describe'],
    timeoutSeconds: 110,
    memoryMb: 512,
  },
  {
    name: 'derive-again',
    entry: 'functions/reactions/derive-again.ts',
    trigger: { kind: 'schedule', everyMinutes: 2 },
    may: ['table:read', 'table:write'],
    timeoutSeconds: 110,
    memoryMb: 512,
  },
  {
    name: 'export-heads',
    entry: 'functions/reactions/export-heads.ts',
    trigger: { kind: 'schedule', everyMinutes: 24 * 60 },
    may: ['table:read', 'archive:add'],
    timeoutSeconds: 900,
    memoryMb: 1024,
    home: 'cloud',
  },
  {
    name: 'pre-token-generation',
    entry: 'functions/identity/pre-token-generation.ts',
    trigger: { kind: 'pre-token-generation' },
    may: [],
    // Cognito waits five seconds for it, and no longer.
    timeoutSeconds: 5,
    memoryMb: 256,
    home: 'cloud',
  },
];
