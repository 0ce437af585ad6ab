/** Every function, once: its entry, what triggers it, what it may touch. Both homes are built from this. */
export type Permission =
  | 'table:read'
  | 'table:write'
  | 'executions:control'
  | 'executions:describe'
  | 'executions:input'
  | 'mail:send';

export type Trigger =
  | { kind: 'http-api' }
  /** Patients' and monitors' pages, without a token of the clinic: everything below `/p/`. */
  | { kind: 'http-pages' }
  /** `placeholder` is the name in the state machine's definition that stands for this function. */
  | { kind: 'step'; machines: readonly MachineName[]; placeholder: string }
  | { kind: 'table-stream' }
  | { kind: 'event-rule'; source: string }
  | { kind: 'schedule'; everyMinutes: number };

export type MachineName = 'program' | 'session';

export type FunctionSpec = {
  name: string;
  /** Exports `createHandler(deps)`. */
  entry: string;
  trigger: Trigger;
  may: readonly Permission[];
  timeoutSeconds: number;
  memoryMb: number;
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
    name: 'patient-page',
    entry: 'functions/patient-page/handler.ts',
    trigger: { kind: 'http-pages' },
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
];
