/** Each morning, before the lists go out: licenses that end soon become a task of the administration, each once. */
import { isRunning } from '../../shared/domain/course.ts';
import { askForLicense, endsSoon } from '../../shared/domain/program/licenses.ts';
import { staffRefOf } from '../../shared/domain/staff-ref.ts';
import type { Staff } from '../../shared/use-cases/ports.ts';
import { runCommand, systemItself } from '../../shared/use-cases/run-command.ts';
import type { Deps } from '../live.ts';
import { busyOrGone } from '../steps/busy-or-gone.ts';

const pageSize = 100;
/** Newest first; whoever is in none of so many programs is asked for on another morning. */
const pagesMax = 20;

export async function askForLicenses(deps: Deps, clinicId: string): Promise<void> {
  const staff = (await deps.queries.staffOf(clinicId)).filter(({ leftOn }) => leftOn === null);
  for (const one of staff.filter((each) => endsSoon(each, deps.now()))) {
    if (await deps.staffMail.isLicenseAsked(clinicId, one)) continue;
    // On no care team there is nothing that needs it.
    const programId = await programWith(deps, clinicId, one.staffId);
    if (!programId) continue;
    const asked = await runCommand(deps, {
      clinicId,
      programId,
      who: systemItself,
      kind: 'step',
      decide: (change) => {
        askForLicense(change, one, ownerOf(one, staff));
        return {};
      },
    });
    if (!asked.ok) throw busyOrGone(asked);
    await deps.staffMail.noteLicenseAsked(clinicId, one, deps.now());
  }
}

/** The administration; somebody else of it, where there is one. */
function ownerOf({ staffId }: Staff, staff: readonly Staff[]) {
  const admins = staff.filter(({ roles }) => roles.includes('clinic-admin'));
  const owner = admins.find((one) => one.staffId !== staffId) ?? admins[0];
  if (!owner) throw new Error('a clinic has no administration');
  return staffRefOf(owner);
}

async function programWith(deps: Deps, clinicId: string, staffId: string): Promise<string | null> {
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { items, next } = await deps.queries.programs(clinicId, {}, pageSize, cursor);
    const found = items.find(
      ({ state }) => isRunning(state.status) && state.careTeam.some((one) => one.staffId === staffId),
    );
    if (found) return found.state.programId;
    if (!next) return null;
    cursor = next;
  }
  return null;
}
