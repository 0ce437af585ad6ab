import { type Change, type Refused, refuse } from '../change.ts';
import { givenDoses } from '../course.ts';
import { type StartRequest, shutGates } from '../gates.ts';
import { clinicianOf } from '../milestones.ts';
import { amountsOf, isDose } from '../protocol.ts';
import type { TaskKind } from '../task-kinds.ts';
import { plusHours } from '../time.ts';
import { voidBeforeSession } from '../touchpoints.ts';

/** R5: a dose starts only when every gate is open; R14: because a named person says so. */
export function startSession(
  change: Change,
  sessionId: string,
  request: StartRequest,
  overrides: readonly Override[] = [],
): Refused | undefined {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  if (!isDose(session.kind))
    return refuse('wrong-state', 'Only a dosing session is started; of another one the outcome is recorded.');
  if (change.program.status !== 'active')
    return refuse('wrong-state', `The program is ${change.program.status}: no dose can start.`);
  if (session.status !== 'booked')
    return refuse('wrong-state', `The session is ${session.status}: only a booked one can start.`);
  const other = change.program.sessions.find((one) => one.status === 'in-session');
  if (other) return refuse('wrong-state', 'Another dose of this program is in session: record its outcome first.');
  const wrongAmount = refuseAmount(change, request.amountMg ?? null);
  if (wrongAmount) return wrongAmount;
  const shut = shutGates(change.protocol, change.program, session, request, change.now);
  const unlawful = overrides.filter(({ gate }) => !change.protocol.dosing.overridable.some((one) => one === gate));
  if (unlawful.length > 0)
    return refuse('invalid', 'The protocol does not allow these gates to be overridden.', {
      errors: unlawful.map(({ gate }) => ({
        path: `overrides.${overrides.findIndex((one) => one.gate === gate)}.gate`,
        message: `${gate} cannot be overridden in this protocol.`,
      })),
    });
  const gates = shut.filter(({ code }) => !overrides.some(({ gate }) => gate === code));
  const first = gates[0];
  if (first)
    return refuse(
      first.code,
      `${gates.length === 1 ? 'One gate is' : `${gates.length} gates are`} shut. ${first.opensWith}`,
      { gates },
    );
  for (const { gate, reason } of overrides.filter(({ gate }) => shut.some(({ code }) => code === gate)))
    change.record('gate-overridden', { sessionId, gate, reason });
  change.record('session-started', {
    sessionId,
    vitals: request.vitals,
    monitorPresent: request.monitorPresent,
    staffPresent: request.staffPresent ?? [],
    amountMg: request.amountMg ?? null,
  });
  change.putSession({
    ...voidBeforeSession(session, 'started'),
    status: 'in-session',
    actual: { startedAt: change.now, endedAt: null },
    monitorPresent: request.monitorPresent,
    vitals: request.vitals,
    amountMg: request.amountMg ?? null,
  });
  return undefined;
}

/** Null where nobody says how much: a blinded trial. */
function refuseAmount({ protocol, program }: Change, amountMg: number | null): Refused | undefined {
  const allowed = amountsOf(protocol, givenDoses(program).length + 1).map(({ mg }) => mg);
  if (amountMg === null || allowed.length === 0 || allowed.includes(amountMg)) return undefined;
  return refuse('invalid', 'The protocol does not have this amount given.', {
    errors: [{ path: 'amountMg', message: `Must be one of ${allowed.join(', ')}.` }],
  });
}

/** A clinician goes past a gate that the protocol lets them pass, and says why. */
export type Override = { gate: string; reason: string };

export function raiseClinicalTask(
  change: Change,
  kind: TaskKind,
  sessionId: string | null,
  rule: string,
  text: string,
): void {
  change.raiseTask({
    kind,
    urgency: 'urgent',
    sessionId,
    owner: clinicianOf(change.program),
    due: plusHours(change.now, 2),
    rule,
    text,
  });
}
