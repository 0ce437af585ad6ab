import { whyUnfit } from '../../shared/domain/program/licenses.ts';
import type { CareTeamMember } from '../../shared/domain/state.ts';
import type { Request } from './http.ts';
import { loadProgram } from './perform.ts';

/** Of the program's care team, as far as asked about: who has left or whose license has ended, and why they do not count. */
export async function unfitStaff(
  request: Request<unknown, unknown>,
  isAsked: (member: CareTeamMember) => boolean = () => true,
): Promise<{ staffId: string; why: string }[]> {
  const { deps, clinicId } = request;
  const { careTeam } = await loadProgram(request);
  const staff = await Promise.all(careTeam.filter(isAsked).map(({ staffId }) => deps.clinics.staff(clinicId, staffId)));
  return staff.flatMap((one) => {
    const why = one && whyUnfit(one, deps.now());
    return why ? [{ staffId: one.staffId, why }] : [];
  });
}
