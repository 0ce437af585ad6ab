/** Read → decide → write, repeated whole when somebody else was faster (design section 4). */
import { Change, type Context, type Decided, isRefused, type Refused } from '../domain/change.ts';
import type { Actor, Program, StaffRef } from '../domain/state.ts';
import type { Committed, Extras, Ports } from './ports.ts';
import { makeSecret } from './secrets.ts';

const backoffMinMs = 5;
/** How long at the most before the next try, by how many have failed. */
const backoffMaxMs = {
  /** Somebody waits for the answer: close together at first. All of them are 4 s on average. */
  person: [200, 200, 200, 200, 400, 800, 1600, 2000, 2000],
  /** A booked course starts twenty executions at once, which all want the head: they make room for each other, and for people. */
  step: [200, 400, 800, 1600, 1600, 1600, 1600, 1600, 1600],
} as const satisfies Record<Command<unknown>['kind'], readonly number[]>;

export type Who = { actor: Actor; by: StaffRef };

/** Who acts when no person does. */
export const workflowItself: Who = {
  actor: { kind: 'workflow', id: 'workflow' },
  by: { staffId: 'workflow', name: 'Throughline', email: '' },
};
export const sesItself: Who = { actor: { kind: 'ses', id: 'ses' }, by: { staffId: 'ses', name: 'SES', email: '' } };
export const patientItself: Who = {
  actor: { kind: 'patient', id: 'patient' },
  by: { staffId: 'patient', name: 'The patient', email: '' },
};
export const monitorItself: Who = {
  actor: { kind: 'monitor', id: 'monitor' },
  by: { staffId: 'monitor', name: 'The monitor', email: '' },
};
export const systemItself: Who = {
  actor: { kind: 'system', id: 'system' },
  by: { staffId: 'system', name: 'Throughline', email: '' },
};

export type Done<Value> = { ok: true; value: Value; program: Program; context: Context };
export type Failed =
  | Refused
  | { ok: false; failure: 'not-found' | 'busy' | 'group-changed' | 'already-enrolled' | 'idempotency-key-taken' };

export type Command<Value> = {
  clinicId: string;
  programId: string;
  who: Who;
  /** A person's command raises versions and runs; a workflow's step does not. */
  kind: 'person' | 'step';
  /** What was read a moment ago: the first try decides on it, each further one reads again. */
  read?: { program?: Program; clinic: Context['clinic'] };
  decide(change: Change): Value | Refused;
  /** What else is written, by work that follows from the decision; done again where the write is repeated. */
  extras?(done: Done<Value>): Extras | Promise<Extras>;
};

export async function runCommand<Value>(ports: Ports, command: Command<Value>): Promise<Done<Value> | Failed> {
  for (let attempt = 1; ; attempt += 1) {
    const { clinicId, programId, who } = command;
    const read = attempt === 1 ? command.read : undefined;
    const [before, clinic] = await Promise.all([
      read?.program ?? ports.programs.load(clinicId, programId),
      read?.clinic ?? ports.clinics.clinic(clinicId),
    ]);
    if (!before) return { ok: false, failure: 'not-found' };
    const context = await contextFor(ports, clinicId, before.protocol, who, clinic);
    const change = new Change(before, context);
    const value = command.decide(change);
    if (isRefused(value)) return value;
    const decided = command.kind === 'person' ? change.decideByPerson() : change.decide();
    const done: Done<Value> = { ok: true, value, program: decided.program, context };
    const extras = (await command.extras?.(done)) ?? {};
    if (decided.events.length === 0 && !extras.idempotency) return done;
    const committed = await commit(ports, before, decided, context, extras);
    if (committed.ok) return { ...done, program: committed.program };
    if (committed.why !== 'conflict') return { ok: false, failure: committed.why };
    const waitMaxMs = backoffMaxMs[command.kind][attempt - 1];
    if (waitMaxMs === undefined) break;
    await ports.chance.sleep(backoffMinMs + ports.chance.random() * (waitMaxMs - backoffMinMs));
  }
  return { ok: false, failure: 'busy' };
}

export async function contextFor(
  ports: Ports,
  clinicId: string,
  protocol: { id: string; version: number },
  who: Who,
  /** Where it was read already. */
  read?: Context['clinic'] | null,
): Promise<Context> {
  const known = await ports.clinics.protocolDocument(clinicId, protocol.id, protocol.version);
  if (!known) throw new Error(`protocol ${protocol.version} of a program is not in the table`);
  const clinic = read ?? (await ports.clinics.clinic(clinicId));
  if (!clinic) throw new Error('a program belongs to no clinic');
  return {
    now: ports.now(),
    actor: who.actor,
    by: who.by,
    protocol: known,
    clinic,
    newId: (kind) => ports.chance.newId(idPrefixes[kind]),
    newSecret: (kind) => makeSecret(ports.chance, kind),
  };
}

const idPrefixes: Record<Parameters<Context['newId']>[0], string> = {
  session: 'ses',
  screening: 'scr',
  intention: 'int',
  decision: 'dec',
  clearance: 'clr',
  claim: 'clm',
  program: 'prg',
  measure: 'msr',
  action: 'act',
  note: 'nte',
};

export function commit(
  ports: Ports,
  before: Program | null,
  decided: Decided,
  context: Context,
  extras: Extras,
): Promise<Committed> {
  return ports.programs.commit({
    writeId: ports.chance.newId('evt'),
    before,
    after: decided.program,
    events: decided.events,
    actor: context.actor,
    now: context.now,
    protocol: context.protocol,
    extras,
  });
}
