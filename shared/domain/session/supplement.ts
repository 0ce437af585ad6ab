/** The second part of a dose that some protocols allow: a named person gives it (R14), in its time and with vitals in range. */
import { type Change, type Refused, refuse } from '../change.ts';
import { beginsAt, givenBefore, isDone, undecidedEvents } from '../course.ts';
import { areVitalsInRange, shutOf } from '../gates.ts';
import { type Amount, amountsOf, isDose } from '../protocol.ts';
import type { Instant, Session, Vitals } from '../state.ts';
import { plusMinutes } from '../time.ts';
import { recordVitals } from './adverse-events.ts';
import { raiseClinicalTask } from './start.ts';

export type SupplementRequest = {
  amountMg: number;
  /** Of now: needed, unless it is recorded late. */
  vitals: Vitals | null;
  /** It was given and could not be recorded then: accepted without a gate, and reviewed. */
  recordedLate: { at: Instant; reason: string } | null;
};

export function giveSupplement(change: Change, sessionId: string, request: SupplementRequest): Refused | undefined {
  const session = change.session(sessionId);
  if (!session) return refuse('not-found', 'There is no such session.');
  const startedAt = isDose(session.kind) ? session.actual?.startedAt : undefined;
  if (!startedAt || !(session.status === 'in-session' || isDone(session)))
    return refuse('wrong-state', 'Only a dose that was started has a supplement.');
  if (session.supplement) return refuse('wrong-state', 'Its supplement was given already: there is one at the most.');
  const { amountMg, vitals, recordedLate } = request;
  const possible = supplementsOf(change, session);
  const supplement = possible.find(({ mg }) => mg === amountMg);
  if (!supplement && !recordedLate) return refuseSupplement(possible);
  const refused = recordedLate
    ? refuseLate(session, startedAt, recordedLate.at, change.now)
    : supplement && refuseNow(change, session, vitals, startedAt, supplement);
  const unrecorded = refused ?? (vitals ? recordVitals(change, sessionId, vitals) : undefined);
  if (unrecorded) return unrecorded;
  const at = recordedLate?.at ?? change.now;
  change.record('supplement-given', { sessionId, at, amountMg, recordedLate });
  change.putSession({ ...(change.session(sessionId) ?? session), supplement: { at, amountMg } });
  if (recordedLate)
    raiseClinicalTask(
      change,
      'recorded-late',
      sessionId,
      'R5',
      'A supplement was recorded after it had been given: review what was checked before it.',
    );
  return undefined;
}

type Supplement = NonNullable<Amount['supplement']>;

/** Of the amount that was given first; of each that it may have been, where nobody says. */
function supplementsOf({ protocol, program }: Change, session: Session): Supplement[] {
  const before = givenBefore(program, session, beginsAt(session));
  return amountsOf(protocol, before.length + 1)
    .filter(({ mg }) => session.amountMg === null || mg === session.amountMg)
    .flatMap((one) => one.supplement ?? []);
}

function refuseSupplement(possible: readonly Supplement[]): Refused {
  const message =
    possible.length > 0
      ? `Must be one of ${possible.map(({ mg }) => mg).join(', ')}.`
      : 'The protocol has none after what was given first.';
  return refuse('invalid', 'The protocol does not have this supplement given.', {
    errors: [{ path: 'amountMg', message }],
  });
}

function refuseLate({ actual }: Session, startedAt: Instant, at: Instant, now: Instant): Refused | undefined {
  const endedAt = actual?.endedAt ?? now;
  if (startedAt <= at && at <= endedAt) return undefined;
  const message = `Must lie within the dose, from ${startedAt} to ${endedAt}.`;
  return refuse('invalid', 'The time of the supplement does not fit.', {
    errors: [{ path: 'recordedLate.at', message }],
  });
}

function refuseNow(
  { protocol, program, now }: Change,
  session: Session,
  vitals: Vitals | null,
  startedAt: Instant,
  { fromMinutes, untilMinutes }: Supplement,
): Refused | undefined {
  if (session.status !== 'in-session')
    return refuse('wrong-state', 'The dose is over. What was given in it: `recordedLate: {at, reason}`.');
  if (program.status !== 'active')
    return refuse('wrong-state', `The program is ${program.status}: nothing more is given.`);
  if (!vitals)
    return refuse('invalid', 'Vitals are taken before a supplement.', {
      errors: [{ path: 'vitals', message: 'Needed.' }],
    });
  const { systolicMmHg, diastolicMmHg } = protocol.dosing.vitalsMax;
  const from = plusMinutes(startedAt, fromMinutes);
  const until = plusMinutes(startedAt, untilMinutes);
  const gates = shutOf([
    {
      code: 'blocked',
      shut: undecidedEvents(program).length > 0,
      opensWith: "A clinician's decision about `adverse-event`.",
    },
    {
      code: 'vitals-out-of-range',
      shut: !areVitalsInRange(protocol, vitals),
      opensWith: `At most ${systolicMmHg}/${diastolicMmHg} mmHg.`,
    },
    { code: 'too-early', shut: now < from, opensWith: `Not before ${from}.` },
    {
      code: 'too-late',
      shut: now > until,
      opensWith: `It could be given until ${until}: no supplement is given any more.`,
    },
  ]);
  const first = gates[0];
  return first ? refuse(first.code, `No supplement is given now. ${first.opensWith}`, { gates }) : undefined;
}
