/** How long a patient stays after the start of a dose before the outcome may say that it was completed. */
import { type Change, type Refused, refuse } from '../change.ts';
import { givenBefore } from '../course.ts';
import { isDose, type Protocol } from '../protocol.ts';
import type { Instant, Outcome, Session } from '../state.ts';
import { minutesBetween } from '../time.ts';

type Went = { result: Outcome['result']; startedAt: Instant | null; endedAt: Instant | null };

export function refuseShortStay(
  { protocol, program }: Pick<Change, 'protocol' | 'program'>,
  session: Session,
  { result, startedAt, endedAt }: Went,
): Refused | undefined {
  const isLater = startedAt !== null && givenBefore(program, session, startedAt).length > 0;
  const stay = minimumStayOf(protocol, session, isLater);
  if (result !== 'completed' || !stay || !startedAt || !endedAt || minutesBetween(startedAt, endedAt) >= stay)
    return undefined;
  return refuse(
    'too-early',
    `The patient stays for ${stay} minutes at the least. Who left before that: record \`stopped-early\`.`,
  );
}

/** Null where the protocol has none. An amount above every step stays longest. */
function minimumStayOf({ dosing }: Protocol, session: Session, isLater: boolean): number | null {
  if (!isDose(session.kind) || dosing.minimumStay.length === 0) return null;
  const amountMg = session.amountMg === null ? null : session.amountMg + (session.supplement?.amountMg ?? 0);
  const step = dosing.minimumStay.find(({ belowMg }) => belowMg === null || (amountMg !== null && amountMg < belowMg));
  if (!step) return Math.max(...dosing.minimumStay.map(({ minutes }) => minutes));
  return (isLater ? step.laterMinutes : undefined) ?? step.minutes;
}
