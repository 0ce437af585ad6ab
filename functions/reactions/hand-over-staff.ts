/** Goes through a clinic's programs for who has left, some in each tick, and then disables their login; done twice, the second time finds nothing. */
import { handOver, type Successor } from '../../shared/domain/program/hand-over.ts';
import type { Handover } from '../../shared/use-cases/ports.ts';
import { runCommand, type Who } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { busyOrGone } from '../steps/busy-or-gone.ts';
import { logFailure } from '../wrap.ts';

const programsPerTick = 100;
/** Of 10 sessions and 30 tasks each. */
const callsMax = 20;

export async function handOverStaff(deps: Deps, clinicId: string, staffId: string): Promise<void> {
  const handover = await deps.handovers.read(clinicId, staffId);
  if (!handover) return;
  const to = handover.to ? await deps.clinics.staff(clinicId, handover.to) : null;
  const { items, next } = await deps.queries.programs(clinicId, {}, programsPerTick, handover.cursor ?? undefined);
  let { missed = false } = handover;
  for (const { state } of items)
    if (!(await tryToHandOver(deps, clinicId, state.programId, handover, to))) missed = true;
  // Every request of theirs is refused already (http.ts). Should Cognito fail, the last programs are seen to once more.
  if (next === null) await disableLogin(deps, clinicId, handover);
  await deps.handovers.reached(clinicId, handover, next, missed);
}

async function disableLogin(deps: Deps, clinicId: string, { leaving }: Handover): Promise<void> {
  const login = await deps.logins.disable({ clinicId, ...leaving });
  deps.log('info', 'somebody has left', { clinicId, staffId: leaving.staffId, login });
}

/** One that fails keeps the others of the clinic waiting no longer: it is tried again when all have been seen. */
async function tryToHandOver(
  deps: Deps,
  clinicId: string,
  programId: string,
  { leaving, by }: Handover,
  to: Successor | null,
): Promise<boolean> {
  // It is done in the name of who recorded it: nobody is replaced by the clock (R14).
  const who: Who = { actor: { kind: 'staff', id: by.staffId }, by };
  try {
    for (let call = 0; call < callsMax; call += 1) {
      const done = await runCommand(deps, {
        clinicId,
        programId,
        who,
        kind: 'step',
        decide: (change) => handOver(change, leaving, to, by),
      });
      if (!done.ok) throw busyOrGone(done);
      if (!done.value.more) return true;
    }
  } catch (error) {
    logFailure(deps, 'tell-staff', error);
    deps.log('error', 'a program was not handed over', { programId, staffId: leaving.staffId });
  }
  return false;
}
